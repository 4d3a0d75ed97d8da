"""Tasks of the operator's people: opened when something cannot be done by itself, taken, and resolved. [F16]

Who works here logs in elsewhere; these functions take the name of the one who acts and write it down.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from telecom.model.audit import SecurityEvent
from telecom.model.staff import SecondPersonNeeded
from telecom.model.tasks import PROMISED_WITHIN, WITH_PEOPLE, StaffTask, TaskState, WrongTask
from telecom.ports import Work
from telecom.support.audit import note, note_look


class Resolver(Protocol):
    """What follows when a task of a kind is resolved in some way; it also tells the subscriber."""

    def __call__(self, task: StaffTask, resolution: str, *, work: Work) -> None: ...


_RESOLVERS: dict[str, tuple[tuple[str, ...], Resolver]] = {}


def resolves(kind: str, *ways: str) -> Callable[[Resolver], Resolver]:
    """Registers what follows when tasks of a kind are resolved, and in which ways they may be."""

    def register(resolver: Resolver) -> Resolver:
        assert kind not in _RESOLVERS, kind
        _RESOLVERS[kind] = (ways, resolver)
        return resolver

    return register


# Ways that move money: they need another person than the one who took the task. [S5]
_MOVES_MONEY = frozenset({"credit"})


def is_money(resolution: str) -> bool:
    """Whether resolving a task in this way moves money."""
    return resolution in _MOVES_MONEY


def ways_to_resolve(kind: str) -> tuple[str, ...]:
    """In which ways a task of this kind may be resolved."""
    return _RESOLVERS[kind][0]


def open_task(
    kind: str,
    *,
    key: str,
    customer_id: str | None,
    asked_by: str | None,
    subject: str,
    reason: str,
    needs: Mapping[str, Any],
    work: Work,
) -> StaffTask:
    """Give something to people, with all they need to know; a task of the same key stands already."""
    standing = work.of(StaffTask).find(key=key)
    if standing is not None:
        return standing
    return work.of(StaffTask).add(
        StaffTask(
            key=key,
            number=f"TASK-{work.next_number('ticket')}",
            kind=kind,
            customer_id=customer_id,
            asked_by=asked_by,
            subject=subject,
            reason=reason,
            needs=dict(needs),
            opened_at=work.now,
            promised_by=work.now + PROMISED_WITHIN,
        )
    )


def list_tasks(staff: str, *, work: Work) -> list[StaffTask]:
    """The tasks that wait for somebody or are being worked on, the oldest first; each look is written down. [S5]"""
    tasks = work.of(StaffTask).list(state=WITH_PEOPLE, order="opened_at,number")
    for task in tasks:
        note_look(work, staff, subject=task.number, customer_id=task.customer_id)
    return tasks


def find_task(number: str, *, work: Work, lock: bool = False) -> StaffTask:
    """A task by its number, or WrongTask."""
    found = work.of(StaffTask).find(number=number.strip().upper(), lock=lock)
    if found is None:
        raise WrongTask(number=number)
    return found


def take_task(number: str, staff: str, *, work: Work) -> StaffTask:
    """Somebody of the operator's people begins to work on a task. WrongTask where another has it."""
    task = find_task(number, work=work, lock=True)
    if task.state is not TaskState.OPEN:
        if task.taken_by == staff and task.state is TaskState.TAKEN:
            return task
        raise WrongTask(number=number)
    task.become(TaskState.TAKEN)
    task.taken_by, task.taken_at = staff, work.now
    _note(task, staff, "taken", work)
    return task


def resolve_task(number: str, staff: str, resolution: str, *, work: Work) -> StaffTask:
    """The one who took a task says how it ended; what follows from it is done and told at once. What moves money is
    let out by a second person, else SecondPersonNeeded."""
    task = find_task(number, work=work, lock=True)
    ways, resolver = _RESOLVERS[task.kind]
    if task.state is not TaskState.TAKEN or resolution not in ways:
        raise WrongTask(number=number)
    if is_money(resolution) and task.taken_by == staff:
        raise SecondPersonNeeded(name=staff)
    if not is_money(resolution) and task.taken_by != staff:
        raise WrongTask(number=number)
    task.become(TaskState.RESOLVED)
    task.resolved_at, task.resolution = work.now, resolution
    _note(task, staff, resolution, work)
    resolver(task, resolution, work=work)
    return task


def withdraw_tasks(kind: str, subject: str, *, work: Work) -> None:
    """Nobody has to do this any more: what it was about has been called off."""
    for task in work.of(StaffTask).list(kind=kind, subject=subject, state=WITH_PEOPLE, lock=True):
        task.become(TaskState.WITHDRAWN)
        task.resolved_at = work.now


def _note(task: StaffTask, staff: str, change: str, work: Work) -> None:
    event, customer_id = SecurityEvent.SERVICE_CHANGED, task.customer_id
    note(work, event, customer_id=customer_id, subject=task.subject, task=task.number, staff=staff, change=change)
