"""What falls due: found in the tables, noted once per kind, subject and period, and then acted on. [R39]"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from telecom.model.errors import NotFound
from telecom.model.notices import Notice
from telecom.ports import OpenWork, Outside, Work
from telecom.support.jobs import RetryLater, job

log = logging.getLogger(__name__)
ACT = "act_on_due"
BATCH = 50
_TRIES = 10
_PRIORITY = 15


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something due: whose or what, and which of its occasions. Both are part of the key that makes it happen once."""

    subject: str
    period: str


# Finds what is due at work.now; what was found before may be found again, it is noted once.
Find = Callable[[Work], Iterable[Due]]
# Does what is due inside the given transaction, which also marks it as done.
Act = Callable[[Due, Work], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of things that fall due."""

    find: Find
    act: Act


_SOURCES: dict[str, Source] = {}


def due(kind: str, find: Find) -> Callable[[Act], Act]:
    """Make a function what is done about a kind of due things; `find` looks for them in the tables."""

    def register(act: Act) -> Act:
        if kind in _SOURCES and _SOURCES[kind].act.__qualname__ != act.__qualname__:
            raise ValueError(f"two kinds of due things are called {kind}")
        _SOURCES[kind] = Source(find, act)
        return act

    return register


def tick(open_work: OpenWork, *, kinds: Sequence[str] | None = None, batch: int = BATCH) -> int:
    """Find all that is due now and have it acted on; says how much was new. Safe beside another tick, and after any
    crash: a thing is noted and its job enqueued in one transaction."""
    new = 0
    for kind, source in list(_SOURCES.items()):
        if kinds is not None and kind not in kinds:
            continue
        try:
            with open_work() as work:
                found = sorted(set(source.find(work)))
            for start in range(0, len(found), batch):
                new += _note(kind, found[start : start + batch], open_work)
        except Exception:
            # One kind that cannot be read must not keep the others from being told.
            log.exception("what is due could not be found: %s", kind)
    return new


def _note(kind: str, found: Sequence[Due], open_work: OpenWork) -> int:
    with open_work() as work:
        standing = {
            (n.subject, n.period) for n in work.of(Notice).list(kind=kind, subject={one.subject for one in found})
        }
        new = [
            [one.subject, one.period]
            for one in found
            if (one.subject, one.period) not in standing
            and work.of(Notice).add_once(
                Notice(kind=kind, subject=one.subject, period=one.period, found_at=work.now), key="kind,subject,period"
            )
        ]
        if new:
            work.enqueue(ACT, kind=kind, found=new, priority=_PRIORITY)
        return len(new)


@job(ACT)
def act_on_due(*, kind: str, found: Sequence[Sequence[str]], open_work: OpenWork, outside: Outside) -> None:
    """Act on a batch of due things, each in a transaction of its own; those that failed are tried again later."""
    again = [one for one in found if not _act(kind, Due(*one), open_work)]
    if again:
        raise RetryLater(after=timedelta(seconds=20))


def _act(kind: str, one: Due, open_work: OpenWork) -> bool:
    """Act once; says whether nothing is left to do."""
    try:
        with open_work() as work:
            notice = _notice_of(kind, one, work)
            if notice.done_at is None and notice.attempts < _TRIES:
                _SOURCES[kind].act(one, work)
                notice.done_at = work.now
        return True
    except Exception:
        log.exception("could not act on what is due: %s %s %s", kind, one.subject, one.period)
    with open_work() as work:
        notice = _notice_of(kind, one, work)
        notice.attempts += 1
        return notice.attempts >= _TRIES


def _notice_of(kind: str, one: Due, work: Work) -> Notice:
    notice = work.of(Notice).find(kind=kind, subject=one.subject, period=one.period, lock=True)
    if notice is None:
        raise NotFound(kind="Notice")
    return notice
