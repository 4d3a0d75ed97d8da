"""What falls due happens once per kind, subject and period, whatever is killed, doubled or late. [R39]"""

import random
import threading
from collections.abc import Iterable
from datetime import timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.model.messaging import OutgoingMessage, Priority
from telecom.model.notices import Notice
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.storage.work import StoredWork
from telecom.support import due, telling
from telecom.support.due import Due, act_on_due, tick
from telecom.support.jobs import RetryLater, run_job
from tests.fakes import TestClock

SUBJECTS = 12
PHONE = PhoneNumber("+447700900150")


class Killed(Exception):
    """The process ends here."""


@pytest.fixture
def rent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The only kind of due thing: each of twelve subjects once a day; the list says where the next run is killed."""
    kills: list[str] = []
    monkeypatch.setattr(due, "_SOURCES", {})

    def find(work: Work) -> Iterable[Due]:
        first = TestClock().at.date()
        for day in range((work.today() - first).days + 1):
            for subject in range(SUBJECTS):
                yield Due(f"s{subject}", (first + timedelta(days=day)).isoformat())

    def act(one: Due, work: Work) -> None:
        if "before" in kills:
            kills.remove("before")
            raise Killed
        key = f"rent:{one.subject}:{one.period}"
        telling.send_sms(work, PHONE, Utterance("utter_plain", {"text": key}), key=key, priority=Priority.BILL)
        work.flush()
        if "after" in kills:
            kills.remove("after")
            raise Killed

    due.due("rent", find)(act)
    return kills


def run_waiting_jobs(telecom: Telecom, *, name: str = due.ACT) -> int:
    """Run the enqueued jobs of a name like a worker, to the end; those that ask for it again at once."""
    with telecom.open_work.engine.begin() as connection:
        found = connection.exec_driver_sql(
            "update procrastinate_jobs set status = 'doing' "
            "where task_name = %s and status = 'todo' returning id, args",
            (name,),
        ).all()
    for _, arguments in sorted(found):
        while True:
            try:
                run_job(name, arguments, open_work=telecom.open_work, outside=telecom.outside)
            except RetryLater:
                continue
            break
    return len(found)


def sent(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return sorted(m.key for m in work.of(OutgoingMessage).list())


def test_each_once_when_asked_often(telecom: Telecom, rent: list[str]) -> None:
    assert tick(telecom.open_work, kinds=["rent"], batch=5) == SUBJECTS
    assert tick(telecom.open_work, kinds=["rent"], batch=5) == 0
    assert run_waiting_jobs(telecom) == 3
    assert len(sent(telecom)) == SUBJECTS
    with telecom.open_work() as work:
        assert work.of(Notice).count(kind="rent", done_at=None) == 0


def test_three_days_of_downtime_lose_and_double_nothing(telecom: Telecom, clock: TestClock, rent: list[str]) -> None:
    tick(telecom.open_work, kinds=["rent"])
    clock.advance(days=3)
    assert tick(telecom.open_work, kinds=["rent"]) == 3 * SUBJECTS
    clock.advance(days=-2)
    assert tick(telecom.open_work, kinds=["rent"]) == 0
    run_waiting_jobs(telecom)
    assert len(sent(telecom)) == 4 * SUBJECTS


def test_two_ticks_at_once(telecom: Telecom, clock: TestClock, rent: list[str]) -> None:
    clock.advance(days=5)
    found: list[int] = []
    gate = threading.Barrier(4)

    def run() -> None:
        gate.wait()
        found.append(tick(telecom.open_work, kinds=["rent"], batch=7))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 6 * SUBJECTS
    run_waiting_jobs(telecom)
    assert len(sent(telecom)) == 6 * SUBJECTS


def test_a_tick_that_is_killed_between_note_and_job_leaves_neither(
    telecom: Telecom, rent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(StoredWork, "enqueue", killed)
        assert tick(telecom.open_work, kinds=["rent"]) == 0
    with telecom.open_work() as work:
        assert work.of(Notice).count() == 0
    assert tick(telecom.open_work, kinds=["rent"]) == SUBJECTS


def test_kills_jumps_and_doubles_at_random(
    telecom: Telecom, clock: TestClock, rent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # One thing may be hit by more kills than it is tried for; giving up is looked at in a test of its own.
    monkeypatch.setattr(due, "_TRIES", 1_000)
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    for _ in range(12):
        rent.extend(chance.choices(["before", "after"], k=chance.randint(0, 4)))
        tick(telecom.open_work, kinds=["rent"], batch=chance.randint(1, 9))
        if chance.random() < 0.7:
            run_waiting_jobs(telecom)
        clock.advance(hours=chance.randint(-20, 40))
    rent.clear()
    clock.at = TestClock().at + timedelta(days=9)
    tick(telecom.open_work, kinds=["rent"])
    run_waiting_jobs(telecom)
    days = {key.rsplit(":", 1)[1] for key in sent(telecom)}
    assert len(days) >= 10, f"seed {seed}"
    assert len(sent(telecom)) == len(set(sent(telecom))) == len(days) * SUBJECTS, f"seed {seed}"


def test_what_fails_for_ever_is_given_up_and_keeps_nobody_else(telecom: Telecom, rent: list[str]) -> None:
    rent.extend(["before"] * 10)
    with telecom.open_work() as work:
        for subject in ("s1", "s2"):
            work.of(Notice).add(Notice(kind="rent", subject=subject, period="p", found_at=work.now))
    found = [["s1", "p"], ["s2", "p"]]
    rounds = 0
    while True:
        try:
            act_on_due(kind="rent", found=found, open_work=telecom.open_work, outside=telecom.outside)
        except RetryLater:
            rounds += 1
            continue
        break
    assert 0 < rounds <= 10
    assert len(sent(telecom)) >= 1
