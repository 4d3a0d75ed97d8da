"""Asks every recogniser in a fixed order; what an earlier one has read is gone for the later ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nlu.components.recognising.addresses import find_addresses
from nlu.components.recognising.days import find_days
from nlu.components.recognising.identifiers import find_emails, find_identifiers, find_phone_numbers
from nlu.components.recognising.lexicon import find_languages, find_named_things, find_service_kinds, find_values
from nlu.components.recognising.money import find_amounts, find_bare_numbers, find_percents, find_ratings
from nlu.components.recognising.people import find_people
from nlu.components.recognising.relevance import ABOUT_PROVIDERS, matters
from nlu.components.recognising.setting import Found, Setting, plain
from nlu.components.recognising.times import find_times

Recogniser = Callable[[str, str, Setting], Iterable[Found]]


def _already_recognised(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """What the operator's catalogue has recognised in the text before; of a product and its provider the one meant."""
    standing = [each for each in setting.recognised if each.end <= len(original)]
    providers = {(each.start, each.end) for each in standing if each.entity == "provider"}
    products = {(each.start, each.end) for each in standing if each.entity == "product"}
    out = ("product", providers) if setting.wish in ABOUT_PROVIDERS else ("provider", products)
    return [each for each in standing if each.entity != out[0] or (each.start, each.end) not in out[1]]


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
TAKEN = "\x00"


def recognise(text: str, setting: Setting) -> list[Found]:
    """Everything the message names, in the order of the text, no two of them overlapping."""
    left = plain(text)
    kept: list[Found] = []
    for recogniser in ORDER:
        for found in sorted(recogniser(left, text, setting), key=lambda each: (each.start, -each.end)):
            if found.start < found.end and TAKEN not in left[found.start : found.end]:
                left = left[: found.start] + TAKEN * (found.end - found.start) + left[found.end :]
                kept.append(found)
    return sorted((found for found in kept if matters(found, setting)), key=lambda each: each.start)
