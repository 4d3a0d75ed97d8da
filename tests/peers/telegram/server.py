"""Starts and stops the stand-in for Telegram, once for a whole test run; each bot in it is a world of its own."""

import asyncio
import hashlib
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import ClassVar, Self

import uvicorn
from starlette.requests import Request as WebRequest
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.peers.telegram import contract
from tests.peers.telegram.app import BotApi
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.control import Control

_FIRST_BOT = 700_000_001


class _CuttableProtocol(H11Protocol):
    """Remembers the open connections, so that a test can have one cut."""

    by_peer: ClassVar[dict[tuple[str, int], asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.by_peer[transport.get_extra_info("peername")[:2]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.by_peer.pop(self.transport.get_extra_info("peername")[:2], None)
        super().connection_lost(exc)


def _cut(web: WebRequest) -> None:
    assert web.client is not None
    _CuttableProtocol.by_peer[(web.client.host, web.client.port)].abort()


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


class FakeBotApi:
    """The stand-in for Telegram: a web server in a thread of its own, on 127.0.0.1.

    Use as a context manager. `base_url` and `base_file_url` go into python-telegram-bot's Bot as they are.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, port: int = 0) -> None:
        self._clock = clock
        self.bots: dict[str, FakeBot] = {}
        self._socket = socket.create_server(("127.0.0.1", port))
        self.root = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        routes = Control(self.bots, self.add_bot).routes()
        application = BotApi(self.bots, cut=_cut).application(routes)
        config = uvicorn.Config(
            application,
            http=_CuttableProtocol,
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_keep_alive=60,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="fake-bot-api", daemon=True
        )

    @property
    def base_url(self) -> str:
        """What a bot library puts before the token."""
        return f"{self.root}/bot"

    @property
    def base_file_url(self) -> str:
        """What a bot library puts before the token to fetch files."""
        return f"{self.root}/file/bot"

    def add_bot(self, username: str = "dialtone_bot") -> FakeBot:
        """A new bot with its own token, people and chats."""
        bot_id = _FIRST_BOT + len(self.bots)
        token = f"{bot_id}:AA{hashlib.sha256(str(bot_id).encode()).hexdigest()[:33]}"
        self.bots[token] = FakeBot(token, username=username, clock=self._clock)
        return self.bots[token]

    def start(self) -> Self:
        """Load the contract, which takes some seconds, and listen."""
        contract.methods()
        self._thread.start()
        if not self._server.listens.wait(timeout=30):
            raise RuntimeError("the stand-in for Telegram does not start")
        return self

    def stop(self) -> None:
        """Stop listening and drop what is still open."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
