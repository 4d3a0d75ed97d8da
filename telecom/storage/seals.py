"""Table of the codes on papers."""

from sqlalchemy import Column, String, Table, UniqueConstraint

from telecom.model.seals import PaperKind, Seal
from telecom.storage.columns import State, identity, mapper, metadata, moment

seals = Table(
    "paper_seals",
    metadata,
    identity(),
    Column("code", String(24), nullable=False, unique=True),
    Column("kind", State(PaperKind), nullable=False),
    Column("subject_id", String(40), nullable=False),
    moment("made_at"),
    UniqueConstraint("kind", "subject_id"),
)

mapper.map_imperatively(Seal, seals)
