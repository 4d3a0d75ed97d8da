"""Dialtone as it is, all roles, on a copy of the demo operator; its one channel is an HTTP address for the bench.

A message is stored in the inbox before it is confirmed, answered by a turn, and its answer leaves through the outbox.
"""

import argparse
import asyncio
import itertools
import secrets
import signal
import sys
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.commands.demo import open_telecom, prepare
from bot.commands.starting import (
    endpoint_of,
    find_server,
    open_logs,
    read_telecom_settings,
    running,
    with_message_key,
)
from bot.listening import Listener
from bot.loop import run_served
from bot.rendering.render import Rendered
from bot.service import Service
from bot.settings import BotSettings, program_environment, read_settings
from bot.supervisor.actions import with_actions_beside
from bot.supervisor.children import ChildPlan
from demo.personas import PERSONAS
from telecom.bootstrap import Telecom
from telecom.model.access import SESSION_LIFE, ChatSession
from telecom.model.messaging import Conversation, IncomingKind, OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from telecom.support import messaging

CHANNEL = "bench"
CHATS = 22
PEOPLE = ("prepaid", "postpaid", "home")
PATIENCE = 120.0


class BenchChannel:
    """Takes a message and gives back its answers, once the outbox has handed them over."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sources = itertools.count(1)
        self._run = secrets.token_hex(4)
        self._answers: dict[str, list[dict[str, Any]]] = {}

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """The way out: the message has arrived."""
        answer = {
            "response": message.utterance.response,
            "text": rendered.text,
            "choices": [choice.label for choice in rendered.choices],
        }
        self._answers.setdefault(str(message.turn_id), []).append(answer)
        return message.id

    def app(self) -> Starlette:
        """The ASGI application: POST /message with sender and message."""
        return Starlette(routes=[Route("/message", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.json()
        turn_id = await asyncio.to_thread(self._record, str(body["sender"]), str(body["message"]))
        self._service.turns.wake()
        if not await self._service.turns.wait_until_answered(turn_id, PATIENCE):
            return JSONResponse({"error": "no answer"}, status_code=504)
        return JSONResponse(self._answers.pop(turn_id, []))

    def _record(self, sender: str, text: str) -> str:
        with self._service.telecom.open_work() as work:
            source = f"{self._run}:{next(self._sources)}"
            recorded = messaging.record(
                work, channel=CHANNEL, source=source, address=sender, kind=IncomingKind.TEXT, text=text
            )
            return recorded.message.turn_id


def log_chats_in(telecom: Telecom) -> None:
    """Let each user of the bench be somebody of the demo who has proved it."""
    with telecom.open_work() as work:
        for number, key in zip(range(CHATS), itertools.cycle(PEOPLE), strict=False):
            _log_in(f"user-{number}", PERSONAS[key].phone_number, work)


def _log_in(address: str, number: str, work: Work) -> None:
    person = work.of(Individual).find(phone_number=PhoneNumber(number))
    assert person is not None, f"the demo has nobody at {number}"
    conversation = work.of(Conversation).add(Conversation(channel=CHANNEL, address=address))
    work.flush()
    work.of(ChatSession).add(
        ChatSession(
            person_id=person.id,
            conversation_id=conversation.id,
            channel=CHANNEL,
            address=address,
            started_at=work.now,
            proved_at=work.now,
            expires_at=work.now + SESSION_LIFE,
        )
    )


async def serve(settings: BotSettings, telecom: Telecom, beside: ChildPlan, *, port: int) -> None:
    """Serve until told to stop, the actions in a process of their own, as `dialtone serve` has them."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    service = Service(settings, telecom, endpoint_of(telecom), patience=PATIENCE, actions_beside=beside)
    channel = BenchChannel(service)
    service.senders[CHANNEL] = channel
    async with service:
        await service.whole()
        listener = Listener(channel.app(), port=port)
        await listener.start()
        await stop.wait()
        await listener.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--prepare", action="store_true", help="set up the database, and no more")
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args()
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    open_logs(settings, to_file=True)
    with running(find_server(settings, telecom_settings)) as server:
        name = prepare(server, telecom_settings, fresh=True, kept="bench", scratch="bench")
        if chosen.prepare:
            return 0
        telecom = open_telecom(telecom_settings, server.app_url(name))
        log_chats_in(telecom)
        settings, beside = with_actions_beside(
            settings,
            database_url=server.app_url(name),
            owner_url=server.owner_url(name),
            environment=program_environment(),
        )
        try:
            with suppress(KeyboardInterrupt):
                run_served(serve(settings, telecom, beside, port=chosen.port))
        finally:
            telecom.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
