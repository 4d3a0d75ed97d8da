"""Table of how bills arrive."""

from sqlalchemy import Boolean, Column, ForeignKey, SmallInteger, String, Table

from telecom.model.e_bill import BillDelivery
from telecom.storage.columns import mapper, metadata, moment, reference

bill_deliveries = Table(
    "bill_deliveries",
    metadata,
    Column("account_id", String(40), ForeignKey("billing_accounts.id"), primary_key=True),
    Column("address", String(254)),
    Column("itemised", Boolean, nullable=False),
    Column("pending", String(254)),
    Column("code_hash", String(64)),
    moment("code_expires_at", nullable=True),
    Column("tries_left", SmallInteger, nullable=False),
    reference("asked_by", "individuals", nullable=True, index=False),
    moment("changed_at"),
)

mapper.map_imperatively(BillDelivery, bill_deliveries)
