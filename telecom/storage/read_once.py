"""What a transaction has read: the same question again is answered without asking the database, until the transaction
changes or holds something."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

_READ = "what this transaction has read"
# A turn asks a few small things several times. What reads more is not kept: it would fill the memory.
_MOST_QUESTIONS, _MOST_ROWS = 100, 50


def question(*parts: Hashable, values: Mapping[str, Any]) -> Hashable | None:
    """What tells one question from another; None where a value cannot be compared."""
    given = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
    key = (*parts, given)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def read_before(session: Session, asked: Hashable | None) -> list[Any] | None:
    """What was found when the same was asked before in this transaction; None where it has to be asked."""
    if asked is None or session.new or session.dirty or session.deleted:
        return None
    found = session.info.get(_READ, {}).get(asked)
    return None if found is None else list(found)


def note_read(session: Session, asked: Hashable | None, found: Sequence[Any]) -> None:
    """This was found."""
    kept: dict[Hashable, Sequence[Any]] = session.info.setdefault(_READ, {})
    if asked is not None and len(found) <= _MOST_ROWS and len(kept) < _MOST_QUESTIONS:
        kept[asked] = tuple(found)


def forget_read(session: Session) -> None:
    """Something was changed here, or was waited for while others could change it: everything is asked anew."""
    session.info.pop(_READ, None)


@event.listens_for(Session, "before_flush")
def _forget_flushed(session: Session, *_: Any) -> None:
    forget_read(session)
