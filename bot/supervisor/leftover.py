"""The server that a killed Dialtone left behind: waits for its end, so that the next start finds its data free."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.supervisor.errors import CannotStart

ENDS_WITHIN_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.05


def read_pid_file(data: Path) -> list[str]:
    """The lines PostgreSQL writes about itself: process id first, start time third, state eighth."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def end_leftover(data: Path, *, sockets: Path) -> str:
    """Wait for a server whose Dialtone was killed and that is still ending; returns its mark, "" if there is none.

    The caller holds the lock, so a server on this data belongs to nobody any more.
    """
    mark = _wait_for_end(data)
    for lock in sockets.glob(".s.PGSQL.*.lock"):
        pid = lock.read_text().partition("\n")[0].strip()
        # As below: killed in the midst of its end it has left this one, and its number may still be somebody's.
        if pid.isdecimal() and is_alive(int(pid)) and not is_server_of(int(pid), data):
            lock.unlink(missing_ok=True)
    return mark


def _wait_for_end(data: Path) -> str:
    lines = read_pid_file(data)
    if len(lines) < 3:
        return ""
    pid = int(lines[0])
    started = time.monotonic()
    while is_server_of(pid, data):
        waited = time.monotonic() - started
        if waited > ENDS_WITHIN_SECONDS:
            raise CannotStart(f"An older PostgreSQL (process {pid}) does not end.", advice=f"End it: kill -QUIT {pid}")
        if waited > ENDS_WITHIN_SECONDS / 4:
            hard = waited > ENDS_WITHIN_SECONDS / 2
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT if hard else signal.SIGINT)
        time.sleep(LOOK_AGAIN_SECONDS)
    if is_alive(pid):
        # The number was given to another program since; PostgreSQL would take that one for itself and refuse.
        (data / "postmaster.pid").unlink(missing_ok=True)
    return lines[0] + lines[2]


def is_alive(pid: int) -> bool:
    """Whether any process has this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_server_of(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL that works on `data`."""
    if not is_alive(pid):
        return False
    arguments = read_arguments(pid)
    return "postgres" in arguments and str(data) in arguments


def read_arguments(pid: int) -> str:
    """The command line of a process; empty when it has ended and only waits to be collected."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout
