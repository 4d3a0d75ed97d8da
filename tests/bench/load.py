"""Users who write: one alone, twenty at once, and one who does not stop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.bench.figures import Figures
from tests.bench.talks import TALK

USERS = 20
LONG_TALK = 500
Say = Callable[[str, str], Awaitable[int]]


class NoAnswer(Exception):
    """A message got no answer, so there is nothing to compare."""


@dataclass(frozen=True)
class Amounts:
    """How much is measured in a round: talks of the one user, of each of the twenty, and time for the long talk."""

    alone: int = 5
    each: int = 2
    long_talk_seconds: float = 100.0


async def measure(say: Say, figures: Figures, amounts: Amounts, *, long_talk: bool) -> None:
    """One round with a side that has started. Users are numbered; each number is one conversation."""
    await talk(say, 0)
    await asyncio.gather(*(talk(say, user, messages=4) for user in range(1, USERS + 1)))
    for _ in range(amounts.alone):
        figures.one_user += await talk(say, 1)
    begun = time.perf_counter()
    waits = await asyncio.gather(*(talk_again(say, user, times=amounts.each) for user in range(1, USERS + 1)))
    figures.many_seconds += time.perf_counter() - begun
    for wait in waits:
        figures.many_users += wait
        figures.many_turns += len(wait)
    if long_talk:
        await talk_long(say, figures, seconds=amounts.long_talk_seconds)


async def talk(say: Say, user: int, *, messages: int = len(TALK)) -> list[float]:
    """One user has the talk, each message after the answer to the one before; how long each answer took (ms)."""
    waits = []
    for text in TALK[:messages]:
        begun = time.perf_counter()
        if not await say(f"user-{user}", text):
            raise NoAnswer(f"{text!r} got no answer")
        waits.append((time.perf_counter() - begun) * 1000)
    return waits


async def talk_again(say: Say, user: int, *, times: int) -> list[float]:
    """The same, several times without a pause."""
    return [wait for _ in range(times) for wait in await talk(say, user)]


async def talk_long(say: Say, figures: Figures, *, seconds: float) -> None:
    """One conversation of 500 turns. A figure is the mean of a whole talk: the first one, and the one at turn 500."""
    ends = time.perf_counter() + seconds
    talks = 0
    while figures.long_talk_turns < LONG_TALK and time.perf_counter() < ends:
        waits = await talk(say, USERS + 1)
        talks, figures.long_talk_turns = talks + 1, figures.long_talk_turns + len(waits)
        figures.at_last_turn = sum(waits) / len(waits)
        if talks == 1:
            figures.at_turn_10 = figures.at_last_turn
    if figures.long_talk_turns >= LONG_TALK:
        figures.at_turn_500 = figures.at_last_turn
