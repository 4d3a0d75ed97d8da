"""Tasks for the operator's people: what could not be done by itself, with all that is needed to do it. [M.3345 5.1]"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance

# By when people look at it.
PROMISED_WITHIN = timedelta(hours=24)


class TaskState(Enum):
    """Life of a task."""

    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


TASK_LIFE = {
    TaskState.OPEN: frozenset({TaskState.TAKEN, TaskState.WITHDRAWN}),
    TaskState.TAKEN: frozenset({TaskState.RESOLVED, TaskState.OPEN, TaskState.WITHDRAWN}),
}
WITH_PEOPLE = (TaskState.OPEN, TaskState.TAKEN)


class WrongTask(BusinessError):
    """The task is not there, or not in a state for this."""

    response = "utter_task_wrong"


@dataclass(kw_only=True, eq=False)
class StaffTask:
    """Something people have to do. `kind` names what is done when it is resolved; `subject` what it is about (an
    order's id); `needs` is all they need to know. `key` makes one task of one occasion. What was found by itself was
    asked for by nobody."""

    id: str = field(default_factory=new_id)
    key: str
    number: str
    kind: str
    customer_id: str | None
    asked_by: str | None
    subject: str
    reason: str
    needs: dict[str, Any] = field(default_factory=dict)
    state: TaskState = TaskState.OPEN
    opened_at: datetime
    promised_by: datetime
    taken_by: str | None = None
    taken_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution: str | None = None

    def become(self, state: TaskState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, TASK_LIFE, subject="task")
