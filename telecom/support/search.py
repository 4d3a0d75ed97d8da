"""Looking through the catalogue by words, typing errors forgiven. [SES infrastructure support service]"""

import re
from collections.abc import Sequence

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
        order buy give mother father room"""
    )
)


def search_offerings(text: str, *, work: Work, limit: int = 6) -> list[Offering]:
    """What is on sale and fits the words: products named outright, else those whose name or description has words
    like them, the likeliest first. Empty where nothing comes near."""
    offerings = work.of(Offering).list(status=ON_SALE, order="id")
    named = dict.fromkeys(each["value"] for each in find_products(text, work=work))
    if named:
        return [o for name in named for o in offerings if o.name == name]
    words = [w for w in _WORD.findall(text.casefold()) if len(w) >= _SHORTEST_WORD and w not in _SAID_OF_ALL]
    scored = [(score, o) for o in offerings if (score := _score(words, o)) > 0]
    scored.sort(key=lambda each: (-each[0], each[1].name))
    return [offering for _, offering in scored[:limit]]


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
