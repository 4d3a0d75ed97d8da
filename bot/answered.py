"""A turn under way, one that is answered, and who waits for which."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.plans import Plan
from telecom.model.messaging import IncomingMessage
from telecom.support.delivery import Sending

# Who waits may come a moment after the answer.
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn that is under way: whose, under which name at Rasa, and what is planned."""

    conversation_id: str
    message: IncomingMessage
    rasa_id: str
    rasa_turns: int
    had_form: str | None
    metadata: Mapping[str, Any]
    plan: Plan
    # What an earlier turn has kept for later, and whether the chat waits for a proof meanwhile.
    later: Mapping[str, Any] | None = None
    waits: bool = False

    @property
    def turn_id(self) -> str:
        return self.message.turn_id


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn whose answers stand in the outbox: `taken` are ours to send now, the ids of `left` are for the outbox to
    take in their order. Unless `another_waits`, the conversation has been let go."""

    turn_id: str
    taken: Sequence[Sending] = ()
    left: Sequence[str] = field(default_factory=tuple)
    another_waits: bool = False


class AnsweredTurns:
    """The latest answered turns, and who waits for which."""

    def __init__(self) -> None:
        self._latest: deque[str] = deque(maxlen=_REMEMBERED)
        self._awaited: dict[str, asyncio.Event] = {}

    def note(self, turn_id: str) -> None:
        """A turn was answered, and its answer sent."""
        self._latest.append(turn_id)
        if awaited := self._awaited.get(turn_id):
            awaited.set()

    async def wait_for(self, turn_id: str, seconds: float) -> bool:
        """Wait until a turn was answered; False when that took too long."""
        if turn_id in self._latest:
            return True
        waiting = self._awaited.setdefault(turn_id, asyncio.Event())
        try:
            await asyncio.wait_for(waiting.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            self._awaited.pop(turn_id, None)
        return True
