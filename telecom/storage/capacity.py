"""Table of more of a share for a time."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from telecom.model.capacity import BoostStatus, ShareBoost
from telecom.storage.columns import State, Wire, identity, mapper, metadata, reference

share_boosts = Table(
    "share_boosts",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("service_id", "services"),
    reference("asked_by", "individuals", index=False),
    Column("steps", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("status", State(BoostStatus), nullable=False),
    Column("product_ids", Wire, nullable=False),
    Index(None, "status", "first_day"),
)

mapper.map_imperatively(ShareBoost, share_boosts)
