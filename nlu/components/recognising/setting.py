"""What the recognisers know beside the text: today's date, the country, what was just asked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any

NEVER = datetime(2000, 1, 1, tzinfo=timezone.utc)
"""Stands for now where nobody said what time it is; only the command line's careless callers meet it."""


@dataclass(frozen=True)
class Found:
    """A stretch of the text and what it means."""

    entity: str
    start: int
    end: int
    value: Any


@dataclass(frozen=True)
class Setting:
    """Everything besides the text that decides what a text means."""

    now: datetime = NEVER
    country: str = "GB"
    currency: str = "GBP"
    intent: str = ""
    requested_slot: str = ""
    form: str = ""
    language: str = "en"
    recognised: tuple[Found, ...] = field(default=())

    @property
    def today(self) -> date:
        """The calendar day at the operator's place."""
        return self.now.date()

    @property
    def wish(self) -> str:
        """The wish under which the message stands: that of the open form when it only answers a question."""
        if self.form and self.intent in {"", "inform", "affirm", "deny", "out_of_scope"}:
            return self.form.removesuffix("_form")
        return self.intent

    def asks_for(self, *words: str) -> bool:
        """Whether the open question is about one of these."""
        return any(word in self.requested_slot for word in words)

    @classmethod
    def read(cls, metadata: dict[str, Any], *, intent: str = "", language: str | None = None) -> Setting:
        """Reads the metadata of a message; what is wrong in it is as if it were not there."""
        return cls(
            now=_read_now(metadata.get("now"), metadata.get("time_zone")),
            country=_word(metadata.get("country"), "GB"),
            currency=_word(metadata.get("currency"), "GBP"),
            intent=intent,
            requested_slot=_word(metadata.get("requested_slot"), ""),
            form=_word(metadata.get("form"), ""),
            language=_word(language or metadata.get("language"), "en"),
            recognised=tuple(_read_recognised(metadata.get("recognised"))),
        )


def _word(value: Any, default: str) -> str:
    return value if isinstance(value, str) and value else default


def _read_now(value: Any, zone: Any) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        now = datetime.fromisoformat(value.replace("Z", "+00:00"))
        if now.tzinfo is None:
            now = now.replace(tzinfo=timezone.utc)
        return now.astimezone(ZoneInfo(zone)) if isinstance(zone, str) and zone else now
    except (AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError):
        return NEVER


def _read_recognised(items: Any) -> list[Found]:
    found = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get("entity"), str) and "value" in item:
            start, end = item.get("start"), item.get("end")
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
                found.append(Found(item["entity"], start, end, item["value"]))
    return found


def plain(text: str) -> str:
    """The text in lower case with every digit as 0 to 9 and every dash and quote the plain one, none longer or shorter."""
    return "".join(_plain_character(character) for character in text)


def _plain_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character.isdigit():
        return str(unicodedata.digit(character, 0))
    if unicodedata.category(character) == "Pd" or character == "\u2212":
        return "-"
    if character in "\u2018\u2019\u201b\u02bc\u00b4":
        return "'"
    if character in "\u066b\u066c":
        return "." if character == "\u066b" else ","
    if character.isspace():
        return " "
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def followed_by(text: str, place: int, pattern: str) -> re.Match[str] | None:
    """What follows at this place, if it fits the pattern."""
    return re.compile(pattern).match(text, place)
