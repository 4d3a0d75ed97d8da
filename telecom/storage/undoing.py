"""Table of changes that can be taken back."""

from sqlalchemy import BigInteger, Column, Identity, Index, String, Table

from telecom.model.undoing import Change
from telecom.storage.columns import SealedWire, identity, mapper, metadata, moment, reference

changes = Table(
    "changes",
    metadata,
    identity(),
    Column("number", BigInteger, Identity(), unique=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    reference("conversation_id", "conversations", index=False),
    reference("person_id", "individuals", index=False),
    Column("terms", SealedWire, nullable=False),
    moment("done_at"),
    moment("undone_at", nullable=True),
    Column("undone_by", String(80)),
    Column("result", SealedWire),
    Index(None, "conversation_id", "done_at"),
)

mapper.map_imperatively(Change, changes)
