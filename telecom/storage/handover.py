"""Tables of the talks that the operator's people take over, and what is said in them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, String, Table

from telecom.model.handover import AgentCase, CaseMessage, CaseStatus, CaseTopic
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, reference

agent_cases = Table(
    "agent_cases",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    reference("conversation_id", "conversations"),
    reference("person_id", "individuals", nullable=True, index=False),
    reference("customer_id", "customers", nullable=True, index=False),
    Column("wish", Sealed, nullable=False),
    Column("packet", Sealed, nullable=False),
    Column("status", State(CaseStatus), nullable=False),
    moment("opened_at"),
    Column("told_place", Integer),
    Column("taken_by", String(80)),
    moment("taken_at", nullable=True),
    moment("closed_at", nullable=True),
    Column("summary", Sealed),
    Index(None, "status", "opened_at"),
)
case_messages = Table(
    "case_messages",
    metadata,
    identity(),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    reference("case_id", "agent_cases"),
    Column("key", String(80), nullable=False, unique=True),
    moment("at"),
    Column("author", String(80)),
    Column("text", Sealed, nullable=False),
)
case_topics = Table(
    "case_topics",
    metadata,
    identity(),
    Column("case_id", String(40), ForeignKey("agent_cases.id"), nullable=False, unique=True),
    Column("thread", BigInteger, nullable=False, index=True),
    Column("shown", BigInteger, nullable=False),
    moment("closed_at", nullable=True),
)

mapper.map_imperatively(AgentCase, agent_cases)
mapper.map_imperatively(CaseMessage, case_messages)
mapper.map_imperatively(CaseTopic, case_topics)
