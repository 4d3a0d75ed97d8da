"""Finding the operator's own names in a message: products of the live catalogue, places, one's own lines."""

import re
from typing import Any

from rapidfuzz import fuzz, process

from telecom.model.access import Actor
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.ports import Work

_WORD = re.compile(r"[\w&'’-]+")
_SURE = 84.0
_LONGEST_NAME = 5
# Words that name a kind of thing rather than one product; alone they are no product.
_TOO_COMMON = frozenset(
    [
        "mobile",
        "tv",
        "data",
        "family",
        "pack",
        "sports",
        "roam",
        "fibre",
        "unlimited",
        "phone",
        "broadband",
        "landline",
        "plan",
        "add",
        "on",
        "eu",
    ]
)


def recognise(text: str, actor: Actor | None, *, work: Work) -> list[dict[str, Any]]:
    """Entities `product` and `place` in a text: entity, text, start, end (characters), value (the proper name)."""
    names = {}
    for offering in work.of(Offering).list(status=[OfferingStatus.ACTIVE, OfferingStatus.LAUNCHED]):
        for called in (offering.name, *offering.also_called):
            names[called.casefold()] = ("product", offering.name)
    return find_names(text, names)


def find_names(text: str, names: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The best fitting names in a text, longest first, none overlapping another."""
    words = list(_WORD.finditer(text))
    found: list[dict[str, Any]] = []
    taken: set[int] = set()
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for at in range(len(words) - length + 1):
            span = set(range(at, at + length))
            start, end = words[at].start(), words[at + length - 1].end()
            piece = text[start:end].casefold()
            if span & taken or len(piece) < 3 or piece in _TOO_COMMON:
                continue
            best = process.extractOne(piece, names.keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
            if best is None or _digits(piece) != _digits(best[0]):
                continue
            entity, value = names[best[0]]
            found.append({"entity": entity, "text": text[start:end], "start": start, "end": end, "value": value})
            taken |= span
    return sorted(found, key=lambda each: int(each["start"]))


def _digits(text: str) -> str:
    """Fibre 500 is not Fibre 900, however alike they look."""
    return "".join(c for c in text if c.isdigit())
