"""What the business needs from outside itself: storage, clock, jobs, and the operator's own systems."""

import builtins
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from telecom.model.money import Money

T = TypeVar("T")


class Collection(Protocol[T]):
    """All entities of one kind.

    `where` compares attributes: `status=X` equal, `status=[X, Y]` one of, `due_on__lte=day` (also lt, gt, gte, not),
    `ended_at=None`. `order` is an attribute, or several with commas, `-` in front for descending. `lock` holds the
    rows until the work ends.
    """

    def add(self, entity: T) -> T:
        """Keep a new entity; a broken unique key is `Duplicate`."""

    def get(self, key: Any, *, lock: bool = False) -> T:
        """The entity of this id, or NotFound."""

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

    def add_once(self, entity: T, *, key: str) -> bool:
        """Keep it unless one with the same unique attribute(s) `key` (commas) stands; says whether it was new."""


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

    def is_running(self, instance: int) -> bool:
        """Whether the running instance that took this number still lives."""

    def undelivered(self, channels: Sequence[str], *, limit: int = 100) -> builtins.list[str]:
        """Ids of messages to these channels that are due and that nobody alive is sending, the most urgent first."""

    def flush(self) -> None:
        """Send what is pending to the database, so that a broken rule shows here."""

    def commit(self) -> None:
        """Make it all happen. Leaving the block without an exception does it too."""

    def today(self) -> date:
        """The day it is for the operator."""


class OpenWork(Protocol):
    """Opens a unit of work: `with open_work() as work:`."""

    def __call__(self) -> AbstractContextManager[Work]: ...


class PaymentTimeout(Exception):
    """The payment provider did not answer in time: whether it charged is not known until it is asked by key."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What the payment provider knows of one charge: captured, or denied for a reason."""

    key: str
    captured: bool
    reference: str
    reason: str | None = None


class PaymentGateway(Protocol):
    """A payment provider. Calls are made outside any transaction and may take seconds. [R13]"""

    def charge(self, key: str, *, method_token: str, amount: Money, purpose: str) -> Charge:
        """Charge a saved card once per key; the same key again gives the same charge. PaymentTimeout: unanswered."""

    def find_charge(self, key: str) -> Charge | None:
        """What became of a key, None if the provider never saw it. PaymentTimeout when unanswered."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """What the network measures on one service now: bit/s, ms, percent, dB; None where it cannot be measured.

    `snr` and `attenuation` tell how clean and how strong the line (or the radio) arrives.
    """

    reachable: bool
    down: int | None = None
    up: int | None = None
    latency: float | None = None
    loss: float | None = None
    snr: float | None = None
    attenuation: float | None = None
    fault: str | None = None


class NetworkDown(Exception):
    """The network's management did not answer: nothing is known, nothing was changed for sure."""


class Network(Protocol):
    """The operator's network, asked and told about one service by its id. Calls are made outside any transaction.

    Every call may raise NetworkDown.
    """

    def read_line(self, service_id: str) -> LineReading:
        """Measure the service now; `fault` is the network's own finding, or None."""

    def repair_line(self, service_id: str, fault: str) -> bool:
        """Try the remote repair for a finding (port reset, profile refresh...); says whether it was one it can do."""

    def set_line(self, service_id: str, *, working: bool) -> None:
        """Bar or unbar the service; repeating it changes nothing."""


class Paper(Protocol):
    """Draws pictures and papers. Takes a moment: never on an event loop."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        """A picture (PNG) or paper (PDF) by its name, from raw values. LookupError for a name it does not know."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The operator's other systems, as the business sees them."""

    payments: PaymentGateway
    network: Network


class Duplicate(Exception):
    """A unique key stands already."""


class OperatorSettings(Protocol):
    """The few facts about the operator that its business needs."""

    currency: str
    country: str
    time_zone: str
    operator_name: str


def first(found: Sequence[T]) -> T | None:
    """The first of a list, or None."""
    return found[0] if found else None
