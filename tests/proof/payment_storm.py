"""Payments while everything fails: processes killed, lines cut, answers lost, every yes said twice. What must hold."""

import random
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography.fernet import Fernet

from demo.payments import SimulatedPayments, install
from telecom.bootstrap import Telecom
from telecom.model.bills import CustomerBill
from telecom.model.money import Money
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment, PaymentState, Purpose
from telecom.storage.work import StoredWork
from telecom.support.jobs import RetryLater, run_job
from telecom.support.ledger import balance_of, find_credit_account
from tests.integration.test_ledger import assert_sound
from tests.money import a_bill, a_card
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in
from tests.proof.storm_child import PART, PAYER, PREPAID, TOP_UP, open_storm

ROOT = Path(__file__).resolve().parents[2]
SIDES = 2
FAR = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What stood in the books in the end."""

    payments: int
    done: int
    doubled: int
    lost: int
    provider: Money
    books: Money
    kills: int


def storm(url: str, *, payments: int, kills: int, seed: int) -> Reckoning:
    """Make so many payments through so many kills and cut lines, then let things settle and reckon up."""
    chance = random.Random(seed)
    install(url)
    key = Fernet.generate_key().decode()
    telecom = open_storm(url, key)
    provider = telecom.outside.payments
    assert isinstance(provider, SimulatedPayments)
    _people(telecom, provider, payments)
    sides = [
        threading.Thread(target=_side, args=(url, key, chance.randrange(10**6), side, payments, kills // SIDES))
        for side in range(SIDES)
    ]
    cutting = threading.Event()
    cutter = threading.Thread(target=_cut_lines, args=(url, cutting, chance.randrange(10**6)))
    for thread in (*sides, cutter):
        thread.start()
    for thread in sides:
        thread.join()
    cutting.set()
    cutter.join()
    provider.repair()
    _settle_all(telecom)
    reckoned = _reckon(telecom, provider, payments, kills)
    telecom.close()
    return reckoned


def _people(telecom: Telecom, provider: SimulatedPayments, payments: int) -> None:
    """Somebody who pays a bill in parts, and somebody who tops up."""
    with telecom.open_work() as work:
        payer = a_subscriber(work, mode=BillingMode.POSTPAID, name=PAYER)
        a_bill(work, payer, total=(PART.minor * payments + 100) / 100)
        prepaid = a_prepaid_subscriber(work, credit=0, name=PREPAID)
        for person in (payer, prepaid):
            card = a_card(work, person, expires_on=FAR)
            provider.add_card(card.token, expires_on=card.expires_on)
            logged_in(work, person)


def _side(url: str, key: str, seed: int, first: int, payments: int, kills: int) -> None:
    """One payer after the other, each killed at a random moment and taken up where it stopped."""
    chance, turn = random.Random(seed), first
    for number in range(kills + 1):
        command = [sys.executable, "-m", "tests.proof.storm_child", url, key, str(seed + number), str(turn)]
        with subprocess.Popen([*command, str(payments), str(SIDES)], cwd=ROOT, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            if number < kills:
                child.stdout.readline()
                turn += SIDES
                threading.Event().wait(chance.uniform(0, 1.0))
                child.kill()
            for _ in child.stdout:
                turn += SIDES
            if number == kills:
                assert child.wait() == 0, "the last payer ends by itself"


def _cut_lines(url: str, until: threading.Event, seed: int) -> None:
    """Cut a connection of the business now and then."""
    chance = random.Random(seed)
    while not until.wait(chance.uniform(0.2, 0.8)):
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = 'dialtone' and datname = current_database() order by random() limit 1"
            )


def _settle_all(telecom: Telecom) -> None:
    """Run what the killed left behind, like a worker."""
    for _ in range(3):
        with telecom.open_work() as work:
            waiting = [payment.id for payment in work.of(Payment).list(told_at=None)]
        for payment_id in waiting:
            try:
                run_job(
                    "settle_payment", {"payment_id": payment_id}, open_work=telecom.open_work, outside=telecom.outside
                )
            except RetryLater:
                continue


def _reckon(telecom: Telecom, provider: SimulatedPayments, payments: int, kills: int) -> Reckoning:
    """The provider's file against our payments, line by line, and against the ledger and the bill."""
    now = datetime.now(UTC)
    file = provider.statement(now - timedelta(days=1), now + timedelta(days=1))
    with telecom.open_work() as work:
        assert isinstance(work, StoredWork)
        assert_sound(work)
        made = work.of(Payment).list()
        done = {payment.key: payment for payment in made if payment.state is PaymentState.DONE}
        bill = work.of(CustomerBill).list()[0]
        top_up = next(payment for payment in made if payment.purpose is Purpose.TOP_UP)
        held = find_credit_account(top_up.account_id, work=work)
        assert held is not None
        books = bill.paid + balance_of(held, work=work)
    keys = [line.key for line in file]
    charged = Money(sum(line.amount.minor for line in file), "GBP")
    assert {line.key: line.amount for line in file} == {key: payment.amount for key, payment in done.items()}
    assert all(payment.amount in (PART, TOP_UP) for payment in made)
    return Reckoning(
        payments=len(made),
        done=len(done),
        doubled=len(keys) - len(set(keys)) + max(0, len(done) - payments),
        lost=payments - len(done),
        provider=charged,
        books=books,
        kills=kills,
    )
