"""Tables of sessions, one-time codes and failed proofs."""

from sqlalchemy import Column, Index, SmallInteger, String, Table

from telecom.model.access import ChatSession, FailedProof, OneTimeCode
from telecom.storage.columns import Address, identity, mapper, metadata, moment, reference

chat_sessions = Table(
    "chat_sessions",
    metadata,
    identity(),
    reference("person_id", "individuals"),
    reference("conversation_id", "conversations"),
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    moment("started_at"),
    moment("proved_at"),
    moment("expires_at"),
    moment("ended_at", nullable=True),
)
one_time_codes = Table(
    "one_time_codes",
    metadata,
    identity(),
    Column("subject", Address, nullable=False),
    Column("purpose", String(40), nullable=False),
    reference("conversation_id", "conversations"),
    reference("person_id", "individuals", nullable=True, index=False),
    Column("code_hash", String(64), nullable=False),
    moment("created_at"),
    moment("expires_at"),
    Column("tries_left", SmallInteger, nullable=False),
    moment("used_at", nullable=True),
    moment("proved_at", nullable=True),
    Index(None, "subject", "created_at"),
)
failed_proofs = Table(
    "failed_proofs",
    metadata,
    identity(),
    Column("subject", Address, nullable=False),
    moment("at", index=True),
    Column("conversation_id", String(40)),
    Index(None, "subject", "at"),
    Index(None, "conversation_id", "at"),
)

mapper.map_imperatively(ChatSession, chat_sessions)
mapper.map_imperatively(OneTimeCode, one_time_codes)
mapper.map_imperatively(FailedProof, failed_proofs)
