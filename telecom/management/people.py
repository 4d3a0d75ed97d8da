"""The people and lines of a family or company: who is there, who uses which, in which group. [M.3345 5.3.4, C14]"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.grantees import Grantee, granting_customers, who_of
from telecom.management.withdrawal import end_permissions
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import STANDING, Permission
from telecom.model.errors import BusinessError, NotAllowed, NotFound
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.parties import Customer, GroupedLine, Individual, LineGroup, Membership, PartyStatus, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import managed_customers, require_fresh_proof
from telecom.support.people import known_people
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.telling import push

CHANGE = "manage_people"


@dataclass(frozen=True, slots=True)
class PersonReport:
    """A person of a customer, what they are there, and the lines they use."""

    person: Individual
    role: Role
    lines: Sequence[Service]


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """The people and lines of one customer; `unused` are lines that nobody is noted for."""

    customer: Customer
    people: Sequence[PersonReport]
    unused: Sequence[Service]
    groups: Sequence[tuple[str, Sequence[Service]]]


def list_people(actor: Actor | None, *, work: Work) -> list[PeopleReport]:
    """The people and lines of each customer that the actor manages or acts for. NotAllowed for a plain user. [C14]"""
    return [_report(actor, customer_id, work=work) for customer_id in granting_customers(actor, work=work)]


def _report(actor: Actor | None, customer_id: str, *, work: Work) -> PeopleReport:
    assert actor is not None
    services = work.of(Service).list(
        customer_id=customer_id, state__not=ServiceState.TERMINATED, order="kind,phone_number,name"
    )
    roles = {m.person_id: m.role for m in work.of(Membership).list(customer_id=customer_id)}
    people = [
        PersonReport(person, roles[person.id], [s for s in services if s.user_id == person.id])
        for person in known_people(actor, work=work, customer_id=customer_id)
        if person.id in roles
    ]
    grouped = {g.service_id: g.group_id for g in work.of(GroupedLine).list(service_id=[s.id for s in services])}
    groups = [
        (group.name, [s for s in services if grouped.get(s.id) == group.id])
        for group in work.of(LineGroup).list(customer_id=customer_id, order="name")
    ]
    unused = [s for s in services if s.user_id not in roles]
    return PeopleReport(work.of(Customer).get(customer_id), people, unused, groups)


def managed_customer(actor: Actor, *, work: Work, service_id: str | None = None) -> str:
    """The one customer that the actor manages, or whose the service is. NotAllowed, NotFound."""
    managed = managed_customers(actor, work=work)
    if service_id is not None:
        service = work.of(Service).find(id=service_id)
        if service is None or service.customer_id not in managed:
            raise NotFound(kind="Service")
        return service.customer_id
    if not managed:
        raise NotAllowed("utter_people_not_yours")
    if len(managed) > 1:
        raise BusinessError("utter_authorization_one_contract")
    return managed[0]


def propose_person(
    actor: Actor | None, *, name: str, number: PhoneNumber | None, turn_id: str, work: Work
) -> Utterance:
    """Propose to add somebody as a plain user; where the number is one of the customer's lines, as its user."""
    actor = require_fresh_proof(actor, work=work)
    customer_id = managed_customer(actor, work=work)
    line = work.of(Service).find(customer_id=customer_id, phone_number=number) if number else None
    terms = {
        "change": "add",
        "customer_id": customer_id,
        "person_id": None,
        "name": name,
        "number": number,
        "service_id": line.id if line else None,
    }
    values: dict[str, Any] = {"who": who_of(terms, work=work) if number else name}
    values |= {"customer": work.of(Customer).get(customer_id).name, "line": line.name if line else ""}
    shown = Utterance("utter_people_propose_add_line" if line else "utter_people_propose_add", values)
    return propose(actor, CHANGE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def propose_removal(actor: Actor | None, grantee: Grantee, *, turn_id: str, work: Work) -> Utterance:
    """Propose to take somebody off the list, with all rights they have there; a manager stays."""
    actor = require_fresh_proof(actor, work=work)
    customer_id = managed_customer(actor, work=work)
    person = _removable(customer_id, grantee.person_id, work=work)
    values = {"who": person.name, "customer": work.of(Customer).get(customer_id).name}
    terms = {"change": "remove", "customer_id": customer_id, "person_id": person.id}
    shown = Utterance("utter_people_propose_remove", values)
    return propose(actor, CHANGE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _removable(customer_id: str, person_id: str | None, *, work: Work) -> Individual:
    membership = work.of(Membership).find(customer_id=customer_id, person_id=person_id) if person_id else None
    if membership is None:
        raise NotFound("utter_people_who")
    person = work.of(Individual).get(membership.person_id)
    if membership.role is Role.MANAGER:
        raise BusinessError("utter_people_manager_stays", who=person.name)
    return person


def propose_user(
    actor: Actor | None, service_id: str, *, grantee: Grantee | None, turn_id: str, work: Work
) -> Utterance:
    """Propose who uses a line from now on; nobody where None."""
    actor = require_fresh_proof(actor, work=work)
    customer_id = managed_customer(actor, work=work, service_id=service_id)
    line = work.of(Service).get(service_id)
    before = work.of(Individual).get(line.user_id).name if line.user_id else ""
    person = _member(customer_id, grantee, work=work) if grantee else None
    terms = {
        "change": "assign",
        "customer_id": customer_id,
        "service_id": line.id,
        "person_id": person.id if person else None,
    }
    values = {"who": person.name if person else "", "line": line.name, "before": before}
    name = "utter_people_propose_assign" if before else "utter_people_propose_assign_free"
    shown = Utterance(name if person else "utter_people_propose_free", values)
    return propose(actor, CHANGE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _member(customer_id: str, grantee: Grantee, *, work: Work) -> Individual:
    if grantee.person_id is None:
        raise NotFound("utter_people_who")
    if work.of(Membership).find(customer_id=customer_id, person_id=grantee.person_id) is None:
        raise NotFound("utter_people_who")
    return work.of(Individual).get(grantee.person_id)


@carries_out(CHANGE)
def manage_people(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Carry out the change that was confirmed, if the actor still manages the customer."""
    terms = proposal.terms
    if terms["customer_id"] not in managed_customers(actor, work=work):
        raise NotAllowed("utter_people_not_yours")
    changes = {"add": _add, "remove": _remove, "assign": _assign}
    said = changes[terms["change"]](actor, terms, work=work)
    subject = terms.get("person_id") or terms.get("service_id") or terms["customer_id"]
    note(
        work,
        SecurityEvent.RIGHTS_CHANGED,
        actor=actor,
        customer_id=terms["customer_id"],
        subject=subject,
        change=f"people: {terms['change']}",
    )
    return Outcome([said])


def _add(actor: Actor, terms: dict[str, Any], *, work: Work) -> Utterance:
    customer_id, number = terms["customer_id"], terms["number"]
    given, _, family = terms["name"].partition(" ")
    made = Individual(given_name=given, family_name=family, phone_number=number, status=PartyStatus.INITIALIZED)
    person: Individual | None = made
    if number is None:
        work.of(Individual).add(made)
        work.flush()
    elif not work.of(Individual).add_once(made, key="phone_number"):
        person = work.of(Individual).find(phone_number=number)
        assert person is not None
        if not work.of(Membership).count(customer_id=customer_id, person_id=person.id):
            # Somebody's own number: they are asked, as with every right, and nothing is told of them.
            raise BusinessError("utter_people_elsewhere")
        raise BusinessError("utter_people_member_already", who=person.name)
    work.of(Membership).add(Membership(customer_id=customer_id, person_id=made.id, role=Role.USER))
    if terms["service_id"] is not None:
        work.of(Service).get(terms["service_id"], lock=True).user_id = made.id
    return Utterance("utter_people_added", {"who": terms["name"], "customer": work.of(Customer).get(customer_id).name})


def _remove(actor: Actor, terms: dict[str, Any], *, work: Work) -> Utterance:
    customer_id = terms["customer_id"]
    person = _removable(customer_id, terms["person_id"], work=work)
    standing = work.of(Permission).list(customer_id=customer_id, person_id=person.id, status=STANDING)
    end_permissions(actor, standing, work=work)
    for line in work.of(Service).list(customer_id=customer_id, user_id=person.id, lock=True):
        line.user_id = None
    membership = work.of(Membership).find(customer_id=customer_id, person_id=person.id)
    if membership is not None:
        work.of(Membership).remove(membership)
    values = {"who": person.name, "customer": work.of(Customer).get(customer_id).name}
    key = f"removed:{person.id}:{work.now.isoformat()}"
    told = Utterance("utter_people_told_removed", values)
    push(work, person.id, person.phone_number, told, key=key, priority=Priority.PROGRESS)
    return Utterance("utter_people_removed", values)


def _assign(actor: Actor, terms: dict[str, Any], *, work: Work) -> Utterance:
    line = work.of(Service).get(terms["service_id"], lock=True)
    if terms["person_id"] is None:
        line.user_id = None
        return Utterance("utter_people_freed", {"line": line.name})
    person = _member(terms["customer_id"], Grantee(terms["person_id"]), work=work)
    line.user_id = person.id
    return Utterance("utter_people_assigned", {"who": person.name, "line": line.name})
