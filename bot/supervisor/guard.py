"""Stands between Dialtone and a program it started, so that the program ends when Dialtone ends, however that happens.

Started by path with nothing but the standard library: `python guard.py '<plan as JSON>'`. Its standard input is a pipe
whose other end only Dialtone holds: when the kernel closes it, even after kill -9, the guard stops the program.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import Any

PR_SET_PDEATHSIG = 1
# Forked workers of Dialtone may hold the pipe open after its death; the parent's process id tells the truth then.
PARENT_CHECK_SECONDS = 0.5
# After the hard signal nothing is waited for longer.
LAST_WAIT_SECONDS = 3.0


def main() -> int:
    """Runs the program until it ends or the parent does; returns the program's exit code."""
    plan = json.loads(sys.argv[1])
    # Ctrl-C and a service manager's SIGTERM are for the parent, which ends its children in good order. A handler and
    # not SIG_IGN: an ignored signal would stay ignored in the program.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    wakes, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    program = start(plan)
    while program.poll() is None and not parent_is_gone(plan["parent"], wakes):
        pass
    if program.poll() is None:
        stop(program, plan)
    end_leftovers(program)
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


def start(plan: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own, as the named user if there is one."""
    stop_signal = signal.Signals[plan["stop_signal"]]
    as_user = {"user": plan["user"], "group": plan["group"], "extra_groups": []} if plan["user"] is not None else {}

    def die_with_the_guard() -> None:
        # Last line of defence, Linux only: if the guard itself is killed, the kernel signals the program.
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, stop_signal)

    return subprocess.Popen(
        plan["command"],
        stdin=None if plan["share_stdin"] else subprocess.DEVNULL,
        process_group=0,
        umask=0o077,
        preexec_fn=die_with_the_guard,
        **as_user,
    )


def parent_is_gone(parent: int, wakes: int) -> bool:
    """Wait a moment; True when the pipe was closed or somebody else became our parent."""
    ready, _, _ = select.select([0, wakes], [], [], PARENT_CHECK_SECONDS)
    if wakes in ready:
        os.read(wakes, 512)
    return (0 in ready and os.read(0, 512) == b"") or os.getppid() != parent


def stop(program: subprocess.Popen[bytes], plan: dict[str, Any]) -> None:
    """Ask the program to end, then insist, then force it."""
    steps = ((plan["stop_signal"], plan["patience"]), (plan["hard_signal"], LAST_WAIT_SECONDS), ("SIGKILL", None))
    for name, seconds in steps:
        program.send_signal(signal.Signals[name])
        deadline = None if seconds is None else time.monotonic() + seconds
        try:
            program.wait(None if deadline is None else max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue
        return


def end_leftovers(program: subprocess.Popen[bytes]) -> None:
    """Whatever the program left in its process group ends with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
