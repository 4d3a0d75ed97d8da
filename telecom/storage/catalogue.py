"""Tables of what is on sale, and of its version."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table

from telecom.model.catalogue import CatalogueVersion, Offering, OfferingStatus
from telecom.storage.columns import State, Wire, mapper, metadata, money, money_of

offerings = Table(
    "offerings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("category", String(20), nullable=False),
    Column("service_kind", String(20)),
    Column("summary", String(300), nullable=False),
    *money("monthly", nullable=True),
    *money("one_off", nullable=True),
    Column("status", State(OfferingStatus), nullable=False),
    Column("also_called", Wire, nullable=False),
    Column("allowances", Wire, nullable=False),
    Column("valid_days", Integer),
    Column("terms", Wire, nullable=False),
    Column("said_in", Wire, nullable=False, server_default="{}"),
)
# One row at most, written by triggers (migration 0004).
catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("single_row", Boolean, primary_key=True, server_default="true"),
    Column("version", String(40), nullable=False),
    CheckConstraint("single_row", name="one_row"),
)

mapper.map_imperatively(CatalogueVersion, catalogue_version)
mapper.map_imperatively(
    Offering,
    offerings,
    properties={"monthly": money_of(offerings.c, "monthly"), "one_off": money_of(offerings.c, "one_off")},
)
