"""Tables of bills and their lines."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table, UniqueConstraint

from telecom.model.bills import AppliedCustomerBillingRate, BillState, ChargeKind, CustomerBill
from telecom.storage.columns import Sealed, State, Wire, identity, mapper, metadata, money, money_of, reference

bills = Table(
    "bills",
    metadata,
    identity(),
    Column("number", String(40), nullable=False, unique=True),
    reference("account_id", "billing_accounts"),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False, index=True),
    *money("total"),
    *money("paid"),
    *money("credited", nullable=True),
    Column("state", State(BillState), nullable=False),
    UniqueConstraint("account_id", "period_start"),
    CheckConstraint("paid_minor between 0 and total_minor", name="never_overpaid"),
)
bill_lines = Table(
    "bill_lines",
    metadata,
    identity(),
    reference("bill_id", "bills"),
    Column("position", Integer, nullable=False),
    Column("kind", State(ChargeKind), nullable=False),
    Column("description", Sealed, nullable=False),
    reference("offering_id", "offerings", nullable=True, index=False),
    reference("service_id", "services", nullable=True),
    Column("volume", Wire),
    Column("first_day", Date),
    Column("last_day", Date),
    reference("charge_id", "charges", nullable=True),
    *money("amount"),
    *money("tax"),
    UniqueConstraint("bill_id", "position"),
)

mapper.map_imperatively(
    CustomerBill,
    bills,
    properties={name: money_of(bills.c, name) for name in ("total", "paid", "credited")},
)
mapper.map_imperatively(
    AppliedCustomerBillingRate,
    bill_lines,
    properties={"amount": money_of(bill_lines.c, "amount"), "tax": money_of(bill_lines.c, "tax")},
)
