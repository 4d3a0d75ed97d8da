"""A served Telegram channel for tests: real inbox, turns and outbox; what the language model says is made up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_pace import Pace
from bot.outbox import Outbox
from bot.rendering.render import Renderer
from bot.rendering.texts import Texts, load_texts
from bot.settings import BotSettings
from bot.supervisor.children import find_free_port
from bot.turns import Turns
from bot.understanding import Understood
from telecom.bootstrap import Telecom
from telecom.model.access import SESSION_LIFE, ChatSession
from telecom.model.messaging import Conversation, DeliveryStatus, IncomingMessage, OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.messaging import conversation_at
from tests.fakes import TestClock
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Person
from tests.peers.telegram.server import FakeBotApi

_UNDER_WAY = (DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS)
Serve = Callable[..., None]
SECRET = "web-hook_s3cret"


def said(text: str) -> Utterance:
    """A message that is nothing but its text."""
    return Utterance("utter_plain", {"text": text})


@dataclass
class Understanding:
    """Stands where Rasa is: `says` answers what was heard, in its own words if a test gives it some."""

    heard: list[Any] = field(default_factory=list)
    says: Callable[[Any, str], Sequence[Utterance]] = lambda heard, turn_id: [said(f"You said: {heard}")]

    async def ask(
        self,
        rasa_id: str,
        turn_id: str,
        metadata: Mapping[str, Any],
        *,
        text: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Understood:
        heard = text if payload is None else payload
        self.heard.append(heard)
        return Understood(await asyncio.to_thread(self.says, heard, turn_id))

    async def tell(self, *told: Any) -> None:
        """Nothing that is heard here goes on."""


class Actions:
    """Stands where the action endpoint is: says which action was wanted."""

    async def run(self, action: str, **_: Any) -> list[Utterance]:
        return [said(f"Ran {action}")]


@dataclass
class Served:
    """The channel under test and what is around it."""

    bot: FakeBot
    telecom: Telecom
    channel: TelegramChannel
    outbox: Outbox
    turns: Turns
    understanding: Understanding
    settings: BotSettings

    def inbox(self) -> list[IncomingMessage]:
        with self.telecom.open_work() as work:
            return work.of(IncomingMessage).list(order="number")

    def outgoing(self) -> list[OutgoingMessage]:
        with self.telecom.open_work() as work:
            return work.of(OutgoingMessage).list(channel="telegram", order="number")

    def conversation_of(self, person: Person) -> Conversation:
        with self.telecom.open_work() as work:
            return conversation_at("telegram", str(person.chat_id), work=work)

    async def until(self, predicate: Callable[[], object]) -> None:
        """Wait until it holds, for what stands in the database too."""
        try:
            async with asyncio.timeout(20):
                while not predicate():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            asked = [f"{one.method} {one.outcome}" for one in self.bot.calls if one.method != "getUpdates"]
            read = {one.name: [message.text for message in one.received] for one in self.bot.people.values()}
            raise AssertionError(
                f"{self.bot.waiting_updates} updates wait; asked: {asked[-20:]}; read: {read}"
            ) from None

    async def until_answered(self, person: Person, *texts: str) -> None:
        """Wait until exactly these texts stand in the person's chat from the bot."""
        await self.until(lambda: [one.text for one in person.received] == list(texts))

    async def until_quiet(self) -> None:
        """Wait until every update is taken, every message answered and every answer tried."""
        await self.until(lambda: self.bot.waiting_updates == 0)
        await self.until(lambda: all(one.handled_at is not None for one in self.inbox()))
        await self.until(lambda: not [one for one in self.outgoing() if one.status in _UNDER_WAY])

    async def sweep_until(self, predicate: Callable[[], object], *, clock: TestClock) -> None:
        """Let time pass, and the outbox try again what waits, until it holds."""

        async def sweep() -> None:
            while True:
                clock.advance(seconds=2)
                await self.outbox.sweep()
                await asyncio.sleep(0.05)

        sweeping = asyncio.create_task(sweep())
        try:
            await self.until(predicate)
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)


def settings_for(server: FakeBotApi, bot: FakeBot, *, mode: str = "polling", **more: Any) -> BotSettings:
    """The settings of an operator whose Telegram is the stand-in."""
    port = find_free_port()
    return BotSettings(
        _env_file=None,
        telegram_token=bot.token,
        telegram_api=server.root,
        telegram_mode=mode,
        telegram_webhook_url=f"http://127.0.0.1:{port}/telegram/hook",
        telegram_webhook_port=port,
        telegram_webhook_secret=SECRET,
        **more,
    )


@asynccontextmanager
async def serving(
    server: FakeBotApi,
    bot: FakeBot,
    telecom: Telecom,
    *,
    mode: str = "polling",
    pace: Pace | None = None,
    **more: Any,
) -> AsyncIterator[Served]:
    """The channel, taking updates, with turns that answer and an outbox that sends."""
    settings, texts = settings_for(server, bot, mode=mode, **more), _texts()
    senders: dict[str, Any] = {}
    outbox = Outbox(telecom, Renderer(texts, "Testtel", ZoneInfo("Europe/London")), senders)
    understanding = Understanding()
    turns = Turns(telecom, understanding, Actions(), outbox)  # type: ignore[arg-type]
    pace = pace or Pace(between=0.0, a_second=1000.0)
    channel = TelegramChannel(
        telecom, settings, turns.wake, deliver=outbox.deliver, texts=texts, pace=pace, tidy_after=0.02
    )
    senders["telegram"] = channel.sender
    running = asyncio.create_task(turns.run())
    try:
        await channel.start()
        yield Served(bot, telecom, channel, outbox, turns, understanding, settings)
    finally:
        await channel.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await outbox.stop()
        await channel.close()


@cache
def _texts() -> Texts:
    return load_texts()


def log_in(work: Work, chat: Person, person: Individual) -> Conversation:
    """Let a Telegram chat speak for a person, who has just proved it."""
    conversation = conversation_at("telegram", str(chat.chat_id), work=work)
    work.of(ChatSession).add(
        ChatSession(
            person_id=person.id,
            conversation_id=conversation.id,
            channel="telegram",
            address=conversation.address,
            started_at=work.now,
            proved_at=work.now,
            expires_at=work.now + SESSION_LIFE,
        )
    )
    work.flush()
    return conversation
