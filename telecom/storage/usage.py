"""Table of usage records."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, String, Table, text

from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.model.volumes import UsageKind
from telecom.storage.columns import State, identity, mapper, metadata, moment, money, money_of, reference

usage = Table(
    "usage_records",
    metadata,
    identity(),
    reference("service_id", "services", index=False),
    Column("kind", State(UsageKind), nullable=False),
    moment("at"),
    Column("units", BigInteger, nullable=False),
    Column("zone", State(UsageZone), nullable=False),
    Column("incoming", Boolean, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("other_party", String(24)),
    *money("charge"),
    Column("state", State(UsageState), nullable=False),
    reference("bill_id", "bills", nullable=True, index=False),
    CheckConstraint("units >= 0", name="never_negative"),
    Index("ix_usage_records_service_id_at", "service_id", "at"),
    # Calls are counted from this index alone, without looking at the records.
    Index(
        "ix_usage_records_calls", "service_id", "at", postgresql_include=["incoming", "answered", "units"],
        postgresql_where=text("kind = 'voice'"),
    ),
    Index("ix_usage_records_bill_id", "bill_id", postgresql_where=text("bill_id is not null")),
)  # fmt: skip

mapper.map_imperatively(UsageRecord, usage, properties={"charge": money_of(usage.c, "charge")})
