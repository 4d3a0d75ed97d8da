"""What a process remembers between transactions, so that it need not be asked of the database with every message."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

T = TypeVar("T")
_CHANGED = "kinds that this transaction changed"
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    versions: tuple[int, ...]
    since: datetime
    until: datetime


class Memory:
    """Values by key, each until this process commits a change to one of the kinds that it was made of, or its time is
    up: what other processes change is seen then."""

    def __init__(self) -> None:
        self._versions: Counter[type] = Counter()
        self._kept: dict[str, _Kept] = {}

    def recall(self, key: str, find: Callable[[], T], *, of: Sequence[type], now: datetime, during: timedelta) -> T:
        """The value of a key, or what `find` gives."""
        versions = tuple(self._versions[kind] for kind in of)
        kept = self._kept.get(key)
        if kept is None or kept.versions != versions or not kept.since <= now < kept.until:
            kept = _Kept(find(), versions, now, now + during)
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = kept
        value: T = kept.value
        return value

    def forget(self, session: Session) -> None:
        """The session has committed: nothing holds any more that was made of what it changed."""
        self._versions.update(session.info.pop(_CHANGED, ()))


def note_changed(session: Session, *kinds: type) -> None:
    """A statement of the session changes entities of these kinds."""
    session.info.setdefault(_CHANGED, set()).update(kinds)


@event.listens_for(Session, "before_flush")
def _note_flushed(session: Session, *_: Any) -> None:
    note_changed(session, *map(type, session.new), *map(type, session.dirty), *map(type, session.deleted))
