"""Joins the days that a message names into periods, by the words between and before them, in any language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from nlu.components.recognising.calendar import later, month_of, months_later
from nlu.components.recognising.day_readers import looks_back
from nlu.components.recognising.relevance import is_about_a_stretch
from nlu.components.recognising.setting import Found, Setting

Days = tuple[date, date]
Reader = Callable[["re.Match[str]", Setting], "Days | None"]


@dataclass(frozen=True)
class Ways:
    """How one language names days and joins them. `starts_at` is where in a match the day itself begins; `duration`
    has the groups count and unit, `beside` (a length right before or after a day: "from Monday 2 weeks") too,
    `for_whole` ("for the week") a unit."""

    patterns: Mapping[str, re.Pattern[str]]
    readers: Mapping[str, Reader]
    is_meant: Callable[[str, re.Match[str], str, str], bool]
    starts_at: Callable[[str, re.Match[str]], int]
    duration: re.Pattern[str]
    beside: re.Pattern[str]
    for_whole: re.Pattern[str]
    number: Callable[[str], int | None]
    unit: Callable[[str], str]
    joined: re.Pattern[str]
    and_joins_only_after: re.Pattern[str]
    the_and: str
    since: re.Pattern[str]
    until: re.Pattern[str]
    begins: re.Pattern[str]


@dataclass(frozen=True)
class Stretch:
    """One day, or several, and where in the text they stand."""

    start: int
    end: int
    first: date
    last: date
    several: bool
    kind: str = ""


def find_stretches(text: str, original: str, setting: Setting, ways: Ways) -> Iterable[Found]:
    """Dates (`2026-09-16`) and periods (`{"start", "end"}`, both days included, an open end is null)."""
    try:
        yield from _join(text, _single(text, original, setting, ways), setting, ways)
    except OverflowError:  # beyond the year 9999 nobody has a contract
        return


def _single(text: str, original: str, setting: Setting, ways: Ways) -> list[Stretch]:
    kept: list[Stretch] = []
    taken = [False] * len(text)
    for kind, pattern in ways.patterns.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or not ways.is_meant(kind, match, text, original):
                continue
            days = ways.readers[kind](match, setting)
            if days is not None:
                start = ways.starts_at(kind, match)
                taken[start:end] = [True] * (end - start)
                kept.append(
                    Stretch(start, end, days[0], days[1], days[0] != days[1] or kind in {"span", "spans"}, kind)
                )
    return sorted(kept, key=lambda each: each.start)


def _join(text: str, stretches: list[Stretch], setting: Setting, ways: Ways) -> Iterable[Found]:
    place = 0
    while place < len(stretches):
        one = stretches[place]
        before = text[: one.start]
        two = stretches[place + 1] if place + 1 < len(stretches) else None
        between = text[one.end : two.start] if two else ""
        is_and = ways.the_and in between
        if two and ways.joined.fullmatch(between) and (not is_and or ways.and_joins_only_after.search(before)):
            last = two.last if two.last >= one.first else _next_such(two, one.first)
            start = _beginning(before, one, (ways.begins, ways.and_joins_only_after, ways.since))
            yield _period(start, two.end, one.first, last)
            place += 2
            continue
        yield _alone(text, before, one, setting, ways)
        place += 1
    if not stretches:
        yield from _durations(text, setting, ways)


def _alone(text: str, before: str, one: Stretch, setting: Setting, ways: Ways) -> Found:
    today = setting.today
    begins = _beginning(before, one, (ways.begins,))
    for length in () if one.several else ways.beside.finditer(text):
        is_after = -1 <= length.start() - one.end < 3
        if is_after or (begins < one.start and 0 <= begins - length.end() < 3):
            ends = length.end() if is_after else one.end
            return _period(min(begins, length.start()), ends, one.first, _end_after(one.first, length, ways))
    if ways.since.search(before):
        return _period(_beginning(before, one, (ways.since,)), one.end, one.first, today)
    if not is_about_a_stretch(setting) and (not one.several or ways.begins.search(before)):
        return Found("date", one.start, one.end, one.first.isoformat())
    if ways.until.search(before):
        return _period(_beginning(before, one, (ways.until,)), one.end, min(today, one.last), one.last)
    if ways.begins.search(before) and not one.several:
        back = looks_back(setting) and one.first <= today
        return _period(_beginning(before, one, (ways.begins,)), one.end, one.first, today if back else None)
    if one.several:
        return _period(one.start, one.end, one.first, one.last)
    return Found("date", one.start, one.end, one.first.isoformat())


def _durations(text: str, setting: Setting, ways: Ways) -> Iterable[Found]:
    today = setting.today
    for match in ways.duration.finditer(text):
        if looks_back(setting):
            count = ways.number(match["count"]) or 1
            yield _period(match.start(), match.end(), later(today, -count, ways.unit(match["unit"])), today)
        else:
            yield _period(match.start(), match.end(), today, _end_after(today, match, ways))
    for match in ways.for_whole.finditer(text):
        last = later(today, 1, ways.unit(match["unit"])) - timedelta(days=1)
        yield _period(match.start(), match.end(), today, last)


def _next_such(two: Stretch, first: date) -> date:
    """The end of a stretch that would lie before its beginning: the next day of this name after it."""
    if two.kind == "end_of" and two.last == month_of(two.last)[1]:
        return month_of(first)[1]
    if two.kind in {"nth", "end_of"}:
        months = (first.year - two.last.year) * 12 + first.month - two.last.month
        found = months_later(two.last, months)
        return found if found >= first else months_later(two.last, months + 1)
    if two.kind == "weekday":
        return two.last + timedelta(days=-((two.last - first).days // 7) * 7)
    return months_later(two.last, 12)


def _end_after(first: date, length: re.Match[str], ways: Ways) -> date:
    if length["count"].startswith("half"):
        half = (6, "months") if ways.unit(length["unit"]).startswith("year") else (15, "days")
        return later(first, *half) - timedelta(days=1)
    count = ways.number(length["count"])
    return later(first, 1 if count is None else count, ways.unit(length["unit"])) - timedelta(days=1)


def _beginning(before: str, one: Stretch, words: tuple[re.Pattern[str], ...]) -> int:
    return min([one.start, *(match.start() for word in words if (match := word.search(before)))])


def _period(start: int, end: int, first: date, last: date | None) -> Found:
    value = {"start": first.isoformat(), "end": last.isoformat() if last else None}
    return Found("period", start, end, value)
