"""Thirty simulated days over a change of the clocks, with three schedulers that are killed: every notice once, none in
quiet hours. [R39]

    DIALTONE_PROOF_DAYS=30 DIALTONE_PROOF_KILLS=20 python -m pytest tests/proof/test_thirty_days.py -s

What everybody is to be told is reckoned by one process that nobody kills, which looks every hour. Then the same people
are served by three processes, a scheduler with workers and a sender each. The clock goes in steps of up to three hours,
now and then an hour back; at random moments one of the three is killed and begun again, and the schedulers hand their
office on. Each of the two changes of the clocks takes some two or three minutes.
"""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from cryptography.fernet import Fernet

from telecom.bootstrap import Telecom
from telecom.model.messaging import Priority
from telecom.model.notices import Notice, is_quiet
from telecom.support.due import tick
from telecom.support.jobs import run_job
from tests.databases import Databases
from tests.proof.days.world import open_world, settle, told

DAYS = int(os.environ.get("DIALTONE_PROOF_DAYS", "30"))
KILLS = int(os.environ.get("DIALTONE_PROOF_KILLS", "12"))
SEED = int(os.environ.get("DIALTONE_PROOF_SEED", "0")) or random.randrange(1, 10**6)
ROOT = Path(__file__).resolve().parents[2]
PEOPLE, SCHEDULERS = 60, 3
STEP, AFTER_A_KILL = 0.45, 1.5
TO_THE_END = timedelta(hours=6)
LONDON = ZoneInfo("Europe/London")
# Both begin ten days before the clocks are changed: on 29 March and on 25 October.
CHANGES = [datetime(2026, 3, 19, 9, 0, tzinfo=UTC), datetime(2026, 10, 15, 9, 0, tzinfo=UTC)]


class Schedulers:
    """The three processes, on one database and one clock."""

    def __init__(self, url: str, key: str, folder: Path) -> None:
        self._arguments = [url, key, str(folder / "clock"), str(folder / "sent")]
        self._running: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        """One more, up and running."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.proof.days.child", *self._arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert child.stdout is not None
        assert await child.stdout.readline() == b"up\n"
        self._running.append(child)

    async def kill(self, which: int) -> None:
        """kill -9."""
        child = self._running.pop(which)
        child.kill()
        await child.wait()


def expected(telecom: Telecom, clock: list[datetime]) -> Counter[tuple[str, str]]:
    """What everybody is told where one process looks each hour and nothing happens to it."""
    end = clock[0] + timedelta(days=DAYS) + TO_THE_END
    while clock[0] <= end:
        tick(telecom.open_work)
        with telecom.open_work() as work:
            noted = [(n.kind, n.subject, n.period) for n in work.of(Notice).list(done_at=None, order="kind,subject")]
        for kind, subject, period in noted:
            arguments = {"kind": kind, "found": [[subject, period]]}
            run_job("act_on_due", arguments, open_work=telecom.open_work, outside=telecom.outside)
        clock[0] += timedelta(hours=1)
    return told(telecom)


async def storm(schedulers: Schedulers, clock_file: Path, begins: datetime, chance: random.Random) -> None:
    """Let the days pass, with kills."""
    for _ in range(SCHEDULERS):
        await schedulers.start()
    now, steps, kills = begins, 0, 0
    while now < begins + timedelta(days=DAYS):
        backwards = chance.random() < 0.05
        now += timedelta(minutes=-60 if backwards else chance.randint(60, 180))
        _set(clock_file, now)
        steps += 1
        await asyncio.sleep(STEP)
        if kills < KILLS and chance.random() < KILLS / (DAYS * 10):
            kills += 1
            await schedulers.kill(chance.randrange(SCHEDULERS))
            await asyncio.sleep(AFTER_A_KILL)
            await schedulers.start()
    # In the afternoon of the last day all that waits may go.
    _set(clock_file, begins + timedelta(days=DAYS) + TO_THE_END)
    await asyncio.sleep(15)
    for _ in range(SCHEDULERS):
        await schedulers.kill(0)
    sys.stdout.write(f"{kills} kills, {steps} steps of the clock\n")


def _set(clock_file: Path, now: datetime) -> None:
    fresh = clock_file.with_suffix(".new")
    fresh.write_text(now.isoformat())
    fresh.replace(clock_file)


@pytest.fixture
def two_urls(databases: Databases) -> Iterator[tuple[str, str]]:
    with databases.lend() as one, databases.lend() as other:
        yield one, other


@pytest.mark.parametrize("begins", CHANGES, ids=["spring", "autumn"])
def test_every_notice_once_and_none_in_quiet_hours(two_urls: tuple[str, str], begins: datetime, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    key = Fernet.generate_key().decode()
    clock = [begins]
    calm = open_world(two_urls[0], key, lambda: clock[0])
    settle(calm, people=PEOPLE, days=DAYS)
    wanted = expected(calm, clock)
    calm.close()

    _set(tmp_path / "clock", begins)
    (tmp_path / "sent").touch()
    stormy = open_world(two_urls[1], key, lambda: begins)
    settle(stormy, people=PEOPLE, days=DAYS)
    schedulers = Schedulers(two_urls[1], key, tmp_path)
    asyncio.run(storm(schedulers, tmp_path / "clock", begins, chance))
    found = told(stormy)
    stormy.close()

    sent = [line.split(" ", 2) for line in (tmp_path / "sent").read_text().splitlines()]
    twice = [name for name, count in Counter(name for _, _, name in sent).items() if count > 1]
    asleep = [line for line in sent if is_quiet(datetime.fromisoformat(line[0]).astimezone(LONDON).time())]
    disturbed = [line for line in asleep if Priority[line[1]] > Priority.ANSWER]
    sys.stdout.write(
        f"seed {SEED}: {sum(found.values())} notices, {len(sent)} sendings, {len(twice)} twice (a process died in the"
        f" middle of sending a bill's notice), {len(disturbed)} in quiet hours\n"
    )
    assert sum(wanted.values()) > PEOPLE
    assert found == wanted, f"seed {SEED}: {(found - wanted) + (wanted - found)}"
    assert len({name for _, _, name in sent}) == sum(found.values()), f"seed {SEED}"
    assert len(twice) <= KILLS and not disturbed, f"seed {SEED}: {twice} {disturbed}"
    with psycopg.connect(two_urls[1].replace("+psycopg", "")) as connection:
        left = connection.execute("select count(*) from outbox where status in ('initial', 'inProgress')").fetchone()
    assert left == (0,)
