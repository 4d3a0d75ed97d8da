"""The processes below one that was started: who runs there, and who is still there after its end."""

import contextlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import psutil

ENDS_WITHIN = 20.0

_Answer = TypeVar("_Answer")


def all_below(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def names_of(processes: Sequence[psutil.Process]) -> set[str]:
    return set(_asked(processes, psutil.Process.name))


def command_lines_of(processes: Sequence[psutil.Process]) -> list[str]:
    return [" ".join(words) for words in _asked(processes, psutil.Process.cmdline)]


def still_there(processes: Sequence[psutil.Process], *, within: float = ENDS_WITHIN) -> list[psutil.Process]:
    """Those that run on after that many seconds."""
    _, alive = psutil.wait_procs(processes, timeout=within)
    # What init has not yet collected is no running process.
    return [process for process in alive if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def _asked(processes: Sequence[psutil.Process], question: Callable[[psutil.Process], _Answer]) -> list[_Answer]:
    """What those that still run say; PostgreSQL's shorter-lived processes come and go."""
    answers: list[_Answer] = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            answers.append(question(process))
    return answers
