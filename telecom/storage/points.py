"""Table of when points run out."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table, UniqueConstraint, text

from telecom.model.points import PointLot
from telecom.storage.columns import identity, mapper, metadata, reference

point_lots = Table(
    "point_lots",
    metadata,
    identity(),
    reference("account_id", "billing_accounts", index=False),
    Column("last_day", Date, nullable=False),
    Column("earned", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    UniqueConstraint("account_id", "last_day"),
    CheckConstraint('"left" between 0 and earned', name="left_of_earned"),
    Index("ix_point_lots_last_day", "last_day", postgresql_where=text('"left" > 0')),
)

mapper.map_imperatively(PointLot, point_lots)
