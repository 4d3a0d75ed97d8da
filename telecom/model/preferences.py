"""Which published messages somebody wants, on which channel; what they must be told is not asked about. [P3]"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.identities import new_id

EVERY_CHANNEL = ""


class MessageKind(Enum):
    """The four kinds of published messages. [M.3345 5.3.3]"""

    ANNOUNCEMENTS = "announcements"
    PROMOTIONS = "promotions"
    EVENTS = "events"
    NOTICES = "notices"


@dataclass(kw_only=True, eq=False)
class Preference:
    """What was said last about one kind on one channel (`EVERY_CHANNEL` for all of them).

    `holder` is a person's id, or the address of a chat that nobody is logged in to: STOP needs no log-in.
    """

    id: str = field(default_factory=new_id)
    holder: str
    kind: MessageKind
    channel: str
    wanted: bool
    said_at: datetime


def is_wanted(said: Iterable[Preference], kind: MessageKind, channel: str) -> bool:
    """Whether a message of a kind may come on a channel: what was said last about it counts, at the same moment what
    was said of this very channel. Who said nothing gets them until they stop them."""
    fitting = [each for each in said if each.kind is kind and each.channel in (EVERY_CHANNEL, channel)]
    newest = max(fitting, key=lambda each: (each.said_at, each.channel == channel), default=None)
    return newest is None or newest.wanted
