"""A phone for tests: `dialtone chat --json` as a process of its own; lines go in, and each comes back as a turn."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 400.0  # the model may have to be trained first
ANSWERS_WITHIN = 60.0


class Silence(Exception):
    """The chat has ended, or did not say in time that a turn was over."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one line: messages, notes of the demo, an error; and how long it took."""

    line: str
    number: int
    milliseconds: int
    messages: Sequence[Mapping[str, Any]]
    notes: Sequence[str]
    error: str | None

    @property
    def text(self) -> str:
        """All that was said, text messages too."""
        return "\n".join(message["text"] for message in self.messages)

    @property
    def choices(self) -> Sequence[str]:
        """The choices of the last message that had any."""
        return next((m["choices"] for m in reversed(self.messages) if m["choices"]), [])

    @property
    def pictures(self) -> list[Path]:
        return [Path(each["path"]) for message in self.messages for each in message["attachments"]]


class ChatProcess:
    """A running `dialtone chat --json` with a state folder of its own."""

    def __init__(self, home: Path, *arguments: str, **settings: str) -> None:
        # Settings of whoever runs the tests do not reach the chat.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DIALTONE_", "DATABASE_"))}
        self.home = home
        self.turns = 0
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.command", "chat", "--json", *arguments],
            cwd=ROOT,
            env={**kept, "DIALTONE_HOME": str(home), "RASA_TELEMETRY_ENABLED": "false", **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.errors: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()
        self.reader = threading.Thread(target=self._read_errors, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors.extend(self.process.stderr)

    def write(self, line: str) -> None:
        """Send a line and do not wait."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def say(self, line: str, *, within: float | None = None) -> Turn:
        """Send a line; what came until its turn was over. Silence where it did not end, ValueError where the lines
        are not what they should be."""
        self.write(line)
        return self.read_turn(line, within=within or (ANSWERS_WITHIN if self.turns else STARTS_WITHIN))

    def read_turn(self, line: str, *, within: float) -> Turn:
        """Everything up to the next line that ends a turn."""
        messages: list[Mapping[str, Any]] = []
        notes: list[str] = []
        error = None
        while True:
            found = self._next(line, within)
            if "turn" in found:
                self.turns += 1
                if found["turn"] != self.turns or set(found) != {"turn", "ms"}:
                    raise ValueError(f"turn {self.turns} was expected: {found}")
                return Turn(line, found["turn"], found["ms"], messages, notes, error)
            if "error" in found:
                error = found["error"]
            elif "note" in found:
                notes.append(found["note"])
            elif set(found) == {"text", "choices", "attachments", "sms"}:
                messages.append(found)
            else:
                raise ValueError(f"no line of the chat: {found}")

    def _next(self, line: str, within: float) -> dict[str, Any]:
        try:
            raw = self._lines.get(timeout=within)
        except queue.Empty:
            raise Silence(f"no end of the turn within {within:g} s: {line!r}") from None
        if raw is None:
            raise Silence(f"the chat ended at {line!r}: {''.join(self.errors)[-2000:]}")
        return dict(json.loads(raw))

    def end(self, *, within: float = 30.0) -> int:
        """End the input, and wait until the chat has ended."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=within)

    def kill(self) -> None:
        """End it whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log_in(self, person: str) -> None:
        """Take up the phone of a person, and log in there if nobody is."""
        self.say(f"!as {person}")
        if "logged in already" not in self.say("/login").text:
            assert "you're logged in" in self.say("!code").text, person
