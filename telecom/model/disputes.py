"""Disputes: a charge that somebody contests, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance

# Up to this amount (minor units) a first dispute is granted at once, so often in so long a time.
GRANTED_AT_ONCE = 500
GRANTS_AT_ONCE = 2
GRANTS_COUNTED_FOR = timedelta(days=365)
# After so long a charge can no longer be contested.
CONTESTED_WITHIN = timedelta(days=365)
LONGEST_WORDS = 500


class DisputeStatus(Enum):
    """Life of a dispute: that of a trouble ticket (TM Forum 621) without its waiting states."""

    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "inProgress"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


DISPUTE_LIFE = {
    DisputeStatus.ACKNOWLEDGED: frozenset({DisputeStatus.IN_PROGRESS, DisputeStatus.REJECTED, DisputeStatus.CANCELLED}),
    DisputeStatus.IN_PROGRESS: frozenset({DisputeStatus.RESOLVED, DisputeStatus.REJECTED, DisputeStatus.CANCELLED}),
    DisputeStatus.RESOLVED: frozenset({DisputeStatus.CLOSED, DisputeStatus.IN_PROGRESS}),
}
DISPUTE_OPEN = frozenset({DisputeStatus.ACKNOWLEDGED, DisputeStatus.IN_PROGRESS})
GRANTED = frozenset({DisputeStatus.RESOLVED, DisputeStatus.CLOSED})


class DisputedAlready(BusinessError):
    """The line is contested already, or the case is settled."""

    response = "utter_dispute_already"


@dataclass(kw_only=True, eq=False)
class Dispute:
    """One line of a bill, contested. `key` is the proposal that was confirmed. `amount` is what is contested,
    `granted` what was given back. Nothing of the amount is dunned while the dispute is open."""

    id: str = field(default_factory=new_id)
    number: str
    key: str
    customer_id: str
    account_id: str
    bill_id: str
    line_id: str
    person_id: str
    words: str
    amount: Money
    granted: Money | None = None
    status: DisputeStatus = DisputeStatus.ACKNOWLEDGED
    answer: str | None = None
    opened_at: datetime
    changed_at: datetime

    def become(self, status: DisputeStatus, *, at: datetime) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, DISPUTE_LIFE, subject="dispute")
        self.changed_at = at

    @property
    def is_open(self) -> bool:
        return self.status in DISPUTE_OPEN
