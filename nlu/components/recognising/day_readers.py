"""What each way of naming a day means, seen from today."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlu.components.recognising.calendar import (
    MONTHS,
    WEEKDAYS,
    later,
    month_of,
    months_later,
    real_day,
    week_of,
)  # fmt: skip
from nlu.components.recognising.numbers import ORDINALS, small_number
from nlu.components.recognising.setting import Setting

LOOKING_BACK = ("check_usage", "check_spending", "show_", "explain_", "dispute", "check_performance", "analyse_calls",
                "export", "check_balance", "list_sessions", "report_", "check_ticket", "rate_", "give_", "show")  # fmt: skip


def looks_back(setting: Setting) -> bool:
    """Whether the wish is about what has been: "December" in a talk of bills is the last one."""
    return setting.wish.startswith(LOOKING_BACK)


def unit_of(word: str) -> str:
    """A unit of time written out."""
    return {"wk": "week", "wks": "week", "mth": "month", "mths": "month"}.get(word, word)


def year_of(words: str | None, month: int, day: int, setting: Setting) -> int:
    """The year that is meant where none is said: the last one when looking back, the coming one otherwise."""
    today = setting.today
    if words:
        return int(words) + (2000 if len(words) == 2 else 0)
    if looks_back(setting):
        return today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return today.year if (month, day) >= (today.month, today.day) else today.year + 1


def only(day: date | None) -> tuple[date, date] | None:
    """A stretch of one day."""
    return (day, day) if day else None


def _read_slashed(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    day, month = int(match[1]), int(match[3])
    if match[2] == "." and not match[4] and not setting.asks_for("date", "period", "day"):
        return None  # 15.50 is a sum
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return only(real_day(year_of(match[4], month, day, setting), month, day))


def _read_day_range(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    month = MONTHS[match[3]]
    year = year_of(match[4], month, int(match[1] if looks_back(setting) else match[2]), setting)
    first, last = real_day(year, month, int(match[1])), real_day(year, month, int(match[2]))
    return (first, last) if first and last and first <= last else None


def _read_day_month(day: str, month: str, year: str | None, setting: Setting) -> tuple[date, date] | None:
    return only(real_day(year_of(year, MONTHS[month], int(day), setting), MONTHS[month], int(day)))


def _read_month(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    today, month = setting.today, MONTHS[match[2]]
    if match[3]:
        year = int(match[3])
    elif match[1] == "last" or (match[1] is None and looks_back(setting)):
        year = today.year if month < today.month + (match[1] is None) else today.year - 1
    else:
        year = today.year if month >= today.month + (match[1] == "next") else today.year + 1
    first = real_day(year, month, 1)
    return month_of(first) if first else None


def _read_end_of_named(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    """ "The end of October", "mid November": a day, and no whole month."""
    today, month = setting.today, MONTHS[match[2]]
    year = int(match[3]) if match[3] else today.year if month >= today.month else today.year + 1
    if not match[3] and looks_back(setting) and month > today.month:
        year = today.year - 1
    first = real_day(year, month, 1)
    if first is None:
        return None
    days = {"end": month_of(first)[1], "middle": first.replace(day=15), "mid": first.replace(day=15)}
    return only(days.get(match[1], first))


def _read_iso_month(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    first = real_day(int(match[1]), int(match[2]), 1)
    return month_of(first) if first else None


def _read_nth(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    return _nth(int(match[1]), match[2], setting)


def _nth(day: int, of_month: str | None, setting: Setting) -> tuple[date, date] | None:
    today = setting.today
    steps = {"next": (1,), "last": (-1,), "this": (0,), "the": (0, 1)}.get(of_month or "", ())
    if not steps:
        steps = (0, -1, -2) if looks_back(setting) else (0, 1, 2)
    for step in steps:
        month = months_later(today.replace(day=1), step)
        found = real_day(month.year, month.month, day)
        if found and (of_month or (found <= today if looks_back(setting) else found >= today)):
            return only(found)
    return None


def _read_named(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    word = match[1].removeprefix("the ")
    away = {"day after tomorrow": 2, "today": 0, "tonight": 0, "yesterday": -1, "yest": -1, "last night": -1,
            "day before yesterday": -2}.get(word, 1)  # fmt: skip
    return only(setting.today + timedelta(days=away))


def _read_counted(count: str, unit: str, setting: Setting, *, sign: int) -> tuple[date, date] | None:
    number = small_number(count)
    return only(later(setting.today, sign * number, unit_of(unit))) if number is not None else None


def _read_end_of(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    step = {"next": 1, "last": -1}.get(match[2], 0)
    first, last = _whole(match[3], step, setting.today)
    return only(last if match[1] == "end" else first)


def _whole(unit: str, step: int, today: date) -> tuple[date, date]:
    if unit == "month":
        return month_of(months_later(today.replace(day=1), step))
    if unit == "quarter":
        first = months_later(today.replace(month=today.month - (today.month - 1) % 3, day=1), 3 * step)
        return first, month_of(months_later(first, 2))[1]
    if unit == "year":
        year = min(max(today.year + step, 1), 9998)
        return date(year, 1, 1), date(year, 12, 31)
    monday, sunday = week_of(today + timedelta(days=7 * step))
    return (monday + timedelta(days=5), sunday) if unit == "weekend" else (monday, sunday)


def _read_quarter(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    """A quarter by its number; where no year is said, the one that has begun last or, of those to come, is next."""
    number = int(match[2]) if match[2] else {"first": 1, "second": 2, "third": 3}.get(match[3], 4)
    year = int(match[4]) if match[4] else year_of(None, 3 * number - 2, 1, setting)
    first = real_day(year, 3 * number - 2, 1)
    return (first, month_of(months_later(first, 2))[1]) if first else None


def _read_span(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    step = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0}.get(match[1], 1)
    return _whole(match[2], step, setting.today)


def _read_spans(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    count, unit = small_number(match[2]), unit_of(match[3])
    if not count:
        return None
    if match[1] == "next":
        return setting.today, later(setting.today, count, unit) - timedelta(days=1)
    return later(setting.today, -count, unit), setting.today


def _read_weekday(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    today, wanted = setting.today, WEEKDAYS[match[2]]
    ahead = (wanted - today.weekday()) % 7
    if match[1] in {"last", "since"} or (match[1] not in {"next", "until", "till", "til"} and looks_back(setting)):
        behind = (today.weekday() - wanted) % 7
        return only(today - timedelta(days=behind or (7 if match[1] == "last" else 0)))
    return only(
        today
        + timedelta(days=ahead or (7 if match[1] in {"next", "on", "from", "until", "till", "til", "by", None} else 0))
    )


def _read_feast(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    month, day = next(when for name, when in _FEASTS.items() if match[1].startswith(name))
    year = year_of(None, month, day, setting)
    return week_of(date(year, month, day)) if match[2] else only(date(year, month, day))


_FEASTS = {"christmas eve": (12, 24), "xmas eve": (12, 24), "boxing": (12, 26), "christmas": (12, 25), "xmas": (12, 25),
           "new year's eve": (12, 31), "new years eve": (12, 31), "new year": (1, 1)}  # fmt: skip
READERS = {
    "after_next": lambda m, s: _whole(m[1], 2, s.today),
    "feast": _read_feast,
    "now": lambda m, s: only(s.today),
    "iso": lambda m, s: only(real_day(int(m[1]), int(m[2]), int(m[3]))),
    "slashed": _read_slashed,
    "day_range": _read_day_range,
    "day_month": lambda m, s: _read_day_month(m[1], m[2], m[3], s),
    "month_day": lambda m, s: _read_day_month(m[2], m[1], m[3], s),
    "said_day_month": lambda m, s: _read_day_month(str(ORDINALS[m[1]]), m[2], m[3], s),
    "said_month_day": lambda m, s: _read_day_month(str(ORDINALS[m[2]]), m[1], m[3], s),
    "said_nth": lambda m, s: _nth(ORDINALS[m[1]], None, s),
    "quarter": _read_quarter,
    "year": lambda m, s: (date(int(m[1]), 1, 1), date(int(m[1]), 12, 31)),
    "iso_month": _read_iso_month,
    "month": _read_month,
    "end_of_named": _read_end_of_named,
    "nth": _read_nth,
    "named": _read_named,
    "ago": lambda m, s: _read_counted(m[1], m[2], s, sign=-1),
    "in": lambda m, s: _read_counted(m[1], m[2], s, sign=1),
    "end_of": _read_end_of,
    "span": _read_span,
    "spans": _read_spans,
    "weekday": _read_weekday,
}
