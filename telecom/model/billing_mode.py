"""How an account is charged: prepaid or by bill, on which day the bill is made, every use listed or a summary."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id
from telecom.model.parties import BillingMode

# Every month has these days.
FIRST_CYCLE_DAY, LAST_CYCLE_DAY = 1, 28


class CannotChangeMode(BusinessError):
    """The account cannot change as it stands; the response says why and what would help."""

    response = "utter_billing_mode_already"


class ChangeStatus(Enum):
    """Life of a change that takes effect later."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(kw_only=True, eq=False)
class BillingChange:
    """That an account is charged otherwise from a day on: another mode or another day of the month. `key` is the
    proposal that was confirmed."""

    id: str = field(default_factory=new_id)
    key: str
    account_id: str
    person_id: str
    mode: BillingMode | None = None
    cycle_day: int | None = None
    effective_on: date
    status: ChangeStatus = ChangeStatus.PLANNED
    decided_at: datetime


def check_cycle_day(day: int) -> int:
    """The day, if every month has it; else InvalidValue."""
    if not FIRST_CYCLE_DAY <= day <= LAST_CYCLE_DAY:
        raise InvalidValue("utter_billing_mode_day_limits", first=FIRST_CYCLE_DAY, last=LAST_CYCLE_DAY)
    return day


def next_cycle_start(cycle_day: int, today: date) -> date:
    """The first day of the next billing period, after today."""
    if today.day < cycle_day:
        return today.replace(day=cycle_day)
    year, month = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
    return date(year, month, cycle_day)
