"""Limits that a customer sets: whom a number may call, what may be bought or seen, at which hours. [F14]"""

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
    (HH:MM, may pass midnight) and `age` are filled as far as the kind needs them. `key` is the proposal that was
    confirmed, so that one yes makes one restriction.
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
