"""One bot as Telegram sees it: its chats, messages, files, updates, and a list of all it ever asked for."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.peers.telegram.bell import Bell
from tests.peers.telegram.faults import WRITING, Fault, FaultKind, FaultPlan, Pace
from tests.peers.telegram.people import Channel, Group, Person
from tests.peers.telegram.records import Call, Chat, Checkout, Message, StoredFile, Tap
from tests.peers.telegram.refusal import bad_request, forbidden
from tests.peers.telegram.updates import UpdateQueue

Found = TypeVar("Found")


class NothingCame(AssertionError):
    """What a test waited for did not happen in time."""


class FakeBot:
    """A bot's account at the stand-in. Tests act through its people and read what it did here."""

    def __init__(self, token: str, *, username: str, clock: Callable[[], float]) -> None:
        self.token, self.username, self.clock = token, username, clock
        self.bot_id = int(token.partition(":")[0])
        self.bell = Bell()
        self.updates = UpdateQueue(next_id=self.bot_id % 1000 * 1000 + 1)
        self.faults = FaultPlan()
        self.pace: Pace | None = None
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self.calls: list[Call] = []
        self.files: dict[str, StoredFile] = {}
        self.taps: dict[str, Tap] = {}
        self.checkouts: dict[str, Checkout] = {}
        self.commands: list[dict[str, Any]] = []
        self.polls_begun = 0
        self._last_message_id = 0
        self._numbers = self.bot_id * 100_000

    @property
    def account(self) -> dict[str, Any]:
        """The bot as a Telegram user."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.username, "username": self.username}

    def next_number(self) -> int:
        """A number that nobody else has."""
        self._numbers += 1
        return self._numbers

    # --- who is there -------------------------------------------------------------------------------------------

    def add_person(self, name: str = "Maya", *, started: bool = False, is_bot: bool = False) -> Person:
        """Somebody with Telegram. The bot may write to them once they have written to it, or when `started`."""
        with self.bell.lock:
            person = Person(self, self.next_number(), name, is_bot=is_bot)
            if started:
                person.chat.closed_to_bot = None
            self.people[person.user_id] = person
        return person

    def add_group(self, title: str = "Family", *, forum: bool = False) -> Group:
        """A group with the bot in it; a forum has topics, and the bot may manage them."""
        with self.bell.lock:
            return Group(self, -1_000_000_000_000 - self.next_number(), title, forum=forum)

    def add_channel(self, title: str = "News") -> Channel:
        """A channel with the bot as administrator."""
        with self.bell.lock:
            return Channel(self, -1_000_000_000_000 - self.next_number(), title)

    # --- what goes wrong ----------------------------------------------------------------------------------------

    def fail_next(
        self,
        kind: FaultKind | str,
        times: int = 1,
        *,
        methods: frozenset[str] | set[str] = WRITING,
        retry_after: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """Let the next so many requests of these methods fail in this way."""
        with self.bell.lock:
            self.faults.order(Fault(FaultKind(kind), times, frozenset(methods), retry_after, chat_id))

    def enforce_pace(self, *, per_chat_seconds: float = 1.0, overall_per_second: int = 30) -> None:
        """From now on refuse with 429 what is faster than Telegram allows."""
        self.pace = Pace(per_chat_seconds, overall_per_second)

    def redeliver(self, update_id: int) -> None:
        """Bring an update once more, confirmed or not."""
        with self.bell.lock:
            self.updates.redeliver(update_id)
            self.bell.ring()

    def hold_updates(self) -> None:
        """Keep new updates back until release_updates."""
        with self.bell.lock:
            self.updates.held = True

    def release_updates(self, order: list[int] | None = None) -> None:
        """Deliver what was held, in the given order of update ids."""
        with self.bell.lock:
            self.updates.release(order)
            self.bell.ring()

    def expire_taps(self) -> None:
        """Pressed buttons that were not answered so far can no longer be."""
        with self.bell.lock:
            for tap in self.taps.values():
                tap.open = False

    # --- what the bot did ---------------------------------------------------------------------------------------

    @property
    def sent(self) -> list[Message]:
        """Everything the bot wrote, in order, deleted or not."""
        with self.bell.lock:
            everything = [one for chat in self.chats.values() for one in chat.messages.values() if one.by_bot]
            return sorted(everything, key=lambda one: one.message_id)

    def calls_of(self, *methods: str) -> list[Call]:
        """The requests of these methods, in order."""
        with self.bell.lock:
            return [one for one in self.calls if one.method in methods]

    @property
    def waiting_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.updates.pending)

    def wait_for(self, predicate: Callable[[], Found], *, timeout: float = 10) -> Found:
        """Wait until the predicate holds and return its value; for threads without an event loop."""
        return self._came(self.bell.wait_for(predicate, timeout=timeout), timeout)

    async def until(self, predicate: Callable[[], Found], *, timeout: float = 10) -> Found:
        """As wait_for, inside an event loop."""
        return self._came(await self.bell.until(predicate, timeout=timeout), timeout)

    def _came(self, found: Found, timeout: float) -> Found:
        if not found:
            seen = [f"{one.method} {one.outcome} {one.error or ''}" for one in self.calls if one.method != "getUpdates"]
            raise NothingCame(
                f"not within {timeout} s; {self.waiting_updates} updates wait; the bot asked: {seen[-20:]}"
            )
        return found

    # --- for the methods of the Bot API -------------------------------------------------------------------------

    def store_file(self, content: bytes, name: str) -> StoredFile:
        """Keep a file and give it an id and a path."""
        number = self.next_number()
        ending = name.rpartition(".")[2].lower() if "." in name else "bin"
        stored = StoredFile(f"FILE{number}", f"U{number}", f"files/file_{number}.{ending}", content)
        self.files[stored.file_id] = stored
        return stored

    def access_chat(self, chat_id: object) -> Chat:
        """The chat, if the bot may write there."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.closed_to_bot:
            raise forbidden(chat.closed_to_bot)
        return chat

    def post(
        self, chat: Chat, sender: dict[str, Any] | None, content: dict[str, Any], *, file: bytes | None = None
    ) -> Message:
        """Put a message into a chat."""
        self._last_message_id += 1
        by_bot = sender is not None and sender["id"] == self.bot_id
        head = {"message_id": self._last_message_id, "date": int(self.clock()), "chat": chat.description}
        full = {**head, **({"from": sender} if sender else {"sender_chat": chat.description}), **content}
        message = Message(self._last_message_id, chat.chat_id, by_bot, full, time.monotonic(), file=file)
        message.buttons_ever = {one.data for row in message.buttons for one in row if one.data}
        chat.messages[message.message_id] = message
        return message
