"""What does not work: tickets, outages, and the reports that led to them. [TM Forum 621, 656]"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.identities import new_id
from telecom.model.states import advance

LONGEST_WORDS = 1_000


class TicketStatus(Enum):
    """Life of a ticket (TM Forum 621)."""

    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "inProgress"
    HELD = "held"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


TICKET_LIFE = {
    TicketStatus.ACKNOWLEDGED: frozenset({TicketStatus.IN_PROGRESS, TicketStatus.REJECTED, TicketStatus.CANCELLED}),
    TicketStatus.IN_PROGRESS: frozenset(
        {TicketStatus.HELD, TicketStatus.PENDING, TicketStatus.RESOLVED, TicketStatus.CANCELLED}
    ),
    TicketStatus.HELD: frozenset({TicketStatus.IN_PROGRESS}),
    TicketStatus.PENDING: frozenset({TicketStatus.IN_PROGRESS, TicketStatus.CANCELLED}),
    TicketStatus.RESOLVED: frozenset({TicketStatus.CLOSED, TicketStatus.IN_PROGRESS}),
}
UNDER_WAY = (TicketStatus.ACKNOWLEDGED, TicketStatus.IN_PROGRESS, TicketStatus.HELD, TicketStatus.PENDING)


class TellBy(Enum):
    """How the reporter hears of progress: in their chat (or by text where there is none), by text only, not at all."""

    CHAT = "chat"
    SMS = "sms"
    NOTHING = "nothing"


@dataclass(kw_only=True, eq=False)
class TroubleTicket:
    """A fault that people have to look after, with the person's own words and the test that was run.

    `steps` is what was tried in a guided search; `resolution` what the people who mended it wrote.
    """

    id: str = field(default_factory=new_id)
    number: str
    customer_id: str
    service_id: str
    reporter_id: str
    words: str
    fault: str | None = None
    test_id: str | None = None
    status: TicketStatus = TicketStatus.ACKNOWLEDGED
    opened_at: datetime
    changed_at: datetime
    steps: list[str] = field(default_factory=list)
    tell_by: TellBy = TellBy.CHAT
    resolution: str | None = None
    taken_by: str | None = None

    def become(self, status: TicketStatus, *, at: datetime) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, TICKET_LIFE, subject="ticket")
        self.changed_at = at


@dataclass(kw_only=True, eq=False)
class TicketNote:
    """What was added to a ticket later: by its reporter, or by the people who work on it (`author_id` None)."""

    id: str = field(default_factory=new_id)
    ticket_id: str
    key: str
    at: datetime
    text: str
    author_id: str | None = None


class ProblemStatus(Enum):
    """Life of an outage (TM Forum 656)."""

    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "inProgress"
    HELD = "held"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


PROBLEM_LIFE = {
    ProblemStatus.ACKNOWLEDGED: frozenset({ProblemStatus.IN_PROGRESS, ProblemStatus.REJECTED, ProblemStatus.CANCELLED}),
    ProblemStatus.IN_PROGRESS: frozenset(
        {ProblemStatus.HELD, ProblemStatus.PENDING, ProblemStatus.RESOLVED, ProblemStatus.CANCELLED}
    ),
    ProblemStatus.HELD: frozenset({ProblemStatus.IN_PROGRESS, ProblemStatus.RESOLVED, ProblemStatus.CANCELLED}),
    ProblemStatus.PENDING: frozenset({ProblemStatus.IN_PROGRESS, ProblemStatus.RESOLVED, ProblemStatus.CANCELLED}),
    ProblemStatus.RESOLVED: frozenset({ProblemStatus.CLOSED, ProblemStatus.IN_PROGRESS}),
    ProblemStatus.CLOSED: frozenset({ProblemStatus.IN_PROGRESS}),
}
OUTAGE_GOES_ON = (ProblemStatus.ACKNOWLEDGED, ProblemStatus.IN_PROGRESS, ProblemStatus.HELD, ProblemStatus.PENDING)


@dataclass(kw_only=True, eq=False)
class ServiceProblem:
    """An outage: which kind of service, where, since when, and when it is expected to end.

    `alarm_key` is the network's own alarm, where it raised one; `suspected` where people's reports led to it.
    """

    id: str = field(default_factory=new_id)
    kind: str
    place: str
    started_at: datetime
    expected_end: datetime | None = None
    status: ProblemStatus = ProblemStatus.IN_PROGRESS
    ended_at: datetime | None = None
    alarm_key: str | None = None
    suspected: bool = False
    announced_at: datetime | None = None

    def become(self, status: ProblemStatus, *, at: datetime) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, PROBLEM_LIFE, subject="outage")
        self.ended_at = at if status in (ProblemStatus.RESOLVED, ProblemStatus.CLOSED) else None


class ReportOutcome(Enum):
    """What came of a fault report."""

    OUTAGE = "known outage"
    ADVISED = "told what to do"
    GUIDED = "searched together"
    FIXED = "fixed at once"
    TICKET = "ticket opened"
    STANDING = "ticket open already"


@dataclass(kw_only=True, eq=False)
class FaultReport:
    """That somebody said a service does not work, and what came of it. `key` is the turn in which it was said."""

    id: str = field(default_factory=new_id)
    key: str
    service_id: str
    reporter_id: str
    words: str
    reported_at: datetime
    outcome: ReportOutcome | None = None
    fault: str | None = None
    problem_id: str | None = None
    ticket_id: str | None = None
    test_id: str | None = None
    second_test_id: str | None = None
    symptom: str | None = None
    kind: str | None = None
    place: str | None = None


@dataclass(kw_only=True, eq=False)
class OutageFollower:
    """That somebody who was hit by an outage is to be told when it is over."""

    id: str = field(default_factory=new_id)
    problem_id: str
    person_id: str
    service_id: str
