"""Table of planned changes of how accounts are charged."""

from sqlalchemy import CheckConstraint, Column, Date, Index, SmallInteger, String, Table, text

from telecom.model.billing_mode import BillingChange, ChangeStatus
from telecom.model.parties import BillingMode
from telecom.storage.columns import State, identity, mapper, metadata, moment, reference

billing_changes = Table(
    "billing_changes",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("account_id", "billing_accounts"),
    reference("person_id", "individuals", index=False),
    Column("mode", State(BillingMode)),
    Column("cycle_day", SmallInteger),
    Column("effective_on", Date, nullable=False),
    Column("status", State(ChangeStatus), nullable=False),
    moment("decided_at"),
    CheckConstraint("cycle_day between 1 and 28", name="in_every_month"),
    Index("uq_billing_changes_one_planned", "account_id", unique=True, postgresql_where=text("status = 'planned'")),
)

mapper.map_imperatively(BillingChange, billing_changes)
