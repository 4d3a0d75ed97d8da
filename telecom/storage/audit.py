"""Table of the audit trail; the application may add to it and read it, nothing else."""

from sqlalchemy import Column, Index, String, Table

from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment

audit_trail = Table(
    "audit_trail",
    metadata,
    identity(),
    Column("event", State(SecurityEvent), nullable=False),
    moment("at", index=True),
    Column("person_id", String(40)),
    Column("customer_id", String(40)),
    Column("subject", String(120)),
    Column("values", Wire, nullable=False),
    Index(None, "customer_id", "at"),
)

mapper.map_imperatively(AuditRecord, audit_trail)
