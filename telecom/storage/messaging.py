"""Tables of conversations, the inbox, choices and the outbox."""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, String, Table, UniqueConstraint, text

from telecom.model.messaging import (
    Choice,
    Conversation,
    DeliveryStatus,
    IncomingKind,
    IncomingMessage,
    OutgoingMessage,
    Priority,
)
from telecom.model.utterances import ChoiceKind
from telecom.storage.columns import (
    Address,
    Rank,
    Sealed,
    SealedWire,
    State,
    identity,
    mapper,
    metadata,
    moment,
    reference,
)

conversations = Table(
    "conversations",
    metadata,
    identity(),
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    Column("rasa_id", String(40), nullable=False, unique=True),
    Column("rasa_turns", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("language_chosen", Boolean, nullable=False, server_default="false"),
    Column("form", String(60)),
    Column("requested_slot", String(60)),
    # The wish that waits for a proof may hold what was said with it: the code of a voucher.
    Column("waiting", SealedWire),
    Column("later", SealedWire),
    Column("queued", Integer, nullable=False),
    moment("warned_at", nullable=True),
    Column("claimed_by", BigInteger),
    moment("blocked_at", nullable=True),
    moment("last_seen_at", nullable=True),
    Column("case_id", String(40)),
    Column("failed_turns", Integer, nullable=False, server_default="0"),
    UniqueConstraint("channel", "address"),
)
inbox = Table(
    "inbox",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("source", String(80), nullable=False),
    Column("address", String(80), nullable=False),
    reference("conversation_id", "conversations", index=False),
    Column("kind", State(IncomingKind), nullable=False),
    Column("text", Sealed),
    moment("received_at"),
    moment("handled_at", nullable=True),
    Column("turn_id", String(40), nullable=False, unique=True),
    UniqueConstraint("channel", "source"),
    Index("ix_inbox_unhandled", "conversation_id", "number", postgresql_where=text("handled_at is null")),
)
choices = Table(
    "choices",
    metadata,
    identity(),
    reference("conversation_id", "conversations", index=False),
    Column("message_id", String(40), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("kind", State(ChoiceKind), nullable=False),
    Column("content", SealedWire, nullable=False),
    moment("created_at"),
    moment("used_at", nullable=True),
)
outbox = Table(
    "outbox",
    metadata,
    identity(),
    Column("number", BigInteger, Identity(), unique=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("channel", String(20), nullable=False),
    Column("address", Address, nullable=False),
    reference("conversation_id", "conversations", nullable=True, index=False),
    Column("turn_id", String(40), index=True),
    Column("utterance", SealedWire, nullable=False),
    Column("secrets", Sealed),
    Column("priority", Rank(Priority), nullable=False),
    Column("status", State(DeliveryStatus), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", BigInteger),
    moment("next_try_at", nullable=True),
    moment("created_at"),
    moment("sent_at", nullable=True),
    Column("channel_message_id", String(80)),
    moment("delivered_at", nullable=True),
    Column("has_choices", Boolean, nullable=False),
    Index("ix_outbox_conversation_number", "conversation_id", "number"),
    Index(
        "ix_outbox_unsent",
        "priority",
        "number",
        postgresql_where=text("status in ('initial', 'inProgress') or next_try_at is not null"),
    ),
    Index("ix_outbox_address", "channel", "address", "number"),
)

mapper.map_imperatively(Conversation, conversations)
mapper.map_imperatively(IncomingMessage, inbox)
mapper.map_imperatively(Choice, choices)
mapper.map_imperatively(OutgoingMessage, outbox)
