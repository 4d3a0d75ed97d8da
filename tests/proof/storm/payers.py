"""The processes that pay: turn by turn part of a bill or a top-up, each yes said once or more; killed, begun again.

Started by the storm as a program of its own. It loads everything once and opens nothing, so a payer is a fork of it
that begins to pay at once; what the payers did is written to its output, one line for each turn.
"""

import contextlib
import gc
import json
import os
import random
import select
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DBAPIError

from demo.payments import TIMEOUT_AFTER, TIMEOUT_BEFORE, SimulatedPayments
from telecom.bootstrap import Telecom, bootstrap, machine_clock
from telecom.gateways.payments import HostedPayments
from telecom.management.payments import propose_payment
from telecom.management.topup import propose_top_up
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind
from telecom.settings import TelecomSettings
from telecom.support import proposals
from tests.fakes import FakeOutside
from tests.proof.storm.people import PART, TOP_UP, tops_up, who_pays

LONGEST_MOMENT = 0.06
KILLED = "payers were killed"
# Making one takes longer than asking; it opens nothing before it is used.
_FAULTS = httpx.Client(timeout=2)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the storm wants: addresses and keys, how many turns by how many payers at once, and how many kills. Without
    the address of a provider it is one inside the payers, with its books in their database."""

    database: str
    message_key: str
    provider: str
    provider_key: str
    seed: int
    turns: int
    lanes: int
    kills: int


def open_storm(plan: Plan) -> Telecom:
    """The business, with the provider behind HTTP or inside."""
    settings = TelecomSettings(database_url=plan.database, message_key=plan.message_key, _env_file=None)
    hosted = HostedPayments(plan.provider, key=plan.provider_key) if plan.provider else None
    outside = FakeOutside(payments=hosted or provider_at(plan.database))  # type: ignore[arg-type]
    return bootstrap(settings, outside=lambda _: outside, system_clock=machine_clock)


def provider_at(books: str) -> SimulatedPayments:
    """The provider on its books."""
    return SimulatedPayments(books, clock=machine_clock, wait=lambda _: None)


def pay_once(telecom: Telecom, plan: Plan, turn: int, chance: random.Random) -> None:
    """One turn: propose, and say yes, perhaps twice, perhaps both at once, whatever the provider does."""
    with telecom.open_work() as work:
        actor, conversation = who_pays(turn, work=work)
        standing = work.of(Proposal).find(key=f"turn {turn}")
        if standing is not None:
            shown = standing.shown
        elif tops_up(turn):
            shown = propose_top_up(actor, amount=TOP_UP, turn_id=f"turn {turn}", work=work)
        else:
            shown = propose_payment(actor, amount=PART, turn_id=f"turn {turn}", work=work)
    yes = next(choice.content for choice in shown.choices if choice.kind is ChoiceKind.CONFIRM)
    if chance.random() < 0.15:
        _set_fault(telecom, plan, chance.choice((TIMEOUT_BEFORE, TIMEOUT_AFTER)))

    def say_yes(_: int = 0) -> None:
        proposals.confirm(actor, yes, conversation, open_work=telecom.open_work, outside=telecom.outside)

    way = chance.choice(("once", "once", "twice", "at once"))
    if way == "at once":
        with ThreadPoolExecutor(2) as both:
            list(both.map(say_yes, range(2)))
    for _ in range({"once": 1, "twice": 2}.get(way, 0)):
        say_yes()


def _set_fault(telecom: Telecom, plan: Plan, kind: str) -> None:
    """Have the provider fail once; it may be dead already."""
    if isinstance(telecom.outside.payments, SimulatedPayments):
        telecom.outside.payments.set_fault(kind, times=1)
        return
    with contextlib.suppress(httpx.HTTPError):
        key = {"Authorization": f"Bearer {plan.provider_key}"}
        _FAULTS.post(f"{plan.provider}/faults", json={"kind": kind, "times": 1}, headers=key)


def pay(telecom: Telecom, plan: Plan, first: int, done: int) -> None:
    """The life of a payer, from a turn to the last; each that is over is told by a line."""
    chance = random.Random(plan.seed * 100_003 + first)
    turn = first
    while turn < plan.turns:
        # A cut line to the database: the turn is taken up again, as the inbox does.
        with contextlib.suppress(DBAPIError, ConnectorException):
            pay_once(telecom, plan, turn, chance)
            os.write(done, b"%d\n" % turn)
            turn += plan.lanes


@dataclass
class Lane:
    """Payers one after the other, each beginning where the last one was killed."""

    turn: int
    reading: int = -1
    process: int = 0
    rest: bytes = b""
    # Kills drawn for it that are still to come, and when the next one is.
    owed: int = 0
    kill_at: float | None = None

    def fork(self, telecom: Telecom, plan: Plan) -> None:
        self.reading, writing = os.pipe()
        self.rest = b""
        self.process = os.fork()
        if self.process:
            os.close(writing)
            return
        ended = 1
        try:
            pay(telecom, plan, self.turn, writing)
            ended = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(ended)

    def read(self) -> list[int]:
        """Turns that are over since it was last asked; an end of the line is b''."""
        found = os.read(self.reading, 65536)
        *lines, self.rest = (self.rest + found).split(b"\n")
        if not found:
            os.close(self.reading)
            self.reading = -1
        return [int(line) for line in lines]


class Nursery:
    """Forks the payers, kills each at a random moment of the turns drawn for it, and forks the next."""

    def __init__(self, telecom: Telecom, plan: Plan) -> None:
        self._telecom, self._plan = telecom, plan
        self._chance = random.Random(plan.seed)
        # The last turns are left out: somebody has to be there to be killed.
        self._marked = set(self._chance.sample(range(plan.turns - 4 * plan.lanes), plan.kills))
        self._lanes = [Lane(first) for first in range(plan.lanes)]
        self.killed = 0

    def run(self) -> None:
        for lane in self._lanes:
            lane.fork(self._telecom, self._plan)
        while living := [lane for lane in self._lanes if lane.reading >= 0]:
            times = [lane.kill_at for lane in living if lane.kill_at is not None]
            patience = max(0.0, min(times) - time.monotonic()) if times else None
            ready, _, _ = select.select([lane.reading for lane in living], [], [], patience)
            for lane in living:
                if lane.reading in ready:
                    self._heard(lane)
                elif lane.kill_at is not None and lane.kill_at <= time.monotonic():
                    lane.kill_at, lane.owed = None, lane.owed - 1
                    os.kill(lane.process, signal.SIGKILL)

    def _heard(self, lane: Lane) -> None:
        for turn in lane.read():
            sys.stdout.write(f"{turn}\n")
            sys.stdout.flush()
            lane.turn = turn + self._plan.lanes
            lane.owed += turn in self._marked
        if lane.reading < 0:
            self._is_over(lane)
        if lane.owed and lane.kill_at is None:
            lane.kill_at = time.monotonic() + self._chance.uniform(0, LONGEST_MOMENT)

    def _is_over(self, lane: Lane) -> None:
        """A payer has ended: killed, or with the last of its turns."""
        _, status = os.waitpid(lane.process, 0)
        ended = os.waitstatus_to_exitcode(status)
        if ended > 0:
            raise SystemExit("a payer ended by itself")
        self.killed += ended == -signal.SIGKILL
        lane.kill_at = None
        if lane.turn < self._plan.turns:
            lane.fork(self._telecom, self._plan)


def main(given: str) -> None:
    plan = Plan(**json.loads(given))
    telecom = open_storm(plan)
    gc.freeze()
    nursery = Nursery(telecom, plan)
    nursery.run()
    sys.stdout.write(f"{nursery.killed} {KILLED}\n")


if __name__ == "__main__":
    main(sys.argv[1])
