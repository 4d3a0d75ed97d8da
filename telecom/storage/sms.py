"""Tables of text messages' parts and receipts, and of links to papers."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from telecom.model.sms import PaperLink, Receipt, SmsArrival, SmsFragment, SmsPart
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment

sms_parts = Table(
    "sms_parts",
    metadata,
    identity(),
    Column("centre_id", String(80), nullable=False, unique=True),
    Column("message_id", String(40), index=True),
    Column("receipt", State(Receipt)),
    moment("noted_at", index=True),
)
sms_fragments = Table(
    "sms_fragments",
    metadata,
    identity(),
    Column("sender", String(80), nullable=False),
    Column("reference", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Sealed, nullable=False),
    moment("received_at"),
    UniqueConstraint("sender", "reference", "total", "position"),
)
sms_arrivals = Table(
    "sms_arrivals",
    metadata,
    identity(),
    Column("digest", String(64), nullable=False),
    Column("link", String(40), nullable=False),
    moment("received_at"),
    Index("ix_sms_arrivals_digest", "digest", "received_at"),
)
paper_links = Table(
    "paper_links",
    metadata,
    identity(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("message_id", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    moment("expires_at"),
)

mapper.map_imperatively(SmsPart, sms_parts)
mapper.map_imperatively(SmsFragment, sms_fragments)
mapper.map_imperatively(SmsArrival, sms_arrivals)
mapper.map_imperatively(PaperLink, paper_links)
