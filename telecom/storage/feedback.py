"""Tables of what subscribers told us, and of their tips for each other."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from telecom.model.feedback import FeedbackKind, InteractionStatus, PartyInteraction, Tip, TipStatus, TipVote
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, reference

party_interactions = Table(
    "party_interactions",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("kind", State(FeedbackKind), nullable=False),
    reference("person_id", "individuals", index=False),
    Column("about", String(80), nullable=False),
    Column("subject", String(80)),
    Column("place", String(80)),
    Column("provider", String(40)),
    Column("rating", Integer),
    Column("text", Sealed),
    Column("status", State(InteractionStatus), nullable=False),
    moment("said_at"),
    Column("settled_by", String(40)),
    Column("answer", Sealed),
    Index(None, "about", "said_at"),
)
tips = Table(
    "tips",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("board", String(20), nullable=False),
    reference("person_id", "individuals", index=False),
    Column("text", Sealed, nullable=False),
    Column("status", State(TipStatus), nullable=False),
    moment("written_at"),
    Column("votes", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("read_by", String(40)),
    Index(None, "board", "status", "votes"),
)
tip_votes = Table(
    "tip_votes",
    metadata,
    identity(),
    reference("tip_id", "tips", index=False),
    reference("person_id", "individuals", index=False),
    Column("is_report", Boolean, nullable=False),
    moment("at"),
    UniqueConstraint("tip_id", "person_id", "is_report"),
)

mapper.map_imperatively(PartyInteraction, party_interactions)
mapper.map_imperatively(Tip, tips)
mapper.map_imperatively(TipVote, tip_votes)
