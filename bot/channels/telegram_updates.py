"""What came from Telegram: words, a command, a pressed button, a shared number, or something that does not act."""

from dataclasses import dataclass, replace

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update, User
from telegram.constants import ChatMemberStatus, ChatType, UpdateType

from telecom.model.messaging import IncomingKind

# Telegram brings only what is asked for; channel posts and the like never come.
WANTED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.PRE_CHECKOUT_QUERY,
]
TEXT_ONLY = "utter_telegram_text_only"
OWN_WORDS_ONLY = "utter_telegram_own_words_only"
# Not a number, so that the turn says whose contact is wanted.
_SOMEBODY_ELSES_CONTACT = "somebody else's contact"
_LONGEST_CHOICE_ID = 64


@dataclass(frozen=True, slots=True)
class Paid:
    """That an invoice in the chat was paid: which, how much, and the references of the charge."""

    payload: str
    minor: int
    currency: str
    reference: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update of a private chat, as far as it concerns us.

    `declined` names the one line that is said where the update does not act. `blocked` is set where the person blocked
    the bot or let it write again. `written` is what they wrote, whether it acts or not.
    """

    source: str
    address: str
    kind: IncomingKind = IncomingKind.TEXT
    text: str | None = None
    declined: str | None = None
    blocked: bool | None = None
    message_id: int | None = None
    written: str = ""
    paid: Paid | None = None


def read_update(update: Update) -> Arrival | None:
    """What an update is; None where nothing happens: groups, channels, other bots, notes of Telegram itself. [R4]"""
    source = str(update.update_id)
    if update.callback_query is not None:
        return _read_pressed(source, update.callback_query)
    if update.my_chat_member is not None:
        return _read_membership(source, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE or not _is_person(message.from_user):
        return None
    return _read_message(source, message, edited=update.edited_message is not None)


def _is_person(user: User | None) -> bool:
    return user is not None and not user.is_bot


def _read_message(source: str, message: Message, *, edited: bool) -> Arrival | None:
    address, written = str(message.chat.id), message.text or message.caption or ""

    def arrival(
        kind: IncomingKind = IncomingKind.TEXT, *, text: str | None = None, declined: str | None = None
    ) -> Arrival:
        return Arrival(source, address, kind, text, declined=declined, message_id=message.message_id, written=written)

    if edited or message.forward_origin is not None or message.via_bot is not None:
        return arrival(declined=OWN_WORDS_ONLY)
    if message.text is not None:
        return arrival(IncomingKind.COMMAND if _is_command(message) else IncomingKind.TEXT, text=message.text)
    if message.contact is not None:
        own = message.from_user is not None and message.contact.user_id == message.from_user.id
        number = f"+{message.contact.phone_number.lstrip('+')}"
        return arrival(IncomingKind.CONTACT, text=number if own else _SOMEBODY_ELSES_CONTACT)
    if (paid := message.successful_payment) is not None:
        charge = Paid(paid.invoice_payload, paid.total_amount, paid.currency, paid.provider_payment_charge_id)
        return replace(arrival(), paid=charge)
    if message.effective_attachment is not None:
        return arrival(declined=TEXT_ONLY)
    return None


def _is_command(message: Message) -> bool:
    return any(one.type == MessageEntity.BOT_COMMAND and one.offset == 0 for one in message.entities)


def _read_pressed(source: str, query: CallbackQuery) -> Arrival | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE or not _is_person(query.from_user):
        return None
    # The data comes from the person's device: an id of ours, or anything.
    choice_id = (query.data or "")[:_LONGEST_CHOICE_ID]
    return Arrival(source, str(query.message.chat.id), IncomingKind.CHOICE, choice_id)


def _read_membership(source: str, change: ChatMemberUpdated) -> Arrival | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    gone = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    return Arrival(source, str(change.chat.id), blocked=gone)
