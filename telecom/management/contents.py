"""What is in the packs that are sold: in which of them a channel or a kind of programme is. [M.3345 7.1, F1]"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from telecom.management.catalogue import Shown, browse
from telecom.model.access import Actor
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.translated import Translated
from telecom.ports import Work
from telecom.support.countries import find_countries

CHANNELS = "channels"
_PACK = "TV pack"
_SHORTEST = 3
# First words that are in many names and say nothing alone.
_COMMON = frozenset({"channel", "the", "world", "national", "comedy"})


@dataclass(frozen=True, slots=True)
class Contained:
    """A pack with what it has of what was asked for."""

    shown: Shown
    names: Sequence[str]


def channels_of(offering: Offering) -> list[str]:
    """The channels and kinds of programme that a pack is described by."""
    return [str(each) for each in offering.terms.get(CHANNELS, ())]


def channels_in_words(offering: Offering) -> list[Translated]:
    """The same for each reader: "football" or "Fußball"."""
    return [offering.word(name) for name in channels_of(offering)]


def packs_with(actor: Actor | None, text: str, *, work: Work) -> list[Contained]:
    """The packs that have what a text names, one's own first; empty where it names nothing that a pack has."""
    sold = [each for each in work.of(Offering).list(status=ON_SALE, order="id") if each.category == _PACK]
    if not any(_named_in(text, offering) for offering in sold):  # most messages: whose they are need not be asked
        return []
    found = [Contained(each, _named_in(text, each.offering)) for each in _packs(actor, work=work)]
    return sorted((each for each in found if each.names), key=lambda each: not each.shown.is_theirs)


def own_packs(actor: Actor | None, *, work: Work) -> list[Offering]:
    """The packs with channels that the asker has."""
    return [each.offering for each in _packs(actor, work=work) if each.is_theirs and channels_of(each.offering)]


def _packs(actor: Actor | None, *, work: Work) -> Sequence[Shown]:
    return browse(actor, category=_PACK, service_kind="iptv", work=work)


def _named_in(text: str, offering: Offering) -> list[str]:
    said = text.casefold()
    return [
        name
        for name in channels_of(offering)
        if any(_stands(word, said) for called in _called(name, offering) for word in _words_for(called))
    ]


def _called(name: str, offering: Offering) -> list[str]:
    """What a channel or a kind of programme is called in each language, and otherwise: football, Fußball, footy."""
    return [*offering.word(name).texts.values(), *offering.terms.get("synonyms", {}).get(name, ())]


@lru_cache(maxsize=2000)
def _words_for(name: str) -> list[str]:
    """A channel by its name, or by the first word of it that is its own: "bbc"."""
    name = name.casefold()
    first = name.split()[0]
    alone = len(first) >= _SHORTEST and first not in _COMMON and not find_countries(first)
    one = [name.removesuffix("s")] if name.endswith("s") and " " not in name and len(name) > _SHORTEST + 1 else []
    one += [] if name.endswith("s") or " " in name else [f"{name}s"]
    return [name, first, *one] if alone else [name, *one]


def _stands(word: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) is not None
