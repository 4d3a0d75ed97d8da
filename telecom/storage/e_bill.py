"""Table of how bills arrive."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from telecom.model.e_bill import BillDelivery
from telecom.storage.columns import Sealed, Wire, mapper, metadata, moment

bill_deliveries = Table(
    "bill_deliveries",
    metadata,
    Column("account_id", String(40), ForeignKey("billing_accounts.id"), primary_key=True),
    Column("address", Sealed),
    Column("itemised", Boolean, nullable=False),
    Column("lines", Wire, nullable=False),
    moment("changed_at"),
)

mapper.map_imperatively(BillDelivery, bill_deliveries)
