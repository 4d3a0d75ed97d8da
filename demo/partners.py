"""The demo's three partners: a second broadband provider, a content provider and a network operator.

Each stands for a company of its own, so each keeps what it knows in a file of its own and knows nothing of our
database. What it did is written down before it answers: asked again with the same key it answers the same.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from telecom.model.contracts import PartyRole
from telecom.model.money import Money
from telecom.model.partners import (
    Feasibility,
    NumberAnswer,
    Partner,
    PartnerOrder,
    PartnerOrderState,
    PartnerProduct,
)
from telecom.model.readings import LineReading
from telecom.ports import PartnerRefuses

# Done and written down, but the answer comes too late; a no; the process ends before or after it wrote down; not yet.
SLOW, REFUSE, CRASH, CRASH_AFTER, LATE = "slow", "refuse", "crash", "crash after", "late"
# Its lines carry far less than was sold.
WEAK = "weak"
FAULTS = (SLOW, REFUSE, CRASH, CRASH_AFTER, LATE, WEAK)
MEGABIT = 1_000_000
USUAL_SHARE, WEAK_SHARE = 0.96, 0.2
_TABLES = """
create table if not exists orders (key text primary key, product text, place text, state text not null, reason text);
create table if not exists numbers (key text primary key, number text, accepted integer not null, reason text);
create table if not exists resting (key text primary key);
create table if not exists faults (kind text primary key, times integer);
"""


@dataclass(frozen=True, slots=True)
class Company:
    """What one of the demo's partners sells, where, the numbers of its customers, the speeds (bit/s down, up) of what
    it sells, and our agreement with it."""

    partner: Partner
    port: int
    products: Sequence[PartnerProduct]
    places: Sequence[str]
    numbers: Mapping[str, str] = field(default_factory=dict)
    speeds: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)


def _sold(product: str, name: str, pence: int) -> PartnerProduct:
    return PartnerProduct(product, name, Money(pence, "GBP"))


def make_companies() -> dict[str, Company]:
    """The partners by id, as fresh entities."""
    since = date(2026, 1, 1)
    northlink = Partner(id="northlink", name="Northlink", role=PartyRole.PROVIDER, agent=True, begins_on=since)
    filmwave = Partner(id="filmwave", name="Filmwave", role=PartyRole.CONTENT_PROVIDER, agent=True, begins_on=since)
    citynet = Partner(id="citynet", name="Citynet", role=PartyRole.NETWORK_OPERATOR, begins_on=since)
    everywhere = ("Northgate", "Harbour district", "Old Town", "Mill Hill")
    return {
        "northlink": Company(
            northlink,
            8461,
            [_sold("northlink-fibre-300", "Northlink Fibre 300", 3100)],
            ("Northgate", "Harbour district", "Old Town"),
            {"+447700900222": "ABC123456", "+447700900431": "NLK431431", "+447700900888": "NLK888888"},
            {"northlink-fibre-300": (300 * MEGABIT, 50 * MEGABIT)},
        ),
        "filmwave": Company(filmwave, 8462, [_sold("filmwave-films", "Filmwave Films", 900)], everywhere),
        "citynet": Company(
            citynet,
            8463,
            [_sold("city-fibre-1000", "City Fibre 1000", 4500)],
            ("Northgate", "Harbour district"),
            speeds={"city-fibre-1000": (1000 * MEGABIT, 1000 * MEGABIT)},
        ),
    }


class Silence(Exception):
    """The answer is held back for longer than anybody waits."""


class SimulatedPartner:
    """One partner, on a file of its own. `die` ends the process at once, as a crash does."""

    def __init__(self, company: Company, store: Path, *, die: Callable[[], None]) -> None:
        self._company, self._store, self._die = company, store, die
        with self._open() as database:
            database.executescript(_TABLES)

    def catalogue(self) -> Sequence[PartnerProduct]:
        return self._company.products

    def check(self, product: str, place: str) -> Feasibility:
        with self._answering():
            return self._check(product, place)

    def _check(self, product: str, place: str) -> Feasibility:
        found = next((each for each in self._company.products if each.id == product), None)
        if found is None:
            return Feasibility(False, reason="product unknown")
        if place not in self._company.places:
            return Feasibility(False, reason="no network there")
        return Feasibility(True, found.monthly)

    def order(self, key: str, product: str, place: str) -> PartnerOrder:
        """Accept or refuse once per key; a key that was cancelled stays cancelled."""
        refused = self._is_set(REFUSE) and self.find(key) is None
        with self._answering():
            answer = self._check(product, place)
            state = PartnerOrderState.ACCEPTED if answer.possible and not refused else PartnerOrderState.REFUSED
            reason = "credit check failed" if refused else answer.reason
            with self._open() as database:
                database.execute(
                    "insert into orders values (?, ?, ?, ?, ?) on conflict do nothing",
                    (key, product, place, state.value, reason),
                )
        return self._known(key)

    def provision(self, key: str) -> PartnerOrder:
        """Put into operation what was accepted."""
        late = self._is_set(LATE)
        with self._answering():
            to = PartnerOrderState.PROVISIONING if late else PartnerOrderState.DONE
            with self._open() as database:
                database.execute(
                    "update orders set state = ? where key = ? and state in ('accepted', 'provisioning')",
                    (to.value, key),
                )
        return self._known(key)

    def find(self, key: str) -> PartnerOrder | None:
        with self._open() as database:
            row = database.execute("select state, reason from orders where key = ?", (key,)).fetchone()
        return PartnerOrder(key, PartnerOrderState(row[0]), row[1]) if row else None

    def cancel(self, key: str) -> None:
        """Also a key that never came is cancelled, so that an order still on its way finds it so."""
        with self._answering(), self._open() as database:
            database.execute(
                "insert into orders (key, state) values (?, 'cancelled') "
                "on conflict (key) do update set state = 'cancelled'",
                (key,),
            )

    def read_line(self, key: str) -> LineReading:
        """Measure what is delivered under a key: the speed that was sold, less what is lost on the way."""
        with self._answering():
            product, working = self._delivered(key)
            if self._is_set(REFUSE):
                raise PartnerRefuses("no tests while we work on the line")
        if not working:
            return LineReading(False)
        down, up = self._company.speeds.get(product, (25 * MEGABIT, None))
        share = WEAK_SHARE if self._is_set(WEAK) else USUAL_SHARE
        up = int(up * share) if up is not None else None
        return LineReading(True, down=int(down * share), up=up, latency=11.0, loss=0.0)

    def set_line(self, key: str, *, working: bool) -> None:
        """Have it rest or work; what is so already is never refused."""
        change = "delete from resting where key = ?" if working else "insert or replace into resting values (?)"
        with self._answering():
            _, works = self._delivered(key)
            if works is not working and self._is_set(REFUSE):
                raise PartnerRefuses("an instalment is outstanding")
            with self._open() as database:
                database.execute(change, (key,))

    def _delivered(self, key: str) -> tuple[str, bool]:
        """The product that is delivered under a key, and whether it works now; refused where there is none."""
        with self._open() as database:
            row = database.execute("select product from orders where key = ? and state = 'done'", (key,)).fetchone()
            rests = database.execute("select 1 from resting where key = ?", (key,)).fetchone()
        if row is None:
            raise PartnerRefuses("we deliver no such line")
        return str(row[0]), rests is None

    def release_number(self, key: str, number: str, code: str) -> NumberAnswer:
        """Let a number of a customer go, if the code is the one they got."""
        held = self._company.numbers.get(number)
        wrong = "number not with us" if held is None else "code does not fit" if held != code.upper() else None
        return self._decide(key, number, wrong)

    def take_number(self, key: str, number: str) -> NumberAnswer:
        """Take a number over, if it is a mobile one that is not with us already."""
        wrong = "no mobile number" if not number.startswith("+447") else None
        return self._decide(key, number, "number is with us already" if number in self._company.numbers else wrong)

    def call_off_number(self, key: str) -> None:
        """What was agreed about a number does not take place; nor does what still comes with this key."""
        with self._answering(), self._open() as database:
            database.execute(
                "insert into numbers (key, accepted, reason) values (?, 0, 'called off') "
                "on conflict (key) do update set accepted = 0, reason = 'called off'",
                (key,),
            )

    def _decide(self, key: str, number: str, wrong: str | None) -> NumberAnswer:
        reason = "outstanding debt" if self._is_set(REFUSE) else wrong
        with self._answering(), self._open() as database:
            database.execute(
                "insert into numbers values (?, ?, ?, ?) on conflict do nothing", (key, number, reason is None, reason)
            )
            row = database.execute("select accepted, reason from numbers where key = ?", (key,)).fetchone()
        return NumberAnswer(bool(row[0]), row[1])

    def set_fault(self, kind: str, *, times: int | None = None) -> None:
        """From now on, so many times or until repaired; ValueError for an unknown one."""
        if kind not in FAULTS:
            raise ValueError(f"{kind!r} is none of {', '.join(FAULTS)}")
        with self._open() as database:
            database.execute("insert or replace into faults values (?, ?)", (kind, times))

    def repair(self) -> None:
        """No faults any more."""
        with self._open() as database:
            database.execute("delete from faults")

    def _is_set(self, kind: str) -> bool:
        """Whether a fault happens now; one time less is left of it, written down first so that a crash counts."""
        with self._open() as database:
            row = database.execute("select times from faults where kind = ?", (kind,)).fetchone()
            if row is None or row[0] == 0:
                return False
            database.execute("update faults set times = times - 1 where kind = ?", (kind,))
        return True

    @contextmanager
    def _answering(self) -> Iterator[None]:
        if self._is_set(CRASH):
            self._die()
        yield
        if self._is_set(CRASH_AFTER):
            self._die()
        if self._is_set(SLOW):
            raise Silence()

    def _known(self, key: str) -> PartnerOrder:
        return self.find(key) or PartnerOrder(key, PartnerOrderState.REFUSED, "order unknown")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._store, timeout=5)
        try:
            with database:
                yield database
        finally:
            database.close()
