"""Messages in and out, the conversation they belong to, and the choices under them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import Any

from telecom.model.identities import new_id
from telecom.model.utterances import ChoiceKind, Utterance

TURNS_PER_TRACKER = 50
QUEUE_LENGTH = 10
LONGEST_TEXT = 1_000
# Channels whose address is itself a phone number, of one SIM and one holder.
NUMBERED_CHANNELS = frozenset({"terminal", "sms"})
DEFAULT_LANGUAGE = "en"


@dataclass(kw_only=True, eq=False)
class Conversation:
    """One chat: an address on a channel, and where its talk stands.

    `rasa_id` is the random name under which the language model knows it; it changes at session end and after 50 turns.
    `language` is the one it is answered in; `language_chosen` says that its person asked for just that one.
    `waiting` is what the chat is asked outside the language model (number, code, PIN) with the wish that needed it.
    `later` is a second wish of one message, kept until the first is settled: its words, or the proposal made for it.
    `case_id` is the case to which its messages go while a person answers instead of the assistant; `failed_turns` how
    many of its latest turns in a row led nowhere.
    """

    id: str = field(default_factory=new_id)
    channel: str
    address: str
    rasa_id: str = field(default_factory=new_id)
    rasa_turns: int = 0
    language: str = DEFAULT_LANGUAGE
    language_chosen: bool = False
    form: str | None = None
    requested_slot: str | None = None
    waiting: dict[str, Any] | None = None
    later: dict[str, Any] | None = None
    queued: int = 0
    warned_at: datetime | None = None
    claimed_by: int | None = None
    blocked_at: datetime | None = None
    last_seen_at: datetime | None = None
    case_id: str | None = None
    failed_turns: int = 0

    def forget(self) -> None:
        """Start anew with the language model: another name, no form."""
        self.rasa_id = new_id()
        self.rasa_turns = 0
        self.form = None
        self.requested_slot = None
        self.later = None


class IncomingKind(Enum):
    """What came in: words, a command of the channel, a pressed choice, a shared contact."""

    TEXT = "text"
    COMMAND = "command"
    CHOICE = "choice"
    CONTACT = "contact"


@dataclass(kw_only=True, eq=False)
class IncomingMessage:
    """One update of a channel, recorded once under `source` (unique per channel). The text is erased when handled."""

    number: int | None = None
    channel: str
    source: str
    address: str
    conversation_id: str
    kind: IncomingKind
    text: str | None
    received_at: datetime
    handled_at: datetime | None = None
    turn_id: str = field(default_factory=new_id)


@dataclass(kw_only=True, eq=False)
class Choice:
    """A stored choice: one use, bound to its conversation, opaque id."""

    id: str = field(default_factory=new_id)
    conversation_id: str
    message_id: str
    position: int
    kind: ChoiceKind
    content: dict[str, Any]
    created_at: datetime
    used_at: datetime | None = None


class Priority(IntEnum):
    """The order in which messages leave: lower first."""

    CODE = 0
    EMERGENCY = 1
    ANSWER = 2
    BILL = 3
    PROGRESS = 4
    PROMOTION = 5


class DeliveryStatus(Enum):
    """Life of a message (TM Forum 681), plus `unknown` when the channel never said."""

    INITIAL = "initial"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


RETRY_AFTER = timedelta(seconds=10)


@dataclass(kw_only=True, eq=False)
class OutgoingMessage:
    """A message on its way out, once per `key`. `utterance` travels unrendered; `secrets` are erased when delivered.

    `claimed_by` is the running instance that is sending it; `next_try_at` when it may be tried (again). `sent_at` is
    when the channel took it, `delivered_at` when the channel said that it reached the phone, where channels say that.
    """

    id: str = field(default_factory=new_id)
    number: int | None = None
    key: str
    channel: str
    address: str
    conversation_id: str | None
    turn_id: str | None
    utterance: Utterance
    secrets: dict[str, Any] | None = None
    priority: Priority
    status: DeliveryStatus = DeliveryStatus.INITIAL
    attempts: int = 0
    claimed_by: int | None = None
    next_try_at: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None
    channel_message_id: str | None = None
    delivered_at: datetime | None = None
    has_choices: bool = False
