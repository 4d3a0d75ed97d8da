"""Another day than the one that was shown: "a week later", "the 20th instead"."""

import re
from datetime import date, timedelta
from typing import Any

_COUNT = r"(?P<many>an?|one|two|three|four|the|\d{1,2}|eine?|zwei|drei)?\s*(?P<unit>day|week|month|tag|woche|monat)\w*"
_SHIFTS = (
    re.compile(rf"\b{_COUNT}\s+(?P<way>later|after(?! (?:that|my|the))|earlier|sooner|before|später|früher)\b", re.I),
    re.compile(
        r"\b(?:push|put|move|shift|delay|postpone|bring|pull|verschieb)\w*\b.{0,30}?\b(?P<way>back|off|on|out|by|um|forward)"
        rf"\s+(?:by\s+)?{_COUNT}\b",
        re.I,
    ),
)
_MANY = {"two": 2, "three": 3, "four": 4, "zwei": 2, "drei": 3}
_DAYS = {"day": 1, "tag": 1, "week": 7, "woche": 7, "month": 30, "monat": 30}
_SOONER = frozenset({"earlier", "sooner", "before", "früher", "forward"})
# A day of a month without a word of which: "the 20th", "am 20.", "lieber der zehnte".
_OF_SOME_MONTH = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b|(?<![\d.:£])\b\d{1,2}\.(?!\d)|\b(?:first|second|third|tenth|fifteenth|last)\b"
    r"|\b(?:ersten?|zweiten?|dritten?|zehnten?|fünfzehnten?|letzten?)\b",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|jän|mär|mai|okt|dez)\w*\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\b(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|tomorrow|today|morgen|heute|\bnext\b|\bthis\b|nächst\w*|diese\w*",
    re.I,
)


def shift_said(words: str) -> int | None:
    """By how many days the words move something: "a week later"; None where they do not."""
    said = next((found for each in _SHIFTS if (found := each.search(words))), None)
    if said is None:
        return None
    many = (said["many"] or "").casefold()
    days = _DAYS[said["unit"].casefold()] * (int(many) if many.isdigit() else _MANY.get(many, 1))
    return -days if said["way"].casefold() in _SOONER else days


def says_shift(words: str) -> bool:
    """Whether the words move something by days, weeks or months."""
    return shift_said(words) is not None


def day_corrected(standing: date, read: Any, *, words: str, today: date) -> date | None:
    """The day that is meant below one that was shown, `read` as it was recognised; None where the words name none. "The
    20th" is that of the month which was spoken of, not of the one that is nearest."""
    days, said = shift_said(words), date.fromisoformat(str(read)) if read else None
    if days is not None:
        return standing + timedelta(days=days)
    if said is None or _NAMED.search(words) or not _OF_SOME_MONTH.search(words):
        return said
    try:
        of_month = standing.replace(day=said.day)
    except ValueError:  # no 31st there
        return said
    return of_month if of_month >= today else said
