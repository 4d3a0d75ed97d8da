"""Table of the accounts of the operator's people."""

from sqlalchemy import Column, Integer, String, Table

from telecom.model.staff import StaffMember
from telecom.storage.columns import Wire, identity, mapper, metadata, moment

staff_members = Table(
    "staff_members",
    metadata,
    identity(),
    Column("name", String(40), nullable=False, unique=True),
    Column("full_name", String(80), nullable=False),
    Column("roles", Wire, nullable=False),
    Column("password_hash", String(200), nullable=False),
    moment("created_at"),
    Column("created_by", String(40)),
    moment("disabled_at", nullable=True),
    Column("failures", Integer, nullable=False),
    moment("locked_until", nullable=True),
    Column("partner", String(40)),
)

mapper.map_imperatively(StaffMember, staff_members)
