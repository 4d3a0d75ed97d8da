"""One stand-in for Telegram for all tests here, and for each test a bot of its own in it."""

from collections.abc import Iterator

import pytest

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
