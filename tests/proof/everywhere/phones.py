"""Phones on each channel: one line in, and what came of it, in the form that journeys are held against."""

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.channels.terminal import Terminal
from bot.chat import DemoControls
from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, IncomingKind, IncomingMessage, OutgoingMessage
from tests.conversations.phone import ChatProcess, Turn
from tests.peers.telegram.bot import FakeBot

QUIET_WITHIN = 180.0
_CODE = re.compile(r"\b(\d{6}) is your code")
_MORE = re.compile(r"\n?\d+/\d+\. Reply MORE for the rest\.$")
_MARKED = re.compile(r"^(\d{1,2}|\d{4}|[a-z]) (\S.*)$")
_YES = ("yes", "ok")
_ASKS_NUMBER = "What's your phone number or customer number?"
_MOST_PAGES = 8


class Phone(Protocol):
    """A phone of somebody in the demo."""

    async def say(self, line: str) -> Turn:
        """Write a line, or steer the demo with one that begins with `!`; what came until all was quiet."""


async def log_in(phone: Phone) -> None:
    """Log in, unless that was done."""
    if "logged in already" not in (await phone.say("/login")).text:
        assert "you're logged in" in (await phone.say("!code")).text


class TerminalPhone:
    """A phone in `dialtone chat`; pictures are left to the tests of the terminal."""

    def __init__(self, chat: ChatProcess, person: str) -> None:
        self._chat, self._person = chat, person
        self._taken_up = False

    async def say(self, line: str) -> Turn:
        if not self._taken_up:
            await asyncio.to_thread(self._chat.say, f"!as {self._person}")
            self._taken_up = True
        turn = await asyncio.to_thread(self._chat.say, line)
        return replace(turn, messages=[{**message, "attachments": []} for message in turn.messages])


class World:
    """The running service, seen through its database, and the demo's controls."""

    def __init__(self, telecom: Telecom, demo: DemoControls | None = None) -> None:
        self.telecom, self.demo = telecom, demo
        # Whether something of a peer's still waits to be taken.
        self.brought: Callable[[], bool] = lambda: True

    def _left(self) -> str:
        """What is not done yet, in words; nothing where all is quiet. Looked at in the order in which one thing makes
        the next: what comes in, jobs, what goes out."""
        if not self.brought():
            return "something that was brought is not taken"
        with self.telecom.open_work() as work:
            if waiting := work.of(IncomingMessage).count(handled_at=None):
                return f"{waiting} messages are not answered"
            if jobs := self.telecom.open_work.jobs_waiting():
                return f"{jobs} jobs are not done"
            sent = work.of(OutgoingMessage)
            on_the_way = sent.list(status=DeliveryStatus.INITIAL, next_try_at=None)
            on_the_way += sent.list(status=DeliveryStatus.IN_PROGRESS)
            on_the_way += sent.list(status=DeliveryStatus.FAILED, next_try_at__not=None)
            return ", ".join(f"{one.channel} {one.utterance.response} is {one.status.value}" for one in on_the_way)

    async def until_quiet(self) -> None:
        """Until every message is answered, and every answer and job is done."""
        until = time.monotonic() + QUIET_WITHIN
        while left := await asyncio.to_thread(self._left):
            assert time.monotonic() < until, f"the service does not come to rest: {left}"
            await asyncio.sleep(0.05)


class ServedPhone(ABC):
    """A phone on a channel of the running service. `texts` gives all text messages that came to its SIM so far."""

    def __init__(self, world: World, number: str, texts: Callable[[], Sequence[str]]) -> None:
        self.number = number
        self._world, self._texts = world, texts
        self._turns = 0

    async def say(self, line: str) -> Turn:
        began, before = time.perf_counter(), self._seen()
        notes = await self._steer(line[1:]) if line.startswith("!") else await self._write_and_wait(line)
        messages = await self._read(before)
        self._turns += 1
        took = round((time.perf_counter() - began) * 1000)
        return Turn(line, self._turns, took, messages, notes, None)

    async def _write_and_wait(self, text: str) -> list[str]:
        await self._write(text)
        await self._world.until_quiet()
        return []

    async def _steer(self, words: str) -> list[str]:
        name, _, rest = words.partition(" ")
        steering: Mapping[str, Callable[[], Awaitable[Any]]] = {
            "code": lambda: self._write(self._newest_code()),
            "press": lambda: self._press(int(rest) - 1),
            "fault": lambda: asyncio.to_thread(self._demo.fault, self.number, *rest.split(" ", 1)),
            "repair": lambda: asyncio.to_thread(self._demo.repair, self.number, rest),
        }
        assert name in steering, f"a phone here cannot do !{name}"
        note = await steering[name]()
        await self._world.until_quiet()
        return [note] if note else []

    @property
    def _demo(self) -> DemoControls:
        assert self._world.demo is not None, "only where the demo is"
        return self._world.demo

    def _newest_code(self) -> str:
        codes = [found[1] for text in self._texts() if (found := _CODE.search(text))]
        assert codes, "no code has come to this phone"
        return codes[-1]

    @abstractmethod
    def _seen(self) -> int:
        """How far this phone has read."""

    @abstractmethod
    async def _write(self, text: str) -> None:
        """Write a message; returns when it is brought to the service."""

    @abstractmethod
    async def _press(self, position: int) -> None:
        """Take a choice of the newest message that has any."""

    @abstractmethod
    async def _read(self, before: int) -> list[Mapping[str, Any]]:
        """What came since."""


def _shown(text: str, choices: Sequence[str]) -> Mapping[str, Any]:
    return {"text": text, "choices": list(choices), "attachments": [], "sms": False}


class TerminalInside(ServedPhone):
    """A phone of the terminal's channel, in this process."""

    def __init__(self, world: World, number: str, texts: Callable[[], Sequence[str]], terminal: Terminal) -> None:
        super().__init__(world, number, texts)
        self._terminal, self._phone = terminal, terminal.phone(number)

    def _seen(self) -> int:
        return len(self._phone.unread)

    async def _write(self, text: str) -> None:
        kind = IncomingKind.COMMAND if text.startswith("/") else IncomingKind.TEXT
        await self._terminal.receive(self._phone, kind, text)

    async def _press(self, position: int) -> None:
        await self._terminal.receive(self._phone, IncomingKind.CHOICE, self._phone.choices[position].id or "")

    async def _read(self, before: int) -> list[Mapping[str, Any]]:
        new = self._phone.unread[before:]
        return [_shown(one.text, [choice.label for choice in one.choices]) for one in new]


class TelegramPhone(ServedPhone):
    """Somebody's Telegram; asked for their number, they share it with the button for that."""

    def __init__(self, world: World, number: str, texts: Callable[[], Sequence[str]], bot: FakeBot) -> None:
        super().__init__(world, number, texts)
        self._bot, self._person = bot, bot.add_person(f"Somebody with {number}")
        world.brought = lambda: bot.waiting_updates == 0

    def _seen(self) -> int:
        return max((message.message_id for message in self._person.received), default=0)

    async def _write(self, text: str) -> None:
        await asyncio.to_thread(self._person.send, text)

    async def _press(self, position: int) -> None:
        newest = next(message for message in reversed(self._person.received) if message.buttons)
        button = [one for row in newest.buttons for one in row][position]
        await asyncio.to_thread(self._person.tap, data=button.data, message_id=newest.message_id)

    async def _read(self, before: int) -> list[Mapping[str, Any]]:
        found = self._since(before)
        if found and _ASKS_NUMBER in found[-1]["text"]:
            asked = self._seen()
            await asyncio.to_thread(self._person.share_contact, self.number)
            # The service fetches it when it fetches next: until then all is quiet as well.
            async with asyncio.timeout(QUIET_WITHIN):
                while self._seen() == asked:
                    await asyncio.sleep(0.05)
            await self._world.until_quiet()
            return self._since(asked)
        return found

    def _since(self, before: int) -> list[Mapping[str, Any]]:
        new = [message for message in self._person.received if message.message_id > before and message.text]
        return [_shown(one.text, [button.text for row in one.buttons for button in row]) for one in new]


class SmsPhone(ServedPhone):
    """A phone that only has text messages; `write` brings one to the service. It reads on as long as there is MORE."""

    def __init__(
        self,
        world: World,
        number: str,
        texts: Callable[[], Sequence[str]],
        write: Callable[[str, str], Awaitable[None]],
    ) -> None:
        super().__init__(world, number, texts)
        self._bring = write
        # What was read, with the pages of one reply put together.
        self._whole: list[str] = []

    def _seen(self) -> int:
        return len(self._texts())

    async def _write(self, text: str) -> None:
        """A yes is said with the number that stands beside it."""
        newest = self._newest_marks()
        is_yes = text in _YES and bool(newest) and len(newest[0][0]) == len("1000")
        await self._bring(self.number, newest[0][0] if is_yes else text)

    async def _press(self, position: int) -> None:
        await self._write(self._newest_marks()[position][0])

    def _newest_marks(self) -> list[tuple[str, str]]:
        return next((marks for text in reversed(self._whole) if (marks := _marks(text))), [])

    async def _read(self, before: int) -> list[Mapping[str, Any]]:
        found = list(self._texts()[before:])
        for _ in range(_MOST_PAGES):
            if not found or not _MORE.search(found[-1]):
                break
            known = len(self._texts())
            await self._write_and_wait("MORE")
            found[-1] = "\n".join([_MORE.sub("", found[-1]), *self._texts()[known:]])
        self._whole += found
        return [_shown(text, [label for _, label in _marks(text)]) for text in found]


def _marks(text: str) -> list[tuple[str, str]]:
    """The numbered or lettered choices that stand at the end of a text message."""
    found: list[tuple[str, str]] = []
    for line in reversed(text.split("\n")):
        if not (marked := _MARKED.match(line)):
            break
        found.insert(0, (marked[1], marked[2]))
    firsts = [mark for mark, _ in found]
    begin = next(
        (at for at in range(len(firsts) - 1, -1, -1) if firsts[at] in ("1", "a") or len(firsts[at]) == 4), None
    )
    return found[begin:] if begin is not None else []
