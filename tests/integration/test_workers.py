"""Jobs run once they are committed, are tried again when they ask for it, and outlive their workers."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from procrastinate.manager import JobManager

from bot.outbox import Outbox
from bot.rendering.render import Renderer
from bot.rendering.texts import Texts, load_domain
from bot.scheduler import Scheduler, let_time_pass
from bot.service import Service
from bot.settings import BotSettings
from bot.workers import Workers
from demo.clock import NotADemo, advance
from telecom.bootstrap import Telecom
from telecom.model.messaging import Priority
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import OpenWork, Outside, Work
from telecom.support import due, jobs, telling
from telecom.support.due import Due
from telecom.support.jobs import RetryLater
from tests.senders import KeptMessages

PHONE = PhoneNumber("+447700900150")


class Seen:
    """What the jobs of a test did, from whichever thread."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.raises: list[Exception] = []
        self.lock = threading.Lock()

    def job(self, *, name: str, open_work: OpenWork, outside: Outside) -> None:
        with self.lock:
            self.calls.append(name)
            if self.raises:
                raise self.raises.pop(0)


@pytest.fixture
def seen() -> Iterator[Seen]:
    found = Seen()
    jobs.job("seen")(found.job)
    yield found
    del jobs._JOBS["seen"]


@pytest.fixture
def sender() -> KeptMessages:
    return KeptMessages(repeats_safely=True)


def with_workers(
    telecom: Telecom, sender: KeptMessages, do: Callable[[Workers, Outbox], Awaitable[None]], *, count: int = 1
) -> None:
    """Run workers in one event loop and do something beside them."""

    async def run() -> None:
        texts = Texts(load_domain()["responses"])
        outbox = Outbox(
            telecom, Renderer(texts, "Dialtone Mobile", ZoneInfo("Europe/London")), {"terminal": sender, "sms": sender}
        )
        several = [Workers(telecom, outbox) for _ in range(count)]
        await outbox.start()
        for workers in several:
            await workers.start()
        try:
            await do(several[0], outbox)
        finally:
            for workers in several:
                await workers.stop()
            await outbox.stop()

    asyncio.run(run())


def enqueue(telecom: Telecom, *names: str) -> None:
    with telecom.open_work() as work:
        for name in names:
            work.enqueue("seen", name=name)


def test_jobs_run_after_the_commit_and_only_then(telecom: Telecom, seen: Seen, sender: KeptMessages) -> None:
    async def do(workers: Workers, outbox: Outbox) -> None:
        with pytest.raises(ZeroDivisionError), telecom.open_work() as work:
            work.enqueue("seen", name="rolled back")
            raise ZeroDivisionError
        await asyncio.to_thread(enqueue, telecom, *[str(n) for n in range(20)])
        assert await workers.wait_for_jobs()

    with_workers(telecom, sender, do, count=2)
    assert sorted(seen.calls) == sorted(str(n) for n in range(20))


def test_a_job_that_asks_for_it_or_fails_is_run_again(telecom: Telecom, seen: Seen, sender: KeptMessages) -> None:
    seen.raises += [RetryLater(after=timedelta(milliseconds=200)), RuntimeError("once")]

    async def do(workers: Workers, outbox: Outbox) -> None:
        await asyncio.to_thread(enqueue, telecom, "stubborn")
        async with asyncio.timeout(20):
            while len(seen.calls) < 3:
                await asyncio.sleep(0.05)
        assert await workers.wait_for_jobs()

    with_workers(telecom, sender, do)
    assert seen.calls == ["stubborn"] * 3


def test_jobs_of_a_dead_worker_are_run_by_another(telecom: Telecom, seen: Seen, sender: KeptMessages) -> None:
    with telecom.open_work() as work:
        work.enqueue("seen", name="orphan", lock="one")
        work.enqueue("seen", name="behind it", lock="one")
    with telecom.open_work.engine.begin() as connection:
        worker = connection.exec_driver_sql(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
        ).scalar_one()
        connection.exec_driver_sql(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where args->>'name' = 'orphan'", (worker,)
        )

    async def do(workers: Workers, outbox: Outbox) -> None:
        assert await workers.wait_for_jobs()

    with_workers(telecom, sender, do)
    assert seen.calls == ["orphan", "behind it"]


def test_stopping_finishes_what_is_under_way(telecom: Telecom, sender: KeptMessages) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(*, open_work: OpenWork, outside: Outside) -> None:
        begun.set()
        threading.Event().wait(0.5)
        ended.set()

    jobs.job("slow")(slow)
    try:

        async def do(workers: Workers, outbox: Outbox) -> None:
            with telecom.open_work() as work:
                work.enqueue("slow")
            assert await asyncio.to_thread(begun.wait, 10)

        with_workers(telecom, sender, do)
    finally:
        del jobs._JOBS["slow"]
    assert ended.is_set()
    assert telecom.open_work.jobs_waiting() == 0


def test_pushed_messages_are_sent_by_a_job_once(telecom: Telecom, sender: KeptMessages) -> None:
    async def do(workers: Workers, outbox: Outbox) -> None:
        with telecom.open_work() as work:
            for _ in range(3):
                telling.send_sms(
                    work, PHONE, Utterance("utter_plain", {"text": "hello"}), key="k", priority=Priority.CODE
                )
        assert await workers.wait_for_jobs()

    with_workers(telecom, sender, do, count=2)
    assert sender.texts == ["hello"]


@pytest.fixture
def anniversaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only kind of due thing: one each day since the day on which the test clock stands."""
    monkeypatch.setattr(due, "_SOURCES", {})

    def find(work: Work) -> list[Due]:
        return [Due("we", str(day)) for day in range((work.today() - work.today().replace(month=9, day=15)).days + 1)]

    def act(one: Due, work: Work) -> None:
        said = Utterance("utter_plain", {"text": f"day {one.period}"})
        telling.send_sms(work, PHONE, said, key=f"day {one.period}", priority=Priority.BILL)

    due.due("anniversary", find)(act)


def test_the_demo_clock_moves_and_all_that_falls_due_is_told(
    telecom: Telecom, sender: KeptMessages, anniversaries: None
) -> None:
    with telecom.open_work.engine.begin() as connection:
        connection.exec_driver_sql("insert into demo_mark (seed, seeded_at) values ('test', now())")

    async def do(workers: Workers, outbox: Outbox) -> None:
        def move() -> None:
            advance(telecom.open_work, timedelta(days=3))

        assert await let_time_pass(move, telecom, workers, outbox) == 4
        assert sorted(sender.texts) == ["day 0", "day 1", "day 2", "day 3"]
        assert await let_time_pass(lambda: None, telecom, workers, outbox) == 0

    with_workers(telecom, sender, do)
    assert len(sender.sent) == 4


def test_what_the_queue_was_told_to_do_later_comes_nearer_with_the_demos_clock(telecom: Telecom) -> None:
    with telecom.open_work.engine.begin() as connection:
        connection.exec_driver_sql("insert into demo_mark (seed, seeded_at) values ('test', now())")
    with telecom.open_work() as work:
        work.enqueue("carry_out_order", order_id="none", after=timedelta(hours=2))
    assert telecom.open_work.jobs_waiting() == 0
    advance(telecom.open_work, timedelta(hours=1))
    assert telecom.open_work.jobs_waiting() == 0
    advance(telecom.open_work, timedelta(hours=1, seconds=1))
    assert telecom.open_work.jobs_waiting() == 1


def test_only_a_demo_lets_its_clock_be_moved(telecom: Telecom) -> None:
    with pytest.raises(NotADemo):
        advance(telecom.open_work, timedelta(days=1))


def test_one_scheduler_of_two_ticks_and_the_other_takes_over(
    telecom: Telecom, sender: KeptMessages, anniversaries: None
) -> None:
    async def until_holding(schedulers: list[Scheduler]) -> Scheduler:
        async with asyncio.timeout(15):
            while True:
                for scheduler in schedulers:
                    if scheduler.is_elected:
                        return scheduler
                await asyncio.sleep(0.05)

    async def run() -> None:
        pair = [Scheduler(telecom, seconds=0.1), Scheduler(telecom, seconds=0.1)]
        for scheduler in pair:
            await scheduler.start()
        first = await until_holding(pair)
        await asyncio.sleep(1.3)
        assert [s.is_elected for s in pair].count(True) == 1
        await first.stop()
        other = next(s for s in pair if s is not first)
        assert await until_holding([other]) is other
        await other.stop()

    asyncio.run(run())
    with telecom.open_work.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from notices").scalar_one() == 1


@pytest.mark.parametrize(("kind", "step"), [(Workers, "revive_stalled"), (JobManager, "register_worker")])
def test_workers_told_to_stop_in_the_middle_of_starting_end_though_the_cancellation_is_lost(
    telecom: Telecom, sender: KeptMessages, monkeypatch: pytest.MonkeyPatch, kind: type, step: str
) -> None:
    """As `asyncio.wait_for` of Python 3.11 loses it when the database answers at the same moment."""
    reached = asyncio.Event()
    going_on = getattr(kind, step)

    async def lose_the_cancellation(itself: Any) -> Any:
        reached.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return await going_on(itself)

    monkeypatch.setattr(kind, step, lose_the_cancellation)

    async def stop_meanwhile(workers: Workers, outbox: Outbox) -> None:
        async with asyncio.timeout(10):
            await reached.wait()
            await workers.stop()

    with_workers(telecom, sender, stop_meanwhile)


def test_workers_and_scheduler_alone_need_neither_actions_nor_rasa(telecom: Telecom, tmp_path: Path) -> None:
    settings = BotSettings(_env_file=None, home=tmp_path)

    async def run() -> None:
        async with Service(settings, telecom, lambda key, domain: None, roles=("workers", "scheduler")) as service:
            assert await service.workers.wait_for_jobs()

    asyncio.run(run())
