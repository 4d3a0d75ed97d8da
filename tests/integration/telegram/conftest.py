"""One stand-in for Telegram for all tests here, and for each test a bot of its own in it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from bot.channels.telegram_pace import Pace
from telecom.bootstrap import Telecom
from tests.integration.telegram.serving import Serve, Served, serving
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.server import FakeBotApi


@pytest.fixture(scope="session")
def telegram() -> Iterator[FakeBotApi]:
    """The stand-in for Telegram's servers."""
    with FakeBotApi() as server:
        yield server


@pytest.fixture
def bot(telegram: FakeBotApi) -> FakeBot:
    """A bot that nobody has written to yet."""
    return telegram.add_bot()


@pytest.fixture
def serve(telegram: FakeBotApi, bot: FakeBot, telecom: Telecom) -> Serve:
    """Runs a coroutine beside the served channel."""

    def run(work: Callable[[Served], Awaitable[None]], *, mode: str = "polling", pace: Pace | None = None) -> None:
        async def inside() -> None:
            async with serving(telegram, bot, telecom, mode=mode, pace=pace) as served:
                await work(served)

        asyncio.run(inside())

    return run
