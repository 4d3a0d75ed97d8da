"""The service killed at random moments while people write: nothing is lost, and nothing is done twice. [R1-R3, R7, R9]

DIALTONE_PROOF_KILLS says how often.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.commands.demo import open_telecom
from bot.supervisor.children import find_free_port, make_key
from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, IncomingMessage, OutgoingMessage
from telecom.model.payments import UNDER_WAY, Payment
from telecom.settings import TelecomSettings
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.server import FakeBotApi
from tests.proof.killed.operator import Cast, renew_proofs, set_up
from tests.proof.killed.programs import ROLES, KilledProgram, RunningRasa, trained_models
from tests.proof.killed.reckoning import (
    assert_answered_once,
    assert_done_once,
    assert_money_right,
    assert_sent,
    read_books,
    table_of,
)
from tests.proof.killed.subscribers import Seen, Subscriber

KILLS = int(os.environ.get("DIALTONE_PROOF_KILLS", "5"))
SEED = int(os.environ.get("DIALTONE_PROOF_SEED", "0")) or random.randrange(1, 10**6)
LONGEST_RUN, LONGEST_MOMENT = 3.0, 0.05
UP_WITHIN, QUIET_WITHIN = 60.0, 90.0
_OPEN = (DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS)


class Killing:
    """Starts the service, lets it serve for a random while, kills it, and starts it again."""

    def __init__(self, service: KilledProgram, bot: FakeBot, telecom: Telecom, *, chance: random.Random) -> None:
        self._service, self._bot, self._telecom, self._chance = service, bot, telecom, chance
        self.while_starting = 0

    async def kill_often(self, times: int) -> None:
        for _ in range(times):
            renew_proofs(self._telecom)
            begun, whole = self._bot.polls_begun, self._service.times_whole
            self._service.start()
            if self._chance.random() < 0.1:
                self.while_starting += 1
                await asyncio.sleep(self._chance.uniform(0, 2 * LONGEST_RUN))
            else:
                await self.wait_until_up(begun)
                if self._chance.random() < 0.8:  # else while its actions are still on their way up
                    await self._wait_until_whole(whole)
                await self._wait_for_a_moment()
            self._service.kill()

    async def wait_until_up(self, begun: int) -> None:
        """Until it asks Telegram for updates."""
        up = await self._bot.bell.until(lambda: self._bot.polls_begun > begun, timeout=UP_WITHIN)
        self._service.check_alive()
        assert up, "the service does not ask for updates"

    async def _wait_until_whole(self, before: int) -> None:
        """Until its actions answer too, which are a process of their own."""
        until = time.monotonic() + UP_WITHIN
        while self._service.times_whole <= before:
            self._service.check_alive()
            assert time.monotonic() < until, "its actions do not answer"
            await asyncio.sleep(0.1)

    async def _wait_for_a_moment(self) -> None:
        """A random while; half of the time it ends in the midst of work, just after something was sent."""
        await asyncio.sleep(self._chance.uniform(0, LONGEST_RUN))
        if self._chance.random() < 0.5:
            sent = len(self._bot.calls)
            await self._bot.bell.until(lambda: len(self._bot.calls) > sent, timeout=LONGEST_RUN)
            await asyncio.sleep(self._chance.uniform(0, LONGEST_MOMENT))


def _begin_to_live(
    cast: Cast, bot: FakeBot, telecom: Telecom, seen: Seen, stop: asyncio.Event
) -> list[Awaitable[None]]:
    """Everybody with their own wishes and their own dice, so that one's haste does not change another's."""
    lives: list[Awaitable[None]] = []
    everybody = [*cast.prepaid, *cast.payers, *cast.newcomers.values()]
    numbers = {chat.chat_id: number for number, chat in cast.newcomers.items()}
    for place, chat in enumerate(everybody):
        one = Subscriber(bot, telecom, chat, seen, chance=random.Random(SEED * 1000 + place))
        wishes: list[Callable[[], Awaitable[None]]] = [one.ask_something, one.ask_in_a_hurry]
        if chat in cast.prepaid:
            wishes += [one.top_up, one.top_up, one.redeem_one_of(cast.vouchers.get(chat.chat_id, [])), one.pause]
        elif chat in cast.payers:
            wishes += [one.pay, one.pay, one.pay]
        else:
            wishes += [one.log_in_and_top_up(numbers[chat.chat_id])]
        lives.append(one.live(wishes, stop))
    return lives


async def _until_quiet(telecom: Telecom, bot: FakeBot) -> None:
    """Until every update is taken and answered, every answer sent, every payment settled."""

    def open_things() -> dict[str, int]:
        with telecom.open_work() as work:
            sent = work.of(OutgoingMessage)
            return {
                "updates": bot.waiting_updates,
                "inbox": work.of(IncomingMessage).count(handled_at=None),
                "outbox": sent.count(channel="telegram", status=_OPEN),
                "to be tried again": sent.count(channel="telegram", next_try_at__not=None),
                "payments": work.of(Payment).count(state=tuple(UNDER_WAY)),
            }

    left: dict[str, int] = {}
    until = time.monotonic() + QUIET_WITHIN
    while time.monotonic() < until:
        left = await asyncio.to_thread(open_things)
        if not any(left.values()):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"after {QUIET_WITHIN:g} s there is still: {left}")


@pytest.fixture
def telecom_settings(database_url: str) -> TelecomSettings:
    key = SecretStr(Fernet.generate_key().decode())
    return TelecomSettings(database_url=database_url, message_key=key, _env_file=None)  # type: ignore[call-arg]


def test_a_service_killed_while_people_write_loses_nothing_and_does_nothing_twice(
    database_url: str, telecom_settings: TelecomSettings, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    rasa_key, action_key, action_port = make_key(), make_key(), find_free_port()
    telecom = open_telecom(telecom_settings, str(telecom_settings.database_url))
    action_url = f"http://127.0.0.1:{action_port}/webhook"
    models = trained_models(tmp_path / "models")
    rasa = RunningRasa(models, log=tmp_path / "rasa.log", key=rasa_key, action_url=action_url, action_key=action_key)
    seen, began = Seen(), time.monotonic()
    with FakeBotApi() as telegram, rasa:
        bot = telegram.add_bot()
        cast = set_up(telecom, bot, owner_url=database_url, chance=chance)
        assert telecom_settings.message_key is not None
        service = KilledProgram(
            tmp_path / "home",
            "serve",
            "--only",
            ROLES,
            DATABASE_URL=database_url,
            DIALTONE_MESSAGE_KEY=telecom_settings.message_key.get_secret_value(),
            DIALTONE_RASA_URL=rasa.url,
            DIALTONE_RASA_KEY=rasa_key,
            DIALTONE_ACTION_PORT=str(action_port),
            DIALTONE_ACTION_KEY=action_key,
            DIALTONE_TELEGRAM_TOKEN=bot.token,
            DIALTONE_TELEGRAM_API=telegram.root,
        )
        killing = Killing(service, bot, telecom, chance=chance)

        async def run() -> None:
            stop = asyncio.Event()
            lives = asyncio.gather(*_begin_to_live(cast, bot, telecom, seen, stop))
            await killing.kill_often(KILLS)
            begun = bot.polls_begun
            service.start()
            await killing.wait_until_up(begun)
            stop.set()
            await lives
            await _until_quiet(telecom, bot)

        try:
            asyncio.run(run())
        finally:
            code = service.end()
    with telecom.open_work() as work:
        books = read_books(work)
    telecom.close()
    sys.stdout.write(f"\nseed {SEED}, {KILLS} kills, {killing.while_starting} of them while it started, ")
    spent, waited = time.monotonic() - began, seen.longest_wait
    sys.stdout.write(f"{spent:.0f} s, {seen.redelivered} updates brought again, longest wait {waited:.0f} s\n")
    sys.stdout.write(f"  as the subscribers saw it: {dict(seen.done)}\n")
    sys.stdout.write("".join(f"  unexpected: {line}\n" for line in seen.unexpected))
    rows = assert_answered_once(books, bot) + assert_sent(books, bot)
    rows += assert_done_once(books, seen.confirmed) + assert_money_right(books, telecom, database_url)
    sys.stdout.write(f"  {'':48} {'begun':>6} {'ended':>6}\n{table_of(rows)}\n")
    assert code == 0
