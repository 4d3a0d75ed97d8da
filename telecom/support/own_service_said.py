"""Finding in a message which of one's own things shall be one, and what that shall be called. [F22]"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from telecom.model.alarms import AlarmWish, read_wish
from telecom.services.declaring import Parameter
from telecom.services.smi import registered_kinds
from telecom.support.settings_said import plain

_BETWEEN = re.compile(r"\s*(?:[,;+&]|\band\b|\bplus\b|\balong with\b|\btogether with\b|\bwith\b)\s*", re.I)
_MINE = re.compile(r"\b(?:my|our|mine|ours|i have|we have)\b(?!\s+own\b)", re.I)
_NAMED = re.compile(
    r"\b(?:called|named|call(?:ing)? (?:it|them|that|this)|name (?:it|them)|(?:under|by) the name(?: of)?)\s*:?\s*"
    r"(?P<name>\S.*)$",
    re.I,
)
_QUOTED = re.compile(r"\bas\s+[\"“'‘](?P<name>[^\"“”'’]{1,40})[\"”'’]")
_NAME_ENDS = re.compile(r"\s+(?:with|out of|from|made of|of|using|for)\s.*$", re.I)
_AROUND = " \t.!?,:;\"“”'‘’"
_POLITE = re.compile(r"[\s,]+(?:please|pls|plz|thanks|thank you|ta|now)$", re.I)
_LEAVES = re.compile(r"\b(?:take|remove|drop|leave|kick|get)\b.*\b(?:out|off|from|of)\b|\bremove\b", re.I)
_ALARM = re.compile(r"\b(?:alarms?|alerts?|warnings?|reminders?|notifications?|notices)\b", re.I)
# Words for a kind of service; the first that fits counts, so a home phone is no phone.
KIND_WORDS: Mapping[str, re.Pattern[str]] = {
    "fixed": re.compile(r"\b(?:landlines?|land line|home phone|house phone|fixed(?: line| phone)?)\b"),
    "broadband": re.compile(r"\b(?:broadband|internet|fibre|fiber|wifi|router)\b"),
    "iptv": re.compile(r"\b(?:tv|telly|television|iptv)\b"),
    "mobile": re.compile(r"\b(?:mobiles?|phones?|sims?|cell|cellphone|smartphone)\b"),
}


@dataclass(frozen=True, slots=True)
class OwnWish:
    """The pieces of a message that may each name a capability, and the name for the whole, where one was said."""

    pieces: Sequence[str]
    name: str | None = None


def read_own_wish(text: str) -> OwnWish | None:
    """What a message says about a service of one's own; None where it speaks neither of own things nor of a name."""
    name, rest = _take_name(text)
    if name is None and not _MINE.search(text):
        return None
    return OwnWish(pieces_of(rest), name)


def pieces_of(text: str) -> list[str]:
    """The pieces of a message between its commas and ands."""
    return [piece for piece in (each.strip(_AROUND) for each in _BETWEEN.split(text)) if piece]


def read_name(text: str) -> str:
    """The name in an answer to the question what it shall be called: "call it Home", or just "Home"."""
    return _take_name(text)[0] or _clean(text)


def takes_out(text: str) -> bool:
    """Whether a part is to leave: "take the landline out of Home"."""
    return _LEAVES.search(text) is not None


def _take_name(text: str) -> tuple[str | None, str]:
    """The name that is given in a text, and the text without it."""
    found = _QUOTED.search(text) or _NAMED.search(text)
    if found is None:
        return None, text
    said = found["name"]
    ends = _NAME_ENDS.search(said)
    rest = f"{text[: found.start()]} {said[ends.start() :] if ends else ''} {text[found.end() :]}"
    return _clean(said[: ends.start()] if ends else said) or None, rest


def _clean(name: str) -> str:
    return " ".join(_POLITE.sub("", name.strip(_AROUND)).strip(_AROUND).split())


def find_capability(piece: str, kinds: Iterable[str]) -> Parameter | None:
    """The setting that a piece of a message names, of those that are a capability of their own; the longest name."""
    said, best = plain(piece), None
    for kind in kinds:
        for parameter in registered_kinds()[kind].lifecycle.parameters:
            for words in (parameter.name, *parameter.also_called) if parameter.is_capability else ():
                fits = re.search(rf"(?<!\w){re.escape(plain(words))}(?!\w)", said)
                if fits and (best is None or len(words) > best[0]):
                    best = (len(words), parameter)
    return best[1] if best else None


def find_alarm(piece: str) -> AlarmWish | None:
    """The alerts or reminders that a piece of a message names; None where it speaks of none."""
    return read_wish(piece) if _ALARM.search(piece) else None


def kind_said(piece: str) -> str | None:
    """The kind of service that a piece of a message names."""
    said = plain(piece)
    found = next((kind for kind, words in KIND_WORDS.items() if words.search(said)), None)
    return found or next((kind for kind in registered_kinds() if kind in said.split()), None)
