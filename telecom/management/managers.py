"""Appointing, replacing and removing the managers of a contract; one always remains. [M.3345 3.2.6, 6]"""

from telecom.management.authorization import ACCEPT
from telecom.management.grantees import Grantee, check_known, invited_person, who_of
from telecom.management.withdrawal import lines_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import INVITATION_LIFE, STANDING, ManagerInvitation, Permission
from telecom.model.errors import BusinessError, NotAllowed, NotFound
from telecom.model.messaging import Priority
from telecom.model.parties import Customer, Individual, Membership, Role
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.support.approvals import managers_of
from telecom.support.audit import note
from telecom.support.authorization import managed_customers, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.telling import push

APPOINT, DISMISS = "appoint_manager", "dismiss_manager"


def _own_customer(actor: Actor, *, work: Work, person_id: str | None = None) -> str:
    """The customer whose manager the actor is; of several, the one that the person belongs to."""
    managed = managed_customers(actor, work=work)
    if not managed:
        raise NotAllowed("utter_authorization_only_manager")
    if len(managed) > 1 and person_id is not None:
        theirs = {m.customer_id for m in work.of(Membership).list(person_id=person_id)}
        managed = [c for c in managed if c in theirs]
    if len(managed) != 1:
        raise BusinessError("utter_authorization_one_contract")
    return managed[0]


def propose_manager(actor: Actor | None, grantee: Grantee, *, turn_id: str, work: Work) -> Utterance:
    """Propose to make somebody a manager, who holds every right of the contract and may grant. They have to accept."""
    actor = require_fresh_proof(actor, work=work)
    customer_id = _own_customer(actor, work=work, person_id=grantee.person_id)
    if grantee.person_id in {m.id for m in managers_of(customer_id, work=work)}:
        raise BusinessError("utter_authorization_manager_already")
    if grantee.person_id is not None:
        check_known(actor, grantee.person_id, work=work)
    terms = {
        "customer_id": customer_id,
        "person_id": grantee.person_id,
        "number": grantee.number,
        "name": grantee.name,
    }
    values = {"who": who_of(terms, work=work), "customer": work.of(Customer).get(customer_id).name}
    shown = Utterance("utter_managers_propose", values)
    return propose(actor, APPOINT, terms=terms, shown=shown, turn_id=turn_id, work=work)


@carries_out(APPOINT)
def appoint_manager(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Invite the new manager; they become it when they have proved who they are and accepted."""
    terms = proposal.terms
    if terms["customer_id"] not in managed_customers(actor, work=work):
        raise NotAllowed("utter_authorization_only_manager")
    if terms["person_id"] is not None:
        person = work.of(Individual).get(terms["person_id"])
    else:
        person = invited_person(terms["number"], terms["name"], work=work)
    work.flush()
    invitation = ManagerInvitation(
        customer_id=terms["customer_id"],
        person_id=person.id,
        appointed_by=actor.person_id,
        created_at=work.now,
        expires_at=work.now + INVITATION_LIFE,
    )
    work.of(ManagerInvitation).add(invitation)
    _note(actor, terms["customer_id"], person.id, "appoint", work=work)
    customer = work.of(Customer).get(terms["customer_id"]).name
    values = {"granter": work.of(Individual).get(actor.person_id).name, "customer": customer}
    accept = Offered(Utterance("utter_choice_accept"), ChoiceKind.ACTION, {"action": ACCEPT})
    told = Utterance("utter_managers_invitation", values, [accept])
    push(
        work,
        person.id,
        person.phone_number,
        told,
        key=f"manager:{invitation.id}",
        priority=Priority.PROGRESS,
    )
    return Outcome([Utterance("utter_managers_invited", {"who": who_of(terms, work=work)})])


def accept_rights(actor: Actor | None, *, work: Work) -> list[Utterance]:
    """Accept what one was invited to, rights and the office of a manager; NotFound where nothing waits."""
    actor = require_fresh_proof(actor, work=work)
    said = []
    invited = [
        p
        for p in work.of(Permission).list(person_id=actor.person_id, status=STANDING[0], lock=True)
        if p.valid_until is None or p.valid_until > work.now
    ]
    for permission in invited:
        permission.accept()
    if invited:
        said.append(Utterance("utter_authorization_accepted", {"grants": lines_of(invited, work=work)}))
    for invitation in work.of(ManagerInvitation).list(person_id=actor.person_id, accepted_at=None, lock=True):
        if invitation.is_open(work.now) and _still_stands(invitation, work=work):
            said.append(_take_office(actor, invitation, work=work))
    if not said:
        raise NotFound("utter_authorization_nothing_to_accept")
    return said


def _still_stands(invitation: ManagerInvitation, *, work: Work) -> bool:
    """An invitation counts only while whoever made it is a manager."""
    managers = managers_of(invitation.customer_id, work=work)
    return invitation.appointed_by in {m.id for m in managers}


def _take_office(actor: Actor, invitation: ManagerInvitation, *, work: Work) -> Utterance:
    invitation.accepted_at = work.now
    standing = work.of(Membership).find(customer_id=invitation.customer_id, person_id=actor.person_id, lock=True)
    if standing is None:
        made = Membership(customer_id=invitation.customer_id, person_id=actor.person_id, role=Role.MANAGER)
        work.of(Membership).add(made)
    else:
        standing.role = Role.MANAGER
    work.flush()
    _note(actor, invitation.customer_id, actor.person_id, "manager", work=work)
    me, customer = work.of(Individual).get(actor.person_id), work.of(Customer).get(invitation.customer_id)
    values = {"who": me.name, "customer": customer.name}
    _tell_managers(
        invitation.customer_id, Utterance("utter_managers_told_new", values), invitation.id, actor, work=work
    )
    return Utterance("utter_managers_accepted", {"customer": customer.name})


def propose_dismissal(actor: Actor | None, grantee: Grantee, *, turn_id: str, work: Work) -> Utterance:
    """Propose that somebody, oneself too, is manager no more. BusinessError where nobody would remain."""
    actor = require_fresh_proof(actor, work=work)
    customer_id = _own_customer(actor, work=work, person_id=grantee.person_id)
    person = _check_dismissal(customer_id, grantee.person_id, work=work)
    values = {"who": person.name, "customer": work.of(Customer).get(customer_id).name}
    terms = {"customer_id": customer_id, "person_id": person.id}
    own = person.id == actor.person_id
    shown = Utterance("utter_managers_propose_stepping_down" if own else "utter_managers_propose_dismissal", values)
    return propose(actor, DISMISS, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _check_dismissal(customer_id: str, person_id: str | None, *, work: Work, lock: bool = False) -> Individual:
    """The manager to go. All memberships are held, so that two cannot dismiss each other at once."""
    managers = [m.person_id for m in work.of(Membership).list(customer_id=customer_id, order="id", lock=lock)
                if m.role is Role.MANAGER]  # fmt: skip
    if person_id not in managers:
        raise NotFound("utter_managers_is_none")
    if len(managers) == 1:
        raise BusinessError("utter_managers_one_remains")
    return work.of(Individual).get(person_id)


@carries_out(DISMISS)
def dismiss_manager(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """End the office that was shown; both sides are told. What the manager had granted stays."""
    customer_id = proposal.terms["customer_id"]
    if customer_id not in managed_customers(actor, work=work):
        raise NotAllowed("utter_authorization_only_manager")
    person = _check_dismissal(customer_id, proposal.terms["person_id"], work=work, lock=True)
    membership = work.of(Membership).find(customer_id=customer_id, person_id=person.id)
    assert membership is not None
    membership.role = Role.USER
    for invitation in work.of(ManagerInvitation).list(
        customer_id=customer_id, appointed_by=person.id, accepted_at=None
    ):
        invitation.withdrawn_at = work.now
    work.flush()
    _note(actor, customer_id, person.id, "dismiss", work=work)
    values = {"who": person.name, "customer": work.of(Customer).get(customer_id).name}
    if person.id != actor.person_id:
        told = Utterance("utter_managers_told_dismissed", values)
        push(work, person.id, person.phone_number, told, key=f"dismissed:{proposal.id}", priority=Priority.PROGRESS)
    _tell_managers(customer_id, Utterance("utter_managers_told_gone", values), proposal.id, actor, work=work)
    return Outcome([Utterance("utter_managers_dismissed", values)])


def _tell_managers(customer_id: str, told: Utterance, key: str, actor: Actor, *, work: Work) -> None:
    for manager in managers_of(customer_id, work=work):
        if manager.id != actor.person_id:
            push(work, manager.id, manager.phone_number, told, key=f"{key}:{manager.id}", priority=Priority.PROGRESS)


def _note(actor: Actor, customer_id: str, person_id: str, change: str, *, work: Work) -> None:
    event = SecurityEvent.RIGHTS_CHANGED
    note(work, event, actor=actor, customer_id=customer_id, subject=person_id, change=change)
