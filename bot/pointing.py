"""Answers that point at one of the choices on the screen: "the second one", "the last", "option 3"."""

import re
from collections.abc import Sequence

from telecom.model.messaging import Choice
from telecom.model.utterances import ChoiceKind

# Answers that list lines of their own: "the second one" below them is a line.
LISTS_LINES = frozenset(
    {
        *("utter_bill_shown", "utter_bill_explained_more", "utter_bill_explained_less", "utter_bill_explained_same"),
        *("utter_bill_dearest", "utter_bill_one_cause", "utter_bill_line_told"),
    }
)
_PLACES = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "sixth": 5, "6th": 5, "top": 0, "last": -1, "bottom": -1,
    "one": 0, "two": 1, "three": 2, "four": 3, "five": 4, "six": 5,
    "erste": 0, "zweite": 1, "dritte": 2, "vierte": 3, "fünfte": 4, "sechste": 5, "oberste": 0, "letzte": -1,
    "unterste": -1, "eins": 0, "zwei": 1, "drei": 2, "vier": 3, "fünf": 4, "sechs": 5,
}  # fmt: skip
_POLITE = r"(?:\s*,?\s*(?:please|pls|plz|thanks|ta|then))*"
_LEAD = (
    r"(?:(?:ok|okay|yes|yeah|oh|um|i mean|i meant|make it|it'?s|i think|i'?d like|i would like|i want|i'?ll take|take"
    r"|give me|show me|pick|choose|go for|lets go with|the|and|what about|how about|tell me (?:more )?about"
    r"|more (?:about|on)|about|how much (?:is|for)|whats?(?:'s| is)?|what(?:'s|s| is) (?:on|in)|open)\s+)*"
)
_WORD = r"(?P<word>first|second|third|fourth|fifth|sixth|last)"
_POINTS = (
    re.compile(
        rf"{_LEAD}(?:{_WORD}|(?P<short>top|bottom|[1-6](?:st|nd|rd|th)))\s+(?:one|option|choice)"
        rf"(?:\s+of them)?{_POLITE}"
    ),
    re.compile(rf"{_LEAD}(?:option|number|choice)\s+(?P<number>one|two|three|four|five|six|[1-9]){_POLITE}"),
    re.compile(rf"{_LEAD}{_WORD}{_POLITE}"),
    re.compile(
        r"(?:(?:ok|ja|gut|dann|ich|nehme|möchte|will|lieber|nimm|zeig(?:en)?|sie|mir|was kostet|wie viel kostet|und"
        r"|bitte)\s+)*"
        r"(?:d(?:as|ie|en|er)\s+)?(?P<german>erste|zweite|dritte|vierte|fünfte|sechste|oberste|unterste|letzte)[nrs]?"
        r"(?:\s+(?:davon|option|angebot|paket|termin|bitte|danke|nehmen|haben|passt|geht|ist|gut|mir))*"
    ),
    re.compile(
        r"(?:ok\s+|dann\s+|bitte\s+)*(?:nummer|option|nr\.?)\s+(?P<number>eins|zwei|drei|vier|fünf|sechs"
        r"|[1-9])(?:\s+bitte)?"
    ),
)


def read_pointing(simple: str) -> int | None:
    """The place that a short answer points at, counted from 0, -1 for the last; None where it points at none."""
    found = next((match for pattern in _POINTS if (match := pattern.fullmatch(simple))), None)
    if found is None:
        return None
    said = next(name for name in found.groupdict().values() if name)
    return int(said) - 1 if said.isdigit() else _PLACES[said]


# What is listed with the newest first: "the last one" of these is the newest.
_NEWEST_FIRST = frozenset({"show_bill", "show_payments"})


def choice_at(place: int, choices: Sequence[Choice]) -> Choice | None:
    """The choice at a place; None where there is none, or where a yes or a no is asked for."""
    if place < 0 and choices and all(choice.content.get("intent") in _NEWEST_FIRST for choice in choices):
        place = 0
    if any(choice.kind in (ChoiceKind.CONFIRM, ChoiceKind.REFUSE) for choice in choices):
        return None
    return choices[place] if choices and place < len(choices) else None
