"""Bills: what an account owes for a month, line by line, and how much of it has been paid."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance
from telecom.model.volumes import Volume


class BillState(Enum):
    """Life of a bill (TM Forum 678)."""

    NEW = "new"
    VALIDATED = "validated"
    ON_HOLD = "onHold"
    SENT = "sent"
    PARTIALLY_PAID = "partiallyPaid"
    SETTLED = "settled"


BILL_LIFE = {
    BillState.NEW: frozenset({BillState.VALIDATED, BillState.ON_HOLD}),
    BillState.ON_HOLD: frozenset({BillState.VALIDATED}),
    BillState.VALIDATED: frozenset({BillState.SENT}),
    BillState.SENT: frozenset({BillState.PARTIALLY_PAID, BillState.SETTLED}),
    BillState.PARTIALLY_PAID: frozenset({BillState.SETTLED}),
}
PAYABLE = frozenset({BillState.SENT, BillState.PARTIALLY_PAID})


class ChargeKind(Enum):
    """What a line of a bill is for."""

    SUBSCRIPTION = "subscription"
    PART_MONTH = "part of a month"
    PURCHASE = "purchase"
    DATA = "data"
    CALLS = "calls"
    MESSAGES = "messages"
    ROAMING = "roaming"
    INTERNATIONAL = "international"
    PREMIUM = "premium"


@dataclass(kw_only=True, eq=False)
class CustomerBill:
    """What one billing account owes for one period. `total` is the sum of its lines, tax included.

    `number` stands on the paper, such as BILL-2026-08-1001.
    """

    id: str = field(default_factory=new_id)
    number: str
    account_id: str
    period_start: date
    period_end: date
    issued_on: date
    due_on: date
    total: Money
    paid: Money
    state: BillState = BillState.NEW

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def open_amount(self) -> Money:
        """What is still to be paid, also while the bill is not yet sent."""
        return self.total - self.paid

    @property
    def is_payable(self) -> bool:
        """Whether money is owed on it now: sent, and not settled."""
        return self.state in PAYABLE and self.open_amount.is_positive

    def is_overdue(self, today: date) -> bool:
        return self.is_payable and self.due_on < today

    def become(self, state: BillState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, BILL_LIFE, subject="bill")

    def settle(self, amount: Money) -> None:
        """Count a payment on the bill: settled when all is paid, else partially paid.

        InvalidValue for an amount that is not positive or more than is open; IllegalTransition if it was not sent.
        """
        if not amount.is_positive:
            raise InvalidValue("utter_error_amount_not_positive", amount=amount)
        if amount > self.open_amount:
            raise InvalidValue("utter_bill_more_than_open", amount=amount, open=self.open_amount, number=self.number)
        self.become(BillState.SETTLED if amount == self.open_amount else BillState.PARTIALLY_PAID)
        self.paid = self.paid + amount


@dataclass(kw_only=True, eq=False)
class AppliedCustomerBillingRate:
    """One line of a bill: what for, on which service, how much; `tax` is the part of `amount` that is tax.

    `description` is the offering's name for things bought, else the name of the service that was used.
    """

    id: str = field(default_factory=new_id)
    bill_id: str
    position: int
    kind: ChargeKind
    description: str
    offering_id: str | None = None
    service_id: str | None = None
    volume: Volume | None = None
    amount: Money
    tax: Money
