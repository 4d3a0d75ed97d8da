"""Which of one's own lines "it", "that one" or "the other one" means, after what was talked about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from telecom.management.lines import short_names
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.authorization import access_services

_POINTS = re.compile(
    r"\b(?:it|its|it's|that|this|same)\b(?!\s+(?:month|week|year|time|bill|day|evening|morning|is|was|would|cost))",
    re.I,
)
_THEM = re.compile(r"\b(?:he|him|his|she|her|hers|er|ihm|ihn)\b", re.I)
_WHOSE = frozenset({"person", "phone_number", "service", "group"})
# "Thanks Priya, you're logged in" speaks of nobody but who reads it.
_WELCOME = "utter_access_welcome"
_COUNTS = {
    "two": 2,
    "both": 2,
    "couple": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "zwei": 2,
    "beiden": 2,
    "drei": 3,
    "vier": 4,
}
_MANY = "|".join(_COUNTS)
_TOP = re.compile(
    rf"\b(?P<first>{_MANY}|[2-9])\s+(?:dearest|most expensive|highest|biggest|worst|top|teuersten|höchsten)\b"
    rf"|\btop\s+(?P<behind>{_MANY}|[2-9])\b|\bboth of (?:them|those)\b|\b(?:alle beide|die beiden)\b",
    re.I,
)
_OTHER = re.compile(r"\b(?:the|my|our|other)\s+(?:other|second)\b|\bother (?:one|line|phone|mobile|number|sim)\b", re.I)


def line_pointed_at(asked: Asked, among: Sequence[Service], work: Work) -> Service | None:
    """The one of some services that the words point at; None where they point at none, or could mean several."""
    if len(among) > 1 and _THEM.search(asked.text):
        return _of_the_first_named(asked, among, work)
    other = _OTHER.search(asked.text) is not None
    if len(among) < 2 or not (other or _POINTS.search(asked.text)):
        return None
    spoken_of = _spoken_of(asked, work)
    named = [each for each in among if {each.id, each.name, each.kind, _number(each)} & spoken_of]
    meant = [each for each in among if each not in named] if other and len(named) == 1 else named
    return meant[0] if len(meant) == 1 else None


def with_whose_line(asked: Asked, work: Work) -> Asked:
    """What is asked, with the line of the one whom "he" or "her" means, where no line and nobody was named."""
    if asked.actor is None or _WHOSE & set(asked.entities) or not _THEM.search(asked.text):
        return asked
    try:
        mobiles = [each for each in access_services(asked.actor, Function.CHECK, work=work) if each.kind == "mobile"]
    except BusinessError:
        return asked
    if len(mobiles) < 2:
        return asked
    line = _of_the_first_named(asked, mobiles, work) or _of_one_named_before(asked, mobiles)
    if line is None or line.phone_number is None:
        return asked
    number = line.phone_number.e164
    return replace(
        asked, entities={**asked.entities, "phone_number": number}, every={**asked.every, "phone_number": [number]}
    )


def _of_one_named_before(asked: Asked, mobiles: Sequence[Service]) -> Service | None:
    named = (asked.spoken_of or "").casefold()
    found = [each for each in mobiles if named and named in each.name.casefold()]
    return found[0] if len(found) == 1 else None


def lines_told_first(asked: Asked, among: Sequence[Service], work: Work) -> list[Service]:
    """The lines at the top of the figures right above, where so many are meant: "the two dearest"; else none."""
    match = _TOP.search(asked.text)
    if match is None:
        return []
    word = match["first"] or match["behind"] or "both"
    count = int(word) if word.isdigit() else _COUNTS[word.casefold()]
    mobiles = [each for each in among if each.kind == "mobile"]
    short = short_names(mobiles, work=work)
    called = {name: each for each in mobiles for name in (each.name, short[each.id])}
    said = messaging.latest_answers(asked.conversation, work=work)
    told = dict.fromkeys(called[name].id for each in said for name in _values_in(each.values) if name in called)
    by_id = {each.id: each for each in mobiles}
    return [by_id[one] for one in list(told)[:count]] if len(told) >= count else []


def _of_the_first_named(asked: Asked, among: Sequence[Service], work: Work) -> Service | None:
    """The mobile of the first person in the last answer: below "Marcus spent most" he is Marcus."""
    mobiles = [each for each in among if each.kind == "mobile"]
    short = short_names(mobiles, work=work)
    called = {name: each for each in mobiles for name in (each.name, short[each.id])}
    said = messaging.latest_answers(asked.conversation, work=work)
    told = [each for each in said if each.response != _WELCOME]
    return next((called[name] for each in told for name in _values_in(each.values) if name in called), None)


def _spoken_of(asked: Asked, work: Work) -> set[str]:
    """Ids, names and numbers in the last answer; where it had none of them, those of the last wish."""
    said = messaging.latest_answers(asked.conversation, work=work)
    found = {name for each in said for name in _values_in(each.values)}
    if found or asked.last_wish is None:
        return found
    told = asked.last_wish.entities
    return {str(told[name]) for name in ("service", "phone_number") if isinstance(told.get(name), str)}


def _values_in(values: Mapping[str, Any]) -> Iterable[str]:
    for name, value in values.items():
        if isinstance(value, PhoneNumber):
            yield value.e164
        elif isinstance(value, str) and name in ("name", "service"):
            yield value
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, Utterance):
                yield from _values_in(each.values)
            elif isinstance(each, PhoneNumber):
                yield each.e164


def _number(service: Service) -> str:
    return service.phone_number.e164 if service.phone_number else ""
