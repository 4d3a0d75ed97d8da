"""Ticks: asks every few seconds what is due, in one process of all. What is due stands in the database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.outbox import Outbox
from bot.workers import Workers
from telecom.bootstrap import Telecom
from telecom.management.policing import raise_alarms
from telecom.support import due, sms
from telecom.support.cleaning import drop_stale_secrets, expire_proposals

log = structlog.get_logger("scheduler")
TICK_SECONDS = 3.0
CLEAN_EVERY = timedelta(minutes=1)
_ASK_AGAIN = timedelta(seconds=1)
# The number whose holder is the one scheduler of this database.
ELECTION = 7_304_205_001
_MOST_ROUNDS = 50


class Scheduler:
    """The ticking of one process; only the elected one among all processes ticks."""

    def __init__(self, telecom: Telecom, *, seconds: float = TICK_SECONDS) -> None:
        self._telecom = telecom
        self._seconds = seconds
        self._elected = False
        self._running: asyncio.Task[None] | None = None

    @property
    def is_elected(self) -> bool:
        """Whether it is this process that ticks."""
        return self._elected

    async def start(self) -> None:
        """Stand for election."""
        self._running = asyncio.create_task(self._keep_standing(), name="scheduler")

    async def stop(self) -> None:
        """Step down."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def _keep_standing(self) -> None:
        """Wait to be elected, tick while elected, until cancelled."""
        while True:
            lease = self._telecom.lease(ELECTION)
            try:
                if await asyncio.to_thread(lease.take_if_free):
                    try:
                        await self._tick_while_held(lease.still_held)
                    finally:
                        await asyncio.to_thread(lease.__exit__, None, None, None)
            except Exception:
                log.exception("scheduler interrupted")
            await asyncio.sleep(_ASK_AGAIN.total_seconds())

    async def _tick_while_held(self, still_held: Callable[[], bool]) -> None:
        # A late tick still counts, several late ones count once, and no two run at a time: APScheduler's own rules
        # would drop a tick that is a second late.
        ticking = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        ticking.add_job(self.tick, "interval", seconds=self._seconds, id="tick")
        ticking.add_job(self.clean, "interval", seconds=CLEAN_EVERY.total_seconds(), id="clean")
        ticking.start()
        self._elected = True
        try:
            await self.tick()
            while await asyncio.to_thread(still_held):
                await asyncio.sleep(self._seconds)
            log.warning("scheduler lost its office")
        finally:
            self._elected = False
            ticking.shutdown(wait=False)

    async def tick(self) -> int:
        """Find what is due; says how much was new."""
        return await asyncio.to_thread(due.tick, self._telecom.open_work)

    async def clean(self) -> None:
        """Close or drop what is too old to be of use: proposals nobody answered, codes nobody could deliver, links
        to papers, parts of text messages without their others."""
        await asyncio.to_thread(self._clean)

    def _clean(self) -> None:
        with self._telecom.open_work() as work:
            expire_proposals(work=work)
            drop_stale_secrets(work=work)
            sms.drop_old(work=work)
        with self._telecom.open_work() as work:
            for alarm in raise_alarms(self._telecom.policy, work=work):
                log.warning("alarm", rule=alarm.rule.name, who=alarm.who, count=alarm.count)


async def let_time_pass(move_clock: Callable[[], None], telecom: Telecom, workers: Workers, outbox: Outbox) -> int:
    """Move a demo's clock and come back when all that fell due is done and told; says how much fell due.

    What falls due may make more fall due (a weekly pack over three weeks), so it goes round until nothing is new.
    """
    await asyncio.to_thread(move_clock)
    fell_due = 0
    for _ in range(_MOST_ROUNDS):
        new = await asyncio.to_thread(due.tick, telecom.open_work)
        await workers.wait_for_jobs()
        fell_due += new
        if not new:
            break
    await outbox.sweep()
    return fell_due
