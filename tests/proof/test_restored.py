"""The database killed, lost and restored, or without room, while people pay: no acknowledged payment is missing, none
is made twice, the books are right. [R41]

    DIALTONE_PROOF_KILLS=10 python -m pytest tests/proof/test_restored.py -s

Four payers pay part of a bill again and again. (1) PostgreSQL is killed with SIGKILL so many times and started again.
(2) A base backup is taken while they pay, the log is kept elsewhere as it is written (pg_receivewal, synchronous); then
the server is killed, its data folder removed, and the base backup restored with the log. (3) There is no room for its
files any more, then there is again. Some half a minute in all.
"""

import contextlib
import os
import random
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from telecom.bootstrap import Telecom, bootstrap, migrate
from telecom.management.payments import propose_payment
from telecom.management.restoring import check_books
from telecom.model.access import Actor
from telecom.model.bills import CustomerBill
from telecom.model.messaging import Conversation
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment, PaymentState
from telecom.settings import TelecomSettings
from telecom.support import proposals
from tests.fakes import FakeOutside, TestClock
from tests.money import a_bill, a_card, pounds, settle_later, yes_to
from tests.people import a_subscriber, logged_in
from tests.proof.restored.cluster import OwnCluster

KILLS = int(os.environ.get("DIALTONE_PROOF_KILLS", "5"))
SEED = int(os.environ.get("DIALTONE_PROOF_SEED", "0")) or random.randrange(1, 10**6)
PAYERS = 4
# As much room as a piece of the log needs, and no more.
ROOM = 17 * 2**20


@dataclass
class Paying:
    """People who pay a pound again and again; `acknowledged` are the proposals whose receipt they read."""

    telecom: Telecom
    acknowledged: list[str] = field(default_factory=list)
    failures: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        for at in range(PAYERS):
            with self.telecom.open_work() as work:
                person = a_subscriber(work, mode=BillingMode.POSTPAID, name=f"Payer {at}")
                a_card(work, person)
                a_bill(work, person, total=10_000)
                actor = logged_in(work, person)
            self._threads.append(threading.Thread(target=self._pay, args=(actor,)))
        for thread in self._threads:
            thread.start()

    def _pay(self, actor: Actor) -> None:
        turn = 0
        while not self._stop.is_set():
            turn += 1
            try:
                with self.telecom.open_work() as work:
                    conversation = work.of(Conversation).get(actor.conversation_id)
                    name = f"{actor.person_id} {turn}"
                    yes = yes_to(propose_payment(actor, amount=pounds(1), turn_id=name, work=work))
                said = proposals.confirm(
                    actor, yes, conversation, open_work=self.telecom.open_work, outside=self.telecom.outside
                )
            except Exception:
                self.failures += 1
                self._stop.wait(0.05)
                continue
            if said and said[0].response.startswith("utter_payment_receipt"):
                self.acknowledged.append(str(yes["proposal_id"]))

    def until(self, more: int) -> None:
        """Until so many more payments are acknowledged."""
        wanted = len(self.acknowledged) + more
        patience = 600
        while len(self.acknowledged) < wanted:
            patience -= 1
            assert patience, f"only {len(self.acknowledged)} of {wanted} payments came through, seed {SEED}"
            self._stop.wait(0.1)

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[OwnCluster]:
    made = OwnCluster(tmp_path)
    yield made
    made.discard()


@contextlib.contextmanager
def business(cluster: OwnCluster) -> Iterator[Telecom]:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create database paid")
    url = cluster.url("paid", driver="postgresql+psycopg")
    settings = TelecomSettings(database_url=url, message_key=Fernet.generate_key().decode(), _env_file=None)
    migrate(url, settings)
    outside = FakeOutside()
    made = bootstrap(settings, outside=lambda _: outside, system_clock=TestClock().now)  # type: ignore[arg-type,return-value]
    yield made
    made.close()


def reckon(paying: Paying, what: str) -> None:
    """Let what was cut off be settled, and compare the books with the provider's and with what people read."""
    telecom = paying.telecom
    with telecom.open_work() as work:
        waiting = work.of(Payment).list(state__not=PaymentState.DONE)
    for payment in waiting:
        settle_later(telecom, payment.id)
    with telecom.open_work() as work:
        done = {payment.key for payment in work.of(Payment).list(state=PaymentState.DONE)}
        paid = sum(bill.paid.minor for bill in work.of(CustomerBill).list())
        findings = check_books(work=work).findings
    charges = telecom.outside.payments.charges  # type: ignore[attr-defined]
    sys.stdout.write(
        f"{what}, seed {SEED}: {len(paying.acknowledged)} acknowledged, {paying.failures} failed, {len(done)} paid,"
        f" {len(set(paying.acknowledged) - done)} missing\n"
    )
    assert not set(paying.acknowledged) - done
    assert findings == () and paid == 100 * len(done) and set(charges) == done


def test_killed_and_started_again(cluster: OwnCluster) -> None:
    chance = random.Random(SEED)
    cluster.start()
    with business(cluster) as telecom:
        paying = Paying(telecom)
        paying.begin()
        try:
            for _ in range(KILLS):
                paying.until(chance.randint(5, 40))
                cluster.kill()
                cluster.start()
            paying.until(20)
        finally:
            paying.end()
        reckon(paying, f"{KILLS} kills")


def test_lost_with_its_disk_and_restored_from_a_base_backup_and_the_log(cluster: OwnCluster) -> None:
    cluster.start()
    with business(cluster) as telecom:
        cluster.keep_log()
        paying = Paying(telecom)
        paying.begin()
        try:
            paying.until(30)
            cluster.take_base_backup()
            paying.until(100)
            cluster.kill()
            cluster.lose_disk_and_restore()
            cluster.start()
            paying.until(20)
        finally:
            paying.end()
        reckon(paying, "disk lost")


def test_without_room_and_with_room_again(cluster: OwnCluster) -> None:
    cluster.start()
    with business(cluster) as telecom:
        paying = Paying(telecom)
        paying.begin()
        try:
            paying.until(20)
            cluster.give_room(ROOM)
            with psycopg.connect(cluster.url("paid"), autocommit=True) as connection:
                _fill(connection)
            failed = paying.failures
            while paying.failures < failed + 20:
                paying._stop.wait(0.05)
            cluster.give_room(None)
            paying.until(20)
        finally:
            paying.end()
        reckon(paying, "no room")


def _fill(connection: psycopg.Connection) -> None:
    """Put lines into the table of jobs, which every payment needs, until there is no room for another."""
    with contextlib.suppress(psycopg.Error):
        while True:
            connection.execute(
                "insert into procrastinate_jobs (queue_name, task_name, args, status)"
                " select 'full', 'nothing', jsonb_build_object('x', repeat('x', 50)), 'succeeded'"
                " from generate_series(1, 5000)"
            )
