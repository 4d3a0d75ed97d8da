"""Table of warranty claims."""

from sqlalchemy import Boolean, Column, Date, Index, String, Table, text

from telecom.model.warranty import ClaimState, ClaimWay, WarrantyClaim
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, reference

claims = Table(
    "warranty_claims",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("product_id", "products", index=False),
    Column("offering_id", String(60), nullable=False),
    reference("asked_by", "individuals"),
    Column("what", String(120), nullable=False),
    Column("words", Sealed, nullable=False),
    Column("address", Sealed, nullable=False),
    moment("opened_at"),
    Column("send_by", Date, nullable=False),
    Column("state", State(ClaimState), nullable=False, index=True),
    Column("way", State(ClaimWay), nullable=False, server_default=ClaimWay.EXCHANGE.value),
    Column("is_reserved", Boolean, nullable=False),
    moment("changed_at"),
    # One thing is exchanged or repaired once at a time.
    Index(
        "uq_warranty_claims_open",
        "product_id",
        unique=True,
        postgresql_where=text("state in ('expected', 'received', 'repaired', 'sent')"),
    ),
)

mapper.map_imperatively(WarrantyClaim, claims)
