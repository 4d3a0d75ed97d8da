"""Periods and moments: from when to when something holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
