"""What the business needs from outside itself: storage, clock, jobs, and the operator's own systems."""

import builtins
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from telecom.model.access import ChatSession
from telecom.model.articles import Article
from telecom.model.calls import CallHour
from telecom.model.messaging import Choice, Conversation, IncomingMessage
from telecom.model.money import Money
from telecom.model.parties import Individual
from telecom.model.partners import Feasibility, NumberAnswer, PartnerOrder, PartnerProduct
from telecom.model.readings import Alarm as Alarm
from telecom.model.readings import LineReading as LineReading
from telecom.model.readings import Sample as Sample

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class By:
    """A value to set that differs from row to row: by what stands in another attribute."""

    attribute: str
    values: Mapping[str, Any]


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

    def sums(
        self, columns: Sequence[str], *, by: Sequence[str], **where: Any
    ) -> builtins.list[tuple[tuple[Any, ...], tuple[int, ...]]]:
        """The sums of whole-number columns over those that fit, for each combination of `by` that there is."""

    def change(self, values: Mapping[str, Any], **where: Any) -> int:
        """Set attributes of all that fit at once, without looking at them; says how many there were. A value may be
        `By` another attribute. Entities that were read before in this work do not notice."""

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

    def undelivered(self, channels: Sequence[str], *, limit: int = 100) -> builtins.list[str]:
        """Ids of messages to these channels that are due and that nobody alive is sending, the most urgent first."""

    def call_hours(self, lines: Sequence[str], since: datetime, until: datetime) -> builtins.list[CallHour]:
        """The calls of these services from a moment (included) to another (not), by service and hour, the oldest
        first."""

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


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that its owner saved on the provider's page: the provider's token, and what may be shown of it."""

    token: str
    brand: str
    last_four: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of the provider by its key: its address, whether it can still be used, and what was done on it."""

    key: str
    url: str
    is_open: bool
    charge: Charge | None = None
    card: NewCard | None = None


@dataclass(frozen=True, slots=True)
class Refunded:
    """What the provider knows of money given back: done, or refused for a reason."""

    key: str
    done: bool
    reference: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the provider's file: a captured charge, or (negative) money given back."""

    key: str
    reference: str
    amount: Money


class PaymentGateway(Protocol):
    """A payment provider. Calls are made outside any transaction and may take seconds. [R13]

    Every call may raise PaymentTimeout: unanswered, to be asked again with the same key, which changes nothing twice.
    """

    def charge(self, key: str, *, method_token: str, amount: Money, purpose: str) -> Charge:
        """Charge a saved card once per key; the same key again gives the same charge."""

    def find_charge(self, key: str) -> Charge | None:
        """What became of a key, None if the provider never saw it."""

    def open_page(self, key: str, *, amount: Money | None, purpose: str, lasts: timedelta) -> PaymentPage:
        """A page where somebody pays an amount with any card, or (without an amount) only saves a card; it can be
        used for so long, by the provider's own clock."""

    def find_page(self, key: str) -> PaymentPage | None:
        """How a page stands, None if it was never opened. One that is not open any more will never be paid."""

    def refund(self, key: str, *, reference: str, amount: Money) -> Refunded:
        """Give back money of the charge with this reference, once per key."""

    def forget_card(self, token: str) -> None:
        """Let go of a saved card; an unknown one is no error."""

    def statement(self, since: datetime, until: datetime) -> Sequence[StatementLine]:
        """The provider's file: all that was captured and given back in that time."""


class NetworkDown(Exception):
    """The network's management did not answer: nothing is known, nothing was changed for sure."""


class Network(Protocol):
    """The operator's network, asked and told about one service by its id. Calls are made outside any transaction.

    Every call may raise NetworkDown.
    """

    def read_line(self, service_id: str) -> LineReading:
        """Measure the service now, and look at each part on the way to it."""

    def repair_line(self, service_id: str, fault: str) -> bool:
        """Try the remote repair for a finding (port reset, profile refresh...); says whether it was one it can do."""

    def set_line(self, service_id: str, *, working: bool) -> None:
        """Bar or unbar the service; repeating it changes nothing."""

    def provision(
        self, service_id: str, kind: str, *, down: int | None = None, up: int | None = None, place: str | None = None
    ) -> None:
        """Put a service of a kind into operation with the speed that was sold (bit/s), or change its profile to it;
        repeating it changes nothing. `place` is where it is, or None where it stays where it was."""

    def withdraw(self, service_id: str) -> None:
        """Take a service out of operation for good; an unknown one is no error."""

    def collect(self, since: datetime, until: datetime) -> Sequence[Sample]:
        """The hourly figures of every line from `since` (included) to `until` (not), the oldest first."""

    def list_alarms(self) -> Sequence[Alarm]:
        """What is down for many at once, now, as the network sees it."""


@dataclass(frozen=True, slots=True)
class SimCard:
    """A SIM that the network gave out: its serial number, and for an eSIM the code by which a phone loads it."""

    iccid: str
    activation_code: str | None = None


@dataclass(frozen=True, slots=True)
class ShareReading:
    """What the network gives a service and how much of it is in use now; `turned_away` found it full and is refused,
    waits or went elsewhere."""

    allotted: int
    in_use: int
    turned_away: int = 0


class LineRegister(Protocol):
    """The network's register of lines: under which settings and limits each runs, and on which SIM.

    Calls are made outside any transaction; repeating one changes nothing; each may raise NetworkDown.
    """

    def apply_settings(self, service_id: str, settings: Mapping[str, Any]) -> None:
        """Have a line run under these settings and limits; those not named stay as they are."""

    def read_share(self, service_id: str) -> ShareReading | None:
        """How much of its share a service uses now; None where the register was told of no share (setting `share`)."""

    def issue_sim(self, key: str, service_id: str, *, esim: bool) -> SimCard:
        """Give out a SIM for a line, once per key."""

    def use_sim(self, service_id: str, iccid: str) -> None:
        """Have a line run on this SIM from now on; the one before ends."""

    def bar_sims(self, service_id: str, *, barred: bool) -> None:
        """Bar (or open again) the SIM on which a line runs."""

    def puk_of(self, service_id: str) -> str | None:
        """The code that unlocks the SIM of a line after wrong PINs; None where it has none."""


class WarehouseDown(Exception):
    """The warehouse did not answer: whether it heard is not known until it is asked by key."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the warehouse knows of a parcel by our key: being packed, sent, delivered, or stopped before it left."""

    key: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    stopped: bool = False


class Warehouse(Protocol):
    """Packs and sends goods, and takes them back. Calls are made outside any transaction, each may raise
    WarehouseDown, and each is done once per key."""

    def send(self, key: str, *, article: str, count: int, address: str) -> Parcel:
        """Have so many of an article sent; the same key again gives the same parcel."""

    def find(self, key: str) -> Parcel | None:
        """How a parcel stands, None where there is none of this key."""

    def stop(self, key: str) -> bool:
        """Keep a parcel from leaving; says whether it is stopped. One that was never ordered counts as stopped."""

    def expect_return(self, key: str) -> None:
        """Something will come back under this key, which stands on its parcel."""

    def find_return(self, key: str) -> datetime | None:
        """When what was to come back under this key was received, None while it has not been."""


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class MailMessage:
    """One mail. `key` becomes its Message-ID, by which a mail that came twice is known."""

    key: str
    to: str
    subject: str
    text: str
    attachments: Sequence[MailAttachment] = ()


class MailLater(Exception):
    """The mail server did not take it now (busy, away, our log-in refused): to be tried again."""


class MailRefused(Exception):
    """The mail server will never take it, such as for an address that does not exist."""


class Mail(Protocol):
    """The way out for mail. Called outside any transaction, may take seconds."""

    def send(self, message: MailMessage) -> None:
        """Hand a mail over. MailLater, MailRefused."""


class NoMail:
    """Where no mail server is set: every mail waits."""

    def send(self, message: MailMessage) -> None:
        raise MailLater("no mail server")


class Articles(Protocol):
    """The operator's how-to articles."""

    def find(self, question: str, *, kinds: Sequence[str] = (), limit: int = 3) -> Sequence[Article]:
        """The articles that answer a question in plain words, the best first; for kinds of service only, if named."""

    def get(self, name: str) -> Article | None:
        """An article by its name, None where there is none."""


class Paper(Protocol):
    """Draws pictures and papers. Takes a moment: never on an event loop."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        """A picture (PNG) or paper (PDF) by its name, from raw values. LookupError for a name it does not know."""


class PartnerDown(Exception):
    """A partner did not answer: whether it did what was asked is not known until it is asked by key."""


class Partners(Protocol):
    """Other providers, each by its id. Calls are made outside any transaction, each may raise PartnerDown, and each is
    done once per key."""

    def catalogue(self, partner: str) -> Sequence[PartnerProduct]:
        """What the partner sells through us."""

    def check(self, partner: str, *, product: str, place: str) -> Feasibility:
        """Whether it can deliver a product in a place."""

    def order(self, partner: str, key: str, *, product: str, place: str) -> PartnerOrder:
        """Order a product; the same key again gives the same order, as it stands now."""

    def provision(self, partner: str, key: str) -> PartnerOrder:
        """Have what was ordered put into operation; to be asked again until it is done."""

    def find(self, partner: str, key: str) -> PartnerOrder | None:
        """How an order stands, None where the partner never saw it."""

    def cancel(self, partner: str, key: str) -> None:
        """Call an order off or end what it delivers; an order of this key that comes later is refused."""

    def release_number(self, partner: str, key: str, *, number: str, code: str) -> NumberAnswer:
        """Ask the provider that has a number to let it come to us; it checks the code that its customer got."""

    def keep_number(self, partner: str, key: str) -> None:
        """A release is called off: the number stays where it is."""

    def take_number(self, partner: str, key: str, *, number: str) -> NumberAnswer:
        """Ask a provider to take over a number that leaves us; it checks that somebody there awaits it."""

    def leave_number(self, partner: str, key: str) -> None:
        """A take-over is called off: the number stays with us."""


class NoPartners:
    """Where no partner is set up: none answers."""

    def catalogue(self, partner: str) -> Sequence[PartnerProduct]:
        raise PartnerDown(partner)

    def check(self, partner: str, *, product: str, place: str) -> Feasibility:
        raise PartnerDown(partner)

    def order(self, partner: str, key: str, *, product: str, place: str) -> PartnerOrder:
        raise PartnerDown(partner)

    def provision(self, partner: str, key: str) -> PartnerOrder:
        raise PartnerDown(partner)

    def find(self, partner: str, key: str) -> PartnerOrder | None:
        raise PartnerDown(partner)

    def cancel(self, partner: str, key: str) -> None:
        raise PartnerDown(partner)

    def release_number(self, partner: str, key: str, *, number: str, code: str) -> NumberAnswer:
        raise PartnerDown(partner)

    def keep_number(self, partner: str, key: str) -> None:
        raise PartnerDown(partner)

    def take_number(self, partner: str, key: str, *, number: str) -> NumberAnswer:
        raise PartnerDown(partner)

    def leave_number(self, partner: str, key: str) -> None:
        raise PartnerDown(partner)


@dataclass(frozen=True, slots=True)
class Outside:
    """The operator's other systems, as the business sees them."""

    payments: PaymentGateway
    network: Network
    warehouse: Warehouse
    register: LineRegister
    mail: Mail = field(default_factory=NoMail)
    partners: Partners = field(default_factory=NoPartners)


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
