"""What Telegram keeps: chats, messages, files, and every request a bot made."""

from dataclasses import dataclass, field
from typing import Any

from tests.peers.telegram.keyboards import Button, buttons_of


@dataclass
class Message:
    """A message in a chat as it stands now, and what became of it."""

    message_id: int
    chat_id: int
    by_bot: bool
    content: dict[str, Any]
    sent_at: float
    deleted: bool = False
    edits: int = 0
    buttons_ever: set[str] = field(default_factory=set)
    file: bytes | None = None
    payload: str = ""

    @property
    def text(self) -> str:
        """What can be read: the text, or the words under a picture or document."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline buttons under it, row by row."""
        return buttons_of(self.content)

    @property
    def kind(self) -> str:
        """text, photo, document, invoice, contact and so on."""
        kinds = ("photo", "document", "invoice", "contact", "successful_payment", "location", "voice", "sticker")
        return next((kind for kind in kinds if kind in self.content), "text")


@dataclass
class Chat:
    """A private chat, a group or a channel. `closed_to_bot` is why the bot may not write there, if so."""

    chat_id: int
    description: dict[str, Any]
    closed_to_bot: str | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Call:
    """One request of the bot. `outcome` is ok, refused, or the kind of the fault it met."""

    number: int
    method: str
    arguments: dict[str, Any]
    outcome: str
    at: float
    error: str | None = None
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        """The chat it was about, where it names one."""
        return self.arguments.get("chat_id")


@dataclass(frozen=True)
class StoredFile:
    """A file at Telegram."""

    file_id: str
    unique_id: str
    path: str
    content: bytes


@dataclass
class Tap:
    """A pressed button that waits for the bot's answer."""

    query_id: str
    person_id: int
    open: bool = True
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Checkout:
    """A payment that waits for the bot's word."""

    query_id: str
    invoice: Message
    payer_id: int
    asked_at: float
    outcome: dict[str, Any] | None = None
