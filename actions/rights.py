"""Who may do what: all, one person, what waits for a decision; and accepting what one was invited to."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.approvals import Rights, list_authorizations
from telecom.management.managers import accept_rights
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.people import known_people, match_people

# What is asked of wishes that were put to a manager.
_WAITS = re.compile(
    r"\b(?:waiting|wait|pending|approv\w*|requests?|answer\w*|say yes|said yes|permission|asked (?:me|us|for)"
    r"|repl\w+|genehm\w*)\b",
    re.I,
)


class ListAuthorizations(DialtoneAction):
    """Who may do what; what waits for the reader's decision or acceptance stands below, with its choices."""

    called = "action_list_authorizations"

    def answer(self, asked: Asked, work: Work) -> Answer:
        rights = list_authorizations(asked.actor, work=work)
        if _WAITS.search(asked.text) and (waiting := _waiting(rights)):
            return Answer(waiting)
        if rights.manages and (one := _of_one(asked, work)) is not None:
            return Answer([one, *rights.questions])
        said: list[Utterance] = []
        if rights.given:
            said.append(Utterance("utter_authorization_given", {"grants": list(rights.given)}))
        if rights.held:
            said.append(Utterance("utter_authorization_held", {"grants": list(rights.held)}))
        if rights.manages:
            said.append(Utterance("utter_authorization_manage", {"managers": list(rights.managers)}))
        elif rights.managers:
            said.append(Utterance("utter_authorization_managed_by", {"managers": list(rights.managers)}))
        if not said:
            said.append(Utterance("utter_authorization_none"))
        if not rights.given and rights.manages:
            said.append(Utterance("utter_authorization_nobody_else"))
        said = [Utterance("utter_authorization_list", {"parts": said})]
        accept = Offered(Utterance("utter_choice_accept"), ChoiceKind.ACTION, {"action": AcceptRights.called})
        if rights.invited or rights.is_invited_manager:
            lines = list(rights.invited) or [Utterance("utter_authorization_as_manager")]
            said.append(Utterance("utter_authorization_waits", {"grants": lines}, [accept]))
        return Answer([*said, *rights.questions])


def _waiting(rights: Rights) -> Sequence[Utterance]:
    """What waits for the reader's decision, or for a manager's on what the reader asked."""
    if rights.questions:
        return rights.questions
    if rights.manages:
        return [Utterance("utter_approval_none_waiting")]
    if rights.asked:
        return [Utterance("utter_approval_still_waiting", {"managers": list(rights.managers), "offers": rights.asked})]
    return []


def _of_one(asked: Asked, work: Work) -> Utterance | None:
    """What the one person may do who was named; None where nobody of the contract was."""
    named = asked.entities.get("person")
    people = match_people(known_people(asked.actor, work=work), str(named)) if named and asked.actor else []
    if len(people) != 1:
        return None
    held = list_authorizations(asked.actor, person_id=people[0].id, work=work).given
    give = ask_for("authorize_user", "utter_choice_allow_more", person=people[0].id)
    if not held:
        return Utterance("utter_authorization_person_nothing", {"name": people[0].given_name}, [give])
    return Utterance("utter_authorization_person", {"name": people[0].given_name, "grants": list(held)}, [give])


class AcceptRights(DialtoneAction):
    """Accepts what one was invited to."""

    called = "action_accept_rights"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer(accept_rights(asked.actor, work=work))
