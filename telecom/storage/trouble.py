"""Tables of tickets, outages and fault reports."""

from sqlalchemy import Boolean, Column, Index, String, Table, UniqueConstraint, text

from telecom.model.trouble import (
    FaultReport,
    OutageFollower,
    ProblemStatus,
    ReportOutcome,
    ServiceProblem,
    TellBy,
    TicketNote,
    TicketStatus,
    TroubleTicket,
)
from telecom.storage.columns import Sealed, State, Wire, identity, mapper, metadata, moment, reference

trouble_tickets = Table(
    "trouble_tickets",
    metadata,
    identity(),
    Column("number", String(20), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("service_id", "services", index=False),
    reference("reporter_id", "individuals", index=False),
    Column("words", Sealed, nullable=False),
    Column("fault", String(80)),
    reference("test_id", "service_tests", nullable=True, index=False),
    Column("status", State(TicketStatus), nullable=False),
    moment("opened_at"),
    moment("changed_at"),
    Column("steps", Wire, nullable=False, server_default="[]"),
    Column("tell_by", State(TellBy), nullable=False, server_default=TellBy.CHAT.value),
    Column("resolution", Sealed),
    Column("taken_by", String(80)),
    Index(None, "service_id", "opened_at"),
    Index(
        "uq_trouble_tickets_one_open",
        "service_id",
        unique=True,
        postgresql_where=text("status in ('acknowledged', 'inProgress', 'held', 'pending')"),
    ),
)
ticket_notes = Table(
    "ticket_notes",
    metadata,
    identity(),
    reference("ticket_id", "trouble_tickets"),
    Column("key", String(80), nullable=False, unique=True),
    moment("at"),
    Column("text", Sealed, nullable=False),
    reference("author_id", "individuals", nullable=True, index=False),
)
service_problems = Table(
    "service_problems",
    metadata,
    identity(),
    Column("kind", String(20), nullable=False),
    Column("place", String(80), nullable=False),
    moment("started_at"),
    moment("expected_end", nullable=True),
    Column("status", State(ProblemStatus), nullable=False),
    moment("ended_at", nullable=True),
    Column("alarm_key", String(120), unique=True),
    Column("suspected", Boolean, nullable=False, server_default="false"),
    moment("announced_at", nullable=True),
    Index(None, "place", "kind"),
)
outage_followers = Table(
    "outage_followers",
    metadata,
    identity(),
    reference("problem_id", "service_problems", index=False),
    reference("person_id", "individuals", index=False),
    reference("service_id", "services", index=False),
    UniqueConstraint("problem_id", "person_id"),
)
fault_reports = Table(
    "fault_reports",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("service_id", "services", index=False),
    reference("reporter_id", "individuals", index=False),
    Column("words", Sealed, nullable=False),
    moment("reported_at"),
    Column("outcome", State(ReportOutcome)),
    Column("fault", String(80)),
    reference("problem_id", "service_problems", nullable=True, index=False),
    reference("ticket_id", "trouble_tickets", nullable=True, index=False),
    reference("test_id", "service_tests", nullable=True, index=False),
    reference("second_test_id", "service_tests", nullable=True, index=False),
    Column("symptom", String(40)),
    Column("kind", String(20)),
    Column("place", String(80)),
    Index(None, "service_id", "reported_at"),
    Index(None, "place", "reported_at"),
)

mapper.map_imperatively(TroubleTicket, trouble_tickets)
mapper.map_imperatively(TicketNote, ticket_notes)
mapper.map_imperatively(ServiceProblem, service_problems)
mapper.map_imperatively(OutageFollower, outage_followers)
mapper.map_imperatively(FaultReport, fault_reports)
