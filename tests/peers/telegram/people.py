"""People, groups and channels on the other side of the bot: what they write, share, press and block."""

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.peers.telegram.formatting import utf16_length
from tests.peers.telegram.pictures import photo_sizes
from tests.peers.telegram.records import Chat, Checkout, Message, Tap

if TYPE_CHECKING:
    from tests.peers.telegram.bot import FakeBot

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@\w+)?")
_CHECKOUT_SECONDS = 10


class CannotDoThat(AssertionError):
    """A test let a person do what their Telegram app would not offer."""


@dataclass(frozen=True)
class Act:
    """What came of a person's act: the update's id (None when the bot does not ask for such), and the message's."""

    update_id: int | None
    message_id: int
    query_id: str | None = None


def _text_content(text: str) -> dict[str, Any]:
    commands = [
        {"type": "bot_command", "offset": utf16_length(text[: found.start()]), "length": utf16_length(found[0])}
        for found in _COMMAND.finditer(text)
    ]
    return {"text": text, "entities": commands} if commands else {"text": text}


class _Place:
    """A chat with the bot, and what can be written there."""

    _message_update, _edit_update = "message", "edited_message"

    def __init__(self, bot: "FakeBot", chat: Chat) -> None:
        self.bot, self.chat = bot, chat
        bot.chats[chat.chat_id] = chat

    @property
    def chat_id(self) -> int:
        """The chat's id, as the bot names it."""
        return self.chat.chat_id

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat now, oldest first."""
        with self.bot.bell.lock:
            return [one for one in self.chat.messages.values() if not one.deleted]

    @property
    def received(self) -> list[Message]:
        """What stands there now from the bot, oldest first."""
        return [one for one in self.messages if one.by_bot]

    def message(self, message_id: int) -> Message:
        """One message, deleted or not."""
        return self.chat.messages[message_id]

    def _write(self, sender: dict[str, Any] | None, content: dict[str, Any], *, file: bytes | None = None) -> Act:
        with self.bot.bell.lock:
            message = self.bot.post(self.chat, sender, content, file=file)
            return Act(self._queue(self._message_update, message.content), message.message_id)

    def _rewrite(self, message_id: int, text: str) -> Act:
        with self.bot.bell.lock:
            message = self.chat.messages[message_id]
            kept = {key: value for key, value in message.content.items() if key not in ("text", "entities")}
            message.content = {**kept, **_text_content(text), "edit_date": int(self.bot.clock())}
            message.edits += 1
            return Act(self._queue(self._edit_update, message.content), message_id)

    def _queue(self, kind: str, content: dict[str, Any]) -> int | None:
        # A copy: what the bot gets is the message as it was then.
        update_id = self.bot.updates.add(kind, dict(content), subject=self.chat_id)
        self.bot.bell.ring()
        return update_id


class Person(_Place):
    """Somebody with Telegram, in their private chat with the bot."""

    def __init__(self, bot: "FakeBot", user_id: int, name: str, *, is_bot: bool = False) -> None:
        self.user_id, self.name = user_id, name
        self.account: dict[str, Any] = {"id": user_id, "is_bot": is_bot, "first_name": name, "language_code": "en"}
        chat = Chat(user_id, {"id": user_id, "type": "private", "first_name": name})
        chat.closed_to_bot = "bot can't initiate conversation with a user"
        super().__init__(bot, chat)

    def send(self, text: str) -> Act:
        """Write a text; commands in it are marked as the app marks them."""
        return self.send_content(**_text_content(text))

    def command(self, name: str, argument: str = "") -> Act:
        """Send a command such as /start, with what follows it."""
        return self.send(f"/{name} {argument}".rstrip())

    def edit(self, message_id: int, text: str) -> Act:
        """Change a text sent before."""
        return self._rewrite(message_id, text)

    def forward(self, text: str, *, author: "Person | None" = None) -> Act:
        """Forward a text of somebody else, or of somebody whose account is hidden."""
        origin: dict[str, Any] = {"type": "hidden_user", "sender_user_name": "Somebody"}
        if author is not None:
            origin = {"type": "user", "sender_user": author.account}
        return self.send_content(**_text_content(text), forward_origin={**origin, "date": int(self.bot.clock())})

    def share_contact(self, phone_number: str) -> Act:
        """Share one's own number with the button for it: it carries the sender's own user id."""
        return self.send_content(
            contact={"phone_number": phone_number, "first_name": self.name, "user_id": self.user_id}
        )

    def share_contact_of(self, name: str, phone_number: str, *, user_id: int | None = None) -> Act:
        """Share somebody else's number from the address book."""
        known = {} if user_id is None else {"user_id": user_id}
        return self.send_content(contact={"phone_number": phone_number, "first_name": name, **known})

    def send_document(self, content: bytes, *, name: str, mime_type: str = "application/pdf", caption: str = "") -> Act:
        """Send a file."""
        stored = self.bot.store_file(content, name)
        document = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_name": name,
                    "mime_type": mime_type, "file_size": len(content)}  # fmt: skip
        return self.send_content(document=document, **({"caption": caption} if caption else {}))

    def send_photo(self, content: bytes, *, caption: str = "") -> Act:
        """Send a picture."""
        sizes = photo_sizes(content, self.bot.store_file(content, "photo.jpg"))
        return self.send_content(photo=sizes, **({"caption": caption} if caption else {}))

    def send_content(self, **content: Any) -> Act:
        """Send a message with any content of the Bot API's Message, such as `location` or `sticker`."""
        if self.chat.closed_to_bot == "bot was blocked by the user":
            raise CannotDoThat(f"{self.name} has blocked the bot")
        self.chat.closed_to_bot = None
        return self._write(self.account, content)

    def tap(
        self, text: str | None = None, *, data: str | None = None, message_id: int | None = None, stale: bool = False
    ) -> Act:
        """Press an inline button by its label or data, on the newest message that has it.

        `stale` presses a button (by its data) that has since been taken away or whose message is deleted.
        """
        with self.bot.bell.lock:
            everything = reversed(self.chat.messages.values())
            for message in (one for one in everything if message_id in (None, one.message_id)):
                if stale and data in message.buttons_ever:
                    return self._press(message, str(data))
                for button in () if message.deleted else (one for row in message.buttons for one in row):
                    if button.data and (button.text == text or button.data == data):
                        return self._press(message, button.data)
            seen = [one.text for message in self.received for row in message.buttons for one in row]
        raise CannotDoThat(f"{self.name} sees no button {text or data!r}, but {seen}")

    def forge_tap(self, message_id: int, data: str) -> Act:
        """Send a button's data that the bot never offered, as a tampered app can."""
        with self.bot.bell.lock:
            return self._press(self.chat.messages[message_id], data)

    def _press(self, message: Message, data: str) -> Act:
        tap = Tap(str(self.bot.next_number()), self.user_id)
        self.bot.taps[tap.query_id] = tap
        stands = message.content
        if message.deleted:
            stands = {"chat": self.chat.description, "message_id": message.message_id, "date": 0}
        query = {
            "id": tap.query_id,
            "from": self.account,
            "chat_instance": str(self.user_id),
            "data": data,
            "message": stands,
        }
        return Act(self._queue("callback_query", query), message.message_id, tap.query_id)

    def answers_to(self, act: Act) -> list[dict[str, Any]]:
        """What the bot answered to a pressed button: `text` and `show_alert` where given."""
        return self.bot.taps[str(act.query_id)].answers

    def delete(self, message_id: int) -> None:
        """Take a message away; Telegram tells bots nothing of it."""
        with self.bot.bell.lock:
            self.chat.messages[message_id].deleted = True
            self.bot.bell.ring()

    def block(self) -> int | None:
        """Block the bot: from now on it gets 403."""
        return self._change_membership("member", "kicked", "bot was blocked by the user")

    def unblock(self) -> int | None:
        """Let the bot write again."""
        return self._change_membership("kicked", "member", None)

    def _change_membership(self, before: str, after: str, closed: str | None) -> int | None:
        def member(status: str) -> dict[str, Any]:
            return {"status": status, "user": self.bot.account, **({"until_date": 0} if status == "kicked" else {})}

        with self.bot.bell.lock:
            self.chat.closed_to_bot = closed
            change = {"chat": self.chat.description, "from": self.account, "date": int(self.bot.clock())}
            return self._queue(
                "my_chat_member", {**change, "old_chat_member": member(before), "new_chat_member": member(after)}
            )

    def pay(self, message_id: int) -> Act:
        """Press Pay under an invoice; the bot then has ten seconds to say yes."""
        with self.bot.bell.lock:
            invoice = self.chat.messages[message_id]
            if "invoice" not in invoice.content or invoice.deleted:
                raise CannotDoThat(f"message {message_id} is no invoice")
            checkout = Checkout(str(self.bot.next_number()), invoice, self.user_id, time.monotonic())
            self.bot.checkouts[checkout.query_id] = checkout
            asked = {"id": checkout.query_id, "from": self.account, **invoice_terms(invoice)}
            return Act(self._queue("pre_checkout_query", asked), message_id, checkout.query_id)

    def settle_checkout(self, checkout: Checkout) -> None:
        """The bot agreed in time: the payment service is charged and the receipt message comes."""
        charge = {
            "telegram_payment_charge_id": f"T{checkout.query_id}",
            "provider_payment_charge_id": f"P{checkout.query_id}",
        }
        self._write(self.account, {"successful_payment": {**invoice_terms(checkout.invoice), **charge}})

    @staticmethod
    def is_too_late(checkout: Checkout) -> bool:
        """Whether the ten seconds are over."""
        return time.monotonic() - checkout.asked_at > _CHECKOUT_SECONDS


def invoice_terms(invoice: Message) -> dict[str, Any]:
    """Currency, amount and payload, as the payment messages repeat them."""
    terms = invoice.content["invoice"]
    return {"currency": terms["currency"], "total_amount": terms["total_amount"], "invoice_payload": invoice.payload}


class Group(_Place):
    """A group in which the bot is a member."""

    def __init__(self, bot: "FakeBot", chat_id: int, title: str, *, forum: bool = False) -> None:
        kind = {"type": "supergroup", "title": title, **({"is_forum": True} if forum else {})}
        super().__init__(bot, Chat(chat_id, {"id": chat_id, **kind}))

    def send(self, person: Person, text: str, *, topic: int | None = None) -> Act:
        """Somebody writes into the group, or into one of its topics."""
        place = {"message_thread_id": topic, "is_topic_message": True} if topic is not None else {}
        return self._write(person.account, {**_text_content(text), **place})

    def topic(self, name: str) -> int | None:
        """The topic whose name begins so."""
        return next((thread for thread, named in self.chat.topics.items() if named.startswith(name)), None)

    def in_topic(self, topic: int) -> list[str]:
        """What the bot has written in a topic."""
        return [one.text for one in self.received if one.content.get("message_thread_id") == topic and one.text]

    def edit(self, message_id: int, text: str) -> Act:
        """Somebody changes what they wrote."""
        return self._rewrite(message_id, text)

    def remove_bot(self) -> None:
        """Throw the bot out: from now on it gets 403."""
        self.chat.closed_to_bot = "bot was kicked from the supergroup chat"


class Channel(_Place):
    """A channel that the bot administers; posts in it have no author."""

    _message_update, _edit_update = "channel_post", "edited_channel_post"

    def __init__(self, bot: "FakeBot", chat_id: int, title: str) -> None:
        super().__init__(bot, Chat(chat_id, {"id": chat_id, "type": "channel", "title": title}))

    def post(self, text: str) -> Act:
        """A new post."""
        return self._write(None, _text_content(text))

    def edit(self, message_id: int, text: str) -> Act:
        """A post is changed."""
        return self._rewrite(message_id, text)
