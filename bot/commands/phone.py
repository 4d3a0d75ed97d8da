"""The phone of `dialtone chat`: the demo operator behind it, its partners, and the talk until the input ends."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator

from bot.channels.terminal import CHANNEL, Shown
from bot.chat import CannotSteer, Chat, Note, Stopwatch, as_json
from bot.commands.demo import Demo, open_telecom, prepare
from bot.commands.partners import partners_beside
from bot.commands.payments import payments_beside
from bot.commands.screen import Screen
from bot.commands.starting import endpoint_of
from bot.database import DatabaseServer
from bot.service import Service
from bot.settings import BotSettings
from bot.supervisor.children import find_free_port
from bot.supervisor.errors import CannotStart
from telecom.settings import TelecomSettings

# A script that begins anew leaves the phone's own talk as it was.
PHONE, SCRIPT = "chat", "script"
PATIENCE = 120.0
Lines = AsyncIterator[str]


class DemoPhone:
    """A phone on the demo operator: made ready when this is made, until `close`."""

    def __init__(
        self,
        server: DatabaseServer,
        settings: BotSettings,
        telecom_settings: TelecomSettings,
        *,
        json_lines: bool,
        fresh: bool,
    ) -> None:
        kept = SCRIPT if json_lines else PHONE
        name = prepare(server, telecom_settings, fresh=fresh, kept=kept, scratch=kept)
        port, mails = find_free_port(), settings.home / "mail"
        pages_at = f"http://127.0.0.1:{port}"
        self._json_lines, self._payments_port = json_lines, port
        self._telecom = open_telecom(telecom_settings, server.app_url(name), mails=mails, pages_at=pages_at)
        try:
            self._demo = Demo(self._telecom, server.owner_url(name), mails=mails)
        except CannotSteer as refusal:
            self.close()
            raise CannotStart(
                str(refusal), advice="`dialtone chat --fresh` begins with the demo as seeded."
            ) from refusal
        self._service = Service(settings, self._telecom, endpoint_of(self._telecom), patience=PATIENCE)

    def close(self) -> None:
        """Let go of the database."""
        self._telecom.close()

    def talk(self, *, person: str, own_partners: bool) -> None:
        """Answer what is typed until the input ends."""
        partners = partners_beside(self._service.settings, self._telecom.settings, own=own_partners)
        asyncio.run(self._talk(partners, person))

    async def _talk(self, partners: contextlib.AbstractAsyncContextManager[None], person: str) -> None:
        loop = asyncio.get_running_loop()
        talking = asyncio.current_task()
        assert talking is not None
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, talking.cancel)
        service = self._service
        with contextlib.suppress(asyncio.CancelledError):
            async with partners, service, payments_beside(service.telecom, port=self._payments_port):
                service.senders |= {CHANNEL: service.terminal, "sms": service.terminal}
                if self._json_lines:
                    loop.add_signal_handler(signal.SIGINT, talking.cancel)
                    await _answer_lines(Chat(service, self._demo, person=person, show=_print_json))
                else:
                    screen = Screen(sys.stdin.isatty() and sys.stdout.isatty())
                    chat = Chat(service, self._demo, person=person, show=screen.show)
                    service.terminal.arrived = lambda phone, shown: screen.arrived(chat, phone, shown)
                    await screen.talk(chat)


def _print_json(shown: Shown | Note) -> None:
    sys.stdout.write(json.dumps(as_json(shown), ensure_ascii=False) + "\n")


async def _answer_lines(chat: Chat) -> None:
    """For scripts: each line in, its replies out, then exactly one line that says the turn is over."""
    turn = 0
    async for line in read_lines():
        turn += 1
        watch = Stopwatch()
        try:
            await chat.line(line)
        except CannotSteer as refusal:
            chat.show_unread()
            sys.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False) + "\n")
        sys.stdout.write(json.dumps({"turn": turn, "ms": watch.milliseconds}) + "\n")
        sys.stdout.flush()


async def read_lines() -> Lines:
    """The lines of standard input, until it ends. Bytes that are no text become replacement characters."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=4_000_000)
    try:
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(0), "rb"))
    except ValueError:
        # A regular file is no pipe: it is read as it is.
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8", "replace").rstrip("\r\n")
        return
    while raw := await reader.readline():
        yield raw.decode("utf-8", "replace").rstrip("\r\n")
