"""Table of SIMs."""

from sqlalchemy import Boolean, Column, Index, String, Table, text

from telecom.model.sims import Sim, SimKind, SimStatus
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, reference

sims = Table(
    "sims",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("service_id", "services"),
    Column("kind", State(SimKind), nullable=False),
    Column("status", State(SimStatus), nullable=False),
    reference("asked_by", "individuals", index=False),
    moment("asked_at"),
    Column("iccid", String(22), unique=True),
    Column("sent_to", Sealed),
    Column("is_first", Boolean, nullable=False),
    moment("activated_at", nullable=True),
    moment("ended_at", nullable=True),
    moment("money_waits_until", nullable=True),
    Index(
        "uq_sims_one_in_use",
        "service_id",
        unique=True,
        postgresql_where=text("status in ('active', 'suspended')"),
    ),
)

mapper.map_imperatively(Sim, sims)
