"""Which telephone numbers are free: any, those that read as wished, or a certain one; taking one with a new line."""

import re
from collections.abc import Sequence
from typing import Any

import phonenumbers

from actions.asked import Asked
from actions.authorization import read_number
from actions.frame import Answer
from actions.hints import kinds_hinted
from actions.lines import own_numbers
from telecom.management.availability import free_numbers, kind_of_free_number
from telecom.model.catalogue import Offering
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work

_NUMBER = re.compile(r"\b(?:numbers?|\w*nummern?)\b", re.I)
_MEMORABLE = re.compile(r"\b(?:eas(?:y|ier) to remember|memorable|(?:leicht|gut) zu merken)\b", re.I)
_DIGITS = r"\D{0,20}?(\+?\d[\d ]{0,16})"
# Where the digits stand that somebody wishes for.
_AT_THE_END, _AT_THE_START = "%{0}", "{0}%"
_PLACES = {
    _AT_THE_END: re.compile(rf"\b(?:end\w*|finish\w*|last (?:digits?|numbers?))\b{_DIGITS}", re.I),
    _AT_THE_START: re.compile(rf"\b(?:start\w*|begin\w*|prefix|anf[aä]ng\w*){_DIGITS}", re.I),
    "%{0}%": re.compile(rf"\b(?:with|contain\w*|ha[sv]\w*|in|mit|enth\w*|numbers?|nummern?)\b{_DIGITS}", re.I),
}


def asks_for_numbers(asked: Asked) -> bool:
    """Whether it is about numbers themselves, and not about what one of them could have."""
    named = {"product", "place", "address"} & asked.entities.keys()
    says_digits = any(_PLACES[where].search(asked.text) for where in (_AT_THE_END, _AT_THE_START))
    says_digits = says_digits or _MEMORABLE.search(asked.text) is not None
    return not named and (says_digits or _NUMBER.search(asked.text) is not None or "phone_number" in asked.entities)


def about_numbers(asked: Asked, *, home: str, work: Work) -> Answer:
    """Whether a number is free, or which ones are, each to be taken with a new plan."""
    kind = _kind(asked)
    certain = read_number(asked)
    if certain is not None:
        return Answer([_about_one(certain, kind, asked, work)])
    like = _pattern(asked.text, home=home)
    found = free_numbers(kind, like=like or "%", work=work)
    if found:
        return Answer([_offer("utter_availability_numbers", found, kind)])
    others = free_numbers(kind, work=work)
    response = "utter_availability_other_numbers" if others else "utter_availability_no_numbers"
    return Answer([_offer(response, others, kind)])


def number_wished(asked: Asked, offerings: Sequence[Offering], *, home: str, work: Work) -> str | None:
    """The first free number that reads as the words of an order wish it: "a new sim with a number ending in 77"."""
    like = _pattern(asked.text, home=home) if _NUMBER.search(asked.text) else None
    if like is None or asked.entities.get("phone_number"):
        return None
    kinds = [str(o.service_kind) for o in offerings if o.is_base] or [_kind(asked)]
    return next(iter(free_numbers(kinds[0], like=like, limit=1, work=work)), None)


def number_chosen(asked: Asked, offering: Offering, work: Work) -> str | None:
    """The free number that was chosen for a new line of this offering."""
    said = asked.value("phone_number")
    if not isinstance(said, str) or not offering.is_base:
        return None
    return said if kind_of_free_number(said, work=work) == offering.service_kind else None


def _kind(asked: Asked) -> str:
    return "fixed" if asked.entities.get("service") == "fixed" or "fixed" in kinds_hinted(asked.text) else "mobile"


def _about_one(number: PhoneNumber, kind: str, asked: Asked, work: Work) -> Utterance:
    free_for = kind_of_free_number(number.e164, work=work)
    if free_for is not None:
        take = _take(number.e164, free_for, "utter_choice_take_this_number")
        return Utterance("utter_availability_number_free", {"number": number}, [take])
    if number.e164 in own_numbers(asked, work):
        return Utterance("utter_availability_number_own", {"number": number})
    bring = ask_for("port_number", "utter_choice_bring_number", phone_number=number.e164)
    return _offer("utter_availability_number_theirs", free_numbers(kind, work=work), kind, bring, number=number)


def _offer(response: str, numbers: Sequence[str], kind: str, *more: Offered, **values: Any) -> Utterance:
    choices = [*(_take(number, kind, "utter_choice_take_number") for number in numbers), *more]
    return Utterance(response, {"numbers": [PhoneNumber(each) for each in numbers], **values}, choices)


def _take(number: str, kind: str, label: str) -> Offered:
    values = {"number": PhoneNumber(number)}
    return ask_for("order_product", label, values, phone_number=number, category="plan", service=kind)


def _pattern(text: str, *, home: str) -> str | None:
    """The digits that are wished for as a pattern of whole numbers, None where none are said."""
    for pattern, place in _PLACES.items():
        if found := place.search(text):
            digits = "".join(c for c in found[1] if c.isdigit())
            if pattern == _AT_THE_START:  # as one dials at home
                country = "" if found[1].startswith("+") else phonenumbers.country_code_for_region(home)
                digits = f"+{country}{digits.lstrip('0')}"
            return pattern.format(digits)
    return None
