"""Fills an empty database with the demo operator: the same people, usage, bills and credit each time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from demo import network, payments, register, warehouse
from demo.catalogue import Catalogue, read_catalogue
from demo.coverage import make_coverage_reports
from demo.identities import DEMO_START, SEED, demo_id
from demo.money import CARDS, make_card, make_ledger, make_movements, make_vouchers, pay_by_card, pay_for_top_ups
from demo.network import SimulatedNetwork
from demo.partners import make_companies
from demo.payments import SimulatedPayments
from demo.people import People, make_people
from demo.rating import rate_all
from demo.resources import make_contracts, make_resources, make_stock
from demo.staff import make_staff
from demo.trouble import PAST, copy_measurements, make_history, make_outage, make_planned_work, tell_network
from demo.usage import FIRST_DAY, habit_keys, make_uses
from telecom.bootstrap import Telecom
from telecom.management.billing import make_bills, start_billing
from telecom.model.balance import Bucket
from telecom.model.calendar import start_of_day
from telecom.model.inventory import Service
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment
from telecom.model.rating import FLAT, allowances_of
from telecom.model.testing import Sold
from telecom.model.usage import UsageRecord, UsageState
from telecom.ports import Work

# The bills of June, July and August come on the fifth of the month after; the last one is not paid yet.
BILLS_CAME_ON = (date(2026, 7, 5), date(2026, 8, 5), date(2026, 9, 5))
LONGEST_BATCH = 1_000


def install(owner_url: str) -> None:
    """Set up the tables of the simulated systems around the operator, as the owner of the database."""
    payments.install(owner_url)
    network.install(owner_url)
    warehouse.install(owner_url)
    register.install(owner_url)


def seed(telecom: Telecom, owner_url: str) -> None:
    """Fill an empty, migrated database as its owner: the business, the simulated network and payment provider, the
    clock and the mark that makes it a demo. What is stored is the same each time, but for salts and ciphertexts."""
    install(owner_url)
    restart_clock(owner_url)
    with telecom.open_work() as work:
        people, catalogue = make_people(work.zone), read_catalogue()
        _store(work, catalogue.places, catalogue.offerings.values(), (c.partner for c in make_companies().values()))
        _store(work, people.individuals, people.customers, people.memberships, people.accounts)
        _store(work, people.services, people.products, people.permissions, catalogue.rates, [catalogue.tax])
        _store(work, make_resources(people, catalogue.places), make_stock(catalogue.offerings.values()))
        _store(work, *make_contracts(people, dict(catalogue.offerings)))
        records = _store_usage(work, people, catalogue)
        _store_money(work, people, catalogue, records)
        sold = {service.id: _sold(service, people, catalogue) for service in people.services}
        past = make_history(people, sold, (work.next_number("ticket") for _ in PAST))
        _store(work, past.tests, past.tickets, past.notes, past.reports)
        _store(work, make_coverage_reports(people))
        _store(work, [past.measured], [make_outage()], [make_planned_work()], make_staff(DEMO_START))
    copy_measurements(people, sold, owner_url)
    _connect_outside(people, sold, owner_url)
    with psycopg.connect(owner_url) as connection:
        connection.execute("insert into demo_mark (seed, seeded_at) values (%s, %s)", (SEED, DEMO_START))


def is_demo(owner_url: str) -> bool:
    """Whether the database was filled by this seed."""
    with psycopg.connect(owner_url) as connection:
        return connection.execute("select 1 from demo_mark").fetchone() is not None


def restart_clock(owner_url: str) -> None:
    """Make it the demo's first moment now. The clock of the business then goes on from there."""
    with psycopg.connect(owner_url) as connection:
        # clock_timestamp and the machine's own clock are the same for a database on the same machine; the seconds
        # that a remote one may differ do no harm.
        connection.execute(
            "insert into clock_offset (single_row, seconds) "
            "values (true, extract(epoch from %s::timestamptz - clock_timestamp())) "
            "on conflict (single_row) do update set seconds = excluded.seconds",
            (DEMO_START,),
        )


def _store(work: Work, *kinds: Iterable[Any]) -> None:
    """Add entities kind by kind, so that what is referred to stands first."""
    for entities in kinds:
        for number, entity in enumerate(entities, start=1):
            work.of(type(entity)).add(entity)
            if number % LONGEST_BATCH == 0:
                work.flush()
        work.flush()


def _store_usage(work: Work, people: People, catalogue: Catalogue) -> dict[str, Sequence[UsageRecord]]:
    records: dict[str, Sequence[UsageRecord]] = {}
    buckets: list[Bucket] = []
    keys = {demo_id(f"service {key}"): key for key in habit_keys()}
    prepaid = {account.id for account in people.accounts if account.mode is BillingMode.PREPAID}
    for service in people.services:
        uses = make_uses(keys[service.id], work.zone)
        products = [product for product in people.products if product.service_id == service.id]
        allowances = allowances_of(products, catalogue.offerings, work.zone)
        if service.account_id in prepaid and allowances:
            bought_at = allowances[0].window(start_of_day(FIRST_DAY, work.zone) + timedelta(weeks=1))[0]
            uses = [use for use in uses if use.at >= bought_at]
        flat = service.kind in FLAT
        rated, running = rate_all(service, uses, allowances, catalogue, zone=work.zone, flat=flat)
        for record in rated if service.account_id in prepaid else ():
            record.become(UsageState.BILLED)
        records[service.id] = rated
        buckets += running
    _store(work, *records.values(), buckets)
    return records


def _store_money(
    work: Work, people: People, catalogue: Catalogue, records: Mapping[str, Sequence[UsageRecord]]
) -> None:
    _store(work, [make_card(persona, demo_id(f"account {persona}")) for persona in CARDS], make_vouchers())
    _store_bills(work, people)
    account = next(account for account in people.accounts if account.mode is BillingMode.PREPAID)
    line = next(service for service in people.services if service.account_id == account.id)
    movements = make_movements(
        _prepaid_charges(line, people, catalogue, records[line.id], work),
        opened_at=start_of_day(FIRST_DAY, work.zone),
    )
    _store(work, *make_ledger(account, movements), _numbered(pay_for_top_ups(movements, line=line), work))


def _store_bills(work: Work, people: People) -> None:
    """The bills so far, made as every bill is, and the payments by which all but the last were settled."""
    accounts = [account for account in people.accounts if account.mode is BillingMode.POSTPAID]
    keys = {demo_id(f"account {key}"): key for key in CARDS}
    for account in accounts:
        start_billing(account, first_day=FIRST_DAY)
    for issued_on in BILLS_CAME_ON:
        bills = make_bills(accounts, issued_on=issued_on, work=work)
        if issued_on == BILLS_CAME_ON[-1]:
            break
        paid = [pay_by_card(bill, keys[bill.account_id], work.zone) for bill in bills]
        _store(work, _numbered(paid, work))


def _numbered(paid: Sequence[Payment], work: Work) -> Sequence[Payment]:
    """The payments with their numbers, in the order in which they were made."""
    for payment in sorted(paid, key=lambda payment: (payment.created_at, payment.id)):
        payment.number = f"P-{work.next_number('payment')}"
    return paid


def _prepaid_charges(
    line: Service, people: People, catalogue: Catalogue, records: Iterable[UsageRecord], work: Work
) -> list[tuple[datetime, Any, str]]:
    """What a prepaid line cost: its weekly pack each week, and every use beyond it."""
    products = [product for product in people.products if product.service_id == line.id]
    (pack,) = allowances_of(products, catalogue.offerings, work.zone)
    price = catalogue.offerings[pack.product.offering_id].one_off
    at = next(iter(records)).at
    charges: list[tuple[datetime, Any, str]] = []
    while at < DEMO_START:
        start, at = pack.window(at)
        charges.append((start, price, "pack renewal"))
    return charges + [(r.at, r.charge, "usage") for r in records if r.charge.is_positive]


def _sold(service: Service, people: People, catalogue: Catalogue) -> Sold:
    """The speed that was sold on a service."""
    of_service = [product for product in people.products if product.service_id == service.id]
    terms = [catalogue.offerings[product.offering_id].terms for product in of_service]
    down = next((each["down"] for each in terms if "down" in each), None)
    return Sold(down, next((each["up"] for each in terms if "up" in each), None))


def _connect_outside(people: People, sold: Mapping[str, Sold], owner_url: str) -> None:
    """Tell the simulated network of every line, and the payment provider of every card."""
    lines = SimulatedNetwork(owner_url, clock=lambda: DEMO_START)
    homes = {person.id: person.place for person in people.individuals}
    for service in people.services:
        down, up = sold[service.id].down, sold[service.id].up
        lines.provision(
            service.id, service.kind, down=down, up=up, place=service.place or homes.get(service.user_id or "")
        )
    tell_network(lines)
    provider = SimulatedPayments(owner_url, clock=lambda: DEMO_START)
    for persona in CARDS:
        card = make_card(persona, demo_id(f"account {persona}"))
        provider.add_card(card.token, expires_on=card.expires_on)
