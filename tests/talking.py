"""A process that answers, for tests of the turn: real inbox and outbox, what Rasa and the actions say is made up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.turns import Turns
from bot.understanding import Understood
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage, OutgoingMessage
from telecom.model.utterances import Utterance
from telecom.support import messaging
from telecom.support.delivery import Sending
from telecom.support.messaging import conversation_at

PATIENCE = 20.0


class Understanding:
    """Stands where Rasa is: repeats what it heard, as `answers` says it (for the turn, where it is a function) or after
    `holds` is set."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.answers: dict[str, Understood | Exception | Callable[[str], Understood]] = {}
        self.holds: dict[str, asyncio.Event] = {}
        self.names: list[str] = []
        self.told: list[tuple[str, str, dict[str, Any]]] = []

    async def ask(
        self,
        rasa_id: str,
        turn_id: str,
        metadata: Mapping[str, Any],
        *,
        text: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Understood:
        said = str(text or (payload or {}).get("intent"))
        self.heard.append((turn_id, said))
        self.names.append(rasa_id)
        if said in self.holds:
            await self.holds[said].wait()
        answer = self.answers.get(said, Understood([plain(f"heard {said}")], turns_remembered=10))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Understood) else answer(turn_id)

    async def tell(self, rasa_id: str, turn_id: str, said: str, intent: str, entities: Mapping[str, Any]) -> None:
        self.told.append((said, intent, dict(entities)))

    @property
    def words(self) -> list[str]:
        return [said for _, said in self.heard]


class Actions:
    """Stands where the action endpoint is: an answer comes while `lets_go` is set."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.lets_go = asyncio.Event()
        self.lets_go.set()

    async def run(self, action: str, **_: Any) -> list[Utterance]:
        self.ran.append(action)
        await self.lets_go.wait()
        return [plain(f"ran {action}")]


def plain(text: str) -> Utterance:
    return Utterance("utter_plain", {"text": text})


class Talk:
    """One process that answers, and what can be seen of it."""

    def __init__(self, telecom: Telecom) -> None:
        self.telecom = telecom
        self.understanding, self.actions = Understanding(), Actions()
        self.delivered: list[str] = []
        self.delivering: Exception | None = None
        self.turns = Turns(telecom, self.understanding, self.actions, self)  # type: ignore[arg-type]
        self._running: asyncio.Task[None] | None = None
        self._sources = iter(range(1000, 9999))

    def taker_for(self, channel: str) -> int | None:
        return None

    async def send(self, sendings: Sequence[Sending]) -> None:
        assert not sendings

    async def deliver(self, message_ids: Sequence[str]) -> None:
        if self.delivering is not None:
            error, self.delivering = self.delivering, None
            raise error
        self.delivered += message_ids

    def start(self) -> None:
        self._running = asyncio.create_task(self.turns.run())

    async def die(self) -> None:
        """End as kill -9 does: nothing is finished, and the lease goes with its connection."""
        assert self._running is not None
        doomed = [self._running, *self.turns._running]
        for task in doomed:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)

    def write(self, text: str, *, address: str = "77", kind: IncomingKind = IncomingKind.TEXT) -> str:
        """Keep a message as a channel does; its turn."""
        with self.telecom.open_work() as work:
            kept = messaging.record(
                work, channel="telegram", source=f"{id(self)}:{next(self._sources)}", address=address, kind=kind,
                text=text,
            )  # fmt: skip
        self.turns.wake()
        return kept.message.turn_id

    def answers(self, address: str = "77") -> list[str]:
        """What was said in a chat, in order: the text of plain sentences, the name of others."""
        with self.telecom.open_work() as work:
            said = [m.utterance for m in work.of(OutgoingMessage).list(address=address, order="number")]
        return [each.values["text"] if each.response == "utter_plain" else each.response for each in said]

    def conversation(self, address: str = "77") -> Conversation:
        with self.telecom.open_work() as work:
            return conversation_at("telegram", address, work=work)

    def unhandled(self) -> int:
        with self.telecom.open_work() as work:
            return work.of(IncomingMessage).count(handled_at=None)

    async def until(self, predicate: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not predicate():
                await asyncio.sleep(0.01)


def talking(telecom: Telecom, script: Callable[[Talk], Awaitable[None]]) -> None:
    """Run a script beside a process that answers."""

    async def run() -> None:
        talk = Talk(telecom)
        talk.start()
        try:
            await script(talk)
        finally:
            await talk.die()

    asyncio.run(run())
