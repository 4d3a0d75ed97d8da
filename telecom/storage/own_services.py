"""Tables of services of one's own and their parts."""

from sqlalchemy import Column, Index, SmallInteger, String, Table, UniqueConstraint, text

from telecom.model.own_services import OwnPart, OwnService, OwnServiceStatus, PartKind
from telecom.storage.columns import SealedAlike, SealedWire, State, identity, mapper, metadata, moment, reference

own_services = Table(
    "own_services",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("customer_id", "customers"),
    Column("name", SealedAlike, nullable=False),
    reference("made_by", "individuals", index=False),
    moment("made_at"),
    Column("status", State(OwnServiceStatus), nullable=False),
    Column("rest_key", String(40)),
    moment("rests_from", nullable=True, index=True),
    moment("rests_until", nullable=True, index=True),
    moment("ended_at", nullable=True),
    Index(
        "uq_own_services_standing_name",
        "customer_id",
        "name",
        unique=True,
        postgresql_where=text("status <> 'ended'"),
    ),
)
own_parts = Table(
    "own_parts",
    metadata,
    identity(),
    reference("own_id", "own_services", index=False),
    Column("position", SmallInteger, nullable=False),
    reference("service_id", "services"),
    Column("kind", State(PartKind), nullable=False),
    Column("name", String(80), nullable=False),
    Column("value", SealedWire),
    UniqueConstraint("own_id", "service_id", "kind", "name"),
)

mapper.map_imperatively(OwnService, own_services)
mapper.map_imperatively(OwnPart, own_parts)
