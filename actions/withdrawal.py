"""Withdrawing rights: whose, and which of them."""

import re
from dataclasses import replace

from actions.asked import Asked
from actions.authorization import (
    is_manager_meant,
    meant_grantee,
    read_functions,
    read_number,
    told_so_far,
)
from actions.frame import Answer, DialtoneAction
from actions.named_before import named_before
from actions.people import change_meant
from telecom.management.approvals import list_authorizations
from telecom.management.grantees import Grantee, partner_said
from telecom.management.managers import propose_dismissal
from telecom.management.people import propose_removal
from telecom.management.withdrawal import holder_called, holder_of, propose_revoke
from telecom.model.errors import NotFound
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.people import known_people

_ONESELF = re.compile(r"\b(?:me|myself|mich|i|ich)\b", re.I)
_RIGHTS = re.compile(r"\b(?:rights?|access|permissions?|authori[sz]\w+|rechte?\w*|zugriff|vollmacht)\b", re.I)


class RevokeAuthorization(DialtoneAction):
    """Proposes to withdraw rights; asks whose where nobody was named and several have some."""

    called = "action_revoke_authorization"

    def answer(self, asked: Asked, work: Work) -> Answer:
        # What a form has gathered is about another wish.
        asked = replace(asked, entities={**named_before(asked, work), **asked.entities}, slots={})
        if asked.value("person") is None and asked.value("phone_number") is None and not asked.value("group"):
            if is_manager_meant(asked) and asked.actor is not None and _ONESELF.search(asked.text):
                own = Grantee(asked.actor.person_id)
                return Answer([propose_dismissal(asked.actor, own, turn_id=asked.turn_id, work=work)])
            return self._ask_whose(asked, work)
        person_id = None if asked.value("group") else _holder_meant(asked, work)
        if is_manager_meant(asked):
            grantee = meant_grantee(asked, work)
            return Answer([propose_dismissal(asked.actor, grantee, turn_id=asked.turn_id, work=work)])
        if person_id and _is_to_go(asked, person_id, work):
            return Answer([propose_removal(asked.actor, Grantee(person_id), turn_id=asked.turn_id, work=work)])
        shown = propose_revoke(
            asked.actor,
            person_id=person_id,
            functions=read_functions(asked),
            provider=partner_said(asked.text, work=work),
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])

    def _ask_whose(self, asked: Asked, work: Work) -> Answer:
        holders = list_authorizations(asked.actor, work=work).holders
        if not holders and not is_manager_meant(asked):
            raise NotFound("utter_authorization_nothing_to_withdraw")
        told = told_so_far(asked)
        people = holders
        if is_manager_meant(asked) and asked.actor is not None:
            known = known_people(asked.actor, work=work)
            people = [(p.id, Utterance("utter_plain", {"text": p.name})) for p in known]
        choices = [
            ask_for("revoke_authorization", "utter_people_called", {"who": who}, **{**told, "person": person_id})
            for person_id, who in people
        ]
        return Answer([Utterance("utter_authorization_whose", {}, choices)])


def _is_to_go(asked: Asked, person_id: str, work: Work) -> bool:
    """Whether the person is to be taken off the list: "remove Rita", where Rita has no rights that could be meant."""
    holders = {holder for holder, _ in list_authorizations(asked.actor, work=work).holders}
    return person_id not in holders and change_meant(asked.text) == "remove" and not _RIGHTS.search(asked.text)


def _holder_meant(asked: Asked, work: Work) -> str:
    """Whose rights are meant: chosen, called by a name that only their inviter knows, or found as a grantee is."""
    named = asked.value("person")
    if named in {holder for holder, _ in list_authorizations(asked.actor, work=work).holders}:
        return str(named)
    called = holder_called(asked.actor, str(named), work=work) if named and read_number(asked) is None else None
    return called or holder_of(meant_grantee(asked, work), work=work)
