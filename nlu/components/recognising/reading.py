"""Asks every recogniser in a fixed order; what an earlier one has read is gone for the later ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from nlu.components.german import addresses as german_addresses
from nlu.components.german import days as german_days
from nlu.components.german import lexicon as german_lexicon
from nlu.components.german import money as german_money
from nlu.components.german import people as german_people
from nlu.components.german import times as german_times
from nlu.components.recognising.addresses import find_addresses
from nlu.components.recognising.days import find_days
from nlu.components.recognising.identifiers import find_emails, find_identifiers, find_phone_numbers
from nlu.components.recognising.lexicon import find_languages, find_named_things, find_service_kinds, find_values
from nlu.components.recognising.money import find_amounts, find_bare_numbers, find_percents, find_ratings
from nlu.components.recognising.people import find_people
from nlu.components.recognising.relevance import ABOUT_LINES, ABOUT_LINES_OF_PEOPLE, ABOUT_PROVIDERS, matters
from nlu.components.recognising.setting import Found, Setting, plain
from nlu.components.recognising.times import find_times

Recogniser = Callable[[str, str, Setting], Iterable[Found]]


def _already_recognised(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """What the operator has recognised in the text before; of a product and its provider, and of a person and their
    line, the one meant."""
    standing = [each for each in setting.recognised if each.end <= len(original)]
    people = {(each.start, each.end) for each in standing if each.entity == "person"}
    lines = people & {(each.start, each.end) for each in standing if each.entity == "phone_number"}
    not_meant = "person" if setting.wish in ABOUT_LINES_OF_PEOPLE else "phone_number"
    standing = [each for each in standing if each.entity != not_meant or (each.start, each.end) not in lines]
    products = {(each.start, each.end) for each in standing if each.entity == "product"}
    meant = {
        (each.start, each.end)
        for each in standing
        if each.entity == "provider" and _is_meant(each, original[each.start : each.end], setting)
    }
    out = {"product": meant, "provider": products - meant}
    return [each for each in standing if (each.start, each.end) not in out.get(each.entity, ())]


def _is_meant(provider: Found, said: str, setting: Setting) -> bool:
    """Whether the provider is meant where its name is, or begins, that of a product: "my Northlink fibre" is the line
    that it delivers, and "what does Northlink sell" asks about it; "order Northlink fibre" names the product."""
    by_name = said.casefold() == str(provider.value).casefold()
    return setting.wish in ABOUT_LINES or (setting.wish in ABOUT_PROVIDERS and by_name)


ORDER: tuple[Recogniser, ...] = (
    find_emails,
    find_identifiers,
    find_addresses,
    _already_recognised,
    find_phone_numbers,
    find_percents,
    find_ratings,
    find_amounts,
    find_days,
    find_times,
    find_bare_numbers,
    find_languages,
    find_named_things,
    find_values,
    find_people,
    find_service_kinds,
)
GERMAN: tuple[Recogniser, ...] = (
    find_emails,
    find_identifiers,
    find_addresses,
    german_addresses.find_addresses,
    _already_recognised,
    find_phone_numbers,
    german_money.find_percents,
    german_money.find_ratings,
    german_money.find_amounts,
    german_days.find_days,
    german_times.find_times,
    german_money.find_bare_numbers,
    german_lexicon.find_languages,
    german_lexicon.find_named_things,
    german_lexicon.find_values,
    german_people.find_people,
    german_lexicon.find_service_kinds,
)
IN_ORDER = {"en": ORDER, "de": GERMAN}
TAKEN = "\x00"
# Between a street and the place where it is.
BEFORE_A_PLACE = re.compile(r",?\s(?:in\s)?")
REFUSABLE = frozenset("amount date period time_of_day phone_number percent product service person".split())
REFUSED = re.compile(
    r"(?<!\w)(?:(?:not|rather than|instead of)\s(?:(?:on|the|for|at|from|my|until|till)\s)*"
    r"|(?:nicht|statt|anstatt)\s(?:(?:am|um|ab|bis|der|die|das|dem|den|mein|meine|meinen)\s)*)$"
)
# Between what slipped out and what was meant: "from Monday, no sorry, from Friday".
TAKEN_BACK = re.compile(
    r"[\s,.;:!?-]*(?:(?:oh|no|nope|nah|wait|sorry|actually|well|hang on|or rather|rather|scratch that|correction|i mean"
    r"|i meant|make that|make it|nein|ach|doch|ich meine)[\s,.;:!?-]+)+"
    r"(?:(?:to|on|at|from|for|until|till|by|it|is|that|the|a|make|am|ab|vom|bis)[\s,]+)*"
)
SAYS_NO = re.compile(
    r"(?<!\w)(?:no|nope|nah|wait|sorry|rather|scratch|correction|mean|meant|actually|nein|meine)(?!\w)"
)


def recognise(text: str, setting: Setting) -> list[Found]:
    """Everything the message names, in the order of the text, no two of them overlapping."""
    left = plain(text)
    kept: list[Found] = []
    for recogniser in IN_ORDER.get(setting.language, ORDER):
        for found in sorted(recogniser(left, text, setting), key=lambda each: (each.start, -each.end)):
            if found.start < found.end and TAKEN not in left[found.start : found.end]:
                left = left[: found.start] + TAKEN * (found.end - found.start) + left[found.end :]
                kept.append(found)
    kept = _with_places(text, sorted(kept, key=lambda each: each.start))
    meant = [found for found in kept if matters(found, setting)]
    return _without_taken_back(plain(text), _without_refused(plain(text), meant))


def _with_places(text: str, found: list[Found]) -> list[Found]:
    """An address is known with the place that follows it, which stands for itself too: "12 High Street, Old Town"."""
    following = {one.start: other for one, other in zip(found, found[1:]) if other.entity == "place"}
    return [
        replace(one, value=f"{one.value}, {text[place.start : place.end]}")
        if one.entity == "address"
        and (place := following.get(one.start))
        and BEFORE_A_PLACE.fullmatch(text[one.end : place.start])
        else one
        for one in found
    ]


def _without_taken_back(text: str, found: list[Found]) -> list[Found]:
    """What is not put right in the same breath by another of its kind: "to 301, no sorry, to 305"."""
    slips = {
        at
        for at, (one, other) in enumerate(zip(found, found[1:]))
        if one.entity == other.entity and one.entity in REFUSABLE and _takes_back(text[one.end : other.start])
    }
    return [each for at, each in enumerate(found) if at not in slips]


def _takes_back(between: str) -> bool:
    return TAKEN_BACK.fullmatch(between) is not None and SAYS_NO.search(between) is not None


def _without_refused(text: str, found: list[Found]) -> list[Found]:
    """What is not refused in favour of another of its kind: "not Thursday, Friday", "12, not 15"."""
    refused = [each for each in found if each.entity in REFUSABLE and REFUSED.search(text[: each.start])]
    other = {each.entity for each in found if each not in refused}
    return [each for each in found if each not in refused or each.entity not in other]
