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
    PAUSED = "paused"
    FEE = "fee"
    DISCOUNT = "discount"
    CREDIT = "credit"
    SLA_CREDIT = "service credit"
    REFUND = "refund"
    CARRIED = "carried over"


@dataclass(kw_only=True, eq=False)
class CustomerBill:
    """What one billing account owes for one period. `total` is the sum of its lines, tax included.

    `number` stands on the paper, such as BILL-2026-08-1001. `credited` is what was taken off it after it was sent.
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
    credited: Money | None = None
    state: BillState = BillState.NEW

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def open_amount(self) -> Money:
        """What is still to be paid, also while the bill is not yet sent."""
        left = self.total - self.paid
        return left if self.credited is None else left - self.credited

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

    def credit(self, amount: Money) -> Money:
        """Take up to this amount off what is open; says how much that was. Settled when nothing is left to pay."""
        taken = min(amount, self.open_amount)
        if self.state not in PAYABLE or not taken.is_positive:
            return Money(0, amount.currency)
        if taken == self.open_amount:
            self.become(BillState.SETTLED)
        self.credited = taken if self.credited is None else self.credited + taken
        return taken


@dataclass(kw_only=True, eq=False)
class AppliedCustomerBillingRate:
    """One line of a bill: what for, on which service, how much; `tax` is the part of `amount` that is tax.

    `description` is the offering's name for things bought, else the name of the service that was used. `first_day` and
    `last_day` are set where it is for some days of the period only; `charge_id` where it was a charge of its own.
    """

    id: str = field(default_factory=new_id)
    bill_id: str
    position: int
    kind: ChargeKind
    description: str
    offering_id: str | None = None
    service_id: str | None = None
    volume: Volume | None = None
    first_day: date | None = None
    last_day: date | None = None
    charge_id: str | None = None
    amount: Money
    tax: Money
