"""Tables of the prepaid ledger and of allowances."""

from sqlalchemy import BigInteger, CheckConstraint, Column, String, Table

from telecom.model.balance import Bucket, BucketStatus, LedgerAccount, LedgerEntry, LedgerTransaction
from telecom.model.volumes import UsageKind
from telecom.storage.columns import State, identity, mapper, metadata, moment, money, money_of, reference

ledger_accounts = Table(
    "ledger_accounts",
    metadata,
    identity(),
    Column("name", String(80), nullable=False, unique=True),
    Column("currency", String(3), nullable=False),
    reference("billing_account_id", "billing_accounts", nullable=True),
    Column("floor", BigInteger),
)
ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    Column("reason", String(40), nullable=False),
    moment("at"),
)
ledger_entries = Table(
    "ledger_entries",
    metadata,
    identity(),
    reference("transaction_id", "ledger_transactions"),
    reference("account_id", "ledger_accounts"),
    *money("amount"),
    CheckConstraint("amount_minor <> 0", name="moves_something"),
)
buckets = Table(
    "buckets",
    metadata,
    identity(),
    reference("service_id", "services"),
    reference("offering_id", "offerings", index=False),
    Column("kind", State(UsageKind), nullable=False),
    Column("granted", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    moment("valid_from"),
    moment("valid_until"),
    Column("status", State(BucketStatus), nullable=False),
    CheckConstraint("used >= 0 and granted >= 0", name="never_negative"),
)

mapper.map_imperatively(LedgerAccount, ledger_accounts)
mapper.map_imperatively(LedgerTransaction, ledger_transactions)
mapper.map_imperatively(LedgerEntry, ledger_entries, properties={"amount": money_of(ledger_entries.c, "amount")})
mapper.map_imperatively(Bucket, buckets)
