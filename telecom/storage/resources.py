"""Tables of numbers, ports and stock."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from telecom.model.resources import (
    AdministrativeState,
    OperationalState,
    Resource,
    ResourceKind,
    ResourceStatus,
    StockLevel,
    UsageState,
)
from telecom.storage.columns import State, identity, mapper, metadata, reference

resources = Table(
    "resources",
    metadata,
    identity(),
    Column("kind", State(ResourceKind), nullable=False),
    Column("service_kind", String(20), nullable=False),
    Column("value", String(60), nullable=False),
    Column("place", String(80)),
    Column("administrative", State(AdministrativeState), nullable=False),
    Column("operational", State(OperationalState), nullable=False),
    Column("usage", State(UsageState), nullable=False),
    Column("status", State(ResourceStatus), nullable=False),
    Column("item_id", String(40), index=True),
    reference("service_id", "services", nullable=True),
    UniqueConstraint("kind", "value"),
    Index("ix_resources_free", "kind", "service_kind", "place", "status"),
)
stock_levels = Table(
    "stock_levels",
    metadata,
    Column("offering_id", String(40), ForeignKey("offerings.id"), primary_key=True),
    Column("on_hand", Integer, nullable=False),
    Column("reserved", Integer, nullable=False),
    CheckConstraint("reserved between 0 and on_hand", name="never_promised_twice"),
)

mapper.map_imperatively(Resource, resources)
mapper.map_imperatively(StockLevel, stock_levels)
