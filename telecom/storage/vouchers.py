"""Table of vouchers."""

from sqlalchemy import CheckConstraint, Column, Date, String, Table

from telecom.model.vouchers import Voucher
from telecom.storage.columns import identity, mapper, metadata, moment, money, money_of, reference

vouchers = Table(
    "vouchers",
    metadata,
    identity(),
    Column("code_hash", String(64), nullable=False, unique=True),
    *money("value"),
    Column("valid_until", Date, nullable=False),
    moment("redeemed_at", nullable=True),
    reference("redeemed_by", "individuals", nullable=True, index=False),
    Column("redeemed_turn", String(80)),
    reference("account_id", "billing_accounts", nullable=True, index=False),
    CheckConstraint("value_minor > 0", name="worth_something"),
    CheckConstraint(
        "(redeemed_at is null) = (account_id is null) and (redeemed_at is null) = (redeemed_by is null)",
        name="used_by_somebody",
    ),
)

mapper.map_imperatively(Voucher, vouchers, properties={"value": money_of(vouchers.c, "value")})
