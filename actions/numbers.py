"""Numbers and amounts in a message."""

import re
from collections.abc import Mapping
from typing import Any

from actions.asked import Asked
from telecom.model.money import Money, read_amount
from telecom.ports import Work

_WORDS = {"one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_WORDS |= {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10}
_NUMBER = rf"\b(\d{{1,4}}|{'|'.join(_WORDS)})\b"


def find_number(text: str, *, before: str | None = None) -> int | None:
    """The first number of a message, or the first one before a word such as `days?`; None where there is none."""
    pattern = _NUMBER if before is None else rf"{_NUMBER}(?:\s+of)?\s+{before}\b"
    found = re.search(pattern, text, re.IGNORECASE)
    if found is None:
        return None
    written = found[1].lower()
    return int(written) if written.isdigit() else _WORDS[written]


def number_said(text: str, *, before: str) -> int | None:
    """How many of the first or last are asked for: "the 5 heaviest", "top 3"; None where none is said."""
    top = re.search(rf"\b(?:top|first|only)\s+(?:the\s+)?{_NUMBER}", text, re.IGNORECASE)
    return find_number(top[0]) if top else find_number(text, before=before)


def named_amount(asked: Asked, work: Work) -> Money | None:
    """The amount of money that this message names, or None. What an open form has gathered is about something else."""
    named = asked.entities.get("amount")
    return read_amount(named, currency=work.currency) if named is not None else None


_REFUSED_AT_THE_END = re.compile(
    r"\b(?:not|need for|instead of|rather than|than|statt|nicht)\s+(?:an? |the )?[£€$]?\w+\W*$", re.I
)


def sum_meant(asked: Asked) -> Mapping[str, Any]:
    """Of several sums the one that is wanted: "20 is too much, do 10", "50 not 15"."""
    sums = asked.every.get("amount", ())
    return {"amount": sums[-1]} if len(sums) > 1 and not _REFUSED_AT_THE_END.search(asked.text) else {}
