"""Stand-ins for what is outside the business, in memory, with faults that a test sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from telecom.model.money import Money
from telecom.model.partners import Feasibility, NumberAnswer, PartnerOrder, PartnerOrderState, PartnerProduct
from telecom.model.readings import Alarm, Sample
from telecom.ports import (
    Charge,
    LineReading,
    MailMessage,
    NetworkDown,
    NewCard,
    Parcel,
    PartnerDown,
    PartnerRefuses,
    PaymentPage,
    PaymentTimeout,
    Refunded,
    Repair,
    ShareReading,
    SimCard,
    StatementLine,
    WarehouseDown,
)


class TestClock:
    """A clock that stands still until a test moves it."""

    __test__ = False

    def __init__(self, at: datetime = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


class FakePayments:
    """Charges every card once per key, unless told to deny or to stay silent (before or after it charged)."""

    def __init__(self) -> None:
        self.charges: dict[str, Charge] = {}
        self.amounts: dict[str, Money] = {}
        self.deny: str | None = None
        self.silent_before = False
        self.silent_after = False
        self.calls: list[str] = []
        self.pages: dict[str, PaymentPage] = {}
        self.refunds: dict[str, tuple[str, Money]] = {}
        self.forgotten: list[str] = []

    def charge(self, key: str, *, method_token: str, amount: Money, purpose: str) -> Charge:
        self.calls.append(key)
        if self.silent_before:
            raise PaymentTimeout(key)
        if key not in self.charges:
            reference = f"ch_{len(self.charges) + 1}"
            self.charges[key] = Charge(key, self.deny is None, reference, self.deny)
            self.amounts[key] = amount
        if self.silent_after:
            raise PaymentTimeout(key)
        return self.charges[key]

    def find_charge(self, key: str) -> Charge | None:
        if self.silent_before or self.silent_after:
            raise PaymentTimeout(key)
        return self.charges.get(key)

    def open_page(self, key: str, *, amount: Money | None, purpose: str, lasts: timedelta) -> PaymentPage:
        self._reach(key)
        self.pages.setdefault(key, PaymentPage(key, f"https://pay.example/{len(self.pages) + 1}", True))
        if amount is not None:
            self.amounts.setdefault(key, amount)
        return self.pages[key]

    def find_page(self, key: str) -> PaymentPage | None:
        self._reach(key)
        return self.pages.get(key)

    def fill_in(self, key: str, *, card: NewCard | None = None) -> None:
        """Somebody pays on the page, or saves a card on it."""
        charge = Charge(key, True, f"ch_{key[:8]}") if key in self.amounts else None
        self.pages[key] = replace(self.pages[key], is_open=False, charge=charge, card=card)

    def run_out(self, key: str) -> None:
        """Nobody pays on the page in time."""
        self.pages[key] = replace(self.pages[key], is_open=False)

    def refund(self, key: str, *, reference: str, amount: Money) -> Refunded:
        self._reach(key)
        self.refunds.setdefault(key, (reference, amount))
        return Refunded(key, True, f"re_{key[:8]}")

    def forget_card(self, token: str) -> None:
        self._reach(token)
        self.forgotten.append(token)

    def statement(self, since: datetime, until: datetime) -> list[StatementLine]:
        self._reach("statement")
        taken = [
            StatementLine(key, charge.reference, self.amounts[key])
            for key, charge in self.charges.items()
            if charge.captured
        ]
        return taken + [StatementLine(key, f"re_{key[:8]}", -amount) for key, (_, amount) in self.refunds.items()]

    def _reach(self, key: str) -> None:
        if self.silent_before or self.silent_after:
            raise PaymentTimeout(key)


class FakeMail:
    """Keeps what it was given, unless told to be busy or to refuse."""

    def __init__(self) -> None:
        self.sent: list[MailMessage] = []
        self.fails: Exception | None = None

    def send(self, message: MailMessage) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent.append(message)


class FakeNetwork:
    """Lines that work unless a fault is set; `repairable` faults go away when repaired; `silent` answers nothing."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.repairable = {"port fault", "stale profile"}
        self.barred: set[str] = set()
        self.profiles: dict[str, tuple[str, int | None, int | None]] = {}
        self.silent = False
        self.readings = 0
        # What is read on a line, where a test wants more than a fault; and what the network collected, and its alarms.
        self.seen: dict[str, LineReading] = {}
        self.samples: list[Sample] = []
        self.alarms: list[Alarm] = []

    def read_line(self, service_id: str) -> LineReading:
        self._answer()
        self.readings += 1
        if service_id in self.seen:
            return self.seen[service_id]
        fault = self.faults.get(service_id)
        if fault is not None:
            return LineReading(False, fault=fault)
        return LineReading(True, down=480_000_000, up=90_000_000, latency=9.0, loss=0.0)

    def repair_line(self, service_id: str, fault: str) -> bool:
        self._answer()
        if fault not in self.repairable:
            return False
        self.faults.pop(service_id, None)
        return True

    def set_line(self, service_id: str, *, working: bool) -> None:
        self._answer()
        (self.barred.discard if working else self.barred.add)(service_id)

    def provision(
        self, service_id: str, kind: str, *, down: int | None = None, up: int | None = None, place: str | None = None
    ) -> None:
        self._answer()
        self.profiles[service_id] = (kind, down, up)

    def withdraw(self, service_id: str) -> None:
        self._answer()
        self.profiles.pop(service_id, None)

    def collect(self, since: datetime, until: datetime) -> list[Sample]:
        self._answer()
        return [sample for sample in self.samples if since <= sample.at < until]

    def list_alarms(self) -> list[Alarm]:
        self._answer()
        return list(self.alarms)

    def _answer(self) -> None:
        if self.silent:
            raise NetworkDown("silent")


class FakeRegister:
    """Settings and SIMs by service; `silent` answers nothing."""

    def __init__(self) -> None:
        self.settings: dict[str, dict[str, Any]] = {}
        self.issued: dict[str, SimCard] = {}
        self.in_use: dict[str, str] = {}
        # How much of its share every service would use now.
        self.demand = 0
        self.barred: set[str] = set()
        self.silent = False

    def apply_settings(self, service_id: str, settings: Mapping[str, Any]) -> None:
        self._answer()
        self.settings.setdefault(service_id, {}).update(settings)

    def read_share(self, service_id: str) -> ShareReading | None:
        self._answer()
        share = self.settings.get(service_id, {}).get("share")
        if share is None:
            return None
        return ShareReading(share["count"], min(self.demand, share["count"]), max(self.demand - share["count"], 0))

    def issue_sim(self, key: str, service_id: str, *, esim: bool) -> SimCard:
        self._answer()
        serial = f"89441100000000{len(self.issued):05d}"
        return self.issued.setdefault(key, SimCard(serial, f"LPA:1$rsp.example${key}" if esim else None))

    def use_sim(self, service_id: str, iccid: str) -> None:
        self._answer()
        self.in_use[service_id] = iccid

    def bar_sims(self, service_id: str, *, barred: bool) -> None:
        self._answer()
        (self.barred.add if barred else self.barred.discard)(service_id)

    def puk_of(self, service_id: str) -> str | None:
        self._answer()
        return "48151623"

    def _answer(self) -> None:
        if self.silent:
            raise NetworkDown("silent")


class FakeWarehouse:
    """Parcels by key, which a test sends and delivers; `silent` answers nothing."""

    def __init__(self) -> None:
        self.parcels: dict[str, Parcel] = {}
        self.contents: dict[str, tuple[str, int, str]] = {}
        self.expected: set[str] = set()
        self.received: dict[str, datetime] = {}
        self.repairs: dict[str, Repair] = {}
        self.silent = False

    def send(self, key: str, *, article: str, count: int, address: str) -> Parcel:
        self._answer()
        self.contents.setdefault(key, (article, count, address))
        return self.parcels.setdefault(key, Parcel(key))

    def find(self, key: str) -> Parcel | None:
        self._answer()
        return self.parcels.get(key)

    def stop(self, key: str) -> bool:
        self._answer()
        parcel = self.parcels.get(key, Parcel(key))
        if parcel.sent_at is None:
            self.parcels[key] = replace(parcel, stopped=True)
        return parcel.sent_at is None

    def expect_return(self, key: str) -> None:
        self._answer()
        self.expected.add(key)

    def find_return(self, key: str) -> datetime | None:
        self._answer()
        return self.received.get(key)

    def repair(self, key: str, *, article: str, words: str) -> Repair:
        self._answer()
        return self.repairs.setdefault(key, Repair())

    def leaves(self, key: str, at: datetime) -> None:
        """The parcel is on its way."""
        self.parcels[key] = replace(self.parcels[key], sent_at=at)

    def arrives(self, key: str, at: datetime) -> None:
        """The parcel is delivered."""
        self.parcels[key] = replace(self.parcels[key], sent_at=self.parcels[key].sent_at or at, delivered_at=at)

    def _answer(self) -> None:
        if self.silent:
            raise WarehouseDown("silent")


class FakePartners:
    """Partners that deliver everywhere, unless one refuses or is silent; `prices` are those of their catalogues."""

    def __init__(self) -> None:
        self.prices: dict[str, Money] = {}
        self.orders: dict[str, PartnerOrder] = {}
        self.numbers: dict[str, NumberAnswer] = {}
        self.resting: set[str] = set()
        self.refuses: set[str] = set()
        self.not_there: set[str] = set()
        self.silent: set[str] = set()
        self.not_yet: set[str] = set()
        self.asked: list[str] = []

    def catalogue(self, partner: str) -> list[PartnerProduct]:
        self._reach(partner)
        return [PartnerProduct(product, product, price) for product, price in self.prices.items()]

    def check(self, partner: str, *, product: str, place: str) -> Feasibility:
        self._reach(partner)
        if partner in self.not_there:
            return Feasibility(False, reason="no network there")
        return Feasibility(True, self.prices[product])

    def order(self, partner: str, key: str, *, product: str, place: str) -> PartnerOrder:
        self._reach(partner)
        state = PartnerOrderState.REFUSED if partner in self.refuses else PartnerOrderState.ACCEPTED
        return self.orders.setdefault(key, PartnerOrder(key, state, "credit check failed"))

    def provision(self, partner: str, key: str) -> PartnerOrder:
        self._reach(partner)
        if self.orders[key].state in (PartnerOrderState.ACCEPTED, PartnerOrderState.PROVISIONING):
            late = partner in self.not_yet
            self.orders[key] = PartnerOrder(key, PartnerOrderState.PROVISIONING if late else PartnerOrderState.DONE)
        return self.orders[key]

    def find(self, partner: str, key: str) -> PartnerOrder | None:
        self._reach(partner)
        return self.orders.get(key)

    def cancel(self, partner: str, key: str) -> None:
        self._reach(partner)
        self.orders[key] = PartnerOrder(key, PartnerOrderState.CANCELLED)

    def read_line(self, partner: str, key: str) -> LineReading:
        self._reach(partner)
        self._deliver(partner, key)
        return LineReading(key not in self.resting, down=290_000_000, up=48_000_000, latency=11.0, loss=0.0)

    def set_line(self, partner: str, key: str, *, working: bool) -> None:
        self._reach(partner)
        if working is (key in self.resting):
            self._deliver(partner, key)
        (self.resting.discard if working else self.resting.add)(key)

    def _deliver(self, partner: str, key: str) -> None:
        if partner in self.refuses or self.orders[key].state is not PartnerOrderState.DONE:
            raise PartnerRefuses("an instalment is outstanding")

    def release_number(self, partner: str, key: str, *, number: str, code: str) -> NumberAnswer:
        return self._number(partner, key)

    def keep_number(self, partner: str, key: str) -> None:
        self._reach(partner)
        self.numbers[key] = NumberAnswer(False, "called off")

    def take_number(self, partner: str, key: str, *, number: str) -> NumberAnswer:
        return self._number(partner, key)

    def leave_number(self, partner: str, key: str) -> None:
        self.keep_number(partner, key)

    def _number(self, partner: str, key: str) -> NumberAnswer:
        self._reach(partner)
        refused = partner in self.refuses
        return self.numbers.setdefault(key, NumberAnswer(not refused, "outstanding debt" if refused else None))

    def _reach(self, partner: str) -> None:
        self.asked.append(partner)
        if partner in self.silent:
            raise PartnerDown(partner)


@dataclass
class FakeOutside:
    """The fakes together, as `telecom.ports.Outside` has them."""

    payments: FakePayments = field(default_factory=FakePayments)
    network: FakeNetwork = field(default_factory=FakeNetwork)
    warehouse: FakeWarehouse = field(default_factory=FakeWarehouse)
    register: FakeRegister = field(default_factory=FakeRegister)
    mail: FakeMail = field(default_factory=FakeMail)
    partners: FakePartners = field(default_factory=FakePartners)
