"""Groups of lines of a family or company: made, filled, renamed, left and dissolved; the lines stay. [5.3.4, C14]"""

from collections.abc import Sequence
from typing import Any

from telecom.management.grantees import groups_of
from telecom.management.people import managed_customer
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.errors import BusinessError, InvalidValue, NotAllowed, NotFound
from telecom.model.inventory import Service
from telecom.model.parties import LONGEST_GROUP_NAME, GroupedLine, LineGroup
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import managed_customers, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose

CHANGE_GROUPS = "change_groups"
PUT, LEAVE, RENAME, DISSOLVE = "put", "leave", "rename", "dissolve"


def group_names(actor: Actor | None, *, work: Work) -> list[str]:
    """The names of the groups at the customers where the actor may give rights."""
    return [group.name for group in groups_of(actor, work=work)]


def propose_group(actor: Actor | None, name: str, service_ids: Sequence[str], *, turn_id: str, work: Work) -> Utterance:
    """Propose to put lines into a group, made at first use; a line is in one group at most, and leaves the other."""
    actor = require_fresh_proof(actor, work=work)
    customer_id = _customer_of(actor, service_ids, work=work)
    standing = _found(customer_id, name, work=work)
    name = standing.name if standing else _checked(name)
    terms = {"change": PUT, "customer_id": customer_id, "name": name, "service_ids": list(service_ids)}
    values = {"group": name, "lines": _names(service_ids, work=work)}
    before = {line.group_id for line in work.of(GroupedLine).list(service_id=list(service_ids))}
    left = work.of(LineGroup).list(id=before, order="name") if before else []
    others = [group.name for group in left if standing is None or group.id != standing.id]
    response = "utter_people_propose_move" if others else "utter_people_propose_group"
    shown = Utterance(response, {**values, "before": others})
    return propose(actor, CHANGE_GROUPS, terms=terms, shown=shown, turn_id=turn_id, work=work)


def propose_leaving(
    actor: Actor | None, group_name: str, service_ids: Sequence[str], *, turn_id: str, work: Work
) -> Utterance:
    """Propose that lines leave a group; those of them that are in it. NotFound where none is."""
    actor = require_fresh_proof(actor, work=work)
    _customer_of(actor, service_ids, work=work)
    standing = _managed(actor, group_name, work=work)
    inside = {line.service_id for line in work.of(GroupedLine).list(group_id=standing.id)}
    leaving = [each for each in service_ids if each in inside]
    if not leaving:
        raise NotFound("utter_people_not_in_group", group=standing.name)
    terms = {"change": LEAVE, "customer_id": standing.customer_id, "name": standing.name, "service_ids": leaving}
    shown = Utterance("utter_people_propose_leave", {"group": standing.name, "lines": _names(leaving, work=work)})
    return propose(actor, CHANGE_GROUPS, terms=terms, shown=shown, turn_id=turn_id, work=work)


def propose_group_name(actor: Actor | None, group_name: str, new: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose another name for a group. NotFound; InvalidValue for a name that is too long or that another one has."""
    actor = require_fresh_proof(actor, work=work)
    standing = _managed(actor, group_name, work=work)
    new = _free_name(standing, new, work=work)
    terms = {"change": RENAME, "customer_id": standing.customer_id, "name": standing.name, "new": new}
    shown = Utterance("utter_people_propose_group_name", {"group": standing.name, "new": new})
    return propose(actor, CHANGE_GROUPS, terms=terms, shown=shown, turn_id=turn_id, work=work)


def propose_dissolving(actor: Actor | None, group_name: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose that a group is no more; its lines go on without one. NotFound."""
    actor = require_fresh_proof(actor, work=work)
    standing = _managed(actor, group_name, work=work)
    inside = [line.service_id for line in work.of(GroupedLine).list(group_id=standing.id)]
    terms = {"change": DISSOLVE, "customer_id": standing.customer_id, "name": standing.name}
    values = {"group": standing.name, "lines": _names(inside, work=work)}
    name = "utter_people_propose_dissolve" if inside else "utter_people_propose_dissolve_empty"
    return propose(actor, CHANGE_GROUPS, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


@carries_out(CHANGE_GROUPS)
def change_groups(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Carry out the change that was confirmed, if the actor still manages the customer."""
    terms = proposal.terms
    if terms["customer_id"] not in managed_customers(actor, work=work):
        raise NotAllowed("utter_people_not_yours")
    changes = {PUT: _put, LEAVE: _leave, RENAME: _rename, DISSOLVE: _dissolve}
    said = changes[terms["change"]](terms, work=work)
    note(
        work,
        SecurityEvent.RIGHTS_CHANGED,
        actor=actor,
        customer_id=terms["customer_id"],
        subject=terms["customer_id"],
        change=f"group: {terms['change']}",
    )
    return Outcome([said])


def _put(terms: dict[str, Any], *, work: Work) -> Utterance:
    group = _found(terms["customer_id"], terms["name"], work=work)
    if group is None:
        group = work.of(LineGroup).add(LineGroup(customer_id=terms["customer_id"], name=terms["name"]))
        work.flush()
    for service_id in terms["service_ids"]:
        standing = work.of(GroupedLine).find(service_id=service_id, lock=True)
        if standing is None:
            work.of(GroupedLine).add(GroupedLine(service_id=service_id, group_id=group.id))
        else:
            standing.group_id = group.id
    work.flush()
    return Utterance("utter_people_grouped", {"group": group.name, "lines": _lines_in(group, work=work)})


def _leave(terms: dict[str, Any], *, work: Work) -> Utterance:
    group = _standing(terms, work=work)
    for line in work.of(GroupedLine).list(group_id=group.id, service_id=terms["service_ids"], lock=True):
        work.of(GroupedLine).remove(line)
    return Utterance("utter_people_left", {"group": group.name, "lines": _names(terms["service_ids"], work=work)})


def _rename(terms: dict[str, Any], *, work: Work) -> Utterance:
    group = _standing(terms, work=work)
    group.name = _free_name(group, terms["new"], work=work)
    return Utterance("utter_people_renamed", {"group": terms["name"], "new": group.name})


def _dissolve(terms: dict[str, Any], *, work: Work) -> Utterance:
    group = _standing(terms, work=work)
    for line in work.of(GroupedLine).list(group_id=group.id, lock=True):
        work.of(GroupedLine).remove(line)
    work.flush()
    work.of(LineGroup).remove(group)
    return Utterance("utter_people_dissolved", {"group": terms["name"]})


def _standing(terms: dict[str, Any], *, work: Work) -> LineGroup:
    found = _found(terms["customer_id"], terms["name"], work=work, lock=True)
    if found is None:
        raise NotFound("utter_authorization_no_group", group=terms["name"])
    return found


def _found(customer_id: str, name: str, *, work: Work, lock: bool = False) -> LineGroup | None:
    wanted = name.casefold()
    groups = work.of(LineGroup).list(customer_id=customer_id, order="name", lock=lock)
    return next((group for group in groups if group.name.casefold() == wanted), None)


def _managed(actor: Actor, name: str, *, work: Work) -> LineGroup:
    """The group of this name at a customer that the actor manages."""
    managed = managed_customers(actor, work=work)
    if not managed:
        raise NotAllowed("utter_people_not_yours")
    found = [group for each in managed if (group := _found(each, name, work=work))]
    if not found:
        raise NotFound("utter_authorization_no_group", group=name)
    if len(found) > 1:
        raise BusinessError("utter_authorization_one_contract")
    return found[0]


def _customer_of(actor: Actor, service_ids: Sequence[str], *, work: Work) -> str:
    if not service_ids:
        raise NotFound("utter_people_which_line")
    customers = {managed_customer(actor, work=work, service_id=each) for each in service_ids}
    if len(customers) != 1:
        raise BusinessError("utter_authorization_one_contract")
    return customers.pop()


def _free_name(group: LineGroup, new: str, *, work: Work) -> str:
    new = _checked(new)
    other = _found(group.customer_id, new, work=work)
    if other is not None and other.id != group.id:
        raise InvalidValue("utter_people_group_taken", group=other.name)
    return new


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_GROUP_NAME:
        raise InvalidValue("utter_own_name_length", longest=LONGEST_GROUP_NAME)
    return name


def _names(service_ids: Sequence[str], *, work: Work) -> list[str]:
    return [s.name for s in work.of(Service).list(id=list(service_ids), order="name")] if service_ids else []


def _lines_in(group: LineGroup, *, work: Work) -> list[str]:
    return _names([line.service_id for line in work.of(GroupedLine).list(group_id=group.id)], work=work)
