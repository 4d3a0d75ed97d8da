"""Tables of permissions, of what was spent under them, and of wishes that wait for a manager."""

from sqlalchemy import Column, Index, String, Table, UniqueConstraint

from telecom.model.authorization import (
    Approval,
    ApprovalStatus,
    Function,
    ManagerInvitation,
    Permission,
    PermissionStatus,
    Spending,
)
from telecom.storage.columns import SealedWire, State, identity, mapper, metadata, moment, money, money_of, reference

permissions = Table(
    "permissions",
    metadata,
    identity(),
    Column("grant_id", String(40)),
    reference("customer_id", "customers"),
    reference("granter_id", "individuals", index=False),
    reference("person_id", "individuals"),
    Column("function", State(Function), nullable=False),
    reference("service_id", "services", nullable=True, index=False),
    Column("provider", String(40)),
    moment("valid_from"),
    moment("valid_until", nullable=True),
    *money("limit", nullable=True),
    Column("status", State(PermissionStatus), nullable=False),
)
permission_spendings = Table(
    "permission_spendings",
    metadata,
    identity(),
    reference("permission_id", "permissions", index=False),
    Column("key", String(80), nullable=False),
    *money("amount"),
    moment("at"),
    UniqueConstraint("permission_id", "key"),
    Index(None, "permission_id", "at"),
)
approvals = Table(
    "approvals",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("person_id", "individuals"),
    reference("conversation_id", "conversations", index=False),
    Column("kind", String(40), nullable=False),
    Column("terms", SealedWire, nullable=False),
    Column("terms_digest", String(64), nullable=False),
    Column("shown", SealedWire, nullable=False),
    moment("created_at"),
    moment("expires_at"),
    Column("status", State(ApprovalStatus), nullable=False),
    reference("decided_by", "individuals", nullable=True, index=False),
    Column("result", SealedWire),
)

manager_invitations = Table(
    "manager_invitations",
    metadata,
    identity(),
    reference("customer_id", "customers"),
    reference("person_id", "individuals"),
    reference("appointed_by", "individuals", index=False),
    moment("created_at"),
    moment("expires_at"),
    moment("accepted_at", nullable=True),
    moment("withdrawn_at", nullable=True),
)

mapper.map_imperatively(
    Permission,
    permissions,
    properties={"limit": money_of(permissions.c, "limit")},
)
mapper.map_imperatively(
    Spending,
    permission_spendings,
    properties={"amount": money_of(permission_spendings.c, "amount")},
)
mapper.map_imperatively(Approval, approvals)
mapper.map_imperatively(ManagerInvitation, manager_invitations)
