"""What happened that matters for security: who did what to what, and when. [M.3345 7.2]"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from telecom.model.identities import new_id
from telecom.model.wire import to_wire

# The digest before the first of a chain.
BEGINNING = "0" * 64


class SecurityEvent(Enum):
    """The kinds of events that the trail keeps."""

    LOG_IN = "log-in"
    LOG_IN_FAILED = "log-in failed"
    LOG_OUT = "log-out"
    CODE_SENT = "code sent"
    MONEY_MOVED = "money moved"
    SERVICE_CHANGED = "service changed"
    RIGHTS_CHANGED = "rights changed"
    CONFIRMATION_REFUSED = "confirmation refused"
    ACCESS_DENIED = "access denied"
    PERSONAL_DATA = "personal data"
    PUBLISHED = "message published"


@dataclass(kw_only=True, eq=False)
class AuditRecord:
    """One line of the trail; never changed, never removed."""

    id: str = field(default_factory=new_id)
    event: SecurityEvent
    at: datetime
    person_id: str | None
    customer_id: str | None = None
    subject: str | None = None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def chain(self) -> str:
        """The chain that this line belongs to: its customer's, or else its person's, or the operator's."""
        if self.customer_id is not None:
            return f"customer:{self.customer_id}"
        return f"person:{self.person_id}" if self.person_id is not None else "operator"


@dataclass(kw_only=True, eq=False)
class AuditLink:
    """The place of a line in its chain: its number, and the digest over the line and all before it."""

    record_id: str
    chain: str
    number: int
    digest: str


@dataclass(kw_only=True, eq=False)
class AuditHead:
    """The newest link of a chain."""

    chain: str
    number: int
    digest: str


@dataclass(kw_only=True, eq=False)
class AuditSeal:
    """A moment's heads of all chains that had grown, sealed one after the other: the chain of heads.

    `heads` has number and digest by chain.
    """

    number: int
    at: datetime
    heads: dict[str, list[Any]]
    digest: str


def link_digest(before: str, record: AuditRecord) -> str:
    """The fingerprint of a line and, through `before`, of all lines before it in its chain."""
    fields = {
        "id": record.id,
        "event": record.event.value,
        "at": record.at.astimezone(UTC).isoformat(),
        "person": record.person_id,
        "customer": record.customer_id,
        "subject": record.subject,
        "values": to_wire(record.values),
    }
    return _digest(before, fields)


def seal_digest(before: str, at: datetime, heads: dict[str, list[Any]]) -> str:
    """The fingerprint of the heads at a moment and, through `before`, of all seals before."""
    return _digest(before, {"at": at.astimezone(UTC).isoformat(), "heads": heads})


def _digest(before: str, fields: dict[str, Any]) -> str:
    return hashlib.sha256(f"{before}{json.dumps(fields, sort_keys=True)}".encode()).hexdigest()
