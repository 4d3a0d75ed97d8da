"""Table of guided searches for a fault."""

from sqlalchemy import Column, Index, String, Table, text

from telecom.model.troubleshooting import FaultSearch, SearchStatus
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment, reference

fault_searches = Table(
    "fault_searches",
    metadata,
    identity(),
    reference("service_id", "services", index=False),
    reference("person_id", "individuals", index=False),
    reference("report_id", "fault_reports", index=False),
    Column("kind", String(20), nullable=False),
    Column("node", String(60), nullable=False),
    Column("status", State(SearchStatus), nullable=False),
    Column("steps", Wire, nullable=False),
    reference("ticket_id", "trouble_tickets", nullable=True, index=False),
    moment("begun_at"),
    moment("changed_at"),
    Index(
        "uq_fault_searches_one_open",
        "service_id",
        "person_id",
        unique=True,
        postgresql_where=text("status = 'open'"),
    ),
)

mapper.map_imperatively(FaultSearch, fault_searches)
