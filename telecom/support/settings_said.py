"""Finding in a message which setting or limit of a service is meant, by the words that services declare."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from telecom.services.declaring import Parameter, RestrictionKind, Shape
from telecom.services.smi import registered_kinds

_LIKE_ENOUGH = 86.0
# Shorter words have to be right: one letter makes another word of them.
_FORGIVEN_FROM = 6
_APART = 0.8
_OFF = re.compile(
    r"\b(off|(?:turn|switch) of|disable|disabled|deactivate|stop|remove|cancel|undo|without|no|not|dont|get rid|unset"
    r"|kill|shut|nobody|end|kein\w*|ohne|ausschalt\w*|abschalt\w*|deaktivier\w*|aus(?=[\s.!]*$))\b"
)
_ON = re.compile(r"\b(on|enable|enabled|activate|start|allow|want|let|back|use|unbar|yes|set up|put)\b")
_SWITCHED = re.compile(
    r"^(?!.*\b(?:dont|not|no|never|stop)\b.*\b(?:on|off)\b)"
    r".*?\b(?:turn|switch|put|flip)(?:ed|ing)?(?:\s[\w-]+){0,4}?\s(on|off)(?!\w| hold)"
)
# "I want to change my voicemail" does not say to what.
_OPEN = re.compile(r"\b(change|chnage|adjust|settings?|alter)\b")
_GIVEN = re.compile(r"(?:\bto\b|\bcalled\b|\bnamed\b|\bmake it\b|\bshould be\b|\bas\b|[:=])\s+(?P<value>\S.*)$", re.I)
_QUOTED = re.compile(r"[\"“”‘'](?P<value>[^\"“”]{1,63})[\"“”’']")
# "set password sunflower22 on my wifi": the word after the password, if it could not be a common word.
_SECRET_WORD = re.compile(r"\b(?:password|key|pasword)\s+(?P<value>(?=\S*\d)\S{8,63})", re.I)
_POLITE = re.compile(r"(?:[\s,.!]+(?:please|pls|plz|thanks|thank you|ta|now))*[\s.!?]*$", re.I)
_SETS = re.compile(r"(?<!un)(?<!un-)\b(?:block|bar|ban|stop|restrict|forbid|limit)\b(?! (?:off|on)\b)")
_LIFTS = re.compile(
    r"\b(unblock|unblok|unbar|lift|lifted|remove|delete|again|scrap|drop|off the block|from (?:the )?block\w*"
    r"|take\b.{0,40}\boff|bar(?:ring)? off|get rid|cancel|let .{2,30} (?:through|in)|end the)\b"
)


@dataclass(frozen=True, slots=True)
class SaidParameter:
    """A parameter that a message names, the kinds of service that have it, and the value where the words name that."""

    name: str
    kinds: frozenset[str]
    value: Any = None


def find_parameter(text: str, kinds: Iterable[str] | None = None) -> SaidParameter | None:
    """The parameter that a message names best, among those of these kinds of service (all where None)."""
    said = plain(text)
    best: tuple[float, str, Any] | None = None
    declared = _parameters(kinds)
    for parameters in declared.values():
        for parameter in parameters:
            for words, value in _words_for(parameter):
                weight = _names(said, words)
                if weight and (best is None or weight > best[0]):
                    best = (weight, parameter.name, value)
    if best is None:
        return None
    having = frozenset(kind for kind, parameters in declared.items() if best[1] in {p.name for p in parameters})
    return SaidParameter(best[1], having, best[2])


def _parameters(kinds: Iterable[str] | None) -> Mapping[str, Sequence[Parameter]]:
    registered = registered_kinds()
    wanted = registered if kinds is None else [kind for kind in kinds if kind in registered]
    return {kind: registered[kind].lifecycle.parameters for kind in wanted}


def _words_for(parameter: Parameter) -> Iterable[tuple[str, Any]]:
    yield from parameter.phrases.items()
    yield from ((words, None) for words in (parameter.name, *parameter.also_called))


def read_value(text: str, parameter: Parameter, *, number: str | None = None) -> Any:
    """The value of a parameter that a message names, or None. It may still be one that is not allowed."""
    said = plain(text)
    for phrase, value in parameter.phrases.items():
        if _names(said, phrase):
            return value
    if parameter.shape is Shape.PHONE_NUMBER and parameter.allowed is None:
        return number or (parameter.default if _OFF.search(said) else None)
    if parameter.allowed is None:
        return _read_text(text, parameter)
    called = [(plain(str(one)), one) for one in parameter.allowed if not isinstance(one, bool)]
    called += [(plain(words), value) for words, value in parameter.values_called.items()]
    for words, value in sorted(called, key=lambda each: -len(each[0])):
        if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", said):
            return value
    if parameter.is_switch:
        # What is switched goes before any other on or off: "turn roaming on, I'm off to Spain".
        if (switched := _SWITCHED.search(said)) is not None:
            return switched[1] == "on"
        if _OFF.search(said):
            return False
        is_open = _OPEN.search(said) and not re.search(r"\bon\b", said)
        return True if _ON.search(said) and not is_open else None
    return None


def _read_text(text: str, parameter: Parameter) -> str | None:
    found = _QUOTED.search(text) or (_SECRET_WORD.search(text) if parameter.secret else None) or _GIVEN.search(text)
    if found is None:
        return None
    value = _POLITE.sub("", found["value"]).strip()
    return value or None


def find_restriction(text: str, kinds: Iterable[str] | None = None) -> str | None:
    """The kind of restriction that a message names best, among those that these kinds of service offer."""
    said = plain(text)
    best: tuple[float, str] | None = None
    for restriction in _restrictions(kinds):
        for words in (restriction.name, *restriction.also_called):
            weight = _names(said, words)
            if weight and (best is None or weight > best[0]):
                best = (weight, restriction.name)
    return best[1] if best else None


def _restrictions(kinds: Iterable[str] | None) -> list[RestrictionKind]:
    registered = registered_kinds()
    wanted = registered if kinds is None else [kind for kind in kinds if kind in registered]
    return [each for kind in wanted for each in registered[kind].lifecycle.restrictions if each.offered]


def is_lifting(text: str) -> bool:
    """Whether a message about restrictions wants one gone."""
    said = plain(text)
    # "Block them so that it cannot happen again" sets a limit.
    if _SETS.search(said) and not _LIFTS.search(said.replace("again", "")):
        return False
    return _LIFTS.search(said) is not None


def plain(text: str) -> str:
    """Small letters, one space between words, no apostrophes."""
    return " ".join(text.casefold().replace("’", "").replace("'", "").replace("wi-fi", "wifi").split())


def _names(said: str, words: str) -> float:
    """How well a text names something: the length of the name it holds, a little less for a typing error; 0 if not."""
    name = plain(words)
    if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said):
        return len(name)
    # The words of a name may stand a little apart: "the password of my guests for the wifi".
    apart = r"(?:\s+\S+){0,3}?\s+".join(re.escape(word) for word in name.split())
    if " " in name and re.search(rf"(?<!\w){apart}(?!\w)", said):
        return len(name) * _APART
    pieces, length = said.split(), len(name.split())
    if len(name) < _FORGIVEN_FROM:
        return 0.0
    near = (fuzz.ratio(" ".join(pieces[at : at + length]), name) for at in range(len(pieces) - length + 1))
    best = max(near, default=0.0)
    return len(name) * best / 100 - 1 if best >= _LIKE_ENOUGH else 0.0
