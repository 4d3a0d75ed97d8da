"""Wishes beyond somebody's rights: put to the managers of the contract, who approve or refuse. [M.3345 5.1]"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telecom.model.access import Actor
from telecom.model.authorization import APPROVAL_LIFE, Approval, Permission, PermissionStatus
from telecom.model.errors import NotAllowed
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.parties import BillingAccount, Individual, Membership, Role
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.support.telling import push

DECIDE = "action_decide_request"


def customers_to_ask(actor: Actor, *, work: Work) -> list[str]:
    """The customers at which the actor has some right but is no manager, so that a wish can be put to a manager."""
    managed = {m.customer_id for m in work.of(Membership).list(person_id=actor.person_id, role=Role.MANAGER)}
    held = work.of(Permission).list(person_id=actor.person_id, status=PermissionStatus.ACTIVE)
    return sorted({p.customer_id for p in held if p.is_in_time(work.now)} - managed)


def managers_of(customer_id: str, *, work: Work) -> list[Individual]:
    """The managers of a customer, always in the same order."""
    memberships = work.of(Membership).list(customer_id=customer_id, role=Role.MANAGER)
    return work.of(Individual).list(id=[m.person_id for m in memberships], order="id")


def ask_manager(
    actor: Actor, kind: str, *, terms: Mapping[str, Any], digest: str, shown: Utterance, key: str, work: Work
) -> Utterance:
    """Keep a wish and put it to every manager of the customer it is about, with Approve and Refuse; what the asker
    reads. Once per key (the turn); it waits for a day. NotAllowed where no customer fits."""
    standing = work.of(Approval).find(key=key)
    customer_id = standing.customer_id if standing else _customer_of(actor, terms, work=work)
    managers = managers_of(customer_id, work=work)
    if standing is None:
        standing = Approval(
            key=key,
            customer_id=customer_id,
            person_id=actor.person_id,
            conversation_id=actor.conversation_id,
            kind=kind,
            terms=dict(terms),
            terms_digest=digest,
            shown=replace(shown, choices=()),
            created_at=work.now,
            expires_at=work.now + APPROVAL_LIFE,
        )
        work.of(Approval).add(standing)
        work.flush()
        for manager in managers:
            question = question_of(standing, work=work)
            key = f"approval:{standing.id}:{manager.id}"
            push(work, manager.id, manager.phone_number, question, key=key, priority=Priority.PROGRESS)
    return Utterance("utter_approval_sent", {"managers": [m.given_name for m in managers]})


def question_of(approval: Approval, *, work: Work) -> Utterance:
    """The question as a manager reads it, with Approve and Refuse."""
    asker = work.of(Individual).get(approval.person_id)
    values = {"who": asker.name, "offer": [approval.shown], "until": approval.expires_at}
    return Utterance("utter_approval_question", values, [_choice(approval, yes=True), _choice(approval, yes=False)])


def _choice(approval: Approval, *, yes: bool) -> Offered:
    label = Utterance("utter_choice_approve" if yes else "utter_choice_refuse")
    slots = {"approval_id": approval.id, "approve": yes}
    return Offered(label, ChoiceKind.ACTION, {"action": DECIDE, "slots": slots})


def _customer_of(actor: Actor, terms: Mapping[str, Any], *, work: Work) -> str:
    """The customer that a wish is about: of the service or account it names, or the only one there is to ask."""
    candidates = customers_to_ask(actor, work=work)
    if service_id := terms.get("service_id"):
        named = work.of(Service).get(service_id).customer_id
    elif account_id := terms.get("account_id"):
        named = work.of(BillingAccount).get(account_id).customer_id
    else:
        named = candidates[0] if len(candidates) == 1 else ""
    if named not in candidates:
        raise NotAllowed()
    return named
