"""Things that come back: goods within their fourteen days, and equipment of services that have ended."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance

# Goods may be sent back for a refund so long after delivery; a return is expected so long after it was asked for.
RETURN_WITHIN = timedelta(days=14)
SEND_WITHIN = timedelta(days=14)


class ReturnState(Enum):
    """Life of a return."""

    EXPECTED = "expected"
    RECEIVED = "received"


RETURN_LIFE = {ReturnState.EXPECTED: frozenset({ReturnState.RECEIVED})}


class NothingToReturn(BusinessError):
    """Nothing that could come back, or not any more."""

    response = "utter_return_nothing"


@dataclass(kw_only=True, eq=False)
class ProductReturn:
    """One thing on its way back, with the number that stands on its label. `refund` is what is given back when it has
    come, None for equipment that was only lent. `key` is the proposal that was confirmed."""

    id: str = field(default_factory=new_id)
    key: str
    number: str
    customer_id: str
    account_id: str
    asked_by: str
    product_id: str
    what: str
    refund: Money | None = None
    opened_at: datetime
    send_by: date
    state: ReturnState = ReturnState.EXPECTED
    received_at: datetime | None = None

    def become(self, state: ReturnState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, RETURN_LIFE, subject="return")
