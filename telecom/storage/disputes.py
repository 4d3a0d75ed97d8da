"""Table of disputes."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table, text

from telecom.model.disputes import Dispute, DisputeStatus
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, money, money_of, reference

disputes = Table(
    "disputes",
    metadata,
    identity(),
    Column("number", String(40), nullable=False, unique=True),
    Column("key", String(120), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("account_id", "billing_accounts"),
    reference("bill_id", "bills"),
    reference("line_id", "bill_lines", index=False),
    reference("person_id", "individuals", index=False),
    Column("words", Sealed, nullable=False),
    *money("amount"),
    *money("granted", nullable=True),
    Column("status", State(DisputeStatus), nullable=False),
    Column("answer", String(500)),
    moment("opened_at"),
    moment("changed_at"),
    CheckConstraint("amount_minor > 0 and coalesce(granted_minor, 0) between 0 and amount_minor", name="makes_sense"),
    # A line is contested once at a time.
    Index(
        "uq_disputes_open_line",
        "line_id",
        unique=True,
        postgresql_where=text("status in ('acknowledged', 'inProgress', 'resolved', 'closed')"),
    ),
)

mapper.map_imperatively(
    Dispute, disputes, properties={name: money_of(disputes.c, name) for name in ("amount", "granted")}
)
