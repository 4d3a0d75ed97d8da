"""Whom "him", "her" or "take it away again" means: the one this talk spoke of last."""

import re
from collections.abc import Mapping
from typing import Any

from actions.asked import Asked
from telecom.management.grantees import GRANT, last_grantee
from telecom.model.proposals import Proposal
from telecom.ports import Work
from telecom.support.people import known_people
from telecom.support.rights_said import is_somebody_named_before

_BESIDE = re.compile(r"\b(?:too|also|as well|auch|dazu|zusätzlich)\b", re.I)
_TAKES_BACK = re.compile(
    r"\b(?:it|that|this)\b.{0,20}\b(?:again|after all|back|away)\b|\bnot any (?:longer|more)\b", re.I
)


def named_before(asked: Asked, work: Work) -> Mapping[str, Any]:
    """Who is meant by "him" or "her", or by taking "it" away again: whom this chat spoke of last."""
    if not is_somebody_named_before(asked.text) and not _TAKES_BACK.search(asked.text):
        return {}
    last = last_grantee(asked.conversation, work=work)
    if last is None:
        return {"person": found} if (found := _spoken_of(asked, work)) else {}
    number = {"phone_number": last.number.e164} if last.number else {}
    return {"person": last.person_id or last.name, **number}


def _spoken_of(asked: Asked, work: Work) -> str | None:
    """Whom this talk named last, be it in passing; else the only other one of the contract."""
    if asked.spoken_of or asked.actor is None:
        return asked.spoken_of
    others = [each for each in known_people(asked.actor, work=work) if each.id != asked.actor.person_id]
    for text in reversed([said for turn, said in asked.heard.items() if turn != asked.turn_id]):
        named = [each for each in others if re.search(rf"\b{re.escape(each.given_name)}(?:'?s)?\b", text, re.I)]
        if len(named) == 1:
            return named[0].id
    return others[0].id if len(others) == 1 else None


def same_scope(asked: Asked, work: Work) -> Mapping[str, Any]:
    """On what a right is given that comes beside the one given last: "he should report faults too"."""
    if asked.intent != "authorize_user" or not _BESIDE.search(asked.text):
        return {}
    last = work.of(Proposal).find(conversation_id=asked.conversation.id, kind=GRANT, order="-created_at")
    services = last.terms["service_ids"] if last is not None and not last.terms.get("provider") else []
    if services is None:
        return {"group": "everything"}
    return {"service": services[0]} if len(services) == 1 else {}
