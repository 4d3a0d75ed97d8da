"""Runs the jobs that the business enqueued: plain functions in threads, sending in the event loop."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import procrastinate
import structlog
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker

from bot.outbox import Outbox
from telecom.bootstrap import Telecom
from telecom.support.jobs import RetryLater, registered_jobs, run_job
from telecom.support.telling import DELIVER

log = structlog.get_logger("workers")
CONCURRENCY = 8
HEARTBEAT = timedelta(seconds=2)
# A worker whose heart has not beaten for so long is dead, and its jobs are given to others.
STALLED_AFTER = timedelta(seconds=10)
STALLED_EVERY = timedelta(seconds=5)
STOP_WITHIN = timedelta(seconds=8)
_TRIES = 50
_LONGEST_PAUSE = timedelta(minutes=5)


class _TryAgain(BaseRetryStrategy):
    """A job that asks for it is run again when it says; one that failed, later and later, for some hours."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, RetryLater):
            return _again_in(exception.after)
        if job.attempts >= _TRIES:
            return None
        return _again_in(min(timedelta(seconds=2 ** min(job.attempts, 10)), _LONGEST_PAUSE))


def _again_in(pause: timedelta) -> RetryDecision:
    return RetryDecision(retry_in={"seconds": int(pause.total_seconds()), "microseconds": pause.microseconds})


class Workers:
    """The workers of this process, on the jobs of the whole operator."""

    def __init__(self, telecom: Telecom, outbox: Outbox, *, concurrency: int = CONCURRENCY) -> None:
        self._telecom = telecom
        self._outbox = outbox
        self._concurrency = concurrency
        self._job_done = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._worker: Worker | None = None
        self._stopping = False
        url = str(telecom.settings.database_url).replace("postgresql+psycopg://", "postgresql://", 1)
        options = {"options": "-c timezone=UTC -c application_name=dialtone", "connect_timeout": 5}
        connector = procrastinate.PsycopgConnector(
            conninfo=url, kwargs=options, min_size=2, max_size=concurrency // 2 + 2
        )
        self._app = procrastinate.App(connector=connector)
        for name in registered_jobs():
            self._app.task(name=name, retry=_TryAgain())(self._job(name))
        self._app.task(name=DELIVER, retry=_TryAgain())(self._deliver)

    def _job(self, name: str) -> Callable[..., None]:
        def run(**arguments: Any) -> None:
            run_job(name, arguments, open_work=self._telecom.open_work, outside=self._telecom.outside)

        return run

    async def _deliver(self, message_id: str) -> None:
        await self._outbox.deliver([message_id])

    async def start(self) -> None:
        """Begin to run jobs."""
        self._stopping = False
        self._running = asyncio.create_task(self._keep_running(), name="workers")

    async def stop(self) -> None:
        """Take no more jobs, and finish those that are under way."""
        if self._running is not None:
            # Said twice: a cancellation that comes together with an answer of the database is lost (Python 3.11).
            self._stopping = True
            if self._worker is not None:
                self._worker.stop()  # type: ignore[no-untyped-call]
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def _keep_running(self) -> None:
        """A database that is away is waited for."""
        while not self._stopping:
            try:
                async with self._app.open_async():
                    await self._run_while_open()
                if not self._stopping:
                    log.warning("worker ended by itself")
            except Exception:
                log.exception("workers interrupted")
            await asyncio.sleep(0 if self._stopping else 1)

    async def _run_while_open(self) -> None:
        await self.revive_stalled()
        if self._stopping:
            return
        reviving = asyncio.create_task(self._keep_reviving())
        try:
            self._worker = Worker(
                app=self._app,
                concurrency=self._concurrency,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT.total_seconds(),
                stalled_worker_timeout=STALLED_AFTER.total_seconds(),
                shutdown_graceful_timeout=STOP_WITHIN.total_seconds(),
                install_signal_handlers=False,
                delete_jobs="successful",
                worker_middleware=[self._note_done],
            )
            await self._worker.run()  # type: ignore[no-untyped-call]
        finally:
            self._worker = None
            reviving.cancel()

    async def _note_done(self, go_on: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
        try:
            return await go_on()
        finally:
            self._job_done.set()

    async def revive_stalled(self) -> int:
        """Give the jobs of dead workers to those that live; says how many there were."""
        manager = self._app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()))
        for job in stalled:
            log.warning("job of a dead worker", task=job.task_name, job=job.id)
            await manager.retry_job(job)
        await manager.prune_stalled_workers(STALLED_AFTER.total_seconds())
        return len(stalled)

    async def _keep_reviving(self) -> None:
        while True:
            await asyncio.sleep(STALLED_EVERY.total_seconds())
            try:
                await self.revive_stalled()
            except Exception:
                log.exception("stalled jobs could not be looked for")

    async def wait_for_jobs(self, *, longest: timedelta = timedelta(seconds=30)) -> bool:
        """Wait until no job is due or under way; says whether that came to be in time."""
        until = time.monotonic() + longest.total_seconds()
        while time.monotonic() < until:
            self._job_done.clear()
            if await asyncio.to_thread(self._telecom.open_work.jobs_waiting) == 0:
                return True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._job_done.wait(), 0.05)
        return False
