"""Tables of what is to be billed: charges and credits, discounts."""

from sqlalchemy import CheckConstraint, Column, Date, Index, SmallInteger, String, Table

from telecom.model.bills import ChargeKind
from telecom.model.charges import AccountCharge, Discount
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, money, money_of, reference

charges = Table(
    "charges",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    reference("account_id", "billing_accounts", index=False),
    Column("kind", State(ChargeKind), nullable=False),
    Column("description", Sealed, nullable=False),
    *money("amount"),
    Column("day", Date, nullable=False),
    moment("added_at"),
    reference("offering_id", "offerings", nullable=True, index=False),
    reference("service_id", "services", nullable=True, index=False),
    Column("reference", String(60)),
    reference("bill_id", "bills", nullable=True),
    Index("ix_charges_account_id_day", "account_id", "day"),
)
discounts = Table(
    "discounts",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    reference("account_id", "billing_accounts"),
    reference("service_id", "services", nullable=True, index=False),
    reference("product_id", "products", nullable=True, index=False),
    Column("description", String(120), nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    CheckConstraint("percent between 1 and 100", name="percent_is_one"),
)

mapper.map_imperatively(AccountCharge, charges, properties={"amount": money_of(charges.c, "amount")})
mapper.map_imperatively(Discount, discounts)
