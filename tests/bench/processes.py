"""Starts the programs of one side, weighs them, and ends them with everything they have started."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import psutil

MISLEADING = ("DATABASE_URL", "PYTHONPATH", "VIRTUAL_ENV")
ENDS_WITHIN = 20.0


class Program:
    """One started program in a process group of its own; its output goes to a log."""

    def __init__(self, command: list[str], *, folder: Path, log: Path, **environment: str) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in MISLEADING and not name.startswith(("DIALTONE_", "SANIC_"))
        }
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        with log.open("wb") as written:
            self._popen = subprocess.Popen(
                command,
                cwd=folder,
                env={**kept, "RASA_TELEMETRY_ENABLED": "false", **environment},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self._popen.wait()

    @property
    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    def family(self) -> list[psutil.Process]:
        """The program and all it has started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            own = psutil.Process(self._popen.pid)
            return [own, *own.children(recursive=True)]
        return []

    def end(self) -> None:
        """Ask it to end, and what is left of it after a while to stop at once."""
        family = self.family()
        if not self.has_ended:
            self._popen.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(ENDS_WITHIN)
        _, left = psutil.wait_procs(family, timeout=5)
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._popen.wait()

    def last_lines(self, count: int = 12) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def weigh(programs: list[Program]) -> tuple[float, float]:
    """Megabytes of memory of all processes: each for itself, and with shared pages counted once."""
    each = once = 0
    for process in (process for program in programs for process in program.family()):
        with contextlib.suppress(psutil.Error):
            memory = process.memory_full_info()
            each, once = each + memory.rss, once + memory.pss
    return each / 1e6, once / 1e6
