"""How a message looks on Telegram: in pieces that are not too long, with buttons, pictures and papers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import InlineKeyboardMarkupLimit, MessageLimit

from bot.rendering.render import Rendered, RenderedChoice
from telecom.model.utterances import Attachment
from telecom.ports import Paper

log = structlog.get_logger("telegram")
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
INVOICE = "invoice"
LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
LONGEST_CAPTION = int(MessageLimit.CAPTION_LENGTH)
# Two labels of this length stand side by side on a small phone without being cut.
_FITS_IN_HALF = 18
# Past this code point a character counts twice: Telegram counts in UTF-16.
_LAST_SINGLE = 0xFFFF


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture or paper, ready to be sent."""

    content: bytes
    name: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One Telegram message: a text, a picture or paper with the text under it, or an invoice with what it is for."""

    text: str = ""
    drawn: Drawn | None = None
    markup: Markup | None = None
    invoice: Mapping[str, Any] | None = None


# What is sent as a file and not as a picture.
_DOCUMENTS = frozenset({"pdf", "json", "csv"})


async def pieces_of(rendered: Rendered, *, markup: Markup | None, paper: Paper) -> list[Piece]:
    """The Telegram messages that a message becomes. Buttons stand under the last one."""
    drawings = [attachment for attachment in rendered.attachments if attachment.kind != INVOICE]
    invoices = [Piece(rendered.text, invoice=one.values) for one in rendered.attachments if one.kind == INVOICE]
    if invoices:
        return invoices
    drawn = [one for one in [await _draw(attachment, paper) for attachment in drawings] if one is not None]
    text = rendered.text.replace("\0", "")
    if len(drawn) == 1 and _units(text) <= LONGEST_CAPTION:
        pieces = [Piece(text, drawn[0])]
    else:
        pieces = [*(Piece(part) for part in split_text(text)), *(Piece(drawn=one) for one in drawn)]
    return [*pieces[:-1], replace(pieces[-1], markup=markup)] if pieces else []


async def _draw(attachment: Attachment, paper: Paper) -> Drawn | None:
    """Draw off the event loop; a picture that cannot be drawn does not keep its text back."""
    try:
        content = await asyncio.to_thread(paper.draw, attachment.name, attachment.values)
    except Exception:
        log.exception("not drawn", kind=attachment.kind, drawing=attachment.name)
        return None
    is_picture = attachment.kind not in _DOCUMENTS
    return Drawn(content, f"{attachment.name}.{'png' if is_picture else attachment.kind}", is_picture)


def buttons_for(choices: Sequence[RenderedChoice]) -> InlineKeyboardMarkup | None:
    """Buttons that send back the choices' ids, two in a row where all labels are short."""
    buttons = [
        InlineKeyboardButton(choice.label, callback_data=choice.id)
        for choice in choices
        if choice.id is not None and choice.label.strip()
    ][: int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)]
    if not buttons:
        return None
    in_a_row = 2 if all(len(button.text) <= _FITS_IN_HALF for button in buttons) else 1
    return InlineKeyboardMarkup([buttons[at : at + in_a_row] for at in range(0, len(buttons), in_a_row)])


def ask_for_contact(label: str, *, others: Sequence[str] = ()) -> ReplyKeyboardMarkup:
    """A keyboard with a key that shares the person's own number, and below it keys that say `others` in words: a
    message cannot have buttons as well."""
    keys = [[KeyboardButton(label, request_contact=True)], *([KeyboardButton(other)] for other in others)]
    return ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)


def split_text(text: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """The text in parts that Telegram takes, cut at the end of a line or word where there is one."""
    parts, rest = [], text.strip()
    while _units(rest) > longest:
        room = _characters_within(rest, longest)
        at = rest.rfind("\n", room // 2, room + 1)
        at = at if at > 0 else rest.rfind(" ", room // 2, room + 1)
        at = at if at > 0 else room
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _units(text: str) -> int:
    return sum(2 if ord(character) > _LAST_SINGLE else 1 for character in text)


def _characters_within(text: str, units: int) -> int:
    """How many characters from the beginning have room."""
    for at, character in enumerate(text):
        units -= 2 if ord(character) > _LAST_SINGLE else 1
        if units < 0:
            return at
    return len(text)
