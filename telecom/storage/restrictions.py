"""Table of restrictions on services."""

from sqlalchemy import Column, Index, Integer, String, Table

from telecom.model.restrictions import Restriction, RestrictionStatus
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment, money, money_of, reference

restrictions = Table(
    "restrictions",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("service_id", "services"),
    Column("kind", String(40), nullable=False),
    reference("asked_by", "individuals", index=False),
    Column("numbers", Wire, nullable=False),
    *money("amount", nullable=True),
    Column("begins", String(5)),
    Column("ends", String(5)),
    Column("weekdays", Wire, nullable=False),
    Column("age", Integer),
    moment("starts_at"),
    moment("ends_at", nullable=True),
    Column("status", State(RestrictionStatus), nullable=False),
    moment("ended_at", nullable=True),
    Index(None, "status", "starts_at"),
    Index(None, "status", "ends_at"),
)

mapper.map_imperatively(Restriction, restrictions, properties={"amount": money_of(restrictions.c, "amount")})
