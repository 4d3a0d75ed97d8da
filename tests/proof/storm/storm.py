"""The storm itself: payers, the provider and the service as processes, all killed; then it clears, and is reckoned."""

import contextlib
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from cryptography.fernet import Fernet

from bot.supervisor.children import find_free_port, make_key
from demo.payments import LOST, REORDERED, TWICE, SimulatedPayments
from demo.seed import install
from telecom.bootstrap import Telecom
from telecom.model.payments import Payment
from telecom.support.jobs import RetryLater, run_job
from tests.proof.killed.programs import ROLES, ROOT, KilledProgram
from tests.proof.storm.payers import KILLED, Plan, open_storm, provider_at
from tests.proof.storm.people import Reckoning, make_people, reckon

LANES = 3
PROVIDERS = "payment_provider"
UP_WITHIN, CLEARS_WITHIN = 300.0, 20.0


class Progress:
    """How many turns are over, and how often which process was killed."""

    def __init__(self, turns: int) -> None:
        self._turns, self._done, self._changed = turns, 0, threading.Condition()
        self.counts: Counter[str] = Counter()

    def step(self) -> None:
        with self._changed:
            self._done += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self._done = self._turns
            self._changed.notify_all()

    def wait_for(self, share: float) -> None:
        """Until this share of all turns is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._done >= share * self._turns)

    @property
    def is_over(self) -> bool:
        return self._done >= self._turns


@dataclass(frozen=True, slots=True)
class Weather:
    """How hard it was: kills by process, connections cut, seconds it took."""

    kills: dict[str, int]
    cuts: int
    seconds: float


def small_storm(url: str, *, payments: int, kills: int, seed: int) -> Reckoning:
    """The payers alone, with the provider inside them: kills, cut lines, lost answers, every yes said twice."""
    install(url)
    plan, progress = _plan(url, payments=payments, kills=kills, seed=seed, provider=""), Progress(payments)
    provider = provider_at(url)
    with opened(plan) as telecom:
        make_people(telecom, provider, payments)
        _weathered(plan, progress, [lambda: _cut_lines(url, progress, random.Random(seed + 1))])
        provider.repair()
        _settle_all(telecom, within=0)
        return reckon(telecom, provider, payments)


def storm(url: str, folder: Path, *, payments: int, kills: int, seed: int) -> tuple[Reckoning, Weather]:
    """Make so many payments through so many kills and cut lines, then let things settle and reckon up. Of the kills a
    twelfth each goes to the provider and the service; they begin anew in seconds, a payer at once."""
    began, of_programs = time.monotonic(), max(1, kills // 12)
    address = f"http://127.0.0.1:{find_free_port()}"
    plan = _plan(url, payments=payments, kills=max(0, kills - 2 * of_programs), seed=seed, provider=address)
    install(url)
    progress, rings = Progress(payments), find_free_port()
    with provider_of(url, plan, folder, rings=rings) as (provider, program), opened(plan) as telecom:
        make_people(telecom, provider, payments)
        programs = [(program, urlsplit(address).port or 0), (service_of(plan, folder, rings=rings), rings)]
        doing: list[Callable[[], None]] = [
            lambda: _cut_lines(url, progress, random.Random(seed + 1)),
            lambda: _shake_messages(provider, progress, random.Random(seed + 2)),
        ]
        for place, (one, port) in enumerate(programs):
            doing.append(_killing(one, port, of_programs, progress, random.Random(seed + 3 + place)))
            one.start()
            _wait_until_up(one, port)
        _weathered(plan, progress, doing)
        provider.repair()
        _settle_all(telecom, within=CLEARS_WITHIN)
        for one, _ in programs:
            one.kill()
        reckoned = reckon(telecom, provider, payments)
    cuts = progress.counts.pop("cut")
    return reckoned, Weather(dict(progress.counts), cuts, round(time.monotonic() - began, 1))


def _plan(url: str, *, payments: int, kills: int, seed: int, provider: str) -> Plan:
    return Plan(
        database=url,
        message_key=Fernet.generate_key().decode(),
        provider=provider,
        provider_key=make_key(),
        seed=seed,
        turns=payments,
        lanes=LANES,
        kills=kills,
    )


def _weathered(plan: Plan, progress: Progress, doing: Sequence[Callable[[], None]]) -> None:
    """Let the payers pay while all of this is done beside them; whatever of it failed is raised."""
    with ThreadPoolExecutor(max(1, len(doing))) as beside:
        begun = [beside.submit(each) for each in doing]
        try:
            _pay(plan, progress)
        finally:
            progress.end()
    for each in begun:
        each.result()


@contextlib.contextmanager
def opened(plan: Plan) -> Iterator[Telecom]:
    """The business, as the storm itself looks at it."""
    telecom = open_storm(plan)
    try:
        yield telecom
    finally:
        telecom.close()


@contextlib.contextmanager
def provider_of(url: str, plan: Plan, folder: Path, *, rings: int) -> Iterator[tuple[SimulatedPayments, KilledProgram]]:
    """The provider as a program, and its books, which are dropped at the end."""
    program = KilledProgram(
        folder / "provider",
        "payments",
        "--port",
        str(urlsplit(plan.provider).port),
        "--rings-at",
        f"http://127.0.0.1:{rings}/payments",
        DATABASE_URL=url,
        DIALTONE_PAYMENTS_KEY=plan.provider_key,
        DIALTONE_PAYMENTS_WEBHOOK_SECRET=plan.provider_key,
    )
    books = urlunsplit(urlsplit(url)._replace(path=f"/{PROVIDERS}"))
    # It makes its own database when it first starts.
    program.start()
    _wait_until_up(program, urlsplit(plan.provider).port or 0)
    program.kill()
    try:
        yield provider_at(books), program
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"drop database {PROVIDERS} with (force)")


def service_of(plan: Plan, folder: Path, *, rings: int) -> KilledProgram:
    """`dialtone serve` with all roles but Rasa's, which nobody asks anything here."""
    nobody = f"http://127.0.0.1:{find_free_port()}"
    return KilledProgram(
        folder / "service",
        "serve",
        "--only",
        ROLES,
        DATABASE_URL=plan.database,
        DIALTONE_MESSAGE_KEY=plan.message_key,
        DIALTONE_PAYMENTS_URL=plan.provider,
        DIALTONE_PAYMENTS_KEY=plan.provider_key,
        DIALTONE_PAYMENTS_WEBHOOK_SECRET=plan.provider_key,
        DIALTONE_PAYMENTS_WEBHOOK_PORT=str(rings),
        DIALTONE_RASA_URL=nobody,
        DIALTONE_RASA_KEY=make_key(),
        DIALTONE_ACTION_KEY=make_key(),
        DIALTONE_SMS_URL=nobody,
        DIALTONE_SMS_KEY=make_key(),
        DIALTONE_METRICS_PORT="0",
    )


def _wait_until_up(program: KilledProgram, port: int) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until:
        program.check_alive()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"nothing answers at port {port}")


def _killing(
    program: KilledProgram, port: int, kills: int, progress: Progress, chance: random.Random
) -> Callable[[], None]:
    """Kill a program evenly over the storm, one time in ten while it starts, and start it again."""

    def kill_often() -> None:
        for number in range(kills):
            if chance.random() > 0.1:
                _wait_until_up(program, port)
            progress.wait_for((number + chance.random()) / kills)
            threading.Event().wait(chance.uniform(0, 0.3))
            program.kill()
            progress.counts[program.log.stem] += 1
            program.start()
        _wait_until_up(program, port)

    return kill_often


def _cut_lines(url: str, progress: Progress, chance: random.Random) -> None:
    """Cut a connection of the business or of the provider now and then."""
    while not progress.is_over:
        threading.Event().wait(chance.uniform(0.2, 0.8))
        with psycopg.connect(url, autocommit=True) as admin:
            cut = admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name in "
                "('dialtone', 'payment provider') and datname in (current_database(), %s) order by random() limit 1",
                (PROVIDERS,),
            ).fetchone()
            progress.counts["cut"] += cut is not None


def _shake_messages(provider: SimulatedPayments, progress: Progress, chance: random.Random) -> None:
    """For some seconds each, messages come as they should, twice, the newest first, or not at all."""
    while not progress.is_over:
        kind = chance.choice((None, TWICE, TWICE, REORDERED, LOST))
        with contextlib.suppress(psycopg.OperationalError):
            provider.repair()
            if kind is not None:
                provider.set_fault(kind)
        threading.Event().wait(chance.uniform(0.5, 3.0))


def _pay(plan: Plan, progress: Progress) -> None:
    """Let the payers pay until the last turn is over."""
    command = [sys.executable, "-m", "tests.proof.storm.payers", json.dumps(asdict(plan))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as payers:
        assert payers.stdout is not None
        for line in payers.stdout:
            word, _, rest = line.strip().partition(" ")
            if word.isdecimal() and not rest:
                progress.step()
            elif rest == KILLED:
                progress.counts["payers"] = int(word)
    assert payers.returncode == 0, "the payers end by themselves"


def _settle_all(telecom: Telecom, *, within: float) -> None:
    """Wait for the service to settle what the killed left behind; what it would ask about much later is asked now."""
    until = time.monotonic() + within
    while (waiting := _waiting(telecom)) and time.monotonic() < until:
        threading.Event().wait(0.2)
    for _ in range(3):
        for payment_id in waiting:
            with contextlib.suppress(RetryLater):
                run_job(
                    "settle_payment", {"payment_id": payment_id}, open_work=telecom.open_work, outside=telecom.outside
                )
        waiting = _waiting(telecom)


def _waiting(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [payment.id for payment in work.of(Payment).list(told_at=None)]
