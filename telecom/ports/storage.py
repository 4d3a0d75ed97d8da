"""What the business needs of its storage: entities by kind, one unit of work, and the clock."""

import builtins
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from telecom.model.access import ChatSession
from telecom.model.calls import CallHour
from telecom.model.messaging import Choice, Conversation, IncomingMessage
from telecom.model.parties import Individual

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class By:
    """A value to set that differs from row to row: by what stands in another attribute. Where none is named for what
    stands there, nothing is changed."""

    attribute: str
    values: Mapping[str, Any]


class Collection(Protocol[T]):
    """All entities of one kind.

    `where` compares attributes: `status=X` equal, `status=[X, Y]` one of, `due_on__lte=day` (also lt, gt, gte, not,
    and like, with % for any text), `ended_at=None`. `order` is an attribute, or several with commas, `-` in front for
    descending. `lock` holds the rows until the work ends.
    """

    def add(self, entity: T) -> T:
        """Keep a new entity; a broken unique key is `Duplicate`."""

    def get(self, key: Any, *, lock: bool = False) -> T:
        """The entity of this id, or NotFound."""

    def add_rows(self, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Keep many new entities at once, as rows of values for these attributes (of Money its `_minor` and its
        `_currency`): much quicker than one by one, for what is not looked at again in this work."""

    def find(self, *, lock: bool = False, order: str | None = None, **where: Any) -> T | None:
        """The first entity that fits, or None."""

    def list(
        self, *, order: str | None = None, limit: int | None = None, lock: bool = False, **where: Any
    ) -> builtins.list[T]:
        """All entities that fit."""

    def count(self, **where: Any) -> int:
        """How many fit."""

    def total(self, column: str, **where: Any) -> int:
        """The sum of a whole-number column over those that fit, 0 for none. A Money `amount` has `amount_minor`."""

    def sums(
        self, columns: Sequence[str], *, by: Sequence[str], **where: Any
    ) -> builtins.list[tuple[tuple[Any, ...], tuple[int, ...]]]:
        """The sums of whole-number columns over those that fit, for each combination of `by` that there is."""

    def change(self, values: Mapping[str, Any], **where: Any) -> int:
        """Set attributes of all that fit at once, without looking at them; says how many there were. A value may be
        `By` another attribute. Entities that were read before in this work do not notice."""

    def change_summed(
        self,
        values: Mapping[str, Any],
        columns: Sequence[str],
        *,
        by: Sequence[str],
        counting: Mapping[str, Any],
        **where: Any,
    ) -> builtins.list[tuple[tuple[Any, ...], tuple[int, ...]]]:
        """Set attributes as `change` does, and return sums as `sums` does: over those of the changed that fit what
        `counting` compares."""

    def remove(self, entity: T) -> None:
        """Keep an entity no longer."""

    def add_once(self, entity: T, *, key: str) -> bool:
        """Keep it unless one with the same unique attribute(s) `key` (commas) stands; says whether it was new. Numbers
        that the database gives are filled in."""


class Work(Protocol):
    """One transaction: everything in it happens, or nothing. `now` stands still inside it."""

    now: datetime
    zone: ZoneInfo
    currency: str

    def of(self, kind: type[T]) -> Collection[T]:
        """All entities of a kind."""

    def enqueue(
        self,
        task: str,
        /,
        *,
        priority: int = 0,
        lock: str | None = None,
        after: timedelta | None = None,
        **arguments: Any,
    ) -> None:
        """Have a worker run a task once this transaction has committed. Arguments are JSON. `lock`: one at a time."""

    def next_number(self, series: str) -> int:
        """The next number of a series (ticket, order, bill...), never given twice."""

    def claim_conversations(self, instance: int, *, limit: int) -> builtins.list[str]:
        """Ids of conversations with messages to handle that nobody alive looks after, now claimed by this running
        instance: those that wait longest, at most `limit`; fewer where no more wait."""

    def chat_and_queue(self, channel: str, address: str) -> tuple[Conversation, int] | None:
        """The conversation of an address, and how many of its messages wait for an answer; None before the first."""

    def next_turn(self, conversation_id: str) -> tuple[Conversation, IncomingMessage | None]:
        """A conversation, locked, and the oldest of its messages that waits for an answer. NotFound."""

    def choices_on_screen(self, conversation_id: str) -> builtins.list[Choice]:
        """The choices of the newest message that a chat shows and that has any, in their order."""

    def speaker(self, conversation_id: str) -> tuple[ChatSession, Individual] | None:
        """The newest session of a chat that was not ended, and the person it speaks for."""

    def waits_beside(self, conversation_id: str, number: int) -> tuple[bool, bool]:
        """Whether other messages of a conversation than that of this number wait for an answer, and whether answers or
        pushed messages to it are still to be sent."""

    def is_running(self, instance: int) -> bool:
        """Whether the running instance that took this number still lives."""

    def undelivered(self, channels: Sequence[str], *, urgent: bool = False, limit: int = 100) -> builtins.list[str]:
        """Ids of messages to these channels that are due and that nobody alive is sending, the most urgent first."""

    def call_hours(self, lines: Sequence[str], since: datetime, until: datetime) -> builtins.list[CallHour]:
        """The calls of these services from a moment (included) to another (not), by service and hour, the oldest
        first."""

    def recall(self, key: str, find: Callable[[], V], *, of: Sequence[type], during: timedelta) -> V:
        """What `find` gives for a key, remembered in this process until it commits a change to one of these kinds, or
        for so long: only for what may be late by that, never for rights."""

    def flush(self) -> None:
        """Send what is pending to the database, so that a broken rule shows here."""

    def commit(self) -> None:
        """Make it all happen. Leaving the block without an exception does it too."""

    def today(self) -> date:
        """The day it is for the operator."""


class OpenWork(Protocol):
    """Opens a unit of work: `with open_work() as work:`."""

    def __call__(self) -> AbstractContextManager[Work]: ...


class Duplicate(Exception):
    """A unique key stands already."""


def first(found: Sequence[T]) -> T | None:
    """The first of a list, or None."""
    return found[0] if found else None
