"""`dialtone chat`: a phone in the terminal, for people and for scripts."""

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
from bot.commands.partners import partners_beside, with_partners
from bot.commands.payments import payments_beside
from bot.commands.screen import Screen
from bot.commands.starting import (
    endpoint_of,
    find_server,
    open_logs,
    read_telecom_settings,
    running,
    say,
    trained_meanwhile,
    with_message_key,
)
from bot.service import Service
from bot.settings import read_settings
from bot.supervisor.children import find_free_port
from bot.supervisor.lock import StateLock

# A script that begins anew leaves the phone's own talk as it was.
PHONE, SCRIPT = "chat", "script"
PATIENCE = 120.0
Lines = AsyncIterator[str]


def run_chat(person: str, *, json_lines: bool, fresh: bool) -> None:
    """Start everything, talk until the input ends, and leave no process behind."""
    if person not in Demo.people:
        say(f"There is no {person!r} here. People: {', '.join(Demo.people)}.")
        sys.exit(2)
    settings, telecom_settings = read_settings(), read_telecom_settings()
    own_partners = not telecom_settings.partners
    telecom_settings = with_partners(with_message_key(telecom_settings, settings))
    settings.home.mkdir(parents=True, exist_ok=True)
    open_logs(settings, to_file=True)
    with StateLock(settings.home), running(find_server(settings, telecom_settings)) as server:
        kept = SCRIPT if json_lines else PHONE
        with trained_meanwhile(settings):
            name = prepare(server, telecom_settings, fresh=fresh, kept=kept, scratch=kept)
        port, mails = find_free_port(), settings.home / "mail"
        telecom = open_telecom(telecom_settings, server.app_url(name), mails=mails, pages_at=f"http://127.0.0.1:{port}")
        try:
            demo = Demo(telecom, server.owner_url(name), mails=mails)
            service = Service(settings, telecom, endpoint_of(telecom), patience=PATIENCE)
            beside = partners_beside(settings, telecom_settings, own=own_partners)
            asyncio.run(_talk(service, demo, beside, person=person, json_lines=json_lines, payments_port=port))
        except CannotSteer as refusal:
            say(str(refusal))
            sys.exit(2)
        finally:
            telecom.close()


async def _talk(
    service: Service,
    demo: Demo,
    partners: contextlib.AbstractAsyncContextManager[None],
    *,
    person: str,
    json_lines: bool,
    payments_port: int,
) -> None:
    loop = asyncio.get_running_loop()
    talking = asyncio.current_task()
    assert talking is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, talking.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        async with partners, service, payments_beside(service.telecom, port=payments_port):
            service.senders |= {CHANNEL: service.terminal, "sms": service.terminal}
            if json_lines:
                loop.add_signal_handler(signal.SIGINT, talking.cancel)
                await _answer_lines(Chat(service, demo, person=person, show=_print_json))
            else:
                screen = Screen(sys.stdin.isatty() and sys.stdout.isatty())
                chat = Chat(service, demo, person=person, show=screen.show)
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
