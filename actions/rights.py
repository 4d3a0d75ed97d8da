"""Who may do what: all, one person, what waits for a decision; and accepting what one was invited to."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.approvals import Rights, list_authorizations
from telecom.management.grantees import last_grantee
from telecom.management.managers import accept_rights
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.people import known_people, match_people
from telecom.support.rights_said import find_functions, is_somebody_named_before

# What is asked of wishes that were put to a manager.
_WAITS = re.compile(
    r"\b(?:waiting|wait|pending|approv\w*|requests?|answer\w*|say yes|said yes|permission|asked (?:me|us|for)"
    r"|repl\w+|genehm\w*)\b",
    re.I,
)


# "Can Ana see my bills?" asks; "can you let Ana", "can Ana have access" wish.
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|ok|but|und|also|aber)\W+)*(?:can|may|is|does|has|are|do|darf|dürfen|kann|können|hat|ist)\b"
    r"(?!\W+(?:you|i|we|u|it|ich|wir|man)\b)(?!.*\b(?:have|get|be given|be allowed|please|pls|bitte|haben|bekommen)\b)",
    re.I,
)


_THAT = re.compile(r"\b(?:it|that|this|so|das|es)\b", re.I)
# "He may no longer report faults" takes a right away, whatever it sounds like.
_NO_LONGER = re.compile(
    r"\b(?:no longer|no more|not .{0,30}any ?more|not .{0,30}any longer|nicht mehr|keine\w* .{0,20}mehr)\b", re.I
)


def takes_right_away(asked: Asked) -> bool:
    """Whether a wish about somebody's rights is that they end."""
    return _NO_LONGER.search(asked.text) is not None


def asks_about_right(asked: Asked) -> bool:
    """Whether it is asked what somebody may do, not wished that they may."""
    return not asked.value("role") and _ASKS.search(asked.text) is not None


def asked_about(asked: Asked, work: Work) -> Mapping[str, Any]:
    """Who and what was asked about just before: "can Chloe order?", then "allow it"."""
    last = asked.last_wish
    if last is None or last.intent not in ("authorize_user", "list_authorizations") or not _THAT.search(asked.text):
        return {}
    told = {name: last.entities[name] for name in ("person", "function") if last.entities.get(name) is not None}
    if "person" not in told and (spoken_of := last_grantee(asked.conversation, work=work)) is not None:
        told["person"] = spoken_of.person_id or spoken_of.name
    return {**told, "function": [told["function"]]} if isinstance(told.get("function"), str) else told


class ListAuthorizations(DialtoneAction):
    """Who may do what; what waits for the reader's decision or acceptance stands below, with its choices."""

    called = "action_list_authorizations"

    def answer(self, asked: Asked, work: Work) -> Answer:
        rights = list_authorizations(asked.actor, work=work)
        if _WAITS.search(asked.text) and (waiting := _waiting(rights)):
            return Answer(waiting)
        if rights.manages and (one := rights_of_one(asked, work)) is not None:
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


def rights_of_one(asked: Asked, work: Work, *, named: Any = None) -> Utterance | None:
    """What the one person may do who was named, now or before; None where nobody of the contract was."""
    named = asked.entities.get("person") or named
    if not named and asked.last_wish is not None and is_somebody_named_before(asked.text):
        named = asked.last_wish.entities.get("person") or asked.spoken_of
    people = match_people(known_people(asked.actor, work=work), str(named)) if named and asked.actor else []
    if len(people) != 1:
        return None
    held = list_authorizations(asked.actor, person_id=people[0].id, work=work).given
    meant = [each.value for each in find_functions(asked.text, [str(one) for one in asked.every.get("function", ())])]
    told: dict[str, Any] = {"person": people[0].id, "function": meant} if meant else {"person": people[0].id}
    give = ask_for("authorize_user", "utter_choice_allow_more", **told)
    if not held:
        return Utterance("utter_authorization_person_nothing", {"name": people[0].given_name}, [give])
    return Utterance("utter_authorization_person", {"name": people[0].given_name, "grants": list(held)}, [give])


class AcceptRights(DialtoneAction):
    """Accepts what one was invited to."""

    called = "action_accept_rights"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer(accept_rights(asked.actor, work=work))
