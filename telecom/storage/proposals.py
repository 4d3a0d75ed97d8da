"""Table of proposals."""

from sqlalchemy import Column, Index, String, Table, text

from telecom.model.proposals import Proposal, ProposalStatus
from telecom.storage.columns import SealedWire, State, identity, mapper, metadata, moment, reference

proposals = Table(
    "proposals",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    reference("conversation_id", "conversations", index=False),
    reference("person_id", "individuals", index=False),
    Column("terms", SealedWire, nullable=False),
    Column("terms_digest", String(64), nullable=False),
    Column("shown", SealedWire, nullable=False),
    moment("created_at"),
    moment("expires_at"),
    Column("status", State(ProposalStatus), nullable=False),
    Column("result", SealedWire),
    Index("uq_proposals_one_open", "conversation_id", unique=True, postgresql_where=text("status = 'open'")),
    Index(None, "conversation_id", "created_at"),
)

mapper.map_imperatively(Proposal, proposals)
