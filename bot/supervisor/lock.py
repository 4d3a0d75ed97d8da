"""Makes sure that only one Dialtone works in a state folder at a time."""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO, ClassVar

from bot.supervisor.errors import CannotStart

LOCK_NAME = "supervisor.lock"


class StateLock:
    """Held from `acquire` to `release`; the kernel releases it when the process ends, however that happens."""

    # Record locks belong to the process, not to the open file: a forked worker does not keep them alive after a
    # kill -9 of its parent. For the same reason a second lock in the same process has to be refused by ourselves.
    _held_here: ClassVar[set[Path]] = set()

    def __init__(self, folder: Path, *, name: str = LOCK_NAME) -> None:
        self.path = folder.resolve() / name
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock and note our process id in it, or raise CannotStart naming who holds it."""
        if self.path in self._held_here:
            raise self._refusal(str(os.getpid()))
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = file.read().strip()
            file.close()
            raise self._refusal(holder) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        self._held_here.add(self.path)

    def release(self) -> None:
        """Give the lock back; doing so twice is harmless."""
        if self._file is None:
            return
        self._held_here.discard(self.path)
        with contextlib.suppress(OSError):
            self._file.truncate(0)
        self._file.close()
        self._file = None

    def _refusal(self, holder: str) -> CannotStart:
        who = f"process {holder}" if holder else "another process"
        return CannotStart(
            f"Dialtone is already running in {self.path.parent} ({who}).",
            advice="Use that one, or end it (Ctrl-C in its terminal, or: kill " + (holder or "its process id") + "). "
            "For a second one beside it give it a state folder of its own.",
        )

    def __enter__(self) -> "StateLock":
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
