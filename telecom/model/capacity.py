"""The share of the network that a service has: channels, streams, guaranteed speed; what was said of it. [A12]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError, InvalidValue


class ShareUnit(Enum):
    """What is counted."""

    CHANNELS = "channels"
    STREAMS = "streams"
    MEGABITS = "megabits"


class Overflow(Enum):
    """What happens with what comes in when the share is full."""

    BUSY_TONE = "busy tone"
    QUEUE = "queue"
    VOICEMAIL = "voicemail"
    REFUSE = "refuse"
    STOP_OLDEST = "stop oldest"
    BEST_EFFORT = "best effort"
    HOLD_BACK = "hold back"


class SharePriority(Enum):
    """Who comes first where the network is full."""

    NORMAL = "normal"
    HIGH = "high"


# What can be chosen for each unit, the usual first.
OVERFLOWS: Mapping[ShareUnit, Sequence[Overflow]] = {
    ShareUnit.CHANNELS: (Overflow.BUSY_TONE, Overflow.QUEUE, Overflow.VOICEMAIL),
    ShareUnit.STREAMS: (Overflow.REFUSE, Overflow.STOP_OLDEST),
    ShareUnit.MEGABITS: (Overflow.BEST_EFFORT, Overflow.HOLD_BACK),
}


class ShareOutOfRange(BusinessError):
    """More than can be had, or less than belongs to the plan."""

    response = "utter_capacity_out_of_range"


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """What the plan says: `included` units, at most `most`, more of them in steps by the product `extra`."""

    unit: ShareUnit
    included: int
    most: int
    step: int
    extra: str


@dataclass(frozen=True, slots=True)
class ShareSettings:
    """What happens when the share is full, and who comes first."""

    overflow: Overflow
    priority: SharePriority = SharePriority.NORMAL


def read_share_terms(terms: Mapping[str, Any]) -> ShareTerms | None:
    """The share in the terms of an offering: `share: {unit, included, most, step, extra}`, None without."""
    raw = terms.get("share")
    if not raw:
        return None
    return ShareTerms(
        ShareUnit(raw["unit"]), int(raw["included"]), int(raw["most"]), int(raw.get("step", 1)), raw["extra"]
    )


def read_settings(parameters: Mapping[str, Any], unit: ShareUnit) -> ShareSettings:
    """What is set on a service, or the usual."""
    raw = parameters.get("share") or {}
    overflow = Overflow(raw["overflow"]) if "overflow" in raw else OVERFLOWS[unit][0]
    return ShareSettings(overflow, SharePriority(raw.get("priority", SharePriority.NORMAL.value)))


def steps_to(terms: ShareTerms, wanted: int) -> int:
    """How many steps beyond what is included a share of so many units takes; rounded up to whole steps.

    ShareOutOfRange for less than is included or more than can be had.
    """
    if not terms.included <= wanted <= terms.most:
        raise ShareOutOfRange(wanted=wanted, least=terms.included, most=terms.most)
    return -(-(wanted - terms.included) // terms.step)


_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split())} | {"another": 1, "second": 2, "third": 3}
_NUMBER = r"(\d{1,4}|" + "|".join(_NUMBERS) + r"|an?(?=\s+(?:extra|additional|further|more)\b))"
_MORE = re.compile(r"\b(add|more|extra|another|additional|plus|increase|raise|up|further)\b")
_LESS = re.compile(r"\b(release|remove|fewer|less|reduce|drop|lower|give back|cut|decrease|cancel)\b")
_TO = re.compile(rf"\b(?:to|of|exactly|make it)\s+{_NUMBER}\b(?!\s*(?:january|february|march|april|may|june|july|august"
                 r"|september|october|november|december|percent|%|\d))")  # fmt: skip
_ANY = re.compile(rf"\b{_NUMBER}\b")


def read_wanted(text: str, *, now: int) -> int | None:
    """How many units a message asks for, where there are `now` so many; None where it asks for no other number.

    "add two more", "from 30 to 15", "release 3". InvalidValue for what names two numbers that do not fit together.
    """
    said = text.casefold()
    target = _TO.search(said)
    more, less = _MORE.search(said), _LESS.search(said)
    if not (more or less or re.search(r"\b(set|change|make|need|want)\b", said)):
        return None
    if target is not None and not re.search(r"\bby\b", said):
        return _number(target.group(1))
    found = [_number(match) for match in _ANY.findall(said)]
    if not found:
        return None
    if len(found) > 1:
        raise InvalidValue("utter_capacity_two_numbers")
    if less:
        return now - found[0]
    return now + found[0] if more else found[0]


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS.get(said, 1)


_OVERFLOWS_CALLED = {
    Overflow.BUSY_TONE: ("busy tone", "engaged", "busy signal"),
    Overflow.QUEUE: ("queue", "wait in line", "hold music"),
    Overflow.VOICEMAIL: ("voicemail", "voice mail", "answerphone", "answering machine"),
    Overflow.REFUSE: ("refuse", "newest waits"),
    Overflow.STOP_OLDEST: ("stop the oldest", "stop oldest", "oldest"),
    Overflow.BEST_EFFORT: ("best effort",),
    Overflow.HOLD_BACK: ("hold back",),
}


def read_overflow(text: str, unit: ShareUnit) -> Overflow | None:
    """What a message wants done with what is too much, among what can be chosen."""
    said = text.casefold()
    return next((each for each in OVERFLOWS[unit] if any(word in said for word in _OVERFLOWS_CALLED[each])), None)


def read_priority(text: str) -> SharePriority | None:
    """The priority that a message asks for, or None."""
    said = text.casefold()
    if not re.search(r"priorit|first\b", said):
        return None
    return SharePriority.NORMAL if re.search(r"\b(lower|normal|no|less|usual|reset)\b", said) else SharePriority.HIGH
