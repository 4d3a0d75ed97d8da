"""Bills that are overdue: what is said when, promises and instalments, and the line that is stopped in the end."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id
from telecom.model.money import Money, total
from telecom.model.states import advance

LONGEST_PROMISE = timedelta(days=14)
FEWEST_PARTS, MOST_PARTS = 2, 6
# Days without a new arrangement after one was broken.
AFTER_BROKEN = timedelta(days=180)


class Step(Enum):
    """What happens to a bill that is not paid."""

    FIRST_NOTICE = "first notice"
    LAST_NOTICE = "last notice"
    STOP = "stop"


LADDER: dict[Step, timedelta] = {
    Step.FIRST_NOTICE: timedelta(days=3),
    Step.LAST_NOTICE: timedelta(days=10),
    Step.STOP: timedelta(days=17),
}


def steps_due(due_on: date, today: date) -> list[Step]:
    """The steps whose day has come for a bill that was to be paid on a day."""
    return [step for step, after in LADDER.items() if due_on + after <= today]


class PlanStatus(Enum):
    """Life of an arrangement."""

    ACTIVE = "active"
    KEPT = "kept"
    BROKEN = "broken"


PLAN_LIFE = {PlanStatus.ACTIVE: frozenset({PlanStatus.KEPT, PlanStatus.BROKEN})}


class NoArrangement(BusinessError):
    """Nothing can be arranged: nothing is owed, one runs already, or one was broken lately."""

    response = "utter_arrears_nothing_owed"


@dataclass(kw_only=True, eq=False)
class PaymentPlan:
    """That what is owed now is paid later, in one go (a promise) or in parts. `key` is the proposal that was confirmed.

    `bill_ids` are the bills it covers, `owed` what was open on them when it began.
    """

    id: str = field(default_factory=new_id)
    key: str
    account_id: str
    person_id: str
    bill_ids: list[str]
    owed: Money
    status: PlanStatus = PlanStatus.ACTIVE
    began_at: datetime
    ended_at: datetime | None = None

    def become(self, status: PlanStatus, *, at: datetime) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status, self.ended_at = advance(self.status, status, PLAN_LIFE, subject="payment plan"), at


@dataclass(kw_only=True, eq=False)
class Instalment:
    """One part of a plan, to be paid by a day."""

    id: str = field(default_factory=new_id)
    plan_id: str
    position: int
    due_on: date
    amount: Money


@dataclass(kw_only=True, eq=False)
class ArrearsStop:
    """That the services of an account were stopped because it did not pay; `service_ids` come back when it has."""

    id: str = field(default_factory=new_id)
    account_id: str
    bill_id: str
    service_ids: list[str]
    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An amount and the day by which it is to be paid."""

    due_on: date
    amount: Money


def promise(owed: Money, by: date, *, today: date) -> list[Part]:
    """All of it on one day within two weeks; InvalidValue for another day."""
    if not today < by <= today + LONGEST_PROMISE:
        raise InvalidValue("utter_arrears_promise_limits", latest=today + LONGEST_PROMISE)
    return [Part(by, owed)]


def part_now(owed: Money, now: Money, by: date, *, today: date) -> list[Part]:
    """Some of it today, the rest on one day within two weeks; InvalidValue for another day, or for all or nothing."""
    if not Money(0, owed.currency) < now < owed:
        raise InvalidValue("utter_arrears_part_of_it", owed=owed)
    return [Part(today, now), *promise(owed - now, by, today=today)]


def instalments(owed: Money, parts: int, *, today: date) -> list[Part]:
    """So many equal parts, the first today, the others on the same day of the months after; what does not divide is in
    the first. InvalidValue for too few or too many."""
    if not FEWEST_PARTS <= parts <= MOST_PARTS:
        raise InvalidValue("utter_arrears_parts_limits", fewest=FEWEST_PARTS, most=MOST_PARTS)
    each = Money(owed.minor // parts, owed.currency)
    first = owed - each * (parts - 1)
    return [Part(_months_later(today, n), first if n == 0 else each) for n in range(parts)]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def expected_by(parts: Sequence[Instalment], day: date) -> Money:
    """What is to have been paid when a day is over."""
    return total((part.amount for part in parts if part.due_on <= day), currency=parts[0].amount.currency)
