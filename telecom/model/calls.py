"""Calls of a line counted by the hour, and what a business learns from them. [M.3345 5.3.1, A10]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from telecom.model.calendar import Period, days_in

# The share of calls that may find all lines busy when it is worked out how many lines are needed.
LOSS = 0.01
_HOUR = 3600
DAYS, HOURS = 7, 24


@dataclass(frozen=True, slots=True)
class CallHour:
    """The calls of one line that began in one hour of the operator's clock. Seconds are those of talking."""

    service_id: str
    hour: datetime
    received: int = 0
    answered: int = 0
    received_seconds: int = 0
    made: int = 0
    made_seconds: int = 0

    @property
    def seconds(self) -> int:
        return self.received_seconds + self.made_seconds


@dataclass(frozen=True, slots=True)
class CallCount:
    """Calls received and made, and for how many seconds was talked."""

    received: int = 0
    answered: int = 0
    received_seconds: int = 0
    made: int = 0
    made_seconds: int = 0

    @property
    def lost(self) -> int:
        return self.received - self.answered

    @property
    def answered_percent(self) -> float | None:
        """None where no call came in."""
        return 100 * self.answered / self.received if self.received else None

    @property
    def mean_duration(self) -> timedelta | None:
        """Of the calls that were received and answered."""
        return timedelta(seconds=round(self.received_seconds / self.answered)) if self.answered else None


def count_calls(hours: Sequence[CallHour]) -> CallCount:
    """All of them together."""
    return CallCount(
        sum(each.received for each in hours),
        sum(each.answered for each in hours),
        sum(each.received_seconds for each in hours),
        sum(each.made for each in hours),
        sum(each.made_seconds for each in hours),
    )


def by_line(hours: Sequence[CallHour]) -> Mapping[str, CallCount]:
    """The calls of each line that had any."""
    found: dict[str, list[CallHour]] = {}
    for each in hours:
        found.setdefault(each.service_id, []).append(each)
    return {line: count_calls(of_line) for line, of_line in found.items()}


def by_day(hours: Sequence[CallHour], period: Period) -> Mapping[date, CallCount]:
    """The calls of every day of a period, in order; days without any have none."""
    assert period.start is not None
    found: dict[date, list[CallHour]] = {period.start + timedelta(days=n): [] for n in range(days_in(period))}
    for each in hours:
        found[each.hour.date()].append(each)
    return {day: count_calls(of_day) for day, of_day in found.items()}


def by_hour(hours: Sequence[CallHour]) -> list[CallCount]:
    """The calls of each hour of the day."""
    return [count_calls([each for each in hours if each.hour.hour == hour]) for hour in range(HOURS)]


def by_month(hours: Sequence[CallHour]) -> Mapping[date, CallCount]:
    """The calls of each month that had any, by its first day, in order."""
    found: dict[date, list[CallHour]] = {}
    for each in sorted(hours, key=lambda each: each.hour):
        found.setdefault(each.hour.date().replace(day=1), []).append(each)
    return {month: count_calls(of_month) for month, of_month in found.items()}


def flow(hours: Sequence[CallHour], period: Period) -> list[list[float]]:
    """How many calls come in on average: a row for each weekday from Monday, a column for each hour."""
    assert period.start is not None
    weeks = [0] * DAYS
    for n in range(days_in(period)):
        weeks[(period.start + timedelta(days=n)).weekday()] += 1
    sums = [[0] * HOURS for _ in range(DAYS)]
    for each in hours:
        sums[each.hour.weekday()][each.hour.hour] += each.received
    return [[count / weeks[day] if weeks[day] else 0.0 for count in sums[day]] for day in range(DAYS)]


@dataclass(frozen=True, slots=True)
class BusyHour:
    """The hour of the day in which most is talked: how many calls come in then on a day that has calls at all, and how
    many lines are in use on average, in erlangs."""

    hour: int
    calls: float
    traffic: float


def busy_hour(hours: Sequence[CallHour]) -> BusyHour | None:
    """The same hour every day (time consistent busy hour, ITU-T E.500), or None where there was no call."""
    days = {each.hour.date() for each in hours}
    if not days:
        return None
    seconds, calls = [0] * HOURS, [0] * HOURS
    for each in hours:
        seconds[each.hour.hour] += each.seconds
        calls[each.hour.hour] += each.received
    busiest = max(range(HOURS), key=lambda hour: (seconds[hour], calls[hour]))
    return BusyHour(busiest, calls[busiest] / len(days), seconds[busiest] / _HOUR / len(days))


def busiest_day(days: Mapping[date, CallCount]) -> date | None:
    """The day with most calls received; None where none came in."""
    day = max(days, key=lambda day: days[day].received, default=None)
    return day if day is not None and days[day].received else None


def erlang_b(traffic: float, lines: int) -> float:
    """The share of calls that find all lines busy, where so many erlangs are offered and nobody waits. [ITU-T E.501]"""
    lost = 1.0
    for count in range(1, lines + 1):
        lost = traffic * lost / (count + traffic * lost)
    return lost if traffic > 0 else 0.0


def lines_needed(traffic: float, *, loss: float = LOSS) -> int:
    """The fewest lines with which no more than this share of the calls is lost. ValueError for a share of 0 or less."""
    if loss <= 0:
        raise ValueError("with any traffic, no number of lines loses nothing")
    lines, lost = 0, 1.0 if traffic > 0 else 0.0
    while lost > loss:
        lines += 1
        lost = traffic * lost / (lines + traffic * lost)
    return lines
