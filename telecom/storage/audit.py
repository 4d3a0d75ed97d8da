"""Tables of the audit trail and its chains; the application may add to them and read them, nothing else."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from telecom.model.audit import BEGINNING, AuditHead, AuditLink, AuditRecord, AuditSeal, SecurityEvent, link_digest
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment

audit_trail = Table(
    "audit_trail",
    metadata,
    identity(),
    Column("event", State(SecurityEvent), nullable=False),
    moment("at", index=True),
    Column("person_id", String(40)),
    Column("customer_id", String(40)),
    Column("subject", String(120)),
    Column("values", Wire, nullable=False),
    Index(None, "customer_id", "at"),
)
audit_links = Table(
    "audit_links",
    metadata,
    Column("record_id", String(40), ForeignKey("audit_trail.id"), primary_key=True),
    Column("chain", String(60), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("chain", "number"),
)
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("chain", String(60), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)
audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    moment("at"),
    Column("heads", Wire, nullable=False),
    Column("digest", String(64), nullable=False),
)

mapper.map_imperatively(AuditRecord, audit_trail)
mapper.map_imperatively(AuditLink, audit_links)
mapper.map_imperatively(AuditHead, audit_heads)
mapper.map_imperatively(AuditSeal, audit_seals)

_WRITTEN = "audit records of this transaction"
# The head of a chain, begun if there was none, held until the commit.
_HOLD_HEAD = (
    insert(AuditHead)
    .on_conflict_do_update(index_elements=["chain"], set_={"chain": audit_heads.c.chain})
    .returning(AuditHead)
    .execution_options(populate_existing=True)
)


@event.listens_for(Session, "before_flush")
def _remember_records(session: Session, *_: Any) -> None:
    session.info.setdefault(_WRITTEN, []).extend(each for each in session.new if isinstance(each, AuditRecord))


def link_records(session: Session) -> None:
    """Link the records of this transaction to their chains, as the last thing before it commits.

    Each chain is held only from here to the commit, and chains are taken in the order of their names, so that no two
    transactions wait for each other.
    """
    session.flush()
    written: list[AuditRecord] = session.info.pop(_WRITTEN, [])
    for chain in sorted({record.chain for record in written}):
        head = session.scalars(_HOLD_HEAD, {"chain": chain, "number": 0, "digest": BEGINNING}).one()
        for record in written:
            if record.chain == chain:
                head.number, head.digest = head.number + 1, link_digest(head.digest, record)
                session.add(AuditLink(record_id=record.id, chain=chain, number=head.number, digest=head.digest))
