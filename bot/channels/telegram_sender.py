"""Writes to people on Telegram: texts as they are, buttons, pictures, papers; slowly enough, honest about failures."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import httpx
from telegram import Bot, LabeledPrice, LinkPreviewOptions, Message, ReplyKeyboardRemove
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.sender import Blocked, SendFailed, SendUnknown, Throttled
from bot.channels.telegram_buttons import AnsweredButtons
from bot.channels.telegram_pace import Pace
from bot.channels.telegram_pieces import Markup, Piece, ask_for_contact, buttons_for, pieces_of
from bot.rendering.render import Rendered
from bot.rendering.texts import Texts
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.support import delivery

# These ask for a number, which Telegram shares with one tap; what is said next in that talk takes the key away again.
_ASK_FOR_NUMBER = frozenset({"utter_access_ask_number", "utter_access_contact_not_yours"})
_THAT_TALK = "access_"
_SHARE_LABEL = "utter_telegram_share_number"
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# Telegram's gateway says this also where what is behind it has done the work.
_GATEWAY = "Bad Gateway"
_LONGEST_PAUSE = 60.0
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 32, 255
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """The way out to Telegram."""

    def __init__(self, bot: Bot, telecom: Telecom, texts: Texts, *, pace: Pace, buttons: AnsweredButtons) -> None:
        self._bot = bot
        self._telecom = telecom
        self._texts = texts
        self._pace = pace
        self._buttons = buttons
        # How many pieces of a message have gone, while Telegram makes us wait with the rest.
        self._gone: dict[str, int] = {}

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Send it, piece by piece; one that had to wait goes on where it stopped."""
        markup = await self._markup(message, rendered)
        pieces = await pieces_of(rendered, markup=markup, paper=self._telecom.paper)
        if not pieces:
            raise SendFailed("nothing to say")
        gone = self._gone.pop(message.id, 0)
        sent: Message | None = None
        for piece in pieces[gone:]:
            try:
                sent = await self._send_in_turn(message, piece)
            except Throttled:
                self._gone[message.id] = gone
                raise
            gone += 1
        if message.turn_id is not None and message.conversation_id is not None:
            self._buttons.look_soon(message)
        return str(sent.message_id) if sent else None

    async def _markup(self, message: OutgoingMessage, rendered: Rendered) -> Markup | None:
        response = message.utterance.response
        if response in _ASK_FOR_NUMBER:
            language = await asyncio.to_thread(self._language_of, message)
            label = self._texts.find(_SHARE_LABEL, language=language, channel=message.channel).text
            return ask_for_contact(label, others=[choice.label for choice in rendered.choices])
        if (buttons := buttons_for(rendered.choices)) is not None:
            return buttons
        return ReplyKeyboardRemove() if response.removeprefix("utter_").startswith(_THAT_TALK) else None

    def _language_of(self, message: OutgoingMessage) -> str:
        with self._telecom.open_work() as work:
            found = work.of(Conversation).find(channel=message.channel, address=message.address)
            return found.language if found else "en"

    async def _send_in_turn(self, message: OutgoingMessage, piece: Piece) -> Message:
        """One piece, in its turn. Errors of the library may quote the token, so only their kind is passed on."""
        async with self._pace.turn_of(message.address, message.id):
            try:
                return await self._post(int(message.address), piece)
            except Forbidden as error:
                raise Blocked from error
            except RetryAfter as error:
                seconds = seconds_to_wait(error)
                self._pace.close(message.address, message.id, seconds=seconds)
                raise Throttled(seconds) from error
            except InvalidToken as error:
                raise Throttled(_LONGEST_PAUSE) from error
            except BadRequest as error:
                raise SendFailed(error.message) from error
            except NetworkError as error:
                raise _what_became_of(message, error) from error
            except TelegramError as error:
                raise SendFailed(type(error).__name__) from error

    def _post(self, chat_id: int, piece: Piece) -> Awaitable[Message]:
        """Texts go without marks: what looks like one in a name is read as it stands. [R40]"""
        if piece.invoice is not None:
            return self._send_invoice(chat_id, piece.text, piece.invoice)
        if piece.drawn is None:
            return self._bot.send_message(
                chat_id, piece.text, reply_markup=piece.markup, link_preview_options=_NO_PREVIEW
            )
        drawn, caption = piece.drawn, piece.text or None
        if drawn.is_picture:
            return self._bot.send_photo(
                chat_id, drawn.content, caption=caption, filename=drawn.name, reply_markup=piece.markup
            )
        return self._bot.send_document(
            chat_id, drawn.content, caption=caption, filename=drawn.name, reply_markup=piece.markup
        )

    def _send_invoice(self, chat_id: int, text: str, terms: Mapping[str, Any]) -> Awaitable[Message]:
        """An invoice with Telegram's own Pay button; its payload is all that comes back with the money."""
        token = self._telecom.settings.telegram_payment_token
        if token is None:
            raise BadRequest("DIALTONE_TELEGRAM_PAYMENT_TOKEN is not set")
        title = str(terms["title"])[:_LONGEST_TITLE]
        return self._bot.send_invoice(
            chat_id,
            title=title,
            description=text[:_LONGEST_DESCRIPTION],
            payload=str(terms["payload"]),
            currency=str(terms["currency"]),
            prices=[LabeledPrice(title, int(terms["minor"]))],
            provider_token=token.get_secret_value(),
        )


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram wants us to wait, whichever way the library tells it."""
    told = error.retry_after
    return float(told) if isinstance(told, int | float) else told.total_seconds()


def _what_became_of(message: OutgoingMessage, error: NetworkError) -> Exception:
    """Whether the message can have arrived: no, it never left or was turned away; else nobody knows."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT):
        return Throttled(min(2.0**message.attempts, _LONGEST_PAUSE))
    if cause is None and not error.message.startswith(_GATEWAY):
        if message.attempts >= delivery.TRIES:
            return SendFailed("server error")
        return Throttled(2.0**message.attempts)
    return SendUnknown(type(error).__name__)
