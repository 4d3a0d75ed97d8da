"""Tables of how bills arrive, and of mails on their way."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, SmallInteger, String, Table

from telecom.model.e_bill import BillDelivery, MailStatus, OutgoingMail
from telecom.storage.columns import Encrypted, State, identity, mapper, metadata, moment, reference

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
outgoing_mails = Table(
    "outgoing_mails",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("address", String(254), nullable=False),
    Column("subject_id", String(40), nullable=False, index=True),
    reference("person_id", "individuals", nullable=True, index=False),
    Column("secret", Encrypted),
    Column("status", State(MailStatus), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    moment("made_at"),
    moment("sent_at", nullable=True),
)

mapper.map_imperatively(BillDelivery, bill_deliveries)
mapper.map_imperatively(OutgoingMail, outgoing_mails)
