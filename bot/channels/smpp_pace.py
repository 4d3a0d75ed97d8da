"""How fast text messages go to the message centre: as fast as it takes them, codes before all else. [R37]"""

import asyncio

from bot.channels.sender import Throttled

# A refusal slows us down by so much, at most once a second; what is taken brings the pace back within a minute or two.
_SLOWER, _FASTER = 0.8, 0.01
_SLOWEST = 1.0
_REST = 0.5
_PATIENCE = 2.0


class CentrePace:
    """Gives parts their turn. `a_second` is what was agreed with the operator; a centre that says it is busy gets
    fewer, until it has taken them for a while."""

    def __init__(self, a_second: float) -> None:
        self._agreed = self._rate = a_second
        self._next_at = 0.0
        self._slowed_at = 0.0

    async def turn(self, *, urgent: bool) -> None:
        """Wait for a turn; Throttled where that takes long. What is urgent goes at once, and the rest after it."""
        now = _now()
        at = now if urgent else max(now, self._next_at)
        if at - now > _PATIENCE:
            raise Throttled(at - now)
        self._next_at = max(self._next_at, now) + 1 / self._rate
        await asyncio.sleep(at - now)

    def is_busy(self) -> None:
        """The centre did not take a part: all that is not urgent rests, and then goes more slowly."""
        now = _now()
        self._next_at = max(self._next_at, now + _REST)
        if now - self._slowed_at > 1:
            self._rate, self._slowed_at = max(min(_SLOWEST, self._agreed), self._rate * _SLOWER), now

    def has_taken(self) -> None:
        """The centre took a part."""
        self._rate = min(self._agreed, self._rate * (1 + _FASTER / max(self._rate, 1)))


def _now() -> float:
    return asyncio.get_running_loop().time()
