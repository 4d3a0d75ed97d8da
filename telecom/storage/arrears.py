"""Tables of arrangements for what is overdue, and of lines that were stopped."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, Table, UniqueConstraint, text

from telecom.model.arrears import ArrearsStop, Instalment, PaymentPlan, PlanStatus
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment, money, money_of, reference

payment_plans = Table(
    "payment_plans",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("account_id", "billing_accounts"),
    reference("person_id", "individuals", index=False),
    Column("bill_ids", Wire, nullable=False),
    *money("owed"),
    Column("status", State(PlanStatus), nullable=False, index=True),
    moment("began_at"),
    moment("ended_at", nullable=True),
    Index("uq_payment_plans_one_active", "account_id", unique=True, postgresql_where=text("status = 'active'")),
)
instalments = Table(
    "instalments",
    metadata,
    identity(),
    reference("plan_id", "payment_plans"),
    Column("position", Integer, nullable=False),
    Column("due_on", Date, nullable=False, index=True),
    *money("amount"),
    UniqueConstraint("plan_id", "position"),
    CheckConstraint("amount_minor > 0", name="positive"),
)
arrears_stops = Table(
    "arrears_stops",
    metadata,
    identity(),
    reference("account_id", "billing_accounts"),
    reference("bill_id", "bills", index=False),
    Column("service_ids", Wire, nullable=False),
    moment("began_at"),
    moment("ended_at", nullable=True),
    Index("uq_arrears_stops_one_open", "account_id", unique=True, postgresql_where=text("ended_at is null")),
)

mapper.map_imperatively(PaymentPlan, payment_plans, properties={"owed": money_of(payment_plans.c, "owed")})
mapper.map_imperatively(Instalment, instalments, properties={"amount": money_of(instalments.c, "amount")})
mapper.map_imperatively(ArrearsStop, arrears_stops)
