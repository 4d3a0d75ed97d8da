"""Table of what is paid without being asked each time."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, SmallInteger, String, Table

from telecom.model.autopay import StandingPayment
from telecom.storage.columns import mapper, metadata, moment, money, money_of, reference

standing_payments = Table(
    "standing_payments",
    metadata,
    Column("account_id", String(40), ForeignKey("billing_accounts.id"), primary_key=True),
    reference("person_id", "individuals", index=False),
    Column("pays_bills", Boolean, nullable=False, index=True),
    *money("limit", nullable=True),
    Column("pay_day", SmallInteger),
    Column("reminder_days", SmallInteger, nullable=False),
    *money("top_up", nullable=True),
    *money("threshold", nullable=True),
    moment("changed_at"),
    CheckConstraint("reminder_days between 0 and 14", name="reminder_in_time"),
)

mapper.map_imperatively(
    StandingPayment,
    standing_payments,
    properties={name: money_of(standing_payments.c, name) for name in ("limit", "top_up", "threshold")},
)
