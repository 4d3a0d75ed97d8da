"""The time before the one that was just told of: "and the month before?", "the week before that", "und davor?"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from nlu.components.recognising import Setting

_LEAD = (
    r"\W*(?:(?:ok|okay|so|and|n|but|hm+|right|thanks|now|then|what|wot|how|about|was|were|it|is|that|did|we|i|do|for|in"
    r"|show|me|compare|to|with|against|vs|und|die|der|das|den|vom|von|wie|war|es|was|ist|mit|im|in|am|für|ok|zeig|mir)\W+)*"
)
_EARLIER = re.compile(
    rf"{_LEAD}(?:(?:(?:the|a)\W+)?(?P<unit>month|mnth|mth|week|wk|day|quarter|year|one|time)\W+(?:before|b4|earlier|prior)"
    r"|(?:the\W+)?(?:previous|preceding)\W+(?P<one>one|day)|(?:the\W+)?one\W+before"
    r"|(?:(?:der|die|das|den|dem|im|in)\W+)*(?P<german>monat|woche|tag|quartal|jahr)\W+(?:davor|zuvor|vorher)"
    r"|before|b4|davor|zuvor|vorher)"
    r"(?:\W+(?:that|then|it|this|please|pls|too|as|well|instead|bitte|auch|denn|aus))*\W*",
    re.I,
)
_UNITS = {"mnth": "month", "mth": "month", "wk": "week", "monat": "month", "woche": "week", "tag": "day",
          "quartal": "quarter", "jahr": "year"}  # fmt: skip
_LENGTHS = {"quarter": 3, "year": 12}
_MONTHS = 12


def find_earlier(
    text: str, told: list[dict[str, Any]], setting: Setting, *, of_bills: bool = False
) -> dict[str, str] | None:
    """The days before those that were told of, as a period; None where the words ask for nothing of the kind. Where no
    days were told, `of_bills` it was the last month's bill, else the running month."""
    match = _EARLIER.fullmatch(text.strip())
    if match is None:
        return None
    said = str(match["unit"] or match["one"] or match["german"] or "").lower()
    running = _running_month(setting.today)
    begins, ends = _last_told(told) or (_month_before(running[0]) if of_bills else running)
    unit = _UNITS.get(said, said)
    if unit in ("", "one", "time"):
        unit = _unit_of(begins, ends)
    if unit == "day":
        return _period(begins - timedelta(days=1), begins - timedelta(days=1))
    if unit == "week":
        monday = begins - timedelta(days=begins.weekday() + 7)
        return _period(monday, monday + timedelta(days=6))
    if unit not in ("month", *_LENGTHS):
        length = ends - begins
        return _period(begins - length - timedelta(days=1), begins - timedelta(days=1))
    first = _month_start(begins, back=_LENGTHS.get(unit, 1))
    return _period(first, begins.replace(day=1) - timedelta(days=1))


def _last_told(told: list[dict[str, Any]]) -> tuple[date, date] | None:
    """The days that were named last, of those that have both ends."""
    for each in reversed(told):
        value = each.get("value")
        if each.get("entity") == "date" and isinstance(value, str):
            return date.fromisoformat(value), date.fromisoformat(value)
        if each.get("entity") == "period" and isinstance(value, dict) and value.get("start") and value.get("end"):
            return date.fromisoformat(str(value["start"])), date.fromisoformat(str(value["end"]))
    return None


def _running_month(today: date) -> tuple[date, date]:
    return today.replace(day=1), today


def _month_before(begins: date) -> tuple[date, date]:
    return _month_start(begins, back=1), begins - timedelta(days=1)


def _unit_of(begins: date, ends: date) -> str:
    """A day, a week or a month, where it is a whole one; else nothing but its length."""
    if begins == ends:
        return "day"
    if begins.day == 1 and (begins.year, begins.month) == (ends.year, ends.month):
        return "month"
    return "week" if begins.weekday() == 0 and (ends - begins).days == 6 else "length"


def _month_start(day: date, *, back: int) -> date:
    months = day.year * _MONTHS + day.month - 1 - back
    return date(months // _MONTHS, months % _MONTHS + 1, 1)


def _period(begins: date, ends: date) -> dict[str, str]:
    return {"start": begins.isoformat(), "end": ends.isoformat()}
