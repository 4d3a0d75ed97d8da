"""Wishes that compare with what one has: "the faster one", "something cheaper", "the next one up"."""

import re
from collections.abc import Callable, Sequence

from actions.asked import Asked
from actions.mentioned import products_shown
from telecom.management.contents import packs_with
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.neighbours import Neighbour, find_neighbours
from telecom.management.order_items import price_utterance
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.choosing import read_choosing
from telecom.model.inventory import Service
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.ports import Work
from telecom.support import messaging

# The plan right above or below one's own.
_NEXT_UP = r"next (?:\w+ ){0,2}up|(?:one|step|plan|tariff|size) (?:up|above)|up a (?:plan|size|step)"
_NEXT_DOWN = r"next (?:\w+ ){0,2}down|(?:one|step|plan|tariff|size) (?:down|below)|down a (?:plan|size|step)"
# Beside the comparatives proper: "the next one up", "downgrade".
_UP = re.compile(rf"\b(?:{_NEXT_UP}|upgrade|better(?! not)|higher|more (?:speed|channels|minutes))\b", re.I)
_DOWN = re.compile(rf"\b(?:{_NEXT_DOWN}|downgrade|pay less|save)\b", re.I)
# What the words are about, where no service is named.
_ABOUT = (
    (
        "broadband",
        re.compile(r"\b(fast\w*|quick\w*|slow\w*|speed\w*|internet|broadband|fibre|wi-?fi|schnell\w*)\b"),
    ),
    ("iptv", re.compile(r"\b(tv|telly|television|channels?|fernseh\w*|sender)\b")),
    ("fixed", re.compile(r"\b(landline|home phone|house phone|festnetz)\b")),
    ("mobile", re.compile(r"\b(mobile|gigs?|gb|sim|data|handy)\b")),
)
_PRICE_OF_A_PLAN = re.compile(
    rf"\b(?:{_NEXT_UP}|{_NEXT_DOWN})\b"
    r"|\b(?:pay|costs?|price|how much|save|zahlen|kostet|sparen)\b.*\b(?:plan|tariff|contract|package|tarif|vertrag)\b"
    r"|\b(?:plan|tariff|tarif)\b.*\b(?:pay|costs?|price|how much|save|kostet)\b",
    re.I,
)
MOST_COMPARED = 5
_WITHOUT = re.compile(r"\b(?:without|drop|dropping|ditch|less|save|saving|ohne|sparen)\b", re.I)


def compared_with_own(
    asked: Asked, work: Work, *, describe: Callable[[Asked, str, Work], Utterance]
) -> Utterance | None:
    """What is next above or below what the asker has at home, or what doing without a pack would save; None where
    nothing is compared with that."""
    if asked.actor is not None and _WITHOUT.search(asked.text):
        theirs = [each for each in packs_with(asked.actor, asked.text, work=work) if each.shown.is_theirs]
        if len(theirs) == 1:
            return describe(asked, theirs[0].shown.offering.name, work)
    dearer = _direction(asked.text)
    if dearer is None or asked.actor is None or asked.entities.get("product"):
        return None
    if len(products_shown(asked, work)) > 1 and not _kinds_said(asked):  # "the cheaper one" of what was just shown
        return None
    kinds = _kinds_said(asked) or _kinds_before(asked, work)
    found = find_neighbours(asked.actor, kinds=kinds, dearer=dearer, work=work)
    # Mobile plans are chosen by what they bring, not by the next price, unless just that is asked.
    is_by_use = any(each.service.kind == "mobile" for each in found) and not _PRICE_OF_A_PLAN.search(asked.text)
    if not found or is_by_use:
        return None
    if len(found) == 1 and (beside := found[0].beside) is not None:
        return describe(asked, beside.name, work)
    lines = [_line(each, dearer=dearer) for each in found[:MOST_COMPARED]]
    choices = [choice for each in found[:MOST_COMPARED] if (choice := _change(each))]
    if not choices and dearer and all(each.service.kind == "iptv" for each in found):
        choices = [ask_for("browse_catalogue", "utter_choice_more_packs", category="TV pack", service="iptv")]
    return Utterance("utter_plain_lines", {"lines": lines}, choices)


def plan_beside(asked: Asked, service: Service, work: Work) -> Offering | None:
    """The plan that "the faster one" means for a service at home; None where there is none, or nothing is compared."""
    dearer = _direction(asked.text)
    if dearer is None or asked.actor is None or service.kind == "mobile":
        return None
    found = find_neighbours(asked.actor, kinds=[service.kind], dearer=dearer, work=work)
    return next((each.beside for each in found if each.service.id == service.id), None)


def kind_compared(asked: Asked, work: Work) -> str | None:
    """The kind of service of which "the faster one" is; None where nothing is compared, or it is not said of what."""
    if _direction(asked.text) is None:
        return None
    kinds = _kinds_said(asked) or _kinds_before(asked, work)
    return kinds[0] if kinds else None


def _direction(text: str) -> bool | None:
    """True for more than one has, False for less, None where neither is said."""
    choosing = read_choosing(text)
    if choosing is not None and choosing.by is not None and not choosing.is_most:
        return choosing.rising
    up, down = _UP.search(text), _DOWN.search(text)
    return None if bool(up) == bool(down) else bool(up)


def _kinds_said(asked: Asked) -> Sequence[str]:
    named = asked.entities.get("service")
    if named in {kind for kind, _ in _ABOUT}:
        return [str(named)]
    if asked.entities.get("category") == "TV pack":
        return ["iptv"]
    return [kind for kind, words in _ABOUT if words.search(asked.text.casefold())][:1]


def _kinds_before(asked: Asked, work: Work) -> Sequence[str]:
    """The kind of the services that the last answer spoke of, where it was one."""
    spoken_of: set[str] = set()
    for said in messaging.latest_answers(asked.conversation, work=work):
        for choice in said.choices:
            told = {**(choice.content.get("entities") or {}), **(choice.content.get("slots") or {})}
            spoken_of.add(str(told.get("service")))
    services = access_meant(asked.actor, Function.CHECK, Meant(), work=work) if spoken_of else []
    kinds = {service.kind for service in services if service.id in spoken_of}
    return list(kinds) if len(kinds) == 1 else []


def _line(found: Neighbour, *, dearer: bool) -> Utterance:
    values = {"service": label_of(found.service), "current": found.current.name}
    if found.beside is None or found.difference is None:
        return Utterance("utter_catalogue_none_bigger" if dearer else "utter_catalogue_none_cheaper", values)
    values |= {"product": found.beside.name, "price": price_utterance(found.beside.price)}
    name = "utter_catalogue_next_up" if dearer else "utter_catalogue_next_down"
    return Utterance(name, {**values, "difference": found.difference if dearer else -found.difference})


def _change(found: Neighbour) -> Offered | None:
    if found.beside is None:
        return None
    told = {"service": label_of(found.service), "product": found.beside.name}
    change = ask_for("change_plan", "utter_choice_change_to", told, service=found.service.id, product=found.beside.name)
    return said_as(change, "do that", "do it", "change it", "switch me", "take it", "that one")
