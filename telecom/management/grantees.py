"""Whom a right is for and on what it holds: found from what was said, and put into words. [M.3345 5.1]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telecom.management.inventory import Meant, services_meant
from telecom.model.access import Actor
from telecom.model.authorization import PLAIN_FUNCTIONS, Function, Permission, PermissionStatus
from telecom.model.errors import BusinessError, NotAllowed, NotFound
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Conversation
from telecom.model.parties import GroupedLine, Individual, LineGroup, Membership, PartyStatus, Role
from telecom.model.partners import Partner
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.authorization import known, managed_customers
from telecom.support.partner_content import partner_in
from telecom.support.people import WhichPerson, known_people, match_people

GRANT = "authorize_user"
# What a right is about where somebody has a line: that line, unless more was said.
OF_A_LINE = PLAIN_FUNCTIONS | {Function.CONFIGURE, Function.ORDER}
_ALL = re.compile(r"^(all|them all|both|every|everyone|everybody|everything|(the |our |my )?whole)\b")


@dataclass(frozen=True, slots=True)
class Grantee:
    """Whom a right is for: somebody the granter knows under the contract, or a number with the name they gave it."""

    person_id: str | None = None
    number: PhoneNumber | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """On what a right holds: these services, or all of the customer's, those to come included, when None; of a partner
    by its id only what that provides."""

    customer_id: str
    service_ids: Sequence[str] | None = None
    provider: str | None = None


def granting_customers(actor: Actor | None, *, work: Work) -> list[str]:
    """The customers at which the actor may give rights: as manager, or as authorized user to plain users."""
    actor = known(actor)
    held = work.of(Membership).list(person_id=actor.person_id, role=[Role.MANAGER, Role.AUTHORIZED_USER], order="id")
    if not held:
        raise NotAllowed("utter_authorization_not_yours")
    return [m.customer_id for m in held]


def grantable_services(actor: Actor | None, *, work: Work) -> list[Service]:
    """The services on which the actor may give rights: all of what they manage, or what they have rights on."""
    customers = granting_customers(actor, work=work)
    managed = set(managed_customers(actor, work=work))
    found = work.of(Service).list(
        customer_id=customers, state__not=ServiceState.TERMINATED, order="kind,phone_number,name"
    )
    own = {p.service_id for p in own_permissions(known(actor), work=work)}
    return [s for s in found if s.customer_id in managed or None in own or s.id in own]


def own_permissions(actor: Actor, *, work: Work) -> list[Permission]:
    """The rights of the actor that they could give on: what is only about a partner's content is not among them."""
    held = work.of(Permission).list(person_id=actor.person_id, status=PermissionStatus.ACTIVE)
    return [p for p in held if p.is_in_time(work.now) and p.provider is None]


def find_grantee(actor: Actor | None, *, named: str | None, number: PhoneNumber | None, work: Work) -> Grantee:
    """Whom the words mean. A number of one's own people or lines is that person; any other number is invited by it.

    NotFound where a name alone fits nobody, WhichPerson where it fits several.
    """
    actor = known(actor)
    granting_customers(actor, work=work)
    people = known_people(actor, work=work)
    if number is not None:
        lines = [s for s in grantable_services(actor, work=work) if s.phone_number == number and s.user_id]
        found = [p for p in people if p.phone_number == number or p.id in {s.user_id for s in lines}]
        return Grantee(found[0].id, None, found[0].name) if found else Grantee(None, number, named)
    found = match_people(people, named or "", myself=actor.person_id)
    if len(found) > 1:
        raise WhichPerson(name=named)
    if not found:
        raise NotFound("utter_authorization_whose_number", name=named or "")
    return Grantee(found[0].id, None, found[0].name)


def last_grantee(conversation: Conversation, *, work: Work) -> Grantee | None:
    """Whom the newest right in this chat was for: that is who "him" and "her" are. None where none was spoken of."""
    last = work.of(Proposal).find(conversation_id=conversation.id, kind=GRANT, order="-created_at")
    return Grantee(last.terms["person_id"], last.terms["number"], last.terms["name"]) if last is not None else None


def check_known(actor: Actor, person_id: str, *, work: Work) -> None:
    """NotFound for somebody the actor has nothing to do with, as for nobody at all: those are invited by number."""
    users = {service.user_id for service in grantable_services(actor, work=work)}
    if person_id not in {person.id for person in known_people(actor, work=work)} | users:
        raise NotFound("utter_people_who")


def find_scope(actor: Actor | None, services: Sequence[Service] | None, *, work: Work) -> Scope:
    """The scope over these services, all where None; BusinessError where they are of several customers."""
    customers = granting_customers(actor, work=work)
    if services is None:
        if len(customers) > 1:
            raise BusinessError("utter_authorization_one_contract")
        return Scope(customers[0], None)
    if len({s.customer_id for s in services}) != 1:
        raise BusinessError("utter_authorization_one_contract")
    return Scope(services[0].customer_id, [s.id for s in services])


def scope_meant(
    actor: Actor | None,
    grantee: Grantee,
    functions: Sequence[Function],
    *,
    service: str | None,
    group: str | None,
    provider: str | None = None,
    own: bool = False,
    work: Work,
) -> Scope | None:
    """On what a right was meant: the content of a partner, the lines of a group, services by kind, name or id, or all;
    None where to ask.

    Bills are of the whole contract where nothing else was said (`own`: of what they use themselves); what somebody may
    do or order is of the lines they use.
    """
    if provider is not None:
        return replace(find_scope(actor, None, work=work), provider=provider)
    grantable = grantable_services(actor, work=work)
    if group is not None:
        if _ALL.match(group.casefold()):
            return find_scope(actor, None, work=work)
        found = services_of_group(actor, group, work=work)
        if not found:
            raise NotFound("utter_authorization_no_group", group=group)
        return find_scope(actor, found, work=work)
    if service is not None:
        found = services_meant(grantable, Meant(service))
        if not found:
            raise NotFound(kind="Service")
        return find_scope(actor, found, work=work)
    used = [s for s in grantable if grantee.person_id is not None and s.user_id == grantee.person_id]
    if used and (own or set(functions) <= OF_A_LINE):
        return find_scope(actor, used, work=work)
    if set(functions) <= {Function.BILL, Function.PAY}:
        return find_scope(actor, None, work=work)
    return find_scope(actor, grantable, work=work) if len(grantable) == 1 else None


def groups_of(actor: Actor | None, *, work: Work) -> list[LineGroup]:
    """The groups of lines at the customers where the actor may give rights."""
    return work.of(LineGroup).list(customer_id=granting_customers(actor, work=work), order="name")


def services_of_group(actor: Actor | None, name: str, *, work: Work) -> list[Service]:
    """The lines of a group of this name, or none."""
    wanted = name.casefold().removeprefix("the ").removeprefix("our ").removeprefix("my ")
    groups = groups_of(actor, work=work)
    meant = [g.id for g in groups if g.name.casefold() in (wanted, wanted.removesuffix(" team").removesuffix(" group"))]
    ids = [line.service_id for line in work.of(GroupedLine).list(group_id=meant)] if meant else []
    return [s for s in grantable_services(actor, work=work) if s.id in ids]


def who_of(terms: Mapping[str, Any], *, work: Work) -> Utterance:
    """A person by name, or an invited number with the name that its inviter gave it, never with its owner's."""
    if terms["person_id"] is not None:
        return Utterance("utter_plain", {"text": work.of(Individual).get(terms["person_id"]).name})
    if terms["name"]:
        return Utterance("utter_authorization_named_number", {"name": terms["name"], "number": terms["number"]})
    return Utterance("utter_authorization_number", {"number": terms["number"]})


def function_label(function: Function) -> Utterance:
    """A function as a line of its own."""
    return Utterance(f"utter_authorization_may_{function.value}")


def partner_said(said: str, *, work: Work) -> str | None:
    """The id of the partner with an agreement in force whose content is spoken of, or None."""
    partners = [each for each in work.of(Partner).list(order="name") if each.is_in_force(work.today())]
    found = partner_in(said, partners)
    return found.id if found else None


def scope_label(service_ids: Sequence[str] | None, *, provider: str | None = None, work: Work) -> Utterance | list[str]:
    """The services by name, that it is all of them, or what a partner provides."""
    if provider is not None:
        return Utterance("utter_authorization_content_of", {"provider": work.of(Partner).get(provider).name})
    if service_ids is None:
        return Utterance("utter_authorization_everything")
    return [s.name for s in work.of(Service).list(id=list(service_ids), order="kind,phone_number,name")]


def invited_person(number: PhoneNumber, name: str | None, *, work: Work) -> Individual:
    """The person of a number; a profile yet to be proved where there was none."""
    given, _, family = (name or "").partition(" ")
    made = Individual(given_name=given, family_name=family, phone_number=number, status=PartyStatus.INITIALIZED)
    work.of(Individual).add_once(made, key="phone_number")
    found = work.of(Individual).find(phone_number=number)
    assert found is not None
    return found
