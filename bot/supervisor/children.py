"""Programs that Dialtone keeps running beside itself: started, asked whether they are ready, started again, ended."""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import structlog

from bot.supervisor.errors import CannotStart
from bot.supervisor.guarded import GuardedProgram, open_log, read_tail

# All that a child gets of our environment: no address of a database, no token, no key that is not meant for it.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# A child that was ready for this long has recovered: the next pause begins small again.
RECOVERED_AFTER_SECONDS = 60.0
READY_LOOK_SECONDS = 0.1
HEALTH_LOOK_SECONDS = 10.0
# A busy child may miss an answer; so many in a row mean that it hangs.
MISSED_ANSWERS = 3

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ChildPlan:
    """What to run, where its log goes, and the address that answers 200 once it is ready."""

    name: str
    program: GuardedProgram
    log: Path
    ready_url: str
    ready_headers: Mapping[str, str] = field(default_factory=dict)
    ready_within: float = 180.0


class Child:
    """One program kept running from `start` to `stop`. All methods belong to one event loop."""

    def __init__(self, plan: ChildPlan) -> None:
        self.plan = plan
        # Why it is not ready, in words for the person at the keyboard; None while it is starting or ready.
        self.trouble: str | None = None
        self._ready = asyncio.Event()
        self._ended_once = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._ready_since: float | None = None

    @property
    def ready(self) -> bool:
        """Whether it answered when last asked."""
        return self._ready.is_set()

    def start(self) -> None:
        """Begin to keep it running; returns at once."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.plan.name}")

    async def wait_ready(self) -> None:
        """Return when it is ready; raises CannotStart if it ended before, which it then tries again by itself."""
        ready = asyncio.create_task(self._ready.wait())
        ended = asyncio.create_task(self._ended_once.wait())
        try:
            await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            ended.cancel()
        if not self.ready:
            raise CannotStart(self.trouble or f"{self.plan.name} has ended.", advice=f"Its log is {self.plan.log}.")

    async def until_ready(self) -> None:
        """Return when it is ready, however often it has to be started for that."""
        await self._ready.wait()

    async def stop(self) -> None:
        """End it and return when it has ended. Doing so twice is harmless."""
        if self._keeper is None:
            return
        self._keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._keeper
        self._keeper = None

    async def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            ready_for = await self._run_once()
            if ready_for > RECOVERED_AFTER_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            logger.warning("child_ended", child=self.plan.name, ready_for=round(ready_for, 1), again_in=pause)
            self._ended_once.set()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _run_once(self) -> float:
        """Run it until it ends or has to be ended; returns for how many seconds it was ready."""
        self._ready_since = None
        guard = await self._spawn()
        ended = asyncio.create_task(guard.wait())
        watched = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({ended, watched}, return_when=asyncio.FIRST_COMPLETED)
            self.trouble = self._describe_end(ended.result() if ended.done() else None)
        finally:
            self._ready.clear()
            watched.cancel()
            await self._end(guard, ended)
        return 0.0 if self._ready_since is None else self._now() - self._ready_since

    async def _spawn(self) -> asyncio.subprocess.Process:
        log = open_log(self.plan.log)
        try:
            return await asyncio.create_subprocess_exec(
                *self.plan.program.guard_command(),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.plan.program.folder,
                env=dict(self.plan.program.environment),
                # Ctrl-C in the terminal then reaches Dialtone alone, which ends its children in good order.
                start_new_session=True,
            )
        finally:
            os.close(log)

    async def _end(self, guard: asyncio.subprocess.Process, ended: asyncio.Task[int]) -> None:
        assert guard.stdin is not None
        # The end of this pipe is the guard's sign to end the child.
        guard.stdin.close()
        done, _ = await asyncio.wait({ended}, timeout=self.plan.program.longest_end)
        if not done:
            guard.kill()
            await ended

    async def _watch(self) -> None:
        """Returns when the child was not ready in time, or was and does not answer any more."""
        # Without the environment: a proxy in it must not see what is said on the loopback.
        async with httpx.AsyncClient(headers=dict(self.plan.ready_headers), trust_env=False) as client:
            if not await self._becomes_ready(client):
                return
            missed = 0
            while missed < MISSED_ANSWERS:
                await asyncio.sleep(HEALTH_LOOK_SECONDS)
                missed = 0 if await self._answers(client) else missed + 1

    async def _becomes_ready(self, client: httpx.AsyncClient) -> bool:
        deadline = self._now() + self.plan.ready_within
        while not await self._answers(client):
            if self._now() > deadline:
                return False
            await asyncio.sleep(READY_LOOK_SECONDS)
        self._ready_since = self._now()
        self.trouble = None
        self._ready.set()
        return True

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            answer = await client.get(self.plan.ready_url, timeout=HEALTH_LOOK_SECONDS)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def _describe_end(self, code: int | None) -> str:
        if code is not None:
            what = f"{self.plan.name} has ended by itself (code {code})."
        elif self.ready:
            what = f"{self.plan.name} does not answer any more."
        else:
            what = f"{self.plan.name} was not ready within {self.plan.ready_within:.0f} s."
        return f"{what} The end of its log:\n{read_tail(self.plan.log)}"

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def choose_environment(environment: Mapping[str, str], **extra: str) -> dict[str, str]:
    """What a child may see of our environment, plus what it is told."""
    return {name: environment[name] for name in PASSED_ON if name in environment} | extra


def find_free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def make_key() -> str:
    """A fresh key for one run; the two sides of a local connection show it to each other."""
    return secrets.token_urlsafe(32)
