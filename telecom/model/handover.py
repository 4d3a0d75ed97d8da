"""Cases: talks that a person of the operator's takes over from the assistant, and hands back. [TM Forum 683]"""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance

# The operator's people answer between these hours, in the operator's time.
OPENS, CLOSES = time(8, 0), time(20, 0)
# So many turns of the talk go with a case.
TURNS_KEPT = 6
# After so many turns in a row that led nowhere, a person is offered.
OFFERED_AFTER = 2


def are_there(at: time) -> bool:
    """Whether this is an hour of the day in which the operator's people answer."""
    return OPENS <= at < CLOSES


class CaseStatus(Enum):
    """Life of a case: waiting for somebody, with somebody, over."""

    OPEN = "open"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"


CASE_LIFE = {
    CaseStatus.OPEN: frozenset({CaseStatus.IN_PROGRESS, CaseStatus.COMPLETED}),
    CaseStatus.IN_PROGRESS: frozenset({CaseStatus.COMPLETED}),
}
UNDER_WAY = (CaseStatus.OPEN, CaseStatus.IN_PROGRESS)


class WrongCase(BusinessError):
    """There is no such case, or it is not in a state for this."""

    response = "utter_handover_wrong"


@dataclass(kw_only=True, eq=False)
class AgentCase:
    """One talk with a person. `key` is the turn in which it was asked for; `person_id` whom the chat spoke for, None
    where nobody was logged in. `packet` is what the person who takes it finds: the latest turns, what is under way and
    the latest tests; it stands encrypted. `told_place` is the place in the queue that was last told."""

    id: str = field(default_factory=new_id)
    key: str
    number: str
    conversation_id: str
    person_id: str | None
    customer_id: str | None
    wish: str
    packet: dict[str, Any] = field(default_factory=dict)
    status: CaseStatus = CaseStatus.OPEN
    opened_at: datetime
    told_place: int | None = None
    taken_by: str | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    summary: str | None = None

    def become(self, status: CaseStatus) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, CASE_LIFE, subject="case")


@dataclass(kw_only=True, eq=False)
class CaseTopic:
    """The topic of a case in the group chat of the operator's people. `shown` is the number of the last line of the
    case that stands in it, `closed_at` when it was closed because the case was over."""

    id: str = field(default_factory=new_id)
    case_id: str
    thread: int
    shown: int = 0
    closed_at: datetime | None = None


@dataclass(kw_only=True, eq=False)
class CaseMessage:
    """What was said in a case: by the subscriber (`author` None) or by one of the operator's people. Encrypted."""

    id: str = field(default_factory=new_id)
    number: int | None = None
    case_id: str
    key: str
    at: datetime
    author: str | None
    text: str
