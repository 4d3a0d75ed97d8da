"""The program killed with SIGKILL in the midst of exchanges and repairs: every piece comes back once, each step is told
once, and the shelf is right. [O1, R16, R43]

    DIALTONE_PROOF_KILLS=20 python -m pytest tests/proof/test_killed_warranty.py -s

The workers and the scheduler of `dialtone serve` run as they do at an operator's, with the demo's warehouse, which
keeps its own books behind connections of its own. Most kills come while a worker has claims in its hands.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.commands.demo import libpq, open_telecom
from demo.clock import advance
from demo.seed import seed
from telecom.bootstrap import Telecom
from telecom.management.warranty import propose_claim
from telecom.model.inventory import Product
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.resources import StockLevel
from telecom.model.warranty import OPEN_CLAIM, ClaimState, ClaimWay, WarrantyClaim
from telecom.settings import TelecomSettings
from tests.money import account_of, confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.proof.killed.programs import KilledProgram

KILLS = int(os.environ.get("DIALTONE_PROOF_KILLS", "20"))
SEED = int(os.environ.get("DIALTONE_PROOF_SEED", "0")) or random.randrange(1, 10**6)
CLAIMS, PHONE, FIRST_NUMBER = 45, "galaxy-a26", 600
UP_WITHIN, AT_WORK_WITHIN, OVER_WITHIN = 60.0, 6.0, 300.0
# What a third each says: a new one, a repair, and a repair that the workshop cannot do.
SAID = ("the screen died, exchange it", "the screen died, please repair it", "the battery is swollen, please repair it")
STEPS = {
    ClaimWay.EXCHANGE: ("received", "sent", "done"),
    ClaimWay.REPAIR: ("repair_received", "repair_repaired", "repair_sent", "repair_done"),
}
BEYOND = ("repair_received", "beyond_repair", "sent", "done")


class Shop:
    """The business as the test sees it: it says yes to claims, moves the clock, and looks at who is at work."""

    def __init__(self, telecom: Telecom, url: str) -> None:
        self.telecom, self._url = telecom, libpq(url)

    def claim(self, number: int) -> None:
        """Somebody whose phone broke, and their yes."""
        with self.telecom.open_work() as work:
            person = a_subscriber(work, mode=BillingMode.POSTPAID, name=f"Owner {number}", number=FIRST_NUMBER + number)
            person.address = "4 Quay Street, Old Town"
            account = account_of(work, person)
            bought = Product(
                customer_id=account.customer_id, account_id=account.id, offering_id=PHONE, started_on=work.today()
            )
            work.of(Product).add(bought)
            actor = logged_in(work, person)
        with self.telecom.open_work() as work:
            said = SAID[number % len(SAID)]
            way = ClaimWay.REPAIR if "repair" in said else ClaimWay.EXCHANGE
            shown = propose_claim(actor, bought.id, text=said, way=way, turn_id=f"turn {number}", work=work)
        confirm(self.telecom, actor, yes_to(shown))

    def let_pass(self, hours: float) -> None:
        advance(self.telecom.open_work, timedelta(hours=hours))

    def open_claims(self) -> int:
        with self.telecom.open_work() as work:
            return work.of(WarrantyClaim).count(state=list(OPEN_CLAIM))

    def at_work(self) -> set[tuple[Any, ...]]:
        """Which claims are in the hands of which worker; those of a killed one stay there until another takes them."""
        asked = "select id, worker_id from procrastinate_jobs where task_name = 'advance_claim' and status = 'doing'"
        return set(self.rows(asked))

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url) as connection:
            return connection.execute(question).fetchall()  # type: ignore[arg-type]


@pytest.fixture
def settings(database_url: str) -> TelecomSettings:
    key = SecretStr(Fernet.generate_key().decode())
    return TelecomSettings(database_url=database_url, message_key=key, _env_file=None)  # type: ignore[call-arg]


def test_no_exchange_and_no_repair_is_lost_or_done_twice(
    database_url: str, settings: TelecomSettings, tmp_path: Path
) -> None:
    chance, began = random.Random(SEED), time.monotonic()
    telecom = open_telecom(settings, str(settings.database_url))
    seed(telecom, database_url)
    shop = Shop(telecom, database_url)
    with telecom.open_work() as work:
        work.of(StockLevel).get(PHONE, lock=True).on_hand = CLAIMS
    assert settings.message_key is not None
    program = KilledProgram(
        tmp_path / "home",
        "serve",
        "--only",
        "workers,scheduler",
        DATABASE_URL=database_url,
        DIALTONE_MESSAGE_KEY=settings.message_key.get_secret_value(),
        DIALTONE_METRICS_PORT="0",
    )
    for number in range(CLAIMS):
        shop.claim(number)
    at_work = _kill_often(program, shop, chance)
    program.start()
    try:
        _wait_until_over(program, shop)
    finally:
        code = program.end()
    sys.stdout.write(f"\nseed {SEED}, {KILLS} kills, {at_work} of them with claims at work, ")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n{_reckon(shop)}")
    telecom.close()
    assert code == 0
    assert at_work >= KILLS / 2


def _kill_often(program: KilledProgram, shop: Shop, chance: random.Random) -> int:
    """Start it, let half a day or so pass, kill it while it works; how many kills found claims at work."""
    found = 0
    for _ in range(KILLS):
        shop.let_pass(chance.uniform(6, 14) * 20 / max(KILLS, 20))
        left, begun = shop.at_work(), program.times_whole
        program.start()
        until = time.monotonic() + UP_WITHIN
        while program.times_whole == begun and not shop.at_work() - left:
            program.check_alive()
            assert time.monotonic() < until, "it does not come up"
        until = time.monotonic() + AT_WORK_WITHIN
        while time.monotonic() < until and not shop.at_work() - left:
            pass
        until = time.monotonic() + chance.uniform(0, 0.15)
        while time.monotonic() < until:
            pass
        program.kill()
        found += bool(shop.at_work() - left)
    return found


def _wait_until_over(program: KilledProgram, shop: Shop) -> None:
    """Days pass until every phone is back with its owner."""
    until = time.monotonic() + OVER_WITHIN
    while left := shop.open_claims():
        program.check_alive()
        assert time.monotonic() < until, f"{left} claims are under way still"
        shop.let_pass(6)
        pause = time.monotonic() + 1
        while time.monotonic() < pause and shop.open_claims():
            pass


def _reckon(shop: Shop) -> str:
    """Every claim done once: in our books, in the warehouse's, on the shelf, and in what was told."""
    with shop.telecom.open_work() as work:
        claims = {one.id: one for one in work.of(WarrantyClaim).list()}
        level = work.of(StockLevel).get(PHONE)
        sent = work.of(OutgoingMessage).list()
        heard: dict[str, list[str]] = {one.number: [] for one in claims.values()}
        for message in sent:
            if "state" not in message.utterance.values and (number := message.utterance.values.get("number")) in heard:
                heard[number].append(message.utterance.response.removeprefix("utter_warranty_"))
    assert len(claims) == CLAIMS
    assert {one.state for one in claims.values()} == {ClaimState.DONE}
    parcels = dict(shop.rows("select key, article from outside.parcels where key like 'claim:%'"))
    repairs = dict(shop.rows("select key, mended from outside.repairs"))
    new = [one for one in claims.values() if one.way is ClaimWay.EXCHANGE]
    expected = {
        one.number: BEYOND if one.way is ClaimWay.EXCHANGE and one.number in repairs else STEPS[one.way]
        for one in claims.values()
    }
    assert {number: tuple(said) for number, said in _in_order(heard).items()} == _in_order(expected)
    assert parcels == {
        f"claim:{one.id}": PHONE if one.way is ClaimWay.EXCHANGE else one.number for one in claims.values()
    }
    assert Counter(repairs.values()) == {True: CLAIMS // 3, False: CLAIMS // 3}
    assert (level.on_hand, level.reserved) == (CLAIMS - len(new), 0)
    done = f"{CLAIMS} claims done, {len(new)} by a new one"
    return f"  {done}; {len(parcels)} parcels, {len(repairs)} repairs, {sum(map(len, heard.values()))} messages\n"


def _in_order(said: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {number: tuple(sorted(each)) for number, each in said.items()}
