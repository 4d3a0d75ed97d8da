"""How fast we may write on Telegram: one message a second to a chat, and not too many in all. [R37]"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.channels.sender import Throttled

_MOST_CHATS_KEPT = 10_000
# How long a refused message goes before the later ones of its chat, once the pause is over.
_KEEPS_ITS_PLACE = 10.0


@dataclass(slots=True)
class _Chat:
    """When a chat is free again, and which message Telegram refused there: it goes first."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    closed_until: float = 0.0
    refused: str | None = None


class Pace:
    """Gives messages their turn. Seconds: `between` two to one chat, `patience` to wait here and not in the outbox."""

    def __init__(self, *, between: float = 1.0, a_second: float = 25.0, patience: float = 6.0) -> None:
        self._between, self._gap, self._patience = between, 1 / a_second, patience
        self._chats: dict[str, _Chat] = {}
        self._next_at = 0.0
        self._all_closed_until = 0.0

    @asynccontextmanager
    async def turn_of(self, address: str, message_id: str) -> AsyncIterator[None]:
        """Wait until something may be written to this chat; Throttled where that takes long.

        The next one may go a second after this one has arrived, not after it set out: Telegram counts arrivals.
        """
        chat = self._chat(address)
        async with chat.turn:
            self._refuse_if_closed(chat, message_id)
            await self._wait(chat)
            try:
                yield
            finally:
                chat.free_at = _now() + self._between
            chat.refused = None

    def close(self, address: str, message_id: str, *, seconds: float) -> None:
        """Telegram refused this message for so many seconds; when other chats are refused too, it means all."""
        now = _now()
        chat = self._chat(address)
        if any(other.closed_until > now for other in self._chats.values() if other is not chat):
            self._all_closed_until = max(self._all_closed_until, now + seconds)
        chat.closed_until, chat.refused = now + seconds, message_id

    def _chat(self, address: str) -> _Chat:
        if len(self._chats) > _MOST_CHATS_KEPT:
            now = _now()
            self._chats = {
                at: one
                for at, one in self._chats.items()
                if one.turn.locked() or max(one.free_at, one.closed_until) + _KEEPS_ITS_PLACE > now
            }
        return self._chats.setdefault(address, _Chat())

    def _refuse_if_closed(self, chat: _Chat, message_id: str) -> None:
        now = _now()
        closed_until = max(chat.closed_until, self._all_closed_until)
        if closed_until > now:
            raise Throttled(closed_until - now)
        behind = chat.refused not in (None, message_id) and chat.closed_until + _KEEPS_ITS_PLACE > now
        if behind:
            raise Throttled(1.0)

    async def _wait(self, chat: _Chat) -> None:
        now = _now()
        longest = max(chat.free_at, self._next_at) - now
        if longest > self._patience:
            raise Throttled(longest)
        await asyncio.sleep(max(0.0, chat.free_at - now))
        # The place in the line of all chats is taken before waiting for it, so that others queue behind it.
        now = _now()
        at = max(now, self._next_at)
        self._next_at = at + self._gap
        await asyncio.sleep(at - now)


def _now() -> float:
    return asyncio.get_running_loop().time()
