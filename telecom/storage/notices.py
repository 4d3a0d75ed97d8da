"""Tables of what fell due, and of prepaid credits that fell low."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from telecom.model.notices import CreditFall, Notice
from telecom.storage.columns import identity, mapper, metadata, moment, reference

notices = Table(
    "notices",
    metadata,
    identity(),
    Column("kind", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("period", String(60), nullable=False),
    moment("found_at"),
    moment("done_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    UniqueConstraint("kind", "subject", "period"),
)
credit_falls = Table(
    "credit_falls",
    metadata,
    identity(),
    reference("account_id", "ledger_accounts"),
    reference("transaction_id", "ledger_transactions", index=False),
    moment("at"),
    moment("told_at", nullable=True),
    UniqueConstraint("account_id", "transaction_id"),
    Index("ix_credit_falls_untold", "at", postgresql_where=text("told_at is null")),
)

mapper.map_imperatively(Notice, notices)
mapper.map_imperatively(CreditFall, credit_falls)
