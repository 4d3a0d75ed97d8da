"""Starts a program under its guard, so that it ends with Dialtone."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
# Above this a log file is set aside when the program starts anew; one older one is kept.
LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class SystemUser:
    """The user of the operating system that a program runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class GuardedProgram:
    """What to run, and how it wants to be stopped: gently, and after `patience` seconds hard."""

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    stop_signal: str = "SIGTERM"
    hard_signal: str = "SIGKILL"
    patience: float = 8.0
    # Lets the program see the end of the parent itself, as the end of its standard input.
    share_stdin: bool = False
    user: SystemUser | None = None

    @property
    def longest_end(self) -> float:
        """Seconds after which not even the guard is waited for: gently, hard, and some for a busy machine."""
        return self.patience + 8.0

    def guard_command(self) -> list[str]:
        """The command of the guard; start it with a pipe as standard input, in a session of its own."""
        plan = {
            "command": list(self.command),
            "parent": os.getpid(),
            "stop_signal": self.stop_signal,
            "hard_signal": self.hard_signal,
            "patience": self.patience,
            "share_stdin": self.share_stdin,
            "user": self.user.uid if self.user else None,
            "group": self.user.gid if self.user else None,
        }
        # Isolated and without site-packages: up in 20 ms, and nothing in the environment can change what it does.
        return [sys.executable, "-I", "-S", "-B", str(GUARD), json.dumps(plan)]


def open_log(path: Path) -> int:
    """A file descriptor that appends to a log only we can read; a log grown large is set aside first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def read_tail(path: Path, *, lines: int = 8) -> str:
    """The last lines of a log, for a message about a program that did not start."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 8_000))
        return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
