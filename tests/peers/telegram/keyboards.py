"""The buttons under a message, checked as strictly as Telegram does."""

from dataclasses import dataclass
from typing import Any

from tests.peers.telegram.contract import parse_as
from tests.peers.telegram.refusal import bad_request

_SHAPES = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
_NOT_AN_ACTION = {"text", "style", "icon_custom_emoji_id"}
_CALLBACK_BYTES = 64
_MOST_BUTTONS = 100


@dataclass(frozen=True)
class Button:
    """A button under a message: what stands on it and what it sends back."""

    text: str
    data: str | None = None
    url: str | None = None


def parse_markup(markup: Any, *, inline_only: bool = False) -> dict[str, Any] | None:
    """The keyboard of a request, refused unless it is exactly one of the kinds that Telegram knows."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    # By the key, not by trying models: a broken inline keyboard would pass as a ForceReply.
    shapes = [name for key, name in _SHAPES.items() if key in markup]
    if len(shapes) != 1 or (inline_only and shapes != ["InlineKeyboardMarkup"]):
        raise bad_request(
            "inline keyboard expected" if inline_only else "can't parse reply keyboard markup JSON object"
        )
    parse_as(shapes[0], markup)
    if shapes == ["InlineKeyboardMarkup"]:
        _check_inline(markup["inline_keyboard"])
    elif shapes == ["ReplyKeyboardMarkup"] and not any(markup["keyboard"]):
        raise bad_request("reply keyboard is empty")
    return markup


def _check_inline(rows: list[list[dict[str, Any]]]) -> None:
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        if not button["text"].strip():
            raise bad_request("inline keyboard button text must be non-empty")
        actions = {name for name, value in button.items() if value is not None} - _NOT_AN_ACTION
        if not actions:
            raise bad_request("Text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            raise bad_request("inline keyboard button must have exactly one action")
        if "callback_data" in actions and not 1 <= len(button["callback_data"].encode()) <= _CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")


def inline_part(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """What stays with the message itself: only inline buttons do, and none when the keyboard is empty."""
    if markup is None or not any(markup.get("inline_keyboard", [])):
        return None
    return {"inline_keyboard": [row for row in markup["inline_keyboard"] if row]}


def buttons_of(message: dict[str, Any]) -> list[list[Button]]:
    """The inline buttons of a message, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[Button(one["text"], one.get("callback_data"), one.get("url")) for one in row] for row in rows]
