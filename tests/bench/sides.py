"""The two sides: how each is trained, started, spoken to and ended."""

import asyncio
import contextlib
import socket
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.caller import BadAnswer, Caller
from tests.bench.environment import FOLDER, ROOT
from tests.bench.figures import Figures
from tests.bench.load import Say
from tests.bench.processes import Program
from tests.bench.project import write_project

START_WITHIN = 300.0
LOGS = FOLDER / "logs"
APOLOGIES = ("utter_error_unexpected", "utter_understanding_down")


class SideFailed(Exception):
    """One side could not be trained or started; the text holds the end of its log."""


def find_free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def run_to_end(command: list[str], *, folder: Path, log: str, **environment: str) -> float:
    """Run a program; the seconds it took. SideFailed when it fails."""
    begun = time.perf_counter()
    program = Program(command, folder=folder, log=LOGS / log, **environment)
    try:
        code = program.wait()
    finally:
        program.end()
    if code != 0:
        raise SideFailed(f"{command[0]} ended with {code}:\n{program.last_lines()}")
    return time.perf_counter() - begun


async def wait_for_first_answer(say: Say, programs: list[Program]) -> None:
    """Ask until there is an answer. SideFailed when a program ends or the time is up."""
    ends = time.perf_counter() + START_WITHIN
    while True:
        for program in programs:
            if program.has_ended:
                raise SideFailed(f"A program ended while it started:\n{program.last_lines()}")
        with contextlib.suppress(OSError, EOFError, BadAnswer):
            if await say("user-0", "hello"):
                return
        if time.perf_counter() > ends:
            raise SideFailed(f"No answer within {START_WITHIN:g} s:\n{programs[0].last_lines()}")
        await asyncio.sleep(0.05)


@dataclass
class Stock:
    """Rasa as `rasa init` leaves it: `rasa run` with the REST channel, and `rasa run actions`."""

    python: Path
    epochs: int
    examples: int
    name: str = "stock"
    figures: Figures = field(default_factory=Figures)
    programs: list[Program] = field(default_factory=list)
    folder: Path = FOLDER / "stock"

    def train(self) -> None:
        """Write the project and train its model."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._action_port = find_free_port()
        count = write_project(self.folder, epochs=self.epochs, examples=self.examples, action_port=self._action_port)
        command = [*self._rasa(), "train", "--force", "--skip-validation", "--fixed-model-name", "stock"]
        self.figures.training_seconds = run_to_end(command, folder=self.folder, log="stock-training.log")
        self.figures.training_of = f"{count} examples, {self.epochs} epochs (policies: 1) in place of 100"

    def _rasa(self) -> list[str]:
        return [str(self.python), "-m", "rasa"]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Say]:
        """Start both servers, ended when the block ends; gives the way to say something."""
        port = find_free_port()
        caller = Caller(port, "/webhooks/rest/webhook")

        async def say(user: str, text: str) -> int:
            texts = [str(answer.get("text")) for answer in await caller.ask({"sender": user, "message": text})]
            self.figures.answers += 1
            self.figures.answers_out_of_scope += any("action_out_of_scope" in text for text in texts)
            return len(texts)

        actions = [*self._rasa(), "run", "actions", "--port", str(self._action_port)]
        server = [*self._rasa(), "run", "--interface", "127.0.0.1", "--port", str(port), "--model", "models"]
        begun = time.perf_counter()
        try:
            for command, log in ((actions, "stock-actions.log"), (server, "stock-server.log")):
                self.programs.append(Program(command, folder=self.folder, log=LOGS / log, SANIC_HOST="127.0.0.1"))
            await wait_for_first_answer(say, self.programs)
            self.figures.start_seconds.append(time.perf_counter() - begun)
            yield say
        finally:
            caller.close()
            await end_all(self.programs)


@dataclass
class Ours:
    """Dialtone with all its roles, the embedded PostgreSQL and Rasa, and a channel that the bench writes to."""

    name: str = "ours"
    figures: Figures = field(default_factory=Figures)
    programs: list[Program] = field(default_factory=list)
    home: Path = FOLDER / "ours"

    def train(self) -> None:
        """Train the model in a folder of the bench's own, then set up the database with the demo operator."""
        models = self.home / "models"
        command = [str(ROOT / "nlu/.venv/bin/python"), str(ROOT / "nlu/launch.py"), "train", "--models", str(models)]
        self.figures.training_seconds = run_to_end([*command, "--force"], folder=ROOT, log="ours-training.log")
        self.figures.training_of = "everything"
        run_to_end(self._serving("--prepare"), folder=self.home, log="ours-setup.log", **self._environment())

    def _serving(self, *more: str) -> list[str]:
        return [sys.executable, "-m", "tests.bench.serving", *more]

    def _environment(self) -> dict[str, str]:
        return {"DIALTONE_HOME": str(self.home), "PYTHONPATH": str(ROOT)}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Say]:
        """Start it all, ended when the block ends; gives the way to say something."""
        port = find_free_port()
        caller = Caller(port, "/message")

        async def say(user: str, text: str) -> int:
            said = [str(answer["response"]) for answer in await caller.ask({"sender": user, "message": text})]
            if set(APOLOGIES) & set(said):
                raise BadAnswer(f"{text!r} was answered with {said}")
            self.figures.answers += 1
            self.figures.answers_out_of_scope += "utter_out_of_scope" in said
            return len(said)

        command = self._serving("--port", str(port))
        begun = time.perf_counter()
        try:
            log = LOGS / "ours-server.log"
            self.programs.append(Program(command, folder=self.home, log=log, **self._environment()))
            await wait_for_first_answer(say, self.programs)
            self.figures.start_seconds.append(time.perf_counter() - begun)
            yield say
        finally:
            caller.close()
            await end_all(self.programs)


async def end_all(programs: list[Program]) -> None:
    """End the programs, and forget them."""
    while programs:
        await asyncio.to_thread(programs.pop().end)


Side = Stock | Ours
__all__ = ["Ours", "Side", "SideFailed", "Stock"]
