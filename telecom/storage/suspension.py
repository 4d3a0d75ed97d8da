"""Table of pauses."""

from sqlalchemy import Column, Date, Index, String, Table, text

from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment, money, money_of, reference

suspensions = Table(
    "suspensions",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("service_id", "services"),
    reference("asked_by", "individuals", index=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    *money("monthly", nullable=True),
    *money("monthly_paused", nullable=True),
    Column("product_ids", Wire, nullable=False),
    Column("status", State(SuspensionStatus), nullable=False),
    moment("began_at", nullable=True),
    moment("ended_at", nullable=True),
    Index(
        "uq_suspensions_one_open",
        "service_id",
        unique=True,
        postgresql_where=text("status in ('scheduled', 'running')"),
    ),
    Index(None, "status", "starts_at"),
    Index(None, "status", "ends_at"),
)

mapper.map_imperatively(
    Suspension,
    suspensions,
    properties={
        "monthly": money_of(suspensions.c, "monthly"),
        "monthly_paused": money_of(suspensions.c, "monthly_paused"),
    },
)
