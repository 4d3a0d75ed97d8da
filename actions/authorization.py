"""Letting somebody act, and seeing who may do what."""

from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import REQUESTED_SLOT, DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.named_before import named_before, same_scope
from actions.rights import asked_about, asks_about_right, rights_of_one, takes_right_away
from telecom.management.authorization import propose_grant
from telecom.management.grantees import (
    GRANT,
    Grantee,
    find_grantee,
    grantable_services,
    groups_of,
    partner_said,
    scope_meant,
)
from telecom.management.managers import propose_manager
from telecom.model.authorization import Function, read_grant_period
from telecom.model.errors import BusinessError, NotFound
from telecom.model.money import read_amount
from telecom.model.parties import Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.people import RELATIONS, WhichPerson, known_people, match_people
from telecom.support.rights_said import (
    find_functions,
    is_about_their_own,
    is_whole_account,
)

TOLD = ("person", "phone_number", "function", "role", "service", "group", "provider", "period", "date", "amount")
# What is offered where it was not said what somebody may do.
OFFERED = (
    ("utter_choice_may_look", ["check", "bill"]),
    ("utter_choice_may_pay", ["check", "bill", "pay"]),
    ("utter_choice_may_change", ["check", "configure", "report"]),
    ("utter_choice_may_all", [f.value for f in Function]),
)
_MOST_LINES = 6
LONGEST_NAME = 3


def read_functions(asked: Asked) -> list[Function]:
    """The functions that were named, in this message or in the open form."""
    return [f for f in Function if f.value in (asked.slots.get("function") or named_functions(asked))]


def named_functions(asked: Asked) -> list[str]:
    """The functions that this message names or describes; a choice has several in one."""
    named = [
        name for value in asked.every.get("function") or () for name in (value if isinstance(value, list) else [value])
    ]
    return [function.value for function in find_functions(asked.text, named)]


def read_number(asked: Asked) -> PhoneNumber | None:
    """The phone number that was named."""
    said = asked.value("phone_number")
    return PhoneNumber(str(said)) if said else None


def is_manager_meant(asked: Asked) -> bool:
    """Whether it is about the office of a manager."""
    return asked.value("role") == Role.MANAGER.value


def told_so_far(asked: Asked) -> dict[str, Any]:
    """All that was said, to be said again with a choice."""
    told = {name: asked.value(name) for name in TOLD if asked.value(name) is not None}
    functions = [f.value for f in read_functions(asked)]
    return told | ({"function": functions} if functions else {})


def meant_grantee(asked: Asked, work: Work) -> Grantee:
    """Whom the words mean; see find_grantee."""
    named = asked.value("person")
    return find_grantee(asked.actor, named=str(named) if named else None, number=read_number(asked), work=work)


# Plain answers, which are nobody's name.
_NO_NAMES = frozenset({"affirm", "deny", "thank", "greet", "cancel", "help", "repeat"})


class AuthorizeUserForm(DialtoneForm):
    """Who, what, and on what."""

    form = "authorize_user_form"
    form_slots = ("person", "phone_number", "function", "service")
    also_taken = ("role", "group", "provider", "period", "date", "amount")

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        if functions := named_functions(asked):
            found["function"] = functions
        requested, text = asked.slots.get(REQUESTED_SLOT), asked.text.strip(" .!?")
        if not asked.value("person") and not asked.value("phone_number"):
            found = {**_still_offered(asked, work), **asked_about(asked, work), **named_before(asked, work), **found}
            found = {**same_scope(asked, work), **found}
        if (partner := partner_said(asked.text, work=work)) is not None:
            found["provider"] = partner
        if is_whole_account(text) and not asked.value("service") and not asked.value("group"):
            found["group"] = "everything"
        is_a_name = requested == "person" and 0 < len(text.split()) <= LONGEST_NAME and asked.intent not in _NO_NAMES
        if is_a_name and not asked.entities and asked.actor is not None:
            found["person"] = text
        if requested == "service" and text.casefold() in ("all", "everything", "all of them", "all of it", "both"):
            found["group"] = "everything"
        return found

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if takes_right_away(asked):
            return ()
        if asked.value("person") is None and asked.value("phone_number") is None:
            return ("person",)
        if asks_about_right(asked) and rights_of_one(asked, work, named=asked.value("person")) is not None:
            return ()
        try:
            grantee = meant_grantee(asked, work)
        except WhichPerson:
            return ("phone_number",)
        except NotFound:
            return ("phone_number",)
        except BusinessError:  # which the action says
            return ()
        if is_manager_meant(asked):
            return ()
        functions = read_functions(asked)
        if not functions:
            return ("function",)
        try:
            return () if _scope(asked, grantee, functions, work) else ("service",)
        except BusinessError:
            return ()


def _still_offered(asked: Asked, work: Work) -> Mapping[str, Any]:
    """What stands in the open offer of a right: "only until Friday" says the rest of it."""
    offer = proposals.open_proposal(asked.conversation, work=work)
    if offer is None or offer.kind != GRANT or asked.intent != "authorize_user":
        return {}
    terms, number = offer.terms, offer.terms["number"]
    services = terms["service_ids"]
    told = {"person": terms["person_id"] or terms["name"], "function": list(terms["functions"])}
    told |= {"phone_number": number.e164} if number else {}
    if terms.get("provider"):
        return told | {"provider": terms["provider"]}
    if services is None:
        return told | {"group": "everything"}
    return told | ({"service": services[0]} if len(services) == 1 else {})


def _scope(asked: Asked, grantee: Grantee, functions: Sequence[Function], work: Work) -> Any:
    service, group = asked.value("service"), asked.value("group")
    return scope_meant(
        asked.actor,
        grantee,
        functions,
        service=str(service) if service else None,
        group=str(group) if group else None,
        provider=partner_said(str(asked.value("provider") or asked.text), work=work),
        own=is_about_their_own(asked.text),
        work=work,
    )


class AskPerson(DialtoneAction):
    """Asks who it is to be; the people of the contract are offered."""

    called = "action_ask_authorize_user_form_person"

    def answer(self, asked: Asked, work: Work) -> Answer:
        assert asked.actor is not None
        others = [p for p in known_people(asked.actor, work=work) if p.id != asked.actor.person_id][:_MOST_LINES]
        told = told_so_far(asked)
        choices = [
            ask_for("authorize_user", "utter_plain", {"text": p.name}, **{**told, "person": p.id}) for p in others
        ]
        return Answer([Utterance("utter_authorization_ask_person", {}, choices)])


class AskNumber(DialtoneAction):
    """Asks for the number of somebody who is not known under the contract, or which of several is meant."""

    called = "action_ask_authorize_user_form_phone_number"

    def answer(self, asked: Asked, work: Work) -> Answer:
        assert asked.actor is not None
        named = str(asked.value("person"))
        several = match_people(known_people(asked.actor, work=work), named)
        if len(several) > 1:
            told = told_so_far(asked)
            choices = [
                ask_for("authorize_user", "utter_people_choice", {"name": p.name, "ending": p.phone_number.ending},
                        **{**told, "person": p.id})
                for p in several if p.phone_number
            ]  # fmt: skip
            return Answer([Utterance("utter_people_which", {"name": named}, choices)])
        is_relation = named.casefold() in RELATIONS
        sentence = "utter_authorization_relations_number" if is_relation else "utter_authorization_whose_number"
        return Answer([Utterance(sentence, {"name": named})])


class AskFunction(DialtoneAction):
    """Asks what somebody may do."""

    called = "action_ask_authorize_user_form_function"

    def answer(self, asked: Asked, work: Work) -> Answer:
        told = told_so_far(asked)
        choices = [ask_for("authorize_user", label, **{**told, "function": names}) for label, names in OFFERED]
        return Answer([Utterance("utter_authorization_ask_function", {}, choices)])


class AskScope(DialtoneAction):
    """Asks on which services or lines."""

    called = "action_ask_authorize_user_form_service"

    def answer(self, asked: Asked, work: Work) -> Answer:
        told = told_so_far(asked)
        services = grantable_services(asked.actor, work=work)
        choices = [ask_for("authorize_user", "utter_choice_everything", **{**told, "group": "everything"})]
        for group in groups_of(asked.actor, work=work):
            choices.append(ask_for("authorize_user", "utter_plain", {"text": group.name}, **told, group=group.name))
        if len(services) <= _MOST_LINES:
            choices += [
                ask_for("authorize_user", "utter_plain", {"text": s.name}, **told, service=s.id) for s in services
            ]
        else:
            for kind in dict.fromkeys(s.kind for s in services):
                label = f"utter_inventory_kind_{kind}"
                choices.append(ask_for("authorize_user", label, **told, service=kind))
        return Answer([Utterance("utter_authorization_ask_service", {}, choices)])


class AuthorizeUser(DialtoneAction):
    """Proposes the grant, or the appointment of a manager."""

    called = "action_authorize_user"
    form_slots = TOLD

    def answer(self, asked: Asked, work: Work) -> Answer:
        if takes_right_away(asked):
            return DialtoneAction.named["action_revoke_authorization"]().answer(asked, work)
        told = rights_of_one(asked, work, named=asked.value("person")) if asks_about_right(asked) else None
        if told is not None:
            return Answer([told])
        grantee = meant_grantee(asked, work)
        if is_manager_meant(asked):
            return Answer([propose_manager(asked.actor, grantee, turn_id=asked.turn_id, work=work)])
        functions = read_functions(asked)
        if not functions:
            return AskFunction().answer(asked, work)
        scope = _scope(asked, grantee, functions, work)
        if scope is None:
            return AskScope().answer(asked, work)
        amount = asked.value("amount")
        shown = propose_grant(
            asked.actor,
            grantee,
            functions,
            scope=scope,
            period=read_grant_period(asked.value("period"), asked.value("date"), today=work.today()),
            limit=read_amount(amount, currency=work.currency) if amount else None,
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])
