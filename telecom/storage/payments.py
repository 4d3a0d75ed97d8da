"""Tables of payments and saved cards."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table

from telecom.model.payments import Payment, PaymentMethod, PaymentState, Purpose
from telecom.storage.columns import Encrypted, State, identity, mapper, metadata, moment, money, money_of, reference

payment_methods = Table(
    "payment_methods",
    metadata,
    identity(),
    reference("account_id", "billing_accounts"),
    reference("person_id", "individuals"),
    Column("token", Encrypted, nullable=False),
    Column("brand", String(20), nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("expires_on", Date, nullable=False),
    moment("saved_at"),
    moment("removed_at", nullable=True),
)
payments = Table(
    "payments",
    metadata,
    identity(),
    Column("number", String(20), nullable=False, unique=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("purpose", State(Purpose), nullable=False),
    reference("person_id", "individuals"),
    reference("account_id", "billing_accounts"),
    reference("method_id", "payment_methods", index=False),
    reference("bill_id", "bills", nullable=True),
    reference("service_id", "services", nullable=True),
    *money("amount"),
    Column("state", State(PaymentState), nullable=False),
    Column("reference", String(80)),
    Column("reason", String(80)),
    Column("questions", Integer, nullable=False),
    moment("created_at", index=True),
    moment("settled_at", nullable=True),
    moment("told_at", nullable=True),
    CheckConstraint("amount_minor > 0", name="positive"),
)

mapper.map_imperatively(PaymentMethod, payment_methods)
mapper.map_imperatively(Payment, payments, properties={"amount": money_of(payments.c, "amount")})
