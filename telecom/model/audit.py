"""What happened that matters for security: who did what to what, and when. [M.3345 7.2]"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from telecom.model.identities import new_id


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
