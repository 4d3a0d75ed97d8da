"""Tables of payments and saved cards."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table, false

from telecom.model.payments import (
    CardRequest,
    CardRequestState,
    Payment,
    PaymentMethod,
    PaymentState,
    Purpose,
    Refund,
    RefundState,
    Way,
)
from telecom.storage.columns import (
    Sealed,
    SealedWire,
    State,
    identity,
    mapper,
    metadata,
    moment,
    money,
    money_of,
    reference,
)

payment_methods = Table(
    "payment_methods",
    metadata,
    identity(),
    reference("account_id", "billing_accounts"),
    reference("person_id", "individuals"),
    Column("token", Sealed, nullable=False),
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
    Column("way", State(Way), nullable=False, server_default=Way.CARD.value),
    reference("method_id", "payment_methods", nullable=True, index=False),
    reference("bill_id", "bills", nullable=True),
    reference("service_id", "services", nullable=True),
    *money("amount"),
    Column("state", State(PaymentState), nullable=False),
    Column("link", Sealed),
    moment("expires_at", nullable=True),
    moment("approved_at", nullable=True),
    Column("reference", String(80)),
    Column("reason", String(80)),
    Column("questions", Integer, nullable=False),
    moment("created_at", index=True),
    moment("settled_at", nullable=True),
    moment("told_at", nullable=True),
    Column("automatic", Boolean, nullable=False, server_default=false()),
    Column("said", SealedWire),
    CheckConstraint("amount_minor > 0", name="positive"),
)
refunds = Table(
    "refunds",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    reference("payment_id", "payments"),
    *money("amount"),
    Column("reason", String(40), nullable=False),
    Column("state", State(RefundState), nullable=False),
    Column("reference", String(80)),
    moment("asked_at"),
    moment("settled_at", nullable=True),
    CheckConstraint("amount_minor > 0", name="positive"),
)
card_requests = Table(
    "card_requests",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("account_id", "billing_accounts"),
    reference("person_id", "individuals", index=False),
    Column("state", State(CardRequestState), nullable=False),
    Column("link", Sealed),
    moment("expires_at"),
    Column("questions", Integer, nullable=False),
)

mapper.map_imperatively(PaymentMethod, payment_methods)
mapper.map_imperatively(Payment, payments, properties={"amount": money_of(payments.c, "amount")})
mapper.map_imperatively(Refund, refunds, properties={"amount": money_of(refunds.c, "amount")})
mapper.map_imperatively(CardRequest, card_requests)
