"""Tables of people, customers and their billing accounts."""

from sqlalchemy import Column, Date, ForeignKey, Index, SmallInteger, String, Table, UniqueConstraint

from telecom.model.parties import (
    BillingAccount,
    BillingMode,
    Customer,
    CustomerStatus,
    GroupedLine,
    Individual,
    LineGroup,
    Membership,
    PartyStatus,
    PaymentStatus,
    Role,
)
from telecom.storage.columns import Number, Sealed, SealedAlike, State, identity, mapper, metadata, moment, reference

individuals = Table(
    "individuals",
    metadata,
    identity(),
    Column("given_name", Sealed, nullable=False),
    Column("family_name", Sealed, nullable=False),
    Column("phone_number", Number, unique=True),
    Column("email", Sealed),
    Column("address", Sealed),
    Column("place", String(80)),
    Column("language", String(8), nullable=False),
    Column("time_zone", String(40)),
    Column("born_on", Sealed),
    Column("status", State(PartyStatus), nullable=False),
    Column("pin_hash", String(200)),
    moment("pin_valid_from", nullable=True),
)
customers = Table(
    "customers",
    metadata,
    identity(),
    Column("number", String(20), nullable=False, unique=True),
    Column("name", Sealed, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("status", State(CustomerStatus), nullable=False),
)
memberships = Table(
    "memberships",
    metadata,
    identity(),
    reference("customer_id", "customers"),
    reference("person_id", "individuals"),
    Column("role", State(Role), nullable=False),
    UniqueConstraint("customer_id", "person_id"),
)
line_groups = Table(
    "line_groups",
    metadata,
    identity(),
    reference("customer_id", "customers", index=False),
    Column("name", SealedAlike, nullable=False),
    UniqueConstraint("customer_id", "name"),
)
grouped_lines = Table(
    "grouped_lines",
    metadata,
    Column("service_id", String(40), ForeignKey("services.id"), primary_key=True),
    reference("group_id", "line_groups"),
)
billing_accounts = Table(
    "billing_accounts",
    metadata,
    identity(),
    reference("customer_id", "customers"),
    Column("mode", State(BillingMode), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("cycle_day", SmallInteger, nullable=False),
    Column("payment_status", State(PaymentStatus), nullable=False),
    Column("billed_to", Date),
    Column("bill_on", Date),
    Index("ix_billing_accounts_bill_on_id", "bill_on", "id"),
)

mapper.map_imperatively(Individual, individuals)
mapper.map_imperatively(Customer, customers)
mapper.map_imperatively(Membership, memberships)
mapper.map_imperatively(BillingAccount, billing_accounts)
mapper.map_imperatively(LineGroup, line_groups)
mapper.map_imperatively(GroupedLine, grouped_lines)
