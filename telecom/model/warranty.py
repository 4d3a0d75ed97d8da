"""Warranty: goods that broke are exchanged; how long that holds, and how a claim stands."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance

# Unless the offering's terms say otherwise (`warranty_months`).
USUAL_MONTHS = 24
SEND_WITHIN = timedelta(days=14)
# A parcel that has not come so long after its last day comes no more.
LAPSES_AFTER = timedelta(days=14)


class ClaimState(Enum):
    """Life of a claim: the broken piece is waited for, is here, a new one is on its way, is delivered; or it never
    came."""

    EXPECTED = "expected"
    RECEIVED = "received"
    SENT = "sent"
    DONE = "done"
    LAPSED = "lapsed"


OPEN_CLAIM = (ClaimState.EXPECTED, ClaimState.RECEIVED, ClaimState.SENT)
CLAIM_LIFE = {
    ClaimState.EXPECTED: frozenset({ClaimState.RECEIVED, ClaimState.LAPSED}),
    ClaimState.RECEIVED: frozenset({ClaimState.SENT}),
    ClaimState.SENT: frozenset({ClaimState.DONE}),
}


class NotUnderWarranty(BusinessError):
    """These goods are not exchanged for nothing; the response says why."""

    response = "utter_warranty_over"


@dataclass(kw_only=True, eq=False)
class WarrantyClaim:
    """One thing that broke and is exchanged, with the number that stands on the label of its parcel. `key` is the
    proposal that was confirmed; `is_reserved` whether a new piece is kept for it."""

    id: str = field(default_factory=new_id)
    key: str
    number: str
    customer_id: str
    product_id: str
    offering_id: str
    asked_by: str
    what: str
    words: str
    address: str
    opened_at: datetime
    send_by: date
    state: ClaimState = ClaimState.EXPECTED
    is_reserved: bool = False
    changed_at: datetime

    def become(self, state: ClaimState, now: datetime) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state, self.changed_at = advance(self.state, state, CLAIM_LIFE, subject="warranty claim"), now
