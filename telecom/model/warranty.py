"""Warranty: goods that broke are exchanged or repaired; how long that holds, and how a claim stands."""

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


class ClaimWay(Enum):
    """What becomes of the broken piece: a new one comes for it, or it is mended and comes back."""

    EXCHANGE = "exchange"
    REPAIR = "repair"


class ClaimState(Enum):
    """Life of a claim: the broken piece is waited for, is here (at the workshop, where it is repaired), is mended, it
    or a new one is on its way, is delivered; or it never came, or is not sent in after all."""

    EXPECTED = "expected"
    RECEIVED = "received"
    REPAIRED = "repaired"
    SENT = "sent"
    DONE = "done"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


OPEN_CLAIM = (ClaimState.EXPECTED, ClaimState.RECEIVED, ClaimState.REPAIRED, ClaimState.SENT)
# What was called off when it was in the post already comes all the same, and is not left lying.
CLAIM_LIFE = {
    ClaimState.EXPECTED: frozenset({ClaimState.RECEIVED, ClaimState.LAPSED, ClaimState.CANCELLED}),
    ClaimState.CANCELLED: frozenset({ClaimState.RECEIVED}),
    ClaimState.RECEIVED: frozenset({ClaimState.REPAIRED, ClaimState.SENT}),
    ClaimState.REPAIRED: frozenset({ClaimState.SENT}),
    ClaimState.SENT: frozenset({ClaimState.DONE}),
}
# How long a workshop takes, in days.
REPAIR_TAKES = 7


class NotUnderWarranty(BusinessError):
    """These goods are not exchanged for nothing; the response says why."""

    response = "utter_warranty_over"


@dataclass(kw_only=True, eq=False)
class WarrantyClaim:
    """One thing that broke and is exchanged or repaired, with the number that stands on the label of its parcel. `key`
    is the proposal that was confirmed; `is_reserved` whether a new piece is kept for it."""

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
    way: ClaimWay = ClaimWay.EXCHANGE
    is_reserved: bool = False
    changed_at: datetime

    def become(self, state: ClaimState, now: datetime) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state, self.changed_at = advance(self.state, state, CLAIM_LIFE, subject="warranty claim"), now
