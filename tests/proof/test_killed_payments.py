"""Killed at random moments while paying: every yes is charged once and counted once. [R9, R13]"""

import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
from cryptography.fernet import Fernet

from demo.payments import SimulatedPayments, install
from telecom.bootstrap import bootstrap, machine_clock
from telecom.model.bills import CustomerBill
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import Individual
from telecom.model.payments import Payment, PaymentState
from telecom.ports import OpenWork, Outside
from telecom.settings import TelecomSettings
from telecom.support.ledger import balance_of, find_credit_account
from tests.fakes import FakeNetwork, FakeWarehouse
from tests.money import a_bill, a_card, account_of, settle_later
from tests.people import a_prepaid_subscriber, logged_in
from tests.proof.paying_child import PART, TOP_UP

ROOT = Path(__file__).resolve().parents[2]
KILLS, TURNS = 6, 60


def test_every_yes_is_charged_and_counted_once_through_kills(database_url: str) -> None:
    seed = random.randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    install(database_url)
    provider = SimulatedPayments(database_url, clock=lambda: datetime.now(UTC))
    key = Fernet.generate_key().decode()
    settings = TelecomSettings(database_url=database_url, message_key=key, _env_file=None)
    telecom = bootstrap(
        settings, outside=lambda _: Outside(provider, FakeNetwork(), FakeWarehouse()), system_clock=machine_clock
    )
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=100)
        card = a_card(work, person, expires_on=date(2099, 12, 31))
        provider.add_card(card.token, expires_on=card.expires_on)
        bill = a_bill(work, person, total=1000)
        logged_in(work, person)
    command = [sys.executable, "-m", "tests.proof.paying_child", database_url, key, person.id, bill.id]
    done = -1
    for _ in range(KILLS):
        # The turn that was cut off is taken up again, as the inbox does.
        with subprocess.Popen([*command, str(done + 1), str(TURNS)], cwd=ROOT, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            _wait(chance.uniform(0, 0.25))
            child.kill()
            done = max([done, *(int(line) for line in child.stdout)])
    subprocess.run([*command, str(done + 1), str(TURNS)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with telecom.open_work() as work:
        payments = work.of(Payment).list()
    for payment in payments * 2:
        settle_later(telecom, payment.id)
    _assert_counted_once(telecom.open_work, database_url, person, bill)
    telecom.close()


def _wait(seconds: float) -> None:
    """Let the child run for a random while; the moment of the kill is the point of the test."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def _assert_counted_once(open_work: OpenWork, url: str, person: Individual, bill: CustomerBill) -> None:
    with open_work() as work:
        paid = work.of(CustomerBill).get(bill.id).paid
        credit = find_credit_account(account_of(work, person).id, work=work)
        assert credit is not None
        balance = balance_of(credit, work=work)
        payments = work.of(Payment).list()
        told = work.of(OutgoingMessage).count()
    assert paid == PART * (TURNS // 2)
    assert balance == Money(100, "GBP") + TOP_UP * (TURNS // 2)
    assert {payment.state for payment in payments} == {PaymentState.DONE}
    assert all(payment.told_at is not None for payment in payments)
    assert told <= KILLS
    with psycopg.connect(url) as connection:
        charged = connection.execute(
            "select count(*), sum(amount_minor) from outside.charges where captured"
        ).fetchone()
    assert charged == (TURNS, (PART * (TURNS // 2) + TOP_UP * (TURNS // 2)).minor)
