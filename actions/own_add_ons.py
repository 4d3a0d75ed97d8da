"""Which of one's own packs and extras is meant: "the sports one", or "it" below a line of the bill that named it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from actions.asked import Asked
from actions.mentioned import named_among, products_meant
from telecom.management.inventory import held_products
from telecom.management.termination import add_ons_called
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.authorization import access_services

_POINTS = re.compile(r"\b(?:it|that|this|one|them|those|das|es|den|die|weg damit)\b", re.I)


def add_on_meant(asked: Asked, work: Work) -> str | None:
    """The pack or extra of one's own that the words name or point at; None where it is none, or could be several."""
    if asked.actor is None:
        return None
    held = _held(asked, work)
    named = named_among(asked.text, held)
    if named is not None:
        return named.name
    told = {*products_meant(asked, work), *(_told(asked, work) if _POINTS.search(asked.text) else ())}
    meant = [each.name for each in held if each.name in told]
    return meant[0] if len(meant) == 1 else None


# What a kind of service is called among packs that run on another: TV on a mobile.
_PACKS_OF = {"iptv": "TV pack"}


def add_on_instead(asked: Asked, work: Work) -> Mapping[str, str]:
    """The one pack of the kind that was named, and what it runs on, for somebody who has no service of that kind: "the
    TV thing" of a mobile; empty else."""
    kind = str(asked.value("service") or "")
    if asked.actor is None or kind not in _PACKS_OF:
        return {}
    services = access_services(asked.actor, Function.ORDER, work=work)
    if any(service.kind == kind for service in services):
        return {}
    packs = [each.name for each in _held(asked, work) if each.category == _PACKS_OF[kind]]
    holding = add_ons_called(asked.actor, packs[0], work=work) if len(packs) == 1 else []
    return {"product": packs[0], "service": holding[0].id} if len(holding) == 1 else {}


def _held(asked: Asked, work: Work) -> list[Offering]:
    services = access_services(asked.actor, Function.ORDER, work=work) if asked.actor else []
    ids = {product.offering_id for service in services for product in held_products(service, work=work)}
    held = work.of(Offering).list(id=ids, order="id") if ids else []
    return [each for each in held if each.category in ("add-on", "TV pack")]


def _told(asked: Asked, work: Work) -> set[str]:
    """All that the last answer named, be it a line of a bill."""
    return {each for said in messaging.latest_answers(asked.conversation, work=work) for each in _names(said.values)}


def _names(values: Mapping[str, Any]) -> Iterable[str]:
    for value in values.values():
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, Utterance):
                yield from _names(each.values)
            elif isinstance(each, str):
                yield each
