"""Days and stretches of days: tomorrow, the 3rd, last month, since Monday, from 1 to 15 August, for three weeks.

First single days and whole stretches are found; then the words between and before them join them into periods.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nlu.components.recognising.calendar import (
    MONTHS, WEEKDAYS, later, month_of, months_later, real_day, week_of,
)  # fmt: skip
from nlu.components.recognising.numbers import SMALL, small_number
from nlu.components.recognising.setting import Found, Setting

LOOKING_BACK = ("check_usage", "check_spending", "show_", "explain_", "dispute", "check_performance", "analyse_calls",
                "export", "check_balance", "list_sessions", "report_", "check_ticket", "rate_", "give_", "show")  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_UNIT = r"(?:days?|nights?|weeks?|wks?|months?|mths?|fortnights?|years?)"
_ORD = r"(?:st|nd|rd|th)"
_EDGE = r"(?<![\w.,£€$-])"
_PREPOSITION = r"(?:on|by|since|until|untill|till|til|from|next|last|this|before|after|every|starting|of|in|for|to|during)"

PATTERNS = {
    "iso": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d?)-(\d\d?)(?![\w-])"),
    "slashed": re.compile(rf"{_EDGE}(\d\d?)([/.])(\d\d?)(?:\2(\d{{4}}|\d\d))?(?![\w/%]|[.,]\d)"),
    "day_range": re.compile(
        rf"{_EDGE}(?:the )?(\d\d?){_ORD}?\s?(?:to|-|until|till|til|through)\s?(?:the )?(\d\d?){_ORD}?(?: of)?\s({_MONTH})(?!\w)(?:\s(\d{{4}})(?!\w))?"
    ),
    "day_month": re.compile(rf"{_EDGE}(\d\d?){_ORD}?(?:\sof)?\s?({_MONTH})(?!\w)\.?(?:,?\s(\d{{4}})(?!\w))?"),
    "month_day": re.compile(rf"{_EDGE}({_MONTH})\.?\s(?:the )?(\d\d?){_ORD}?(?![\w%£€.,:]\w|\w)(?:,?\s(\d{{4}})(?!\w))?"),
    "iso_month": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d)(?![\w-])"),
    "month": re.compile(rf"{_EDGE}(?:(last|next|this)\s)?({_MONTH})(?!\w)(?:,?\s(\d{{4}})(?!\w))?"),
    "nth": re.compile(rf"{_EDGE}(?:the )?(\d\d?){_ORD}(?!\w)(?: of (next|last|this|the) month)?"),
    "named": re.compile(
        r"(?<!\w)(the day after tomorrow|day after tomorrow|the day before yesterday|day before yesterday|tomorrow"
        r"|tomoz|tmrw|tommorow|tommorrow|2moro|tonight|today|yesterday|yest|last night)(?!\w)"
    ),
    "ago": re.compile(rf"(?<!\w)({SMALL})\s({_UNIT})\sago(?!\w)"),
    "in": re.compile(rf"(?<!\w)in\s({SMALL})\s({_UNIT})(?:'s)?(?: time)?(?!\w)"),
    "end_of": re.compile(r"(?<!\w)(?:the )?(end|start|beginning) of (?:(the|this|next|last) )?(month|week|year)(?!\w)"),
    "span": re.compile(r"(?<!\w)(last|previous|past|this|current|next|the coming|coming)\s(week|month|year|weekend)(?:'s)?(?!\w)"),
    "spans": re.compile(rf"(?<!\w)(last|past|previous|next)\s({SMALL})\s({_UNIT})(?!\w)"),
    "weekday": re.compile(rf"(?<!\w)(?:(on|by|since|until|till|til|from|next|last|this|to)\s)?({_WEEKDAY})(?!\w)"),
}
DURATION = re.compile(rf"(?<!\w)for\s(?:the\s)?(?:(?:next|whole|entire|about|around|only|just|another)\s)?({SMALL})\s({_UNIT})(?!\w)")
FOR_WHOLE = re.compile(r"(?<!\w)for the (?:whole )?(week|month|year|fortnight)(?!\w)")
JOINED = re.compile(r"\s?(?:to|until|untill|till|til|-|through|thru|up to|and|and (?:back|resume|restart) on)\s(?:the )?|\s?-\s?")
BEFORE_SINCE = re.compile(r"(?<!\w)(since|as of)\s(?:the )?$")
BEFORE_UNTIL = re.compile(r"(?<!\w)(?:until|untill|till|til|up to|through to)\s(?:the )?$")
BEFORE_FROM = re.compile(r"(?<!\w)(?:from|starting|starting from|beginning|effective)\s(?:on )?(?:the )?$")
BEFORE_BETWEEN = re.compile(r"(?<!\w)between\s(?:the )?$")


@dataclass(frozen=True)
class Stretch:
    """One day, or several, and where in the text they stand."""

    start: int
    end: int
    first: date
    last: date
    several: bool


def find_days(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Dates (`2026-09-16`) and periods (`{"start", "end"}`, both days included, an open end is null)."""
    try:
        yield from _join(text, _find_stretches(text, original, setting), setting)
    except OverflowError:  # beyond the year 9999 nobody has a contract
        return


def looks_back(setting: Setting) -> bool:
    """Whether the wish is about what has been: "December" in a talk of bills is the last one."""
    return setting.wish.startswith(LOOKING_BACK)


def _find_stretches(text: str, original: str, setting: Setting) -> list[Stretch]:
    kept: list[Stretch] = []
    taken = [False] * len(text)
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or not _is_meant(kind, match, text, original):
                continue
            days = READERS[kind](match, setting)
            if days is not None:
                start = match.start(2) if kind == "weekday" and match[1] not in {"next", "last", "this", None} else start
                taken[start:end] = [True] * (end - start)
                kept.append(Stretch(start, end, days[0], days[1], days[0] != days[1] or kind in {"span", "spans"}))
    return sorted(kept, key=lambda each: each.start)


def _is_meant(kind: str, match: re.Match[str], text: str, original: str) -> bool:
    """Words that are months and days only sometimes: may, march, mar, sun, sat, wed."""
    if kind == "month" and match[2] in {"may", "march", "mar", "jun", "dec", "nov", "jan", "sep", "oct"}:
        before = re.search(rf"(?<!\w){_PREPOSITION}\s$", text[: match.start(2)])
        return bool(before or match[1] or match[3] or (original[match.start(2)].isupper() and match.start(2) > 0))
    if kind == "weekday" and match[2] in {"sun", "sat", "wed", "mon", "fri", "thu"}:
        return match[1] is not None or original[match.start(2)].isupper()
    return True


def _join(text: str, stretches: list[Stretch], setting: Setting) -> Iterable[Found]:
    place = 0
    while place < len(stretches):
        one = stretches[place]
        before = text[: one.start]
        two = stretches[place + 1] if place + 1 < len(stretches) else None
        between = text[one.end : two.start] if two else ""
        if two and JOINED.fullmatch(between) and ("and" not in between or BEFORE_BETWEEN.search(before)):
            last = two.last if two.last >= one.first else months_later(two.last, 12)
            start = _beginning(before, one, (BEFORE_FROM, BEFORE_BETWEEN, BEFORE_SINCE))
            yield _period(start, two.end, one.first, last)
            place += 2
            continue
        yield _alone(text, before, one, setting)
        place += 1
    if not stretches:
        yield from _durations(text, setting)


def _alone(text: str, before: str, one: Stretch, setting: Setting) -> Found:
    today = setting.today
    length = DURATION.search(text)
    if length and not one.several and length.start() >= one.end - 1 and length.start() - one.end < 3:
        start = _beginning(before, one, (BEFORE_FROM,))
        return _period(start, length.end(), one.first, _end_after(one.first, length))
    if BEFORE_SINCE.search(before):
        return _period(_beginning(before, one, (BEFORE_SINCE,)), one.end, one.first, today)
    if BEFORE_UNTIL.search(before):
        return _period(_beginning(before, one, (BEFORE_UNTIL,)), one.end, min(today, one.last), one.last)
    if BEFORE_FROM.search(before) and not one.several:
        back = looks_back(setting) and one.first <= today
        return _period(_beginning(before, one, (BEFORE_FROM,)), one.end, one.first, today if back else None)
    if one.several:
        return _period(one.start, one.end, one.first, one.last)
    return Found("date", one.start, one.end, one.first.isoformat())


def _durations(text: str, setting: Setting) -> Iterable[Found]:
    today = setting.today
    for match in DURATION.finditer(text):
        if looks_back(setting):
            count, unit = small_number(match[1]) or 1, _unit(match[2])
            yield _period(match.start(), match.end(), later(today, -count, unit), today)
        else:
            yield _period(match.start(), match.end(), today, _end_after(today, match))
    for match in FOR_WHOLE.finditer(text):
        yield _period(match.start(), match.end(), today, later(today, 1, match[1]) - timedelta(days=1))


def _unit(word: str) -> str:
    return {"wk": "week", "wks": "week", "mth": "month", "mths": "month"}.get(word, word)


def _end_after(first: date, length: re.Match[str]) -> date:
    count = small_number(length[1])
    return later(first, 1 if count is None else count, _unit(length[2])) - timedelta(days=1)


def _beginning(before: str, one: Stretch, words: tuple[re.Pattern[str], ...]) -> int:
    return min([one.start, *(match.start() for word in words if (match := word.search(before)))])


def _period(start: int, end: int, first: date, last: date | None) -> Found:
    value = {"start": first.isoformat(), "end": last.isoformat() if last else None}
    return Found("period", start, end, value)


def _year(words: str | None, month: int, day: int, setting: Setting) -> int:
    """The year that is meant where none is said: the last one when looking back, the coming one otherwise."""
    today = setting.today
    if words:
        return int(words) + (2000 if len(words) == 2 else 0)
    if looks_back(setting):
        return today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return today.year if (month, day) >= (today.month, today.day) else today.year + 1


def _one(day: date | None) -> tuple[date, date] | None:
    return (day, day) if day else None


def _read_slashed(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    day, month = int(match[1]), int(match[3])
    if match[2] == "." and not match[4] and not setting.asks_for("date", "period", "day"):
        return None  # 15.50 is a sum
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _one(real_day(_year(match[4], month, day, setting), month, day))


def _read_day_range(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    month = MONTHS[match[3]]
    year = _year(match[4], month, int(match[1] if looks_back(setting) else match[2]), setting)
    first, last = real_day(year, month, int(match[1])), real_day(year, month, int(match[2]))
    return (first, last) if first and last and first <= last else None


def _read_day_month(day: str, month: str, year: str | None, setting: Setting) -> tuple[date, date] | None:
    return _one(real_day(_year(year, MONTHS[month], int(day), setting), MONTHS[month], int(day)))


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


def _read_iso_month(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    first = real_day(int(match[1]), int(match[2]), 1)
    return month_of(first) if first else None


def _read_nth(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    today, day = setting.today, int(match[1])
    steps = {"next": (1,), "last": (-1,), "this": (0,), "the": (0, 1)}.get(match[2], ())
    if not steps:
        steps = (0, -1, -2) if looks_back(setting) else (0, 1, 2)
    for step in steps:
        month = months_later(today.replace(day=1), step)
        found = real_day(month.year, month.month, day)
        if found and (match[2] or (found <= today if looks_back(setting) else found >= today)):
            return _one(found)
    return None


def _read_named(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    word = match[1].removeprefix("the ")
    away = {"day after tomorrow": 2, "today": 0, "tonight": 0, "yesterday": -1, "yest": -1, "last night": -1,
            "day before yesterday": -2}.get(word, 1)  # fmt: skip
    return _one(setting.today + timedelta(days=away))


def _read_counted(count: str, unit: str, setting: Setting, *, sign: int) -> tuple[date, date] | None:
    number = small_number(count)
    return _one(later(setting.today, sign * number, _unit(unit))) if number is not None else None


def _read_end_of(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    step = {"next": 1, "last": -1}.get(match[2], 0)
    first, last = _whole(match[3], step, setting.today)
    return _one(last if match[1] == "end" else first)


def _whole(unit: str, step: int, today: date) -> tuple[date, date]:
    if unit == "month":
        return month_of(months_later(today.replace(day=1), step))
    if unit == "year":
        year = min(max(today.year + step, 1), 9998)
        return date(year, 1, 1), date(year, 12, 31)
    monday, sunday = week_of(today + timedelta(days=7 * step))
    return (monday + timedelta(days=5), sunday) if unit == "weekend" else (monday, sunday)


def _read_span(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    step = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0}.get(match[1], 1)
    return _whole(match[2], step, setting.today)


def _read_spans(match: re.Match[str], setting: Setting) -> tuple[date, date] | None:
    count, unit = small_number(match[2]), _unit(match[3])
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
        return _one(today - timedelta(days=behind or (7 if match[1] == "last" else 0)))
    return _one(today + timedelta(days=ahead or (7 if match[1] in {"next", "on", "from", "until", "till", None} else 0)))


READERS = {
    "iso": lambda m, s: _one(real_day(int(m[1]), int(m[2]), int(m[3]))),
    "slashed": _read_slashed,
    "day_range": _read_day_range,
    "day_month": lambda m, s: _read_day_month(m[1], m[2], m[3], s),
    "month_day": lambda m, s: _read_day_month(m[2], m[1], m[3], s),
    "iso_month": _read_iso_month,
    "month": _read_month,
    "nth": _read_nth,
    "named": _read_named,
    "ago": lambda m, s: _read_counted(m[1], m[2], s, sign=-1),
    "in": lambda m, s: _read_counted(m[1], m[2], s, sign=1),
    "end_of": _read_end_of,
    "span": _read_span,
    "spans": _read_spans,
    "weekday": _read_weekday,
}
