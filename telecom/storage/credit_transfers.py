"""Table of credit that was sent to another number."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table

from telecom.model.credit_transfers import CreditTransfer
from telecom.storage.columns import Number, identity, mapper, metadata, moment, money, money_of, reference

credit_transfers = Table(
    "credit_transfers",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("account_id", "billing_accounts", index=False),
    reference("to_account_id", "billing_accounts"),
    Column("to_number", Number, nullable=False),
    reference("person_id", "individuals", index=False),
    *money("amount"),
    *money("fee"),
    moment("at"),
    CheckConstraint("amount_minor > 0", name="positive"),
    Index(None, "account_id", "at"),
)

mapper.map_imperatively(
    CreditTransfer,
    credit_transfers,
    properties={name: money_of(credit_transfers.c, name) for name in ("amount", "fee")},
)
