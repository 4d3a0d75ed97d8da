"""Counting with days, weeks and months, and what people call them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def numbered(*names: str, start: int = 0) -> dict[str, int]:
    """The place of each name in a row; names of one place stand side by side, a space between them."""
    return {name: number for number, alike in enumerate(names, start=start) for name in alike.split()}


MONTHS = numbered(
    "january jan", "february feb febuary", "march mar", "april apr", "may", "june jun", "july jul",
    "august aug", "september sept sep", "october oct", "november nov", "december dec", start=1,
)  # fmt: skip
WEEKDAYS = numbered(
    "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
    "saturday sat", "sunday sun",
)  # fmt: skip


def real_day(year: int, month: int, day: int) -> date | None:
    """The day, `None` where the calendar has none (30 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month in which a day lies."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, 1), 9998)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def later(day: date, count: int, unit: str) -> date:
    """A day some days, weeks, months or years later; never beyond what a calendar holds."""
    count = max(min(count, 1200), -1200)
    if unit.startswith("month"):
        return months_later(day, count)
    if unit.startswith("year"):
        return months_later(day, 12 * count)
    days = {"day": 1, "night": 1, "week": 7, "fortnight": 14}[unit.rstrip("s")]
    return day + timedelta(days=count * days)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
