"""How the Telegram channel comes up: what it tells Telegram, who may reach it, and what it never writes down."""

import asyncio
import logging

import httpx
import pytest
import structlog

from bot.channels.telegram_webhook import SECRET_HEADER
from bot.settings import WrongSettings
from telecom.bootstrap import Telecom
from tests.integration.telegram.serving import SECRET, Serve, Served, serving
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.server import FakeBotApi


def test_a_telegram_that_is_away_at_the_start_is_waited_for(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()
    bot.fail_next("cut_before", methods={"getMe"})
    bot.fail_next("server_error", methods={"deleteWebhook"})
    maya.send("hello there")

    async def work(served: Served) -> None:
        await served.until_answered(maya, "You said: hello there")

    serve(work)


def test_the_webhook_opens_only_to_who_knows_the_secret(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()
    forged = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 0,
            "chat": {"id": maya.chat_id, "type": "private"},
            "from": {"id": maya.user_id, "is_bot": False, "first_name": "Maya"},
            "text": "pay my bill",
        },
    }

    async def work(served: Served) -> None:
        url = str(served.settings.telegram_webhook_url)
        async with httpx.AsyncClient(trust_env=False) as forger:
            for headers in ({}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: SECRET + "x"}, {SECRET_HEADER: "\u00e9"}):
                encoded = {name: value.encode() for name, value in headers.items()}
                assert (await forger.post(url, json=forged, headers=encoded)).status_code == 403
            known = {SECRET_HEADER: SECRET}
            assert (await forger.get(url, headers=known)).status_code == 405
            assert (await forger.post(url, content=b"no json", headers=known)).status_code == 200
            assert (await forger.post(url, content=b"x" * 2_000_000, headers=known)).status_code == 413
        assert served.inbox() == []

    serve(work, mode="webhook")


def test_the_app_is_told_which_commands_there_are(serve: Serve, bot: FakeBot) -> None:
    async def work(served: Served) -> None:
        await served.until(lambda: bot.commands)

    serve(work)
    names = [one["command"] for one in bot.commands]
    assert {"balance", "bill", "login", "help"} <= set(names)
    assert bot.calls_of("deleteWebhook") and not bot.calls_of("setWebhook")


def test_a_token_that_telegram_does_not_know_is_named_and_never_shown(
    telegram: FakeBotApi, bot: FakeBot, telecom: Telecom
) -> None:
    token = f"{bot.token[:-1]}Z"
    unknown = FakeBot(token, username="nobody", clock=bot.clock)

    async def work() -> None:
        async with serving(telegram, unknown, telecom):
            raise AssertionError("it started")

    with pytest.raises(WrongSettings, match="DIALTONE_TELEGRAM_TOKEN") as refused:
        asyncio.run(work())
    assert token not in str(refused.value) and refused.value.__cause__ is None


def test_the_token_and_the_texts_stay_out_of_every_log(
    serve: Serve, bot: FakeBot, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        bot.fail_next("server_error", 2, methods={"getUpdates", "sendMessage"})
        maya.send("canary words")
        await served.until(lambda: bot.calls_of("sendMessage"))

    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as ours:
        for name in ("httpx", "httpcore", "telegram"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        serve(work)
    everything = caplog.text + str(ours) + "".join(capfd.readouterr())
    assert bot.token not in everything and "canary words" not in everything
