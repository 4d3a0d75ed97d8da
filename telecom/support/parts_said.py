"""Which parts of a joined offer somebody keeps: "only the first", "without the pause", "just Tom's line"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance

_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1, "latter": -1, "former": 0,
           "erste": 0, "ersten": 0, "zweite": 1, "zweiten": 1, "dritte": 2, "letzte": -1}  # fmt: skip
# What each kind of offer is called in a few words.
_CALLED = {
    "pause_service": r"paus\w*|freez\w*|suspen\w*|hold|pausier\w*",
    "resume_service": r"resum\w*|unpaus\w*|reactivat\w*",
    "top_up": r"top(?:ping)?[ -]?ups?|credit|recharge|auflad\w*|guthaben",
    "pay_bill": r"pay(?:ment|ing)?|bills?|invoice|rechnung|zahlung|zahlen",
    "order_product": r"orders?|ordering|packs?|add-?ons?|extras?|boosts?|bestell\w*|paket",
    "change_plan": r"plans?|tarif\w*|upgrade|downgrade|plan change|tarifwechsel",
    "terminate_service": r"cancell?ation|cancell?ing|termination|ending it|kündigung",
    "restrict_service": r"block\w*|bar(?:ring|red)?|restrict\w*|limits?|cap|lock|sperr\w*",
    "lift_restriction": r"unblock\w*|lift\w*",
    "configure_service": r"settings?|voicemail|forward\w*|divert\w*|roaming|waiting|caller id|weiterleitung|mailbox",
    "move_service": r"mov(?:e|ing)|umzug",
    "transfer_credit": r"transfer|sending|überweisung",
    "authorize_user": r"rights?|access|permission|rechte?",
    "replace_sim": r"sim|card|esim|karte",
    "set_autopay": r"auto\w*|direct debit",
}
_ONLY = r"only|just|keep|solely|nothing but|yes to|nur|behalt\w*|ja zu\w*"
_NOT = (
    r"without|not|no|except|skip|drop|leave (?:out|off)|leave|forget|minus|lose|cancel|remove|scrap|take (?:out|off)"
    r"|don'?t (?:do|want|need)|do not (?:do|want|need)|ohne|nicht|kein\w*|streich\w*"
)
# A mark counts right before what it marks: "no, top up 20" marks nothing.
_MARK = re.compile(
    rf"(?<!\w)(?:(?P<no>{_NOT})|(?P<only>{_ONLY}))(?:\s+(?:the|my|that|this|a|an|to|do|with|for|of|our|your|die|das|den"
    r"|der|mit|it|please))*\s*$"
)
_BEHIND = re.compile(
    r"(?: one| part)?(?: (?P<only>yes|ok(?:ay)?|only|alone|is (?:fine|ok(?:ay)?|enough)|ja|nur|reicht)"
    r"|(?: is)? (?P<no>no|not|off|out|can wait|later|nicht|nein|weg(?:lassen)?))(?!\w)"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_FILLER = frozenset(
    _WORD.findall(
        """no nah nope ok okay yes yeah yea hmm um oh well actually please pls plz then thanks thank you i i'd i'll id
    ill want do the a an my our your one ones bit part thing it that this of them and but go with for on take make lets
    let's let me us now sorry wait second thoughts think rather prefer would like to need only just in at all really
    after though hang on either line phone mobile number thats that's it's its is fine enough any more anymore s we can
    could nein doch
    bitte dann die das den der mit ich will möchte und aber"""
    )
)
_LEADS_ON = re.compile(r"^(?:[\s,.;:!?-]+|(?:and|but|please|pls|thanks|then|und|aber|bitte)(?!\w))+", re.I)
_NO_PLACE = re.compile(
    r"\s+(?:of|thing|month|week|year|time|bill|day|class|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_SHORTEST_NAME = 3
_COMMON = frozenset(_WORD.findall("line phone mobile plan pack the and one month monthly week for with"))


@dataclass(frozen=True, slots=True)
class Kept:
    """The places of the parts that stay, and what was said behind that ("from Monday")."""

    places: tuple[int, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    place: int
    is_place_word: bool


def parts_kept(text: str, parts: Sequence[Proposal]) -> Kept | None:
    """Which parts the words keep; None where they do not choose among them, or keep all or none."""
    plain = text.casefold().replace("\u2019", "'")
    kept, dropped, spans = set[int](), set[int](), list[tuple[int, int]]()
    end, is_kept = 0, None
    for mention in _mentions(plain, parts):
        mark = _MARK.search(plain[end : mention.start])
        behind = _BEHIND.match(plain, mention.end)
        if mark:
            is_kept = mark["only"] is not None
            spans.append((end + mark.start(), mention.start))
        elif behind is not None:
            is_kept = behind["only"] is not None
        elif is_kept is None and not mention.is_place_word:
            return None
        (kept if is_kept is not False else dropped).add(mention.place)
        end = behind.end() if behind and not mark else mention.end
        spans.append((mention.start, end))
    rest = _LEADS_ON.sub("", text[end:]).strip()
    rest = rest if _says_more(rest.casefold()) else ""
    before = re.sub(
        "|".join(_CALLED[p.kind] for p in parts if p.kind in _CALLED) or "$", "", _without(plain[:end], spans)
    )
    if not spans or _says_more(before) or (rest and is_kept is None):
        return None
    places = tuple(sorted(kept or set(range(len(parts))) - dropped))
    return Kept(places, rest) if 0 < len(places) < len(parts) else None


def _mentions(plain: str, parts: Sequence[Proposal]) -> list[_Mention]:
    """Where the words name a part: by its place, by what its kind is called, or by a name that only it has."""
    found = []
    for match in _WORD.finditer(plain):
        place = _PLACES.get(match[0])
        if place is not None and -len(parts) <= place < len(parts) and not _NO_PLACE.match(plain, match.end()):
            found.append(_Mention(match.start(), match.end(), place % len(parts), True))
    kinds = [part.kind for part in parts]
    for at, part in enumerate(parts):
        own = {word for word in _names(part) if not any(word in _names(other) for other in parts if other is not part)}
        called = _CALLED.get(part.kind) if kinds.count(part.kind) == 1 else None
        words = "|".join([*([called] if called else []), *map(re.escape, sorted(own))])
        if words:
            found += [
                _Mention(match.start(), match.end(), at, False)
                for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", plain)
            ]
    return sorted(found, key=lambda each: (each.start, -each.end))


def _names(part: Proposal) -> frozenset[str]:
    """The words of the names in what was shown of a part."""
    said = " ".join(_texts(part.shown)).casefold().replace("\u2019", "'")
    words = {word.removesuffix("'s") for word in _WORD.findall(said)}
    return frozenset(word for word in words if len(word) >= _SHORTEST_NAME and word not in _COMMON and word.isalpha())


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Utterance):
        for each in value.values.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _says_more(text: str) -> bool:
    return any(word not in _FILLER for word in _WORD.findall(text))
