"""Many small changes written down in one transaction: under load the database is asked once for several of them."""

import asyncio
from collections.abc import Callable

from telecom.ports import OpenWork, Work

Change = Callable[[Work], object]
_MOST_AT_ONCE = 50


class WrittenTogether:
    """Writes changes down in the order in which they come. While one transaction runs, those that come wait for the
    next, which takes them all. One that fails fails alone."""

    def __init__(self, open_work: OpenWork) -> None:
        self._open_work = open_work
        self._waiting: list[tuple[Change, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def do(self, change: Change) -> None:
        """Return when the change is committed; what it raised is raised here."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="written together")
        await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
                try:
                    await asyncio.to_thread(self._commit, [change for change, _ in batch])
                except Exception as error:
                    await self._write_each(batch, error)
                else:
                    for _, done in batch:
                        _end(done, None)
        finally:
            self._writing = None

    async def _write_each(self, batch: list[tuple[Change, asyncio.Future[None]]], error: Exception) -> None:
        if len(batch) == 1:
            _end(batch[0][1], error)
            return
        for change, done in batch:
            try:
                await asyncio.to_thread(self._commit, [change])
            except Exception as own:
                _end(done, own)
            else:
                _end(done, None)

    def _commit(self, changes: list[Change]) -> None:
        with self._open_work() as work:
            for change in changes:
                change(work)


def _end(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():  # nobody waits for it any more
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
