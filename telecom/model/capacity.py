"""The share of the network that a service has: channels, streams, guaranteed speed; what was said of it. [A12]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id
from telecom.model.states import advance


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
    OTHER_NUMBER = "other number"
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
    ShareUnit.CHANNELS: (Overflow.BUSY_TONE, Overflow.QUEUE, Overflow.VOICEMAIL, Overflow.OTHER_NUMBER),
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
    """What happens when the share is full, and who comes first. `number` (E.164) takes the calls that are sent on."""

    overflow: Overflow
    priority: SharePriority = SharePriority.NORMAL
    number: str | None = None


class BoostStatus(Enum):
    """Life of more of a share for a time."""

    BOOKED = "booked"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


OPEN_BOOST = (BoostStatus.BOOKED, BoostStatus.RUNNING)
BOOST_LIFE = {
    BoostStatus.BOOKED: frozenset({BoostStatus.RUNNING, BoostStatus.CANCELLED}),
    BoostStatus.RUNNING: frozenset({BoostStatus.ENDED}),
}


@dataclass(kw_only=True, eq=False)
class ShareBoost:
    """More of a share from the first to the last day, both included; it gives itself back. Without a last day it is
    booked for the first day and stays. `steps` are those of the plan, `product_ids` what they became when it began.

    `key` is the proposal that was confirmed.
    """

    id: str = field(default_factory=new_id)
    key: str
    service_id: str
    asked_by: str
    steps: int
    first_day: date
    last_day: date | None
    status: BoostStatus = BoostStatus.BOOKED
    product_ids: list[str] = field(default_factory=list)

    @property
    def period(self) -> Period:
        return Period(self.first_day, self.last_day)

    def become(self, status: BoostStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, BOOST_LIFE, subject="boost")


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
    return ShareSettings(overflow, SharePriority(raw.get("priority", SharePriority.NORMAL.value)), raw.get("number"))


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
_GERMAN = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
_NUMBERS = {word: number for words in (_WORDS, _GERMAN) for number, word in enumerate(words.split())}
_NUMBERS |= {"another": 1, "second": 2, "third": 3, "einen": 1}
_NUMBER = r"(\d{1,4}|" + "|".join(_NUMBERS) + r"|an?(?=\s+(?:extra|additional|further|more)\b))"
_MORE = re.compile(
    r"\b(add|more|extra|another|additional|plus|increase|raise|up|further|mehr|drauf|dazu|weitere[rsnm]?"
    r"|zusätzlich\w*|book|reserve|buch\w*|reservier\w*)\b"
)
_LESS = re.compile(
    r"\b(release|remove|fewer|less|reduce|drop|lower|(?:give|hand) (?:\S+ ){0,4}back|cut|decrease|cancel"
    r"|weniger|zurückgeben)\b"
)
_TO = re.compile(rf"\b(?:to|of|exactly|make it)\s+{_NUMBER}\b(?!\s*(?:january|february|march|april|may|june|july|august"
                 r"|september|october|november|december|percent|%|\d))")  # fmt: skip
_INSTEAD = re.compile(rf"\b{_NUMBER}\b(?:\s\w+){{0,3}}\s(?:instead of|rather than)\b")
_ASKS_ENOUGH = re.compile(r"\W*(?:(?:so|and|ok|und|also)\W+)*(?:are|is|do|does|sind|ist|reichen|reicht)\b")
_ONLY = re.compile(
    rf"\b(?:just|only|make it|rather|nur|lieber|doch)(?: the| an?| eine?)? {_NUMBER}\b"
    r"(?! ?(?:%|percent|pounds?|weeks?|months?|days?|wochen?|monate?|tage?|january|february|march|april|may|june"
    r"|july|august"
    r"|september|october|november|december))"
)
# "15 is enough", "would 8 do": so many, whatever there are now.
_ENOUGH = re.compile(
    rf"\b{_NUMBER}(?: (?:lines?|channels?|streams?|of them|leitungen|kanäle))?"
    r" (?:(?:is|are|will|would|should|be|sind|ist|wären) )*(?:enough|plenty|do|fine|sufficient|suffice|genug|reicht"
    r"|reichen)\b"
    rf"|\bwould {_NUMBER} (?:do|be enough|suffice)\b|\b(?:reichen|reicht) {_NUMBER}\b"
)
_ANY = re.compile(rf"\b{_NUMBER}\b")
_ONE = re.compile(
    r"\b(?:extra|another|additional|an?|eine[nr]?|noch eine[nr]?) (?:tv |tv-)?(?:stream|channel|line|leitung|kanal)\b"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*"
_DAY_OF_MONTH = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
# What in a message says when, and is no number of units: days, hours, phone numbers.
_WHEN = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d+)?\b|\b{_DAY_OF_MONTH}(?: ?(?:to|-|until|till|and) ?"
    rf"{_DAY_OF_MONTH})? (?:of )?{_MONTH}\b|\b{_MONTH} {_DAY_OF_MONTH}(?: ?(?:to|-|until|till|and) ?{_DAY_OF_MONTH})?\b"
    r"|\b(?:the )?\d{1,2}(?:st|nd|rd|th)\b|\b(?:for|in|next|the|over|coming)(?: the)?(?: next| coming| whole)? (?:\w+) "
    r"(?:days?|weeks?|fortnights?|months?|weekends?|hours?)\b|\+?\d[\d ]{7,}\d|\b\d{1,2}(?::\d\d)? ?[ap]m\b"
)


def read_wanted(text: str, *, now: int) -> int | None:
    """How many units a message asks for, where there are `now` so many; None where it asks for no other number.

    "add two more", "from 30 to 15", "release 3". InvalidValue for what names two numbers that do not fit together.
    """
    said = _WHEN.sub(" ", text.casefold())
    target = _TO.search(said)
    more, less = _MORE.search(said), _LESS.search(said)
    if (instead := _INSTEAD.search(said)) is not None:  # "three streams instead of two"
        return _number(instead.group(1))
    if (enough := _ENOUGH.search(said)) is not None and not _ASKS_ENOUGH.match(said):
        return _number(next(part for part in enough.groups() if part))
    if not (more or less or re.search(r"\b(set|change|make|need|want|double)\b", said)):
        return None
    if target is not None and not re.search(r"\bby\b", said):
        return _number(target.group(1))
    found = [_number(match) for match in _ANY.findall(said)]
    if not found and "double" in said:
        return 2 * now
    if not found and more and _ONE.search(said):
        found = [1]
    if not found:
        return None
    if len(found) > 1:
        raise InvalidValue("utter_capacity_two_numbers")
    if less:
        return now - found[0]
    return now + found[0] if more else found[0]


def read_count(text: str) -> int | None:
    """How many a short correction says: "just one", "make it two"; None where it says no number of things."""
    found = _ONLY.search(text.casefold())
    return _number(found.group(1)) if found else None


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS.get(said, 1)


_OVERFLOWS_CALLED = {
    Overflow.BUSY_TONE: ("busy tone", "engaged tone", "busy signal"),
    Overflow.QUEUE: ("queue", "wait in line", "hold music"),
    Overflow.VOICEMAIL: ("voicemail", "voice mail", "answerphone", "answering machine"),
    Overflow.OTHER_NUMBER: ("other number", "another number", "different number"),
    Overflow.REFUSE: ("refuse", "newest waits"),
    Overflow.STOP_OLDEST: ("stop the oldest", "stop oldest", "oldest"),
    Overflow.BEST_EFFORT: ("best effort",),
    Overflow.HOLD_BACK: ("hold back",),
}


# "Overflow to the mobile", "when we are full let calls go to reception"; "turn it off" is back to the usual.
_FULL = re.compile(r"\boverflow|\broll over|\bspill|\b(?:when|if|once)\b.{0,40}\b(?:full|busy|taken|engaged|in use)\b")
_SENT_ON = re.compile(
    r"\b(?:send|ring|forward|divert|pass|put|go|goes|roll|spill|transfer|adjust|change|set)\b.{0,30}\b(?:to|over|on"
    r"|the)\b"
    r"|\bto\b|\bring\b"
)
_ASKS = re.compile(r"\s*(?:where|how|what|show|who|which|is|are)\b")
_NO_MORE = re.compile(r"\b(?:off|stop|no more|remove|cancel|end)\b")


def names_overflow(text: str) -> bool:
    """Whether a message is about what happens when the share is full."""
    return _FULL.search(text.casefold()) is not None


def read_overflow(text: str, unit: ShareUnit) -> Overflow | None:
    """What a message wants done with what is too much, among what can be chosen."""
    said = text.casefold()
    if _ASKS.match(said) or _MORE.search(said) or read_priority(said) is not None:
        return None
    named = next((each for each in OVERFLOWS[unit] if any(word in said for word in _OVERFLOWS_CALLED[each])), None)
    if named is not None or not names_overflow(said):
        return named
    if _NO_MORE.search(said):
        return OVERFLOWS[unit][0]
    return Overflow.OTHER_NUMBER if Overflow.OTHER_NUMBER in OVERFLOWS[unit] and _SENT_ON.search(said) else None


def gives_back(text: str) -> bool:
    """Whether a message wants to have less, whatever the number."""
    return _LESS.search(text.casefold()) is not None


def read_priority(text: str) -> SharePriority | None:
    """The priority that a message asks for, or None."""
    said = text.casefold()
    if not re.search(r"priorit|first\b", said):
        return None
    return SharePriority.NORMAL if re.search(r"\b(lower|normal|no|less|usual|reset)\b", said) else SharePriority.HIGH
