"""The same six talks on every channel: Telegram, SMS by SMPP, SMS by HTTP, terminal; and one that changes channels.

Real: `dialtone serve`, Rasa, PostgreSQL, python-telegram-bot, aiosmpplib. The Bot API is the stand-in that is held
against aiogram's models, the message centre is smpp34's. [X2, 7.3]
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.supervisor.children import find_free_port, make_key
from bot.supervisor.postgres import EmbeddedPostgres
from demo.personas import PERSONAS
from tests.conversations.journeys import Journey
from tests.conversations.phone import ChatProcess
from tests.conversations.test_journeys import as_told
from tests.peers.smsc import MessageCentre
from tests.peers.telegram.server import FakeBotApi
from tests.proof.everywhere.peers import Gateway, texts_to
from tests.proof.everywhere.phones import Phone, SmsPhone, TelegramPhone, TerminalPhone, log_in
from tests.proof.everywhere.service import Operator, SharedRasa, rasa_for
from tests.proof.killed.programs import trained_models

JOURNEYS = [Journey.read(path) for path in sorted((Path(__file__).parent / "everywhere" / "journeys").glob("*.yml"))]
SHORT_CODE = "60010"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained_models(tmp_path_factory.mktemp("model") / "models")


@pytest.fixture(scope="module")
def rasa(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedRasa]:
    running, key, port, action_key = rasa_for(models, tmp_path_factory.mktemp("rasa") / "rasa.log")
    with running:
        yield SharedRasa(running.url, key, port, action_key)


@asynccontextmanager
async def bound(operator: Operator, centre: MessageCentre) -> AsyncIterator[None]:
    """The service runs, and is bound to the message centre."""
    await asyncio.to_thread(operator.__enter__)
    try:
        await centre.until(lambda: bool(centre.sessions), seconds=30)
        yield
    finally:
        await asyncio.to_thread(operator.__exit__)


def smpp_settings(port: int) -> dict[str, str]:
    return {
        "DIALTONE_SMPP_HOST": "127.0.0.1",
        "DIALTONE_SMPP_PORT": str(port),
        "DIALTONE_SMPP_SYSTEM_ID": "dialtone",
        "DIALTONE_SMPP_PASSWORD": "secret",
        "DIALTONE_SMPP_SOURCE": SHORT_CODE,
        "DIALTONE_PUBLIC_URL": "https://dialtone.example",
        "DIALTONE_WEB_PORT": str(find_free_port()),
    }


async def held(journey: Journey, phone: Phone, channel: str) -> list[str]:
    """Hold a talk on a phone; what went wrong in it, with the talk."""
    told, wrong = [f"{journey.name} on {channel}: {journey.about}"], []
    try:
        if journey.logged_in:
            await log_in(phone)
        for step in journey.steps:
            turn = await phone.say(step.say)
            told += as_told(turn)
            wrong += [f"{channel}, {journey.name}, after {step.say[:80]!r}: {fault}" for fault in step.faults(turn)]
    except AssertionError as broken_off:
        wrong.append(f"{channel}, {journey.name}, broken off: {broken_off}")
    sys.stdout.write(f"  {channel:9} {journey.name:14} {len(journey.steps)} steps, {len(wrong)} faults\n")
    sys.stdout.write("".join(f"    {line}\n" for line in (*wrong, *told) if wrong))
    sys.stdout.flush()
    return wrong


def test_telegram(database_url: str, rasa: SharedRasa, tmp_path: Path) -> None:
    async def run() -> list[str]:
        port, wrong = find_free_port(), []
        with FakeBotApi() as telegram:
            bot = telegram.add_bot()
            settings = {"DIALTONE_TELEGRAM_TOKEN": bot.token, "DIALTONE_TELEGRAM_API": telegram.root}
            operator = Operator(database_url, tmp_path / "home", rasa, **settings, **smpp_settings(port))
            async with MessageCentre(port) as centre, bound(operator, centre):
                for journey in JOURNEYS:
                    number = _number(journey.person)
                    phone = TelegramPhone(operator.world, number, lambda n=number: texts_to(n, centre.taken), bot)
                    wrong += await held(journey, phone, "telegram")
                wrong += _not_watched(operator)
        return wrong

    assert asyncio.run(run()) == []


def _not_watched(operator: Operator) -> list[str]:
    """What those who run it see: it lives, it can serve, and what it did."""
    health, metrics = operator.ask("/health"), operator.ask("/metrics")
    wrong = [] if health == (200, '{"status":"ok"}') else [f"/health: {health}"]
    for wanted in ('dialtone_sends{state="completed"}', "dialtone_turns_total", "dialtone_ledger_off_minor 0.0"):
        wrong += [] if wanted in metrics[1] else [f"/metrics has no {wanted}: {metrics[1]}"]
    return wrong


def test_sms_by_smpp(database_url: str, rasa: SharedRasa, tmp_path: Path) -> None:
    async def run() -> list[str]:
        port, wrong = find_free_port(), []
        operator = Operator(database_url, tmp_path / "home", rasa, **smpp_settings(port))
        async with MessageCentre(port) as centre, bound(operator, centre):
            for journey in JOURNEYS:
                number = _number(journey.person)
                phone = SmsPhone(operator.world, number, lambda n=number: texts_to(n, centre.taken), centre.write)
                wrong += await held(journey, phone, "smpp")
            wrong += [f"from {part.source}" for part in centre.taken if part.source != SHORT_CODE]
        return wrong

    assert asyncio.run(run()) == []


def test_sms_by_http(database_url: str, rasa: SharedRasa, tmp_path: Path) -> None:
    async def run() -> list[str]:
        port, key, secret, wrong = find_free_port(), make_key(), make_key(), []
        with Gateway(key=key, secret=secret) as gateway:
            operator = Operator(
                database_url,
                tmp_path / "home",
                rasa,
                DIALTONE_SMS_URL=gateway.url,
                DIALTONE_SMS_KEY=key,
                DIALTONE_SMS_WEBHOOK_SECRET=secret,
                DIALTONE_WEB_PORT=str(port),
            )
            await asyncio.to_thread(operator.__enter__)
            try:
                for journey in JOURNEYS:
                    number = _number(journey.person)
                    phone = SmsPhone(
                        operator.world,
                        number,
                        lambda n=number: gateway.texts_to(n),
                        lambda n, text: gateway.bring(port, n, text),
                    )
                    wrong += await held(journey, phone, "http")
            finally:
                await asyncio.to_thread(operator.__exit__)
        return wrong

    assert asyncio.run(run()) == []


def test_terminal(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models, tmp_path / "models")
    chat = ChatProcess(tmp_path)
    try:

        async def run() -> list[str]:
            return [line for one in JOURNEYS for line in await held(one, TerminalPhone(chat, one.person), "terminal")]

        assert asyncio.run(run()) == []
    finally:
        chat.kill()
        EmbeddedPostgres(tmp_path).discard()


def test_a_talk_begun_in_telegram_goes_on_by_sms(database_url: str, rasa: SharedRasa, tmp_path: Path) -> None:
    async def run() -> None:
        port = find_free_port()
        with FakeBotApi() as telegram:
            bot = telegram.add_bot()
            settings = {"DIALTONE_TELEGRAM_TOKEN": bot.token, "DIALTONE_TELEGRAM_API": telegram.root}
            operator = Operator(database_url, tmp_path / "home", rasa, **settings, **smpp_settings(port))
            async with MessageCentre(port) as centre, bound(operator, centre):

                def texts() -> list[str]:
                    return texts_to(_number("home"), centre.taken)

                app = TelegramPhone(operator.world, _number("home"), texts, bot)
                sms = SmsPhone(operator.world, _number("home"), texts, centre.write)
                await log_in(app)
                assert "From when until when" in (await app.say("pause the landline")).text
                # The phone has no data any more: the talk goes on by text message, once the SIM has proved itself.
                assert "six-digit code" in (await sms.say("continue")).text
                assert "From when until when" in (await sms.say("!code")).text
                assert "Pause Home landline" in (await sms.say("from monday for two weeks")).text
                assert "Done: Home landline" in (await sms.say("yes")).text
                # In Telegram nothing is open any more, and what was done by text message is seen there.
                assert "pause planned" in (await app.say("what services do i have")).text
                # The other way round, with a proposal that is open: it can be answered where it was taken up, only.
                assert "in full: £82.50" in (await sms.say("pay my bill")).text
                assert "in full: £82.50" in (await app.say("continue")).text
                assert "Paid" not in (await sms.say("yes")).text
                assert "Paid: £82.50" in (await app.say("!press 1")).text

    asyncio.run(run())


def _number(person: str) -> str:
    return PERSONAS[person].phone_number
