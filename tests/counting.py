"""The whole way of a message but for Rasa, and what it costs in the database: every statement, every transaction."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from actions.server import ActionEndpoint
from bot.outbox import Outbox
from bot.rendering.render import Renderer
from bot.rendering.texts import load_domain, load_texts
from bot.turns import Turns
from bot.understanding import Understood, read_messages
from telecom.bootstrap import Telecom
from telecom.model.messaging import IncomingKind
from telecom.model.utterances import Utterance
from telecom.support import messaging
from tests.senders import KeptMessages

CLOCK, STILL_HELD = "select seconds from clock_offset", "select 1"


@dataclass
class Spent:
    """What was asked of the database, in order."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0


@contextmanager
def counted(telecom: Telecom) -> Iterator[Spent]:
    """Everything that goes to the database while the block runs."""
    spent, engine = Spent(), telecom.open_work.engine

    def note_statement(*call: Any) -> None:
        statement = " ".join(str(call[2]).split())
        # Asked every few seconds, whatever is said meanwhile.
        if statement not in (CLOCK, STILL_HELD):
            spent.statements.append(statement)

    def note_commit(*_: Any) -> None:
        spent.transactions += 1

    event.listen(engine, "before_cursor_execute", note_statement)
    event.listen(engine, "commit", note_commit)
    try:
        yield spent
    finally:
        event.remove(engine, "before_cursor_execute", note_statement)
        event.remove(engine, "commit", note_commit)


class UnderstandingOf:
    """Stands where Rasa is: knows of some words which action they mean, and runs it as Rasa does."""

    def __init__(self, telecom: Telecom, meant: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        self._endpoint = ActionEndpoint(telecom, key="key", domain=load_domain())
        self._meant = meant

    async def ask(
        self,
        rasa_id: str,
        turn_id: str,
        metadata: Mapping[str, Any],
        *,
        text: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Understood:
        action, slots = self._meant[str(text)]
        said = await self.run(
            action, rasa_id=rasa_id, turn_id=turn_id, intent=action, slots=slots, metadata=metadata, text=str(text)
        )
        return Understood(said, turns_remembered=10)

    async def tell(self, *told: Any) -> None:
        """Nothing that is heard here goes on."""

    async def run(
        self,
        action: str,
        *,
        rasa_id: str,
        turn_id: str,
        intent: str | None = None,
        slots: Mapping[str, Any] | None = None,
        entities: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        text: str = "",
    ) -> list[Utterance]:
        """Run an action, as the turn has it done too."""
        latest = {
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
            "metadata": {**(metadata or {}), "turn_id": turn_id},
            "text": text,
        }
        tracker = {
            "sender_id": rasa_id,
            "slots": dict(slots or {}),
            "latest_message": latest,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        }
        answer = await self._endpoint.run(action, tracker)
        return read_messages(answer["responses"])


def talk_counted(
    telecom: Telecom,
    address: str,
    texts: Sequence[str],
    meant: Mapping[str, tuple[str, Mapping[str, Any]]],
    *,
    channel: str = "terminal",
    first: int = 0,
) -> tuple[list[Spent], list[str]]:
    """Say each text after the answer to the one before; what each turn has cost, and the words of all answers.
    `first` numbers the messages on where the same chat has been spoken to before."""
    sender = KeptMessages()
    renderer = Renderer(load_texts(), "Dialtone Mobile", ZoneInfo("Europe/London"))

    def keep(number: int, text: str) -> str:
        with telecom.open_work() as work:
            kept = messaging.record(
                work, channel=channel, source=f"said-{number}", address=address, kind=IncomingKind.TEXT, text=text
            )
            return kept.message.turn_id

    async def run() -> list[Spent]:
        outbox = Outbox(telecom, renderer, {channel: sender})
        understanding: Any = UnderstandingOf(telecom, meant)
        turns = Turns(telecom, understanding, understanding, outbox)
        running = asyncio.create_task(turns.run())
        costs = []
        for number, text in enumerate(texts, start=first):
            with counted(telecom) as spent:
                turn_id = await asyncio.to_thread(keep, number, text)
                turns.wake()
                assert await turns.wait_until_answered(turn_id, 20.0)
            costs.append(spent)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await outbox.stop()
        return costs

    return asyncio.run(run()), sender.texts
