"""One line of the chat after the other: what is typed goes to the bot, what begins with ! steers the demo."""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.channels.terminal import Shown
from bot.service import Service
from telecom.model.messaging import IncomingKind

log = structlog.get_logger("chat")
LONGEST_WAIT = 150.0
_SPAN = re.compile(r"^(\d{1,4})\s*(s|m|min|h|d|w)$")
_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class CannotSteer(Exception):
    """A line that begins with ! is not one of ours, or cannot be done; the text says what would be."""


class DemoControls(Protocol):
    """What only a demo has: its people, its clock, its network."""

    people: Mapping[str, str]

    def advance(self, by: timedelta) -> None: ...
    def fault(self, number: str, service: str, kind: str) -> str: ...
    def repair(self, number: str, service: str) -> str: ...
    def agent(self, words: str) -> str: ...
    def publish(self, file: str) -> str: ...
    def pay(self, number: str) -> str: ...
    def mails(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Note:
    """Something said by the demo itself, not by the bot."""

    text: str


HELP = (
    "!as PERSON another phone, !press N a choice, !sms unread text messages, !code types the newest code, "
    "!advance 3d moves the clock, !fault SERVICE KIND and !repair SERVICE steer the network, "
    "!pay [CARD NUMBER] fills in the payment page, !mail shows mails that arrived, "
    "!agent WORDS does what the operator's people do, !campaign FILE publishes one of theirs, "
    "!text WORDS writes a text message instead, "
    "!redeliver sends the last update again"
)


class Chat:
    """Turns lines into what a phone does. `show` gets each message of the current phone, in order."""

    def __init__(
        self, service: Service, demo: DemoControls, *, person: str, show: Callable[[Shown | Note], None]
    ) -> None:
        self._service = service
        self._demo = demo
        self._show = show
        self.person = person
        self.phone = service.terminal.phone(self._number(person))
        self._steering: dict[str, Callable[[str], Awaitable[None]]] = {
            "as": self._as,
            "press": self._press,
            "sms": self._sms,
            "code": self._code,
            "advance": self._advance,
            "fault": self._fault,
            "repair": self._repair,
            "pay": self._pay,
            "mail": self._mail,
            "agent": self._agent,
            "campaign": self._campaign,
            "text": self._text,
            "redeliver": self._redeliver,
            "help": self._help,
        }

    def _number(self, person: str) -> str:
        if person not in self._demo.people:
            raise CannotSteer(f"There is no {person!r} here. People: {', '.join(self._demo.people)}.")
        return self._demo.people[person]

    async def line(self, line: str) -> None:
        """Do what a line says, and show what came of it. CannotSteer where it cannot be done, for whatever reason."""
        try:
            await self._follow(line)
        except CannotSteer:
            raise
        except Exception as error:
            reference = secrets.token_hex(4)
            log.exception("line failed", reference=reference)
            raise CannotSteer(f"This line could not be taken; the log says why, under {reference}.") from error
        self.show_unread()

    async def _follow(self, line: str) -> None:
        if line.startswith("!"):
            name, _, rest = line[1:].strip().partition(" ")
            if name not in self._steering:
                raise CannotSteer(f"I don't know !{name}. There is: {HELP}.")
            await self._steering[name](rest.strip())
        else:
            kind = IncomingKind.COMMAND if re.match(r"^/\w", line) else IncomingKind.TEXT
            await self._send(kind, line)

    def show_unread(self) -> None:
        """Show the chat messages that have come to the current phone; its text messages wait for !sms."""
        waiting, self.phone.unread = self.phone.unread, [m for m in self.phone.unread if m.sms]
        for message in waiting:
            if not message.sms:
                self._show(message)

    async def _send(self, kind: IncomingKind, text: str, *, by_sms: bool = False) -> None:
        message = await self._service.terminal.receive(self.phone, kind, text, by_sms=by_sms)
        if not await self._service.turns.wait_until_answered(message.turn_id, LONGEST_WAIT):
            raise CannotSteer(f"No answer within {LONGEST_WAIT:g} s; it is shown when it comes.")

    async def _as(self, rest: str) -> None:
        number = self._number(rest)
        self.person, self.phone = rest, self._service.terminal.phone(number)
        self._show(Note(f"This is the phone of {rest} now ({number})."))

    async def _press(self, rest: str) -> None:
        if not rest.isdigit() or not 1 <= int(rest) <= len(self.phone.choices):
            raise CannotSteer(f"!press needs the number of a choice, 1 to {len(self.phone.choices)}.")
        choice = self.phone.choices[int(rest) - 1]
        if self.phone.chooses_by_sms:
            await self._text(choice.mark)
        else:
            await self._send(IncomingKind.CHOICE, choice.id or "")

    async def _text(self, rest: str) -> None:
        """A text message from this phone, and the text messages that answer it."""
        await self._send(IncomingKind.TEXT, rest, by_sms=True)
        await self._sms("")

    async def _sms(self, rest: str) -> None:
        await self._service.settle()
        unread = [m for m in self.phone.unread if m.sms]
        self.phone.unread = [m for m in self.phone.unread if not m.sms]
        for message in unread:
            self._show(message)
        if not unread:
            self._show(Note("No unread text messages."))

    async def _code(self, rest: str) -> None:
        await self._service.settle()
        code = self.phone.newest_code()
        if code is None:
            raise CannotSteer(
                "No code has come to this phone since it was switched on. Ask for what needs one, or say resend."
            )
        self.phone.unread = [m for m in self.phone.unread if not (m.sms and code in m.text)]
        if self.phone.wrote_by_sms:
            await self._text(code)
        else:
            await self._send(IncomingKind.TEXT, code)

    async def _advance(self, rest: str) -> None:
        match = _SPAN.match(rest)
        if match is None:
            raise CannotSteer("!advance needs a span of time such as 30m, 2h, 3d or 1w.")
        span = timedelta(**{_UNITS[match.group(2)]: int(match.group(1))})
        await self._service.let_time_pass(lambda: self._demo.advance(span))
        now = await asyncio.to_thread(self._service.now)
        self._show(Note(f"It is now {now:%A %d %B %Y, %H:%M}."))

    async def _fault(self, rest: str) -> None:
        service, _, kind = rest.partition(" ")
        self._show(Note(await asyncio.to_thread(self._demo.fault, self.phone.number, service, kind.strip())))

    async def _agent(self, rest: str) -> None:
        said: list[str] = []
        await self._service.let_time_pass(lambda: said.append(self._demo.agent(rest)))
        self._show(Note(said[0]))

    async def _campaign(self, rest: str) -> None:
        said: list[str] = []
        await self._service.let_time_pass(lambda: said.append(self._demo.publish(rest)))
        self._show(Note(said[0]))

    async def _repair(self, rest: str) -> None:
        self._show(Note(await asyncio.to_thread(self._demo.repair, self.phone.number, rest)))

    async def _pay(self, rest: str) -> None:
        said = await asyncio.to_thread(self._demo.pay, rest)
        self._show(Note(said))
        if said.endswith("thank you."):
            await self._until_heard()

    async def _until_heard(self) -> None:
        """The provider rings within a second; then the bot asks it and writes."""
        for _ in range(30):
            if any(not message.sms for message in self.phone.unread):
                return
            await asyncio.sleep(0.1)
            await self._service.settle()

    async def _mail(self, rest: str) -> None:
        await self._service.settle()
        mails = await asyncio.to_thread(self._demo.mails)
        for mail in mails or ["No new mails."]:
            self._show(Note(mail))

    async def _redeliver(self, rest: str) -> None:
        if self.phone.last_source is None:
            raise CannotSteer("Nothing was sent from this phone yet.")
        await self._service.terminal.receive(self.phone, IncomingKind.TEXT, "", source=self.phone.last_source)
        await self._service.terminal.repeat_answers(self.phone, self._service.rendered)

    async def _help(self, rest: str) -> None:
        self._show(Note(f"{HELP}. People: {', '.join(self._demo.people)}."))


def as_json(shown: Shown | Note) -> dict[str, Any]:
    """A message as a line of the JSON chat."""
    if isinstance(shown, Note):
        return {"note": shown.text}
    return {
        "text": shown.text,
        "choices": [choice.label for choice in shown.choices],
        "attachments": [{"kind": kind, "path": str(path)} for kind, path in shown.attachments],
        "sms": shown.sms,
    }


class Stopwatch:
    """Milliseconds since it was made."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    @property
    def milliseconds(self) -> int:
        return round((time.perf_counter() - self._begun) * 1000)
