"""Limits that a customer sets: whom a number may call, what may be bought or seen, at which hours. [F14]"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum

from telecom.model.calendar import Period
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance


class RestrictionStatus(Enum):
    """Life of a restriction."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"
    LIFTED = "lifted"


STANDING = (RestrictionStatus.SCHEDULED, RestrictionStatus.RUNNING)
RESTRICTION_LIFE = {
    RestrictionStatus.SCHEDULED: frozenset({RestrictionStatus.RUNNING, RestrictionStatus.LIFTED}),
    # Back to running: a lift that is undone.
    RestrictionStatus.RUNNING: frozenset({RestrictionStatus.ENDED, RestrictionStatus.LIFTED}),
    RestrictionStatus.LIFTED: frozenset({RestrictionStatus.RUNNING, RestrictionStatus.SCHEDULED}),
}


@dataclass(kw_only=True, eq=False)
class Restriction:
    """One limit on one service, from `starts_at` until just before `ends_at`, or until it is lifted where that is None.

    `kind` is one that the service declares. `numbers` (E.164), `amount` a month, the hours between `begins` and `ends`
    (HH:MM, may pass midnight) and `age` are filled as far as the kind needs them. The hours begin on `weekdays` only
    (Monday is 0), on every day where there are none. `key` is the proposal that was confirmed, so that one yes makes
    one restriction.
    """

    id: str = field(default_factory=new_id)
    key: str
    service_id: str
    kind: str
    asked_by: str
    numbers: list[str] = field(default_factory=list)
    amount: Money | None = None
    begins: str | None = None
    ends: str | None = None
    weekdays: list[int] = field(default_factory=list)
    age: int | None = None
    starts_at: datetime
    ends_at: datetime | None = None
    status: RestrictionStatus = RestrictionStatus.SCHEDULED
    ended_at: datetime | None = None

    def become(self, status: RestrictionStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, RESTRICTION_LIFE, subject="restriction")

    def holds(self, at: datetime) -> bool:
        """Whether it limits anything at a moment, whether or not the tick has come by."""
        return self.status in STANDING and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def within_hours(self, at: datetime) -> bool:
        """Whether a local moment lies in its hours."""
        if self.begins is None or self.ends is None:
            return False
        now, begins, ends = at.time(), time.fromisoformat(self.begins), time.fromisoformat(self.ends)
        # What passes midnight belongs to the day on which it began.
        began = at.weekday() if now >= begins else (at.weekday() - 1) % 7
        if self.weekdays and began not in self.weekdays:
            return False
        return begins <= now < ends if begins < ends else now >= begins or now < ends

    def hours_end(self, at: datetime) -> datetime | None:
        """When the hours that a local moment lies in are over."""
        if self.ends is None:
            return None
        end = datetime.combine(at.date(), time.fromisoformat(self.ends), tzinfo=at.tzinfo)
        return end if end > at else end + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a wish for a restriction tells: its kind, what the kind needs, and for how long (None: until lifted)."""

    kind: str
    numbers: tuple[str, ...] = ()
    amount: Money | None = None
    begins: str | None = None
    ends: str | None = None
    age: int | None = None
    period: Period | None = None
    weekdays: tuple[int, ...] = ()


SCHOOL_NIGHTS, WORKING_DAYS, WEEKEND = (0, 1, 2, 3, 6), (0, 1, 2, 3, 4), (5, 6)
_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?|s)?"
_RANGE = re.compile(rf"\b{_DAY}\s?(?:to|-|until|till|through|thru)\s?{_DAY}\b")
_NAMED = re.compile(rf"\b{_DAY}\b")
_EVERY = re.compile(rf"\b(?:every|each|on all)\s{_DAY}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b")
_SETS: Sequence[tuple[str, Sequence[int]]] = (
    (r"\bschool ?nights?\b", SCHOOL_NIGHTS),
    (
        r"\b(?:school|working|week|work) ?days?\b|\bweek ?nights?\b|\bduring the week\b"
        r"|\bunter der woche\b|\b(?:werk|wochen|schul)tage?n?s?\b",
        WORKING_DAYS,
    ),
    (r"\bweekends\b|\b(?:at|on|over) the weekend\b|\bevery weekend\b|\bam wochenende\b", WEEKEND),
)
# A stretch of time of its own: "until Friday", "next week", "till 3 May"; "until 6" is an hour.
_OTHER_TIMES = re.compile(
    r"\b(?:next|this|for (?:the|a|one|two|three|four|\d+))\b"
    r"|\b(?:until|till)\s(?!\d|noon|midnight|half|six|seven|eight)"
    r"|\d(?:st|nd|rd|th)\b|\b\d\d?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


def read_weekdays(text: str) -> tuple[int, ...]:
    """The days of the week that a message names as those on which something is to hold, week after week; none for every
    day, and for one that is a date ("on Friday")."""
    kept, _, without = text.casefold().partition("except")
    days = _weekdays(kept)
    if without and (left_out := _weekdays(without, any_day=True)):
        days = set(days or range(7)) - left_out
    return tuple(sorted(days))


def _weekdays(said: str, *, any_day: bool = False) -> set[int]:
    for words, days in _SETS:
        if re.search(words, said):
            return set(days)
    between = _RANGE.search(said)
    if between and not _OTHER_TIMES.search(said.replace(between[0], " ")):
        first, last = (_SHORT.index(name[:3]) for name in between.groups())
        return {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    named = [_SHORT.index(match[1][:3]) for match in _NAMED.finditer(said)]
    again = any_day or len(set(named)) > 1 or _EVERY.search(said) is not None
    return set(named) if again and not _OTHER_TIMES.search(said) else set()
