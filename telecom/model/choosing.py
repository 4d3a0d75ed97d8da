"""Choosing among what is sold by price, size and speed: "the cheapest", "something bigger", "under 10 pounds"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from telecom.model.catalogue import Offering
from telecom.model.money import MINOR_UNITS_PER_UNIT
from telecom.model.volumes import GIGABYTE, UsageKind


class Measure(Enum):
    """What offerings are compared by."""

    PRICE = "price"
    SIZE = "size"
    SPEED = "speed"


_MOST = (
    (Measure.PRICE, False, r"cheapest|most cheap|least expensive|lowest[- ]?(?:price|cost)\w*"),
    (Measure.PRICE, False, r"(?:billig|günstig)ste\w*"),
    (Measure.PRICE, True, r"dearest|most expensive|priciest|teuerste\w*"),
    (Measure.SIZE, True, r"(?:much|lots? of|loads of|plenty of) (?:data|gigs|internet)(?! (?:is|do|did|have|has|i))"
     r"|(?:data|internet|online) (?:a lot|all day|every day|all the time)"),
    (Measure.SIZE, True, r"biggest|largest|most (?:data|gigs?|gb|minutes|included)|greatest|größte\w*|meisten? daten"),
    (Measure.SIZE, False, r"smallest|least data|littlest|kleinste\w*"),
    (Measure.SPEED, True, r"fastest|quickest|highest speed|top speed|schnellste\w*"),
    (Measure.SPEED, False, r"slowest|langsamste\w*"),
)  # fmt: skip
_MORE = (
    (Measure.PRICE, True, r"next (?:\w+ ){0,2}up|(?:one|step|plan|tariff) (?:up|above)"),
    (Measure.PRICE, False, r"next (?:\w+ ){0,2}down|(?:one|step|plan|tariff) (?:down|below)"),
    (Measure.PRICE, False, r"cheaper|less expensive|too (?:dear|expensive|pricey)|(?:billig|günstig)er\w*|zu teuer"),
    (Measure.SIZE, True, r"bigger|larger|more (?:data|gigs?|gb)|\w*größer\w*|mehr (?:daten|gb)"),
    (Measure.SIZE, False, r"smaller|less data|fewer gigs|kleiner\w*|weniger daten"),
    (Measure.SPEED, True, r"faster|quicker|schneller\w*"),
    (Measure.SPEED, False, r"slower|langsamer\w*"),
)  # fmt: skip
_UNDER = r"(?:under|below|less than|cheaper than|max(?:imum)?|at most|up to|no more than|within|unter|höchstens|bis)"
_OVER = r"(?:over|above|more than|at least|min(?:imum)?(?: of)?|no less than|über|mindestens)"
_MONEY = r"\s*(?:[£€$]\s*(\d+(?:[.,]\d\d?)?)|(\d+(?:[.,]\d\d?)?)\s*(?:pounds?|quid|euros?|gbp|p?£|€|a month|per month))"
_LIMITED = r"(?:not|no|never|don'?t|wouldn'?t|nicht)\b[^.,;]{0,25}\b(?:more than|over|above|mehr als|über)"
_CHEAP = re.compile(r"\b(?:inexpensive|cheap|budget|low cost|affordable|billig\w*|günstig\w*)\b", re.I)
_FREE = re.compile(
    r"\b(?:no|without(?: a| any)?|not tied to a|don'?t want a|ohne|kein(?:en)?) (?:contract|commitment|minimum term"
    r"|minimum|vertrag|laufzeit|mindestlaufzeit|bindung|vertragsbindung)\b|\bmonatlich kündbar\w*",
    re.I,
)
_MOST_MONEY = re.compile(
    rf"\b(?:{_LIMITED}|{_UNDER}){_MONEY}|(?:[£€](\d+)|\b(\d+)\s*(?:pounds?|quid|euros?)) (?:or less|max\b|tops\b)"
    # A bare sum, where no size, time or speed follows: "a phone under 300".
    rf"|\b{_UNDER}\s*(\d{{2,4}})\b(?!\s*(?:[.,:]\d|%|[a-zäöü]*bit|[gm]b\b|gigs?|days?|weeks?|months?|years?|hours?|min|texts?"
    r"|inch|tage?|wochen?|monate?|stunden?|uhr|zoll|people|lines?|o.clock|[ap]m\b))",
    re.I,
)
_LEAST_SIZE = re.compile(
    rf"\b{_OVER}\s*(\d+)\s*(?:gb|gigs?|gigabytes?)\b|\b(\d+)\s*(?:gb|gigs?) or more",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Choosing:
    """How to choose. `is_most`: the one at the end of the measure, else those beyond what is compared with; `rising`:
    more is meant. `most_money` is in minor units, `least_data` in bytes; `is_free`: without a minimum term."""

    by: Measure | None = None
    rising: bool = False
    is_most: bool = False
    most_money: int | None = None
    least_data: int | None = None
    is_free: bool = False


def read_choosing(text: str) -> Choosing | None:
    """How a text chooses; None where it does not."""
    money, data = _MOST_MONEY.search(text), _LEAST_SIZE.search(text)
    most = next((found for found in money.groups() if found), None) if money else None
    least = next((found for found in data.groups() if found), None) if data else None
    most_money = round(float(most.replace(",", ".")) * MINOR_UNITS_PER_UNIT) if most else None
    least_data = int(least) * GIGABYTE if least else None
    for patterns, is_most in ((_MOST, True), (_MORE, False)):
        for measure, rising, words in patterns:
            if re.search(rf"\b(?:{words})\b", text, re.I):
                return Choosing(measure, rising, is_most, most_money, least_data)
    is_cheap, is_free = _CHEAP.search(text) is not None, _FREE.search(text) is not None
    if not (most or least or is_cheap or is_free):
        return None
    return Choosing(most_money=most_money, least_data=least_data, is_free=is_free)


def chosen(offerings: Sequence[Offering], choosing: Choosing, *, beside: Offering | None = None) -> list[Offering]:
    """Those that fit, the best first; `beside` is what a comparison starts from."""
    found = [
        o for o in offerings if _fits(o, choosing) and (choosing.by is None or _measured(o, choosing.by) is not None)
    ]
    if choosing.by is None:
        return sorted(found, key=cost_of)
    if beside is not None and not choosing.is_most:
        here = _measured(beside, choosing.by)
        found = [o for o in found if here is not None and _is_beyond(o, choosing, here)]
    sign = -1 if choosing.rising else 1
    if beside is not None and not choosing.is_most:  # the nearest step first
        sign = -sign
    return sorted(found, key=lambda o: (sign * (_measured(o, _by(choosing)) or 0), cost_of(o)))


def _by(choosing: Choosing) -> Measure:
    return choosing.by or Measure.PRICE


def _is_beyond(offering: Offering, choosing: Choosing, here: float) -> bool:
    there = _measured(offering, _by(choosing))
    return there is not None and (there > here if choosing.rising else there < here)


def _fits(offering: Offering, choosing: Choosing) -> bool:
    if choosing.is_free and (not offering.is_base or int(offering.terms.get("months", 0)) > 1):
        return False
    if choosing.most_money is not None and cost_of(offering) > choosing.most_money:
        return False
    size = _measured(offering, Measure.SIZE)
    return choosing.least_data is None or (size is not None and size >= choosing.least_data)


def cost_of(offering: Offering) -> int:
    """The price by which offerings are compared: the monthly one, or the one that is paid once."""
    price = offering.monthly or offering.one_off
    return price.minor if price else 0


def _measured(offering: Offering, measure: Measure) -> float | None:
    if measure is Measure.PRICE:
        return cost_of(offering) or None  # what is paid by use has no price to compare
    if measure is Measure.SPEED:
        return float(offering.terms["down"]) if offering.terms.get("down") else None
    without_limit = UsageKind.DATA.value in offering.terms.get("unlimited", ())
    data = offering.allowances.get(UsageKind.DATA.value)
    return float("inf") if without_limit else float(data) if data else None
