"""Table of tests of services."""

from sqlalchemy import BigInteger, Column, Index, String, Table

from telecom.model.testing import Health, ServiceTest, ServiceTestStatus
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment, reference

service_tests = Table(
    "service_tests",
    metadata,
    identity(),
    Column("key", String(100), nullable=False, unique=True),
    reference("service_id", "services", index=False),
    Column("kind", String(20), nullable=False),
    Column("status", State(ServiceTestStatus), nullable=False),
    moment("asked_at"),
    reference("asked_by", "individuals", nullable=True, index=False),
    moment("ended_at", nullable=True),
    Column("sold_down", BigInteger),
    Column("sold_up", BigInteger),
    Column("health", State(Health)),
    Column("fault", String(80)),
    Column("figures", Wire, nullable=False),
    Column("weak", Wire, nullable=False),
    Column("partner", String(80)),
    Column("refusal", String(200)),
    Index(None, "service_id", "asked_at"),
)

mapper.map_imperatively(ServiceTest, service_tests)
