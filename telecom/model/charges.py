"""What an account was charged or is to get back, until it stands on a bill: things bought, fees, credits, discounts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from telecom.model.bills import ChargeKind
from telecom.model.errors import InvalidValue
from telecom.model.identities import new_id
from telecom.model.money import Money

# What is given back: its amounts are below zero.
GIVEN = frozenset({ChargeKind.CREDIT, ChargeKind.SLA_CREDIT, ChargeKind.REFUND, ChargeKind.DISCOUNT})
# What may be added by hand or by other functions; monthly prices and usage come from products and records.
ADDED = GIVEN | {ChargeKind.PURCHASE, ChargeKind.FEE}


@dataclass(kw_only=True, eq=False)
class AccountCharge:
    """One amount to stand on the next bill of an account, tax included; below zero where money is given back.

    `key` makes it stand once (an order's item, a ticket, a dispute). `description` is what the subscriber reads on the
    line, `reference` the number of the order, ticket or dispute it came from. `day` says to which period it belongs.
    `bill_id` is empty until it has been billed, and never changes afterwards.
    """

    id: str = field(default_factory=new_id)
    key: str
    account_id: str
    kind: ChargeKind
    description: str
    amount: Money
    day: date
    added_at: datetime
    offering_id: str | None = None
    service_id: str | None = None
    reference: str | None = None
    bill_id: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in ADDED:
            raise ValueError(f"{self.kind.value} is worked out from products and usage, never added")
        if self.amount.is_zero or self.amount.is_positive == (self.kind in GIVEN):
            raise InvalidValue("utter_error_value", amount=self.amount)


@dataclass(kw_only=True, eq=False)
class Discount:
    """So many percent less on the monthly prices of an account, of one of its services, or of a single product, from
    day to day.

    Both days count; `last_day` None goes on until it is set.
    """

    id: str = field(default_factory=new_id)
    key: str
    account_id: str
    description: str
    percent: int
    first_day: date
    last_day: date | None = None
    service_id: str | None = None
    product_id: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:
            raise InvalidValue("utter_error_value", percent=self.percent)
