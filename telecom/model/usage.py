"""Usage: every call, message and piece of data that a service used, and what it cost."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance
from telecom.model.volumes import UsageKind, Volume


class UsageState(Enum):
    """Life of a usage record (TM Forum 635)."""

    RECEIVED = "received"
    GUIDED = "guided"
    RATED = "rated"
    RERATED = "rerated"
    BILLED = "billed"
    REJECTED = "rejected"
    RECYCLED = "recycled"


USAGE_LIFE = {
    UsageState.RECEIVED: frozenset({UsageState.GUIDED, UsageState.REJECTED}),
    UsageState.GUIDED: frozenset({UsageState.RATED, UsageState.REJECTED}),
    UsageState.RATED: frozenset({UsageState.RERATED, UsageState.BILLED}),
    UsageState.RERATED: frozenset({UsageState.RATED}),
    UsageState.REJECTED: frozenset({UsageState.RECYCLED}),
    UsageState.RECYCLED: frozenset({UsageState.GUIDED, UsageState.REJECTED}),
}


class UsageZone(Enum):
    """Where the usage went, or where it was made: this sets its price."""

    HOME = "home"
    ROAMING = "roaming"
    INTERNATIONAL = "international"
    PREMIUM = "premium"


@dataclass(kw_only=True, eq=False)
class UsageRecord:
    """One use of one service: bytes, seconds or messages in `units`. A call nobody answered has no seconds.

    `other_party` is the number called or calling as it was dialled, where there was one; `incoming` uses are free.
    `bill_id` is the bill that it stands on.
    """

    id: str = field(default_factory=new_id)
    service_id: str
    kind: UsageKind
    at: datetime
    units: int
    zone: UsageZone = UsageZone.HOME
    incoming: bool = False
    answered: bool = True
    other_party: str | None = None
    charge: Money
    state: UsageState = UsageState.RECEIVED
    bill_id: str | None = None

    @property
    def volume(self) -> Volume:
        return Volume(self.kind, self.units)

    def become(self, state: UsageState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, USAGE_LIFE, subject="usage")
