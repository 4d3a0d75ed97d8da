"""Table of permissions."""

from sqlalchemy import Column, Table

from telecom.model.authorization import Function, Permission, PermissionStatus
from telecom.storage.columns import State, identity, mapper, metadata, moment, reference

permissions = Table(
    "permissions",
    metadata,
    identity(),
    reference("customer_id", "customers"),
    reference("granter_id", "individuals", index=False),
    reference("person_id", "individuals"),
    Column("function", State(Function), nullable=False),
    reference("service_id", "services", nullable=True, index=False),
    moment("valid_from"),
    moment("valid_until", nullable=True),
    Column("status", State(PermissionStatus), nullable=False),
)

mapper.map_imperatively(Permission, permissions)
