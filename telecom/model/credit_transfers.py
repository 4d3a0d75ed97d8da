"""Sending prepaid credit to another number: the fee, the limits, and what was sent."""

from dataclasses import dataclass, field
from datetime import datetime

from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber

FEE_MINOR = 25
SMALLEST_MINOR, LARGEST_MINOR = 100, 1000
A_DAY_MINOR = 2000


class NotPrepaid(BusinessError):
    """The number that should get the credit has none: it is not ours, or paid by bill. Both sound the same."""

    response = "utter_transfer_not_prepaid"


@dataclass(kw_only=True, eq=False)
class CreditTransfer:
    """Credit that went from one account to another, once per `key`. The fee came on top."""

    id: str = field(default_factory=new_id)
    key: str
    account_id: str
    to_account_id: str
    to_number: PhoneNumber
    person_id: str
    amount: Money
    fee: Money
    at: datetime


def fee_of(currency: str) -> Money:
    """What sending credit costs, whatever the amount."""
    return Money(FEE_MINOR, currency)


def check_transfer(amount: Money, *, sent_today: Money) -> Money:
    """The amount, if so much may be sent now; InvalidValue with the limit that it breaks."""
    smallest, largest = Money(SMALLEST_MINOR, amount.currency), Money(LARGEST_MINOR, amount.currency)
    if not smallest <= amount <= largest:
        raise InvalidValue("utter_transfer_limits", amount=amount, smallest=smallest, largest=largest)
    left = Money(A_DAY_MINOR, amount.currency) - sent_today
    if amount > left:
        raise InvalidValue("utter_transfer_day_limit", amount=amount, left=left)
    return amount
