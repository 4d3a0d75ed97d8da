"""Table of which published messages are wanted."""

from sqlalchemy import Boolean, Column, String, Table, UniqueConstraint

from telecom.model.preferences import MessageKind, Preference
from telecom.storage.columns import State, identity, mapper, metadata, moment

preferences = Table(
    "preferences",
    metadata,
    identity(),
    Column("holder", String(120), nullable=False),
    Column("kind", State(MessageKind), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("wanted", Boolean, nullable=False),
    moment("said_at"),
    UniqueConstraint("holder", "kind", "channel"),
)

mapper.map_imperatively(Preference, preferences)
