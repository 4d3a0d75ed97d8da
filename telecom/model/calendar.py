"""Periods and moments: from when to when something holds."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a moment without a zone is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start` to `end`, both included; None is open at that end."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise ValueError("a period ends before it starts")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def moments(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """First moment and the moment just after the last day, in UTC (the end is excluded)."""
        start = start_of_day(self.start, zone) if self.start else None
        end = start_of_day(self.end + timedelta(days=1), zone) if self.end else None
        return start, end


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Midnight at the beginning of a day in a zone, as UTC; clock changes included."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def month_of(day: date) -> Period:
    """The calendar month that holds the day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Period(first, following - timedelta(days=1))


@lru_cache(maxsize=4096)
def cycle_of(day: date, cycle_day: int) -> Period:
    """The billing period around a day, where each begins on this day of the month (its last, in a shorter month)."""
    start = _cycle_start(day.year, day.month, cycle_day)
    if day < start:
        start = _cycle_start(*_month_before(day.year, day.month), cycle_day)
    following = _cycle_start(*_month_after(start.year, start.month), cycle_day)
    return Period(start, following - timedelta(days=1))


def cycle_day_of(billed: Period, usual: int) -> int:
    """On which day of the month the cycle of a billed period begins: the usual one, or where that has changed since,
    the one that the period's end tells."""
    assert billed.start is not None and billed.end is not None
    return usual if cycle_of(billed.start, usual).end == billed.end else (billed.end + timedelta(days=1)).day


def _cycle_start(year: int, month: int, cycle_day: int) -> date:
    return date(year, month, min(cycle_day, monthrange(year, month)[1]))


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def days_in(period: Period) -> int:
    """How many days a period with both ends has."""
    assert period.start is not None and period.end is not None
    return (period.end - period.start).days + 1


def overlap(one: Period, other: Period) -> Period | None:
    """The days that two periods have in common, or None."""
    starts = [day for day in (one.start, other.start) if day is not None]
    ends = [day for day in (one.end, other.end) if day is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    return None if start is not None and end is not None and end < start else Period(start, end)
