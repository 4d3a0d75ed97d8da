"""Days and stretches of days: tomorrow, the 3rd, last month, since Monday, from 1 to 15 August, for three weeks.

First single days and whole stretches are found; then the words between and before them join them into periods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nlu.components.recognising.calendar import MONTHS, WEEKDAYS, later, months_later
from nlu.components.recognising.day_readers import READERS, looks_back, unit_of
from nlu.components.recognising.numbers import SMALL, small_number
from nlu.components.recognising.relevance import is_about_a_stretch
from nlu.components.recognising.setting import Found, Setting

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_UNIT = r"(?:days?|nights?|weeks?|wks?|months?|mths?|fortnights?|years?)"
_ORD = r"(?:st|nd|rd|th)"
_EDGE = r"(?<![\w.,£€$-])"
_PREPOSITION = (
    r"(?:on|by|since|until|untill|till|til|from|next|last|this|before|after|every|starting|of|in|for|to|during)"
)

PATTERNS = {
    "iso": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d?)-(\d\d?)(?![\w-])"),
    "slashed": re.compile(rf"{_EDGE}(\d\d?)([/.])(\d\d?)(?:\2(\d{{4}}|\d\d))?(?![\w/%]|[.,]\d)"),
    "day_range": re.compile(
        rf"{_EDGE}(?:the )?(\d\d?){_ORD}?\s?(?:to|-|until|till|til|through)\s?(?:the )?(\d\d?){_ORD}?(?: of)?\s({_MONTH})(?!\w)(?:\s(\d{{4}})(?!\w))?"
    ),
    "day_month": re.compile(rf"{_EDGE}(\d\d?){_ORD}?(?:\sof)?\s?({_MONTH})(?!\w)\.?(?:,?\s(\d{{4}})(?!\w))?"),
    "month_day": re.compile(
        rf"{_EDGE}({_MONTH})\.?\s(?:the )?(\d\d?){_ORD}?(?![\w%£€.,:]\w|\w)(?:,?\s(\d{{4}})(?!\w))?"
    ),
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
    "span": re.compile(
        r"(?<!\w)(last|previous|past|this|current|next|the coming|coming)\s(week|month|year|weekend)(?:'s)?(?!\w)"
    ),
    "spans": re.compile(rf"(?<!\w)(last|past|previous|next)\s({SMALL})\s({_UNIT})(?!\w)"),
    "weekday": re.compile(rf"(?<!\w)(?:(on|by|since|until|till|til|from|next|last|this|to)\s)?({_WEEKDAY})(?!\w)"),
}
DURATION = re.compile(
    rf"(?<!\w)for\s(?:the\s)?(?:(?:next|whole|entire|about|around|only|just|another)\s)?({SMALL})\s({_UNIT})(?!\w)"
)
FOR_WHOLE = re.compile(r"(?<!\w)for the (?:whole )?(week|month|year|fortnight)(?!\w)")
JOINED = re.compile(
    r"\s?(?:to|until|untill|till|til|-|through|thru|up to|and|and (?:back|resume|restart) on)\s(?:the )?|\s?-\s?"
)
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
                start = (
                    match.start(2) if kind == "weekday" and match[1] not in {"next", "last", "this", None} else start
                )
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
    if not is_about_a_stretch(setting) and (not one.several or BEFORE_FROM.search(before)):
        return Found("date", one.start, one.end, one.first.isoformat())
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
            count, unit = small_number(match[1]) or 1, unit_of(match[2])
            yield _period(match.start(), match.end(), later(today, -count, unit), today)
        else:
            yield _period(match.start(), match.end(), today, _end_after(today, match))
    for match in FOR_WHOLE.finditer(text):
        yield _period(match.start(), match.end(), today, later(today, 1, match[1]) - timedelta(days=1))


def _end_after(first: date, length: re.Match[str]) -> date:
    count = small_number(length[1])
    return later(first, 1 if count is None else count, unit_of(length[2])) - timedelta(days=1)


def _beginning(before: str, one: Stretch, words: tuple[re.Pattern[str], ...]) -> int:
    return min([one.start, *(match.start() for word in words if (match := word.search(before)))])


def _period(start: int, end: int, first: date, last: date | None) -> Found:
    value = {"start": first.isoformat(), "end": last.isoformat() if last else None}
    return Found("period", start, end, value)
