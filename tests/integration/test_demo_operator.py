"""The demo operator: complete, the same each time, and right to the last penny."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from demo.clock import advance
from demo.identities import DEMO_START
from demo.money import CREDIT_AT_START
from demo.personas import PERSONAS
from demo.seed import is_demo, restart_clock, seed
from telecom.bootstrap import Telecom, bootstrap, machine_clock
from telecom.management.bill_facts import collect
from telecom.model.balance import Bucket, LedgerAccount, LedgerEntry, LedgerTransaction
from telecom.model.bill_making import make_lines
from telecom.model.bills import AppliedCustomerBillingRate, BillState, CustomerBill
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.messaging import OutgoingMessage
from telecom.model.notices import LOW_CREDIT
from telecom.model.parties import BillingAccount, Individual
from telecom.model.payments import Payment, Purpose
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.trouble import ServiceProblem
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.ports import Work
from telecom.settings import TelecomSettings
from telecom.storage.columns import Sealed, SealedWire, metadata
from telecom.support.due import tick
from tests.databases import MESSAGE_KEY, Databases
from tests.fakes import FakeOutside, TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.personal import IN_CLEAR, personal_values, standing_in_clear

LONDON = ZoneInfo("Europe/London")
# Salted or encrypted anew each time, or counted by the queue; everything else has to be the same.
_DIFFERENT = {"pin_hash", "token", "version", "seconds"}


def _open(url: str, now: Callable[[], datetime]) -> Telecom:
    settings = TelecomSettings(database_url=url, message_key=MESSAGE_KEY, _env_file=None)
    return bootstrap(settings, outside=lambda open_work: FakeOutside(), system_clock=now)


@pytest.fixture(scope="module")
def seeded(databases: Databases) -> Iterator[tuple[Telecom, str]]:
    """The demo operator, seeded once for this module; no test here changes it."""
    with databases.lend() as url:
        telecom = _open(url, machine_clock)
        seed(telecom, url)
        yield telecom, url
        telecom.close()


@pytest.fixture
def work(seeded: tuple[Telecom, str]) -> Iterator[Work]:
    with seeded[0].open_work() as opened:
        yield opened


def _contents(url: str) -> dict[str, str]:
    """A digest of every table's rows, without what cannot be the same."""
    digests = {}
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' "
            "and table_schema in ('public', 'outside') and table_name not like 'procrastinate%'"
        ).fetchall()
        for schema, table in tables:
            columns = connection.execute(
                "select column_name from information_schema.columns where table_schema = %s and table_name = %s "
                "order by column_name",
                (schema, table),
            ).fetchall()
            names = [name for (name,) in columns if name not in _DIFFERENT]
            opened = {name: _opening(table, name) if schema == "public" else None for name in names}
            wanted = ", ".join(f'"{name}"' if opened[name] else f'"{name}"::text' for name in names)
            found = connection.execute(f'select {wanted} from {schema}."{table}"').fetchall() if wanted else []  # type: ignore[call-overload]
            rows = [[_read(value, opened[name]) for name, value in zip(names, row, strict=True)] for row in found]
            digests[table] = hashlib.sha256(repr(sorted(map(str, rows))).encode()).hexdigest()
    return digests


def _opening(table: str, name: str) -> Any:
    """The kind of a column that stands sealed, anew each time; None for others."""
    kind = (
        metadata.tables[table].c[name].type if table in metadata.tables and name in metadata.tables[table].c else None
    )
    return kind if isinstance(kind, Sealed | SealedWire) else None


def _read(value: Any, kind: Any) -> str:
    return str(kind.process_result_value(value, None) if kind else value)


def test_two_seedings_store_the_same(seeded: tuple[Telecom, str], database_url: str, clock: TestClock) -> None:
    clock.advance(days=400)
    again = _open(database_url, clock.now)
    seed(again, database_url)
    again.close()
    assert _contents(database_url) == _contents(seeded[1])
    assert is_demo(database_url)


def test_nothing_personal_can_be_read_without_the_key(seeded: tuple[Telecom, str]) -> None:
    engine = seeded[0].open_work.engine
    values = personal_values(engine)
    assert {"Maya Lindqvist", "Okafor", "22 Orchard Lane, Mill Hill", "zofia.nowak@example.com"} <= values
    assert standing_in_clear(engine, values, allowed=IN_CLEAR) == set()


def test_an_unseeded_database_is_no_demo(database_url: str) -> None:
    assert not is_demo(database_url)


def test_the_clock_starts_at_the_demos_first_moment(seeded: tuple[Telecom, str], work: Work) -> None:
    assert work.of(Offering).count() >= 30
    with psycopg.connect(seeded[1]) as connection:
        restart_clock(seeded[1])
        row = connection.execute(
            "select clock_timestamp() + seconds * interval '1 second' from clock_offset"
        ).fetchone()
    assert row is not None and abs(row[0] - DEMO_START) < timedelta(seconds=5)


def test_every_bill_adds_up_and_can_be_made_again_from_products_and_usage(work: Work) -> None:
    bills = work.of(CustomerBill).list(order="number")
    assert [bill.period_start for bill in bills] == sorted(
        [date(2026, month, 1) for month in (6, 7, 8) for _ in range(3)]
    )
    accounts = [work.of(BillingAccount).get(bill.account_id) for bill in bills]
    services = work.of(Service).list(account_id={account.id for account in accounts})
    for bill, facts in zip(bills, collect(accounts, bills, services, work=work), strict=True):
        lines = work.of(AppliedCustomerBillingRate).list(bill_id=bill.id, order="position")
        assert sum(line.amount.minor for line in lines) == bill.total.minor
        assert [(c.kind, c.description, c.service_id, c.amount, c.tax) for c in make_lines(facts)] == (
            [(x.kind, x.description, x.service_id, x.amount, x.tax) for x in lines]
        )
        assert {record.state for record in work.of(UsageRecord).list(bill_id=bill.id)} <= {UsageState.BILLED}


def test_older_bills_are_paid_and_august_is_due_on_the_nineteenth(work: Work) -> None:
    for bill in work.of(CustomerBill).list():
        if bill.period_start == date(2026, 8, 1):
            assert (bill.state, bill.due_on, bill.paid.minor) == (BillState.SENT, date(2026, 9, 19), 0)
        else:
            payment = work.of(Payment).find(bill_id=bill.id)
            assert bill.state is BillState.SETTLED and payment is not None and payment.amount == bill.total


def test_jonas_owes_more_for_august_because_of_spain_and_television(work: Work) -> None:
    june, july, august = work.of(CustomerBill).list(number=[f"BILL-2026-0{m}-1002" for m in (6, 7, 8)], order="number")
    assert august.total > july.total and august.total > june.total
    lines = work.of(AppliedCustomerBillingRate).list(bill_id=august.id)
    assert {"roaming", "part of a month"} <= {line.kind.value for line in lines}


def test_mayas_credit_is_the_sum_of_what_went_on_and_off(work: Work) -> None:
    held = work.of(LedgerAccount).find(floor=0)
    assert held is not None
    assert work.of(LedgerEntry).total("amount_minor", account_id=held.id) == CREDIT_AT_START.minor == 1240
    assert work.of(LedgerEntry).total("amount_minor") == 0


def test_each_top_up_of_maya_is_a_payment(work: Work) -> None:
    paid = work.of(Payment).list(purpose=Purpose.TOP_UP, order="created_at")
    moved = {each.key: each.at for each in work.of(LedgerTransaction).list(reason="top up")}
    assert paid and moved == {f"payment:{each.id}": each.created_at for each in paid}
    assert len({each.number for each in work.of(Payment).list()}) == work.of(Payment).count()


def test_mayas_next_pack_takes_her_credit_under_the_threshold(work: Work) -> None:
    pack = work.of(Offering).get("weekly-pack-3")
    ends = {bucket.valid_until.astimezone(LONDON).date() for bucket in work.of(Bucket).list(offering_id=pack.id)}
    assert ends == {date(2026, 9, 17)}
    assert pack.one_off is not None and pack.terms["renews"]
    assert 0 <= (CREDIT_AT_START - pack.one_off).minor < LOW_CREDIT


def test_allowances_have_run_down_by_what_was_used(work: Work) -> None:
    buckets = work.of(Bucket).list()
    assert buckets
    for bucket in buckets:
        used = work.of(UsageRecord).total(
            "units",
            service_id=bucket.service_id,
            kind=bucket.kind,
            zone=UsageZone.HOME,
            incoming=False,
            at__gte=bucket.valid_from,
        )
        assert bucket.used == min(used, bucket.granted)


def test_every_persona_has_a_phone_and_what_is_said_of_it(work: Work) -> None:
    for persona in PERSONAS.values():
        person = work.of(Individual).find(phone_number=PhoneNumber(persona.phone_number))
        assert (person is None) == (persona.key in ("stranger", "newcomer"))
        assert person is None or (person.pin_hash and f"{person.given_name} {person.family_name}" == persona.name)
    numbers = [PhoneNumber(f"+447700900{ending}") for ending in range(300, 310)]
    assert work.of(Service).count(phone_number=numbers) == 10
    kinds = {service.kind for service in work.of(Service).list(place="Mill Hill")}
    assert kinds == {"broadband", "iptv", "fixed"}
    assert work.of(Service).find(phone_number=PhoneNumber("+442079460050")) is not None


def test_an_outage_stands_where_the_firm_has_its_office(work: Work) -> None:
    outage = work.of(ServiceProblem).find()
    assert outage is not None and outage.expected_end is not None and outage.expected_end > DEMO_START
    assert [service.name for service in work.of(Service).list(place=outage.place, kind=outage.kind)] == [
        "Office broadband"
    ]


def test_three_days_on_the_pack_is_renewed_and_bills_and_low_credit_are_told(
    seeded: tuple[Telecom, str], databases: Databases
) -> None:
    seeded[0].open_work.engine.dispose()
    with databases.copied(seeded[1]) as url:
        restart_clock(url)
        later = _open(url, machine_clock)
        advance(later.open_work, timedelta(days=3))
        for _ in range(3):
            tick(later.open_work)
            run_waiting_jobs(later)
        with later.open_work() as work:
            told = [(message.address, message.utterance.response) for message in work.of(OutgoingMessage).list()]
            held = work.of(LedgerAccount).find(floor=0)
            assert held is not None
            assert work.of(LedgerEntry).total("amount_minor", account_id=held.id) == 440
        later.close()
    maya, jonas = PERSONAS["prepaid"].phone_number, PERSONAS["postpaid"].phone_number
    assert told.count((maya, "utter_notice_pack_renewed")) == 1
    assert told.count((maya, "utter_notice_low_credit")) == 1
    assert told.count((jonas, "utter_notice_bill_due")) == 1
