"""What "it", "that one" and "the second one" mean: the products that the last answer spoke of."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from telecom.model.catalogue import Offering
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging

_POINTS = re.compile(
    r"\b(es|das|it|that|this|those|these|them|they|one|ones|both|first|second|third|last|(1st|2nd|3rd)"
    r"|the (?:pack|boost|bundle|add-?on|extra))\b"
)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
_GIGS = re.compile(r"(\d+)\s?(?:gigs?|gigabytes?|gb)\b")
_WORD = re.compile(r"[\w-]+")
_TURNS_BACK = 4
_COMMON = frozenset(
    {
        "mobile",
        "plan",
        "sim",
        "pack",
        "tv",
        "the",
        "of",
        "a",
        "my",
        "to",
        "channels",
        "phone",
        "broadband",
        "line",
        "one",
    }
)
_PLACE = re.compile(rf"\b({'|'.join(_PLACES)})\b(?! (month|week|year|time|bill))")


def products_meant(asked: Asked, work: Work) -> list[str]:
    """The products that the words point at without naming them: one by its place, else all of the last answer.

    None where the words point at nothing, or the last answer spoke of no product.
    """
    text = asked.text.casefold()
    if not _POINTS.search(text):
        return []
    found = products_shown(asked, work) or _spoken_of(asked, work)
    place = _PLACE.search(text)
    if place is None:
        return found
    at = _PLACES[place[1]]
    return [found[at]] if found and at < len(found) else []


def products_shown(asked: Asked, work: Work) -> list[str]:
    """The products that the last answer spoke of."""
    return products_of(messaging.latest_answers(asked.conversation, work=work))


def _spoken_of(asked: Asked, work: Work) -> list[str]:
    """The products of the last answer that had any, a few turns back."""
    lately = messaging.answers_lately(asked.conversation, turns=_TURNS_BACK, work=work)
    return next((found for said in lately if (found := products_of(said))), [])


def others_shown(asked: Asked, work: Work) -> tuple[str, list[str]] | None:
    """The one product that was spoken of last, and what was shown with it or before it: one is "the other one"."""
    shown = [products_of(said) for said in messaging.answers_lately(asked.conversation, turns=_TURNS_BACK, work=work)]
    shown = [products for products in shown if products]
    if not shown or len(shown[0]) != 1:
        return None
    last = shown[0][0]
    together = next((products for products in shown[1:] if last in products or len(products) == 1), [])
    others = [each for each in together if each != last]
    return (last, others) if others else None


def products_of(said: Sequence[Utterance]) -> list[str]:
    """The products of some answers in their order, each once."""
    found: list[str] = []
    for utterance in said:
        found += _named(utterance)
        for choice in utterance.choices:
            product = (choice.content.get("entities") or {}).get("product")
            found += product if isinstance(product, list) else [product] if isinstance(product, str) else []
    return list(dict.fromkeys(found))


def _named(utterance: Utterance) -> list[str]:
    found: list[str] = []
    for name, value in utterance.values.items():
        if name in ("product", "offering", "best") and isinstance(value, str) and value:
            found.append(value)
        elif isinstance(value, list | tuple):
            found += [each for item in value if isinstance(item, Utterance) for each in _named(item)]
    return found


def named_among(text: str, offerings: Sequence[Offering]) -> Offering | None:
    """The one of some offerings whose own words a message has: "the basic one", "the 10 gig"; None where none or
    several have as many."""
    said = set(_WORD.findall(_GIGS.sub(r"\1gb", text.casefold())))
    found: dict[str, int] = {}
    for offering in offerings:
        own = " ".join([offering.name, *offering.also_called]).casefold()
        found[offering.id] = len(said & (set(_WORD.findall(_GIGS.sub(r"\1gb", own))) - _COMMON))
    best = [o for o in offerings if found[o.id] and found[o.id] == max(found.values())]
    return best[0] if len(best) == 1 else None


_OF_A_PLAN = re.compile(r"\b(?:\d+\s?(?:gb|gigs?|gigabytes?)|basic|unlimited|kids)\b", re.I)


def plan_named_among(text: str, plans: Sequence[Offering]) -> Offering | None:
    """The one of some plans that is named by its size or its own word: "how does the unlimited one compare?"."""
    return named_among(text, plans) if _OF_A_PLAN.search(text) else None
