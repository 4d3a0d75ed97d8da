"""Planned work on the network: where, when, why, with what effect, and who asked for another time. [TM Forum 656]"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.identities import new_id
from telecom.model.states import advance


class WorkStatus(Enum):
    """Life of planned work: ours, after the change management that operators know."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


WORK_LIFE = {WorkStatus.PLANNED: frozenset({WorkStatus.DONE, WorkStatus.CANCELLED})}


@dataclass(kw_only=True, eq=False)
class PlannedWork:
    """Work that touches a kind of service in a place. `reason` and `effect` are the operator's own short words."""

    id: str = field(default_factory=new_id)
    place: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    effect: str
    status: WorkStatus = WorkStatus.PLANNED

    def become(self, status: WorkStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, WORK_LIFE, subject="planned work")


@dataclass(kw_only=True, eq=False)
class WindowWish:
    """That a customer asked for planned work to be done at another time, in their words; people decide."""

    id: str = field(default_factory=new_id)
    work_id: str
    service_id: str
    person_id: str
    words: str
    asked_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
