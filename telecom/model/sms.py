"""Text messages as the network carries them: parts, receipts, and papers behind a link."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from telecom.model.identities import new_id

# A part whose other parts never came, and what was kept to tell a repeated message, are of no use after so long.
PARTS_KEPT = timedelta(days=1)
# A receipt may come as long as the network tries to deliver: three days, as a rule.
RECEIPTS_KEPT = timedelta(days=7)
REPEATED_WITHIN = timedelta(minutes=10)
LINK_LIFE = timedelta(hours=24)


class Receipt(Enum):
    """What the message centre says of a message it took: the final states of a delivery receipt (SMPP 3.4, 5.2.28)."""

    DELIVERED = "DELIVRD"
    EXPIRED = "EXPIRED"
    DELETED = "DELETED"
    UNDELIVERABLE = "UNDELIV"
    REJECTED = "REJECTD"
    UNKNOWN = "UNKNOWN"


NOT_DELIVERED = frozenset({Receipt.EXPIRED, Receipt.DELETED, Receipt.UNDELIVERABLE, Receipt.REJECTED})


@dataclass(kw_only=True, eq=False)
class SmsPart:
    """One part that the message centre knows by `centre_id`: of which message of ours, and what became of it.

    A receipt may come before we know whose it is; then `message_id` is None until the part is noted.
    """

    id: str = field(default_factory=new_id)
    centre_id: str
    message_id: str | None = None
    receipt: Receipt | None = None
    noted_at: datetime


@dataclass(kw_only=True, eq=False)
class SmsFragment:
    """One part of a long message that came in; the parts may come in any order, some twice."""

    id: str = field(default_factory=new_id)
    sender: str
    reference: int
    total: int
    position: int
    text: str
    received_at: datetime


@dataclass(kw_only=True, eq=False)
class SmsArrival:
    """A digest of a message that came in over a link to the message centre, to know it when it is brought again."""

    id: str = field(default_factory=new_id)
    digest: str
    link: str
    received_at: datetime


@dataclass(kw_only=True, eq=False)
class PaperLink:
    """A paper of one message that can be fetched without log-in by who holds the token; the token stands hashed."""

    id: str = field(default_factory=new_id)
    token_hash: str
    message_id: str
    position: int
    expires_at: datetime
