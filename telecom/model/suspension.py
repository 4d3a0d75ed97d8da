"""Pauses of a service: for how long, at what price, and how they end by themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from telecom.model.calendar import Period, month_of, start_of_day
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.other_days import shift_said
from telecom.model.states import advance
from telecom.model.wire import read_period

LONGEST_PAUSE = timedelta(days=180)
# While paused, this share of the monthly fee is charged, unless the offering's terms say otherwise.
USUAL_PERCENT = 50


class SuspensionStatus(Enum):
    """Life of a pause."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


OPEN_SUSPENSION = (SuspensionStatus.SCHEDULED, SuspensionStatus.RUNNING)
SUSPENSION_LIFE = {
    SuspensionStatus.SCHEDULED: frozenset({SuspensionStatus.RUNNING, SuspensionStatus.CANCELLED}),
    SuspensionStatus.RUNNING: frozenset({SuspensionStatus.ENDED}),
}


class NotPausable(BusinessError):
    """The offering's terms do not allow a pause."""

    response = "utter_suspension_not_pausable"


class AlreadyPaused(BusinessError):
    """The service is paused already, or going to be."""

    response = "utter_suspension_already"


@dataclass(frozen=True, slots=True)
class PauseTerms:
    """What an offering says about pausing (`terms["pause"]`): whether it may be, and the share still charged."""

    allowed: bool = True
    percent: int = USUAL_PERCENT

    @classmethod
    def read(cls, terms: Mapping[str, Any]) -> "PauseTerms":
        """The terms of an offering, the usual ones where it says nothing."""
        said = terms.get("pause") or {}
        return cls(bool(said.get("allowed", True)), int(said.get("percent", USUAL_PERCENT)))


@dataclass(kw_only=True, eq=False)
class Suspension:
    """One pause of a service. It runs from `starts_at` until just before `ends_at`; `product_ids` are the products it
    suspended, so that exactly those come back. `monthly` is the fee before, `monthly_paused` the one meanwhile.

    `key` is the proposal that was confirmed: one pause for one yes.
    """

    id: str = field(default_factory=new_id)
    key: str
    service_id: str
    asked_by: str
    first_day: date
    last_day: date
    starts_at: datetime
    ends_at: datetime
    monthly: Money | None = None
    monthly_paused: Money | None = None
    product_ids: list[str] = field(default_factory=list)
    status: SuspensionStatus = SuspensionStatus.SCHEDULED
    began_at: datetime | None = None
    ended_at: datetime | None = None

    def become(self, status: SuspensionStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, SUSPENSION_LIFE, subject="pause")

    @property
    def period(self) -> Period:
        """The days without service, both included."""
        return Period(self.first_day, self.last_day)

    @property
    def back_on(self) -> date:
        """The day on which the service works again by itself."""
        return self.last_day + timedelta(days=1)


def check_pause(period: Period, *, today: date) -> Period:
    """The period with both ends set, or InvalidValue saying why it will not do. An open start is today."""
    if period.end is None:
        raise InvalidValue("utter_suspension_no_end")
    start = period.start or today
    if period.end < today or start < today:
        raise InvalidValue("utter_suspension_in_past", day=start if period.end >= today else period.end)
    if period.end - start >= LONGEST_PAUSE:
        raise InvalidValue("utter_suspension_too_long", longest=LONGEST_PAUSE.days)
    return Period(start, period.end)


def pause_moments(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a checked period begins and when the service is back."""
    assert period.start and period.end
    return start_of_day(period.start, zone), start_of_day(period.end + timedelta(days=1), zone)


_LENGTH = re.compile(r"\b(days?|nights?|weeks?|wks?|fortnights?|months?|mths?|years?)\b", re.I)
_UNTIL = re.compile(r"\b(until|untill|till?|up to|end of|tage?|bis)\b", re.I)
WEEK, LONG = 7, 28


def moved_to(begins: date, said: Period, *, words: str, today: date) -> Period:
    """What was said of a pause that begins on a day named before: "for two weeks" is its length, "until the 20th" its
    end. A time of its own stays as it is."""
    if said.end is None or said.start not in (None, today) or begins <= today:
        return said
    if _LENGTH.search(words) and not _UNTIL.search(words):
        return Period(begins, begins + (said.end - today))
    end = said.end
    while end < begins:  # from the 21st until the 20th: of the month after
        end = _month_later(end)
    return Period(begins, end)


def _month_later(day: date) -> date:
    following = month_of(day).end
    assert following is not None
    last = month_of(following + timedelta(days=1)).end
    assert last is not None
    return last.replace(day=min(day.day, last.day))


def begun_on(begins: date, standing: Period) -> Period:
    """A pause that begins on another day: as long as before where its length was a matter of weeks, else with its
    end."""
    assert standing.start and standing.end
    length = standing.end - standing.start
    days = length.days + 1
    if days % WEEK == 0 or days >= LONG or begins > standing.end:
        return Period(begins, begins + length)
    return Period(begins, standing.end)


def shifted(standing: Period, words: str) -> Period | None:
    """A pause as many days later or earlier as was said: "a week later"; None where that was not said."""
    days = shift_said(words)
    if days is None or standing.start is None or standing.end is None:
        return None
    return Period(standing.start + timedelta(days=days), standing.end + timedelta(days=days))


def corrected(standing: Period, period: Any, day: Any, *, words: str, today: date) -> Period | None:
    """A pause with what was said about its time after it was shown or set: another beginning, end or length. None where
    nothing was said; InvalidValue where it makes no sense."""
    if (moved := shifted(standing, words)) is not None:
        return moved
    said = read_pause(period, day, today=today)
    if said is None or standing.start is None or standing.end is None:
        return said
    weeks = ((standing.end - standing.start).days + 1) % WEEK == 0
    if day and not period and said.end and not _UNTIL.search(words) and (standing.start > today or weeks):
        return begun_on(said.end, standing)
    if said.start is not None and said.end is None:
        return begun_on(said.start, standing)
    return moved_to(standing.start, said, words=words, today=today)


def read_pause(period: Any, day: Any, *, today: date) -> Period | None:
    """What was said about the time: a period (or its raw form), or a single day, which is the last one. None where
    nothing was said; InvalidValue where it makes no sense."""
    try:
        if isinstance(period, Period):
            return period
        if period:
            return read_period(period)
        if not day:
            return None
        last = day if isinstance(day, date) else date.fromisoformat(day)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidValue("utter_suspension_no_sense") from error
    return Period(min(today, last), last)
