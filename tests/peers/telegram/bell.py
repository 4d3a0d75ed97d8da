"""Wakes whoever waits for something to happen, in threads and in event loops alike."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """One lock around a bot's state, and a ring after each change of it."""

    def __init__(self) -> None:
        self.lock = threading.Condition(threading.RLock())
        self._sleepers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def ring(self) -> None:
        """Tell all who wait that something changed."""
        with self.lock:
            self.lock.notify_all()
            for loop, event in self._sleepers:
                loop.call_soon_threadsafe(event.set)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set at each ring; clear it before looking."""
        sleeper = (asyncio.get_running_loop(), asyncio.Event())
        with self.lock:
            self._sleepers.add(sleeper)
        try:
            yield sleeper[1]
        finally:
            with self.lock:
                self._sleepers.discard(sleeper)

    def wait_for(self, predicate: Callable[[], Found], *, timeout: float) -> Found:
        """Block the thread until the predicate holds; the last value, which is falsy when the time ran out."""
        with self.lock:
            return self.lock.wait_for(predicate, timeout)

    async def until(self, predicate: Callable[[], Found], *, timeout: float) -> Found:
        """As wait_for, without holding up the event loop."""
        end = time.monotonic() + timeout
        with self.listening() as event:
            while True:
                event.clear()
                with self.lock:
                    found = predicate()
                left = end - time.monotonic()
                if found or left <= 0:
                    return found
                try:
                    await asyncio.wait_for(event.wait(), left)
                except TimeoutError:
                    continue
