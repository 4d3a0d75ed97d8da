"""Work that is done later by a worker: each job is a plain function, known by its name. [SES infrastructure support]"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from telecom.ports import OpenWork, Outside

Job = Callable[..., None]
Fn = TypeVar("Fn", bound=Job)
_JOBS: dict[str, Job] = {}


class RetryLater(Exception):
    """The job could not be finished now and is to be tried again after a while. It is no failure."""

    def __init__(self, *, after: timedelta) -> None:
        super().__init__(f"again in {after}")
        self.after = after


def job(name: str) -> Callable[[Fn], Fn]:
    """Make a function a job, so that `work.enqueue(name, ...)` has a worker run it.

    The function takes the enqueued arguments by name (JSON values), and `open_work` and `outside`. It may run more
    than once (a worker may die after its last commit), so what it does must be idempotent. RetryLater asks for
    another run.
    """

    def register(function: Fn) -> Fn:
        standing = _JOBS.get(name)
        if standing is not None and standing.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        _JOBS[name] = function
        return function

    return register


def registered_jobs() -> Mapping[str, Job]:
    """All jobs by name; the management modules that define them must be imported before."""
    return dict(_JOBS)


def run_job(name: str, arguments: Mapping[str, Any], *, open_work: OpenWork, outside: Outside) -> None:
    """Do a job now. KeyError if no job has this name."""
    _JOBS[name](**arguments, open_work=open_work, outside=outside)
