"""People who write without pause: questions, top-ups, vouchers, bills, pauses of their line, log-ins."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, IncomingMessage, OutgoingMessage
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Act, Person
from tests.peers.telegram.records import Message

QUESTIONS = (
    "what's my balance",
    "how much credit do I have",
    "list my services",
    "show me my bills",
    "thank you",
    "what can you do",
    "hello",
    "how is the weather on the moon",
    "/help",
    "BAL",
)
# The service is killed every few seconds while a dozen people write to it at once.
PATIENCE = 400.0
LOOK_EVERY = 0.2
LONGEST_THOUGHT = 0.4
YES = "Yes"


@dataclass
class Seen:
    """What came of it all, as the subscribers see it. `confirmed` holds the ids of the Yes choices they took."""

    confirmed: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    redelivered: int = 0
    longest_wait: float = 0.0


class Subscriber:
    """Somebody in their chat, who goes from one wish to the next until told to stop."""

    def __init__(self, bot: FakeBot, telecom: Telecom, chat: Person, seen: Seen, *, chance: random.Random) -> None:
        self._bot, self._telecom, self._chat, self._seen, self._chance = bot, telecom, chat, seen, chance

    async def live(self, wishes: Sequence[Callable[[], Awaitable[None]]], stop: asyncio.Event) -> None:
        """One wish after the other; one that is begun is gone through with."""
        while not stop.is_set():
            await self._chance.choice(wishes)()
            await asyncio.sleep(self._chance.uniform(0, LONGEST_THOUGHT))

    # --- wishes ---------------------------------------------------------------------------------------------------

    async def ask_something(self) -> None:
        """One question."""
        if await self._say(self._chance.choice(QUESTIONS)):
            self._seen.done["question"] += 1

    async def ask_in_a_hurry(self) -> None:
        """Three questions without waiting for an answer."""
        acts = [self._send(text) for text in self._chance.sample(QUESTIONS, 3)]
        for act in acts:
            await self._answers_to(act)
            self._seen.done["question"] += 1

    async def top_up(self) -> None:
        """Credit by card, with a yes."""
        await self._propose(f"top up {self._chance.randint(5, 20)} pounds", "top-up", "Payment number")

    async def pay(self) -> None:
        """Part of the bill, with a yes."""
        await self._propose(f"pay {self._chance.randint(1, 3)} pounds of my bill", "bill payment", "Payment number")

    async def pause(self) -> None:
        """A pause of the line, and the end of it, each with a yes."""
        await self._propose("pause my mobile from 1 October to 10 October", "pause", "Done")
        await self._propose("resume my mobile", "end of pause", "Done")

    def redeem_one_of(self, codes: list[str]) -> Callable[[], Awaitable[None]]:
        """Credit by voucher; a question where none is left."""

        async def redeem() -> None:
            if not codes:
                await self.ask_something()
            elif await self._say(f"redeem voucher {codes.pop()}", "Your voucher put"):
                self._seen.done["voucher"] += 1

        return redeem

    def log_in_and_top_up(self, number: str) -> Callable[[], Awaitable[None]]:
        """A wish that needs a log-in first, and a log-out at the end; three times at most, then questions."""
        left = iter(range(3))

        async def log_in() -> None:
            if next(left, None) is None:
                return await self.ask_something()
            if not await self._say("top up 10 pounds", "number"):
                return None
            known = self._codes_for(number)
            if not await self._say(number, "code"):
                return None
            code = next(iter(self._codes_for(number) - known), None)
            shown = await self._say(code or "no code came", "Shall I")
            if shown is not None:
                self._seen.done["log-in"] += 1
                await self._agree(shown, "top-up", "Payment number")
                await self._say("/logout")
            return None

        return log_in

    def _codes_for(self, number: str) -> set[str]:
        """The codes that came to a phone, as its owner reads them."""
        with self._telecom.open_work() as work:
            messages = work.of(OutgoingMessage).list(channel="sms", address=number)
            return {str(m.secrets["code"]) for m in messages if m.secrets and "code" in m.secrets}

    # --- talking --------------------------------------------------------------------------------------------------

    async def _propose(self, text: str, name: str, receipt: str) -> None:
        shown = await self._say(text, YES)
        if shown is not None:
            await self._agree(shown, name, receipt)

    async def _agree(self, shown: Message, name: str, receipt: str) -> None:
        """Say yes in words or by the button, or both; press the button where the words were not heard as a yes."""
        button = next(one.data for row in shown.buttons for one in row if one.text == YES)
        assert button is not None
        self._seen.confirmed.add(button)
        way = self._chance.choice(["words", "button", "both"])
        acts = [self._send("yes")] if way != "button" else []
        if way != "words":
            acts.append(self._press(shown, button))
        answers = [one for act in acts for one in await self._answers_to(act)]
        if not any(_has(one, receipt) for one in answers):
            self._note(f"a yes to {name}", answers)
            answers = await self._answers_to(self._press(shown, button))
        if any(_has(one, receipt) for one in answers):
            self._seen.done[name] += 1
        else:
            self._note(f"a pressed yes to {name}", answers)

    async def _say(self, text: str, expected: str = "") -> Message | None:
        """Write; the answer with these words or this button, None where another one came instead."""
        answers = await self._answers_to(self._send(text))
        found = next((one for one in answers if _has(one, expected)), None)
        if found is None:
            self._note(text, answers)
        return found

    async def _answers_to(self, act: Act) -> list[Message]:
        """What stands in the chat in answer to an update, once all of it has been sent."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            numbers = await asyncio.to_thread(self._sent_for, act)
            if numbers is not None:
                self._seen.longest_wait = max(self._seen.longest_wait, time.monotonic() - began)
                return [self._chat.message(number) for number in numbers]
            await asyncio.sleep(LOOK_EVERY)
        text = self._chat.message(act.message_id).text
        raise AssertionError(f"{self._chat.name} wrote {text!r}: no answer; {self._stands(act)}")

    def _stands(self, act: Act) -> str:
        """How an update without an answer stands, for whoever has to find out why."""
        with self._telecom.open_work() as work:
            kept = work.of(IncomingMessage).find(channel="telegram", source=str(act.update_id))
            if kept is None:
                return f"it was not taken, {self._bot.waiting_updates} updates wait"
            answers = work.of(OutgoingMessage).list(turn_id=kept.turn_id, order="number")
            waiting = work.of(IncomingMessage).count(handled_at=None)
            said = [(one.utterance.response, one.status.value, one.attempts, one.next_try_at) for one in answers]
        return f"handled {kept.handled_at}, {waiting} others wait, its answers: {said}"

    def _sent_for(self, act: Act) -> list[int] | None:
        """The messages that answer an update, None while some are not sent."""
        with self._telecom.open_work() as work:
            kept = work.of(IncomingMessage).find(channel="telegram", source=str(act.update_id))
            if kept is None or kept.handled_at is None:
                return None
            answers = work.of(OutgoingMessage).list(turn_id=kept.turn_id, order="number")
        if not all(one.status is DeliveryStatus.COMPLETED for one in answers):
            return None
        return [int(one.channel_message_id or 0) for one in answers]

    def _note(self, said: str, answers: Sequence[Message]) -> None:
        self._seen.unexpected.append(f"{self._chat.name}: {said!r} was answered by {[one.text for one in answers]}")

    def _send(self, text: str) -> Act:
        return self._maybe_again(self._chat.send(text))

    def _press(self, shown: Message, button: str) -> Act:
        return self._maybe_again(self._chat.tap(data=button, message_id=shown.message_id, stale=True))

    def _maybe_again(self, act: Act) -> Act:
        """Telegram brings some updates a second time."""
        if act.update_id is not None and self._chance.random() < 0.3:
            self._bot.redeliver(act.update_id)
            self._seen.redelivered += 1
        return act


def _has(message: Message, expected: str) -> bool:
    labels = [one.text for row in message.buttons for one in row]
    return expected in message.text or expected in labels
