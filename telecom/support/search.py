"""Looking through the catalogue by words, typing errors forgiven. [SES infrastructure support service]"""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.counting import count_before
from telecom.ports import Work
from telecom.support.recognition import find_products

_LIKE_ENOUGH = 80.0
_SHORTEST_WORD = 4
_WORD = re.compile(r"[\w-]+")
_SAID_OF_ALL = frozenset(
    _WORD.findall(
        """what which have there with want like does could would should please show tell about some more much cost costs
        price sell sale offer offers free charge many from this that they them your yours mine month need looking
        product products available catalogue details shop here month monthly months kind kinds stuff things
        order buy give mother father room does anything cheapest cheap best
        kostet kosten mich euch eure eurem euer haben habt gibt monat monatlich preis preise bitte zeig zeigt welche
        welches einen eine einem eines sind wird viel teuer günstigste günstig billigste bestes kaufen bestellen"""
    )
)
# What the plans of a kind are called.
_KINDS: Mapping[str, re.Pattern[str]] = {
    "broadband": re.compile(r"\b(?:internet\w*|broadband|fib(?:re|er)|dsl|glasfaser\w*|breitband\w*)\b"),
    "fixed": re.compile(r"\b(?:land ?lines?|home phone|festnetz\w*)\b"),
    "iptv": re.compile(r"\b(?:tv|telly|television|fernseh\w*)\b"),
    "mobile": re.compile(r"\b(?:sim[- ]?only|sims?|mobiles?|handy(?:tarif\w*|vertr\w+)?|mobilfunk\w*)\b"),
}


def search_offerings(text: str, *, work: Work, limit: int = 6) -> list[Offering]:
    """What is on sale and fits the words: products named outright, else those whose name or description has words
    like them, the likeliest first. Empty where nothing comes near."""
    offerings = work.of(Offering).list(status=ON_SALE, order="id")
    named = dict.fromkeys(each["value"] for each in find_products(text, work=work))
    if named:
        return [o for name in named for o in offerings if o.name == name]
    if (kind := _only_of_a_kind(text.casefold())) is not None:
        return [o for o in offerings if o.is_base and o.service_kind == kind]
    words = _telling(text.casefold())
    scored = [(score, o) for o in offerings if (score := _score(words, o)) > 0]
    scored = _of_kinds(text.casefold(), scored)
    scored.sort(key=lambda each: (-each[0], each[1].name))
    return [offering for _, offering in scored[:limit]]


def _of_kinds(text: str, scored: list[tuple[float, Offering]]) -> list[tuple[float, Offering]]:
    """Those of the kind of service that is named, and goods; all where none or several are named."""
    kinds = {kind for kind, words in _KINDS.items() if words.search(text)}
    fitting = [each for each in scored if each[1].service_kind in (None, *kinds)]
    return fitting if len(kinds) == 1 and fitting else scored


def _telling(text: str) -> list[str]:
    return [w for w in _WORD.findall(text) if len(w) >= _SHORTEST_WORD and w not in _SAID_OF_ALL]


def _only_of_a_kind(text: str) -> str | None:
    """The kind of service whose plans are meant where nothing else is told: "how much is internet a month"."""
    kind = next((kind for kind, words in _KINDS.items() if words.search(text)), None)
    return kind if kind and not _telling(_KINDS[kind].sub(" ", text)) else None


def products_wanted(text: str, *, work: Work) -> list[str]:
    """The products that a text names, each as often as it is wanted: "two chargers" names it twice."""
    found = find_products(text, work=work)
    return [str(each["value"]) for each in found for _ in range(count_before(text, int(each["start"])))]


def _score(words: Sequence[str], offering: Offering) -> float:
    """How many of the words stand, nearly so, in what is said of an offering."""
    told = offering.description.texts.values()
    said = " ".join([offering.name, *offering.also_called, offering.category, *told]).casefold()
    parts = [part.strip(".,:;") for part in said.split()]
    return sum(best for word in words if (best := max(fuzz.ratio(word, part) for part in parts)) >= _LIKE_ENOUGH)
