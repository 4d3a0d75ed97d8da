"""Withdrawing rights, at once and with what was passed on under them. [M.3345 3.2, 5.1]"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telecom.management.authorization import REVOKE
from telecom.management.grantees import GRANT, Grantee, function_label, granting_customers, scope_label, who_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import (
    PLAIN_FUNCTIONS,
    SPENDING_FUNCTIONS,
    STANDING,
    Function,
    Permission,
    PermissionStatus,
)
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.parties import Individual, Membership, Role
from telecom.model.proposals import Proposal
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import managed_customers, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.telling import push
from telecom.support.undoing import undoes


def revocable(
    actor: Actor | None,
    *,
    person_id: str | None = None,
    functions: Sequence[Function] = (),
    service_ids: Sequence[str] | None = None,
    provider: str | None = None,
    work: Work,
) -> list[Permission]:
    """The standing rights that the actor may withdraw and that were meant: at customers they manage, or given by
    them."""
    customers = granting_customers(actor, work=work)
    managed = set(managed_customers(actor, work=work))
    chosen: dict[str, Any] = {"person_id": person_id} if person_id is not None else {}
    found = work.of(Permission).list(customer_id=customers, status=STANDING, order="person_id,id", **chosen)
    return [
        p
        for p in found
        if (p.customer_id in managed or (actor is not None and p.granter_id == actor.person_id))
        and (p.valid_until is None or p.valid_until > work.now)
        and (not functions or p.function in functions)
        and (service_ids is None or p.service_id in service_ids)
        and (provider is None or p.provider == provider)
    ]


def propose_revoke(
    actor: Actor | None,
    *,
    person_id: str | None,
    functions: Sequence[Function] = (),
    service_ids: Sequence[str] | None = None,
    provider: str | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to withdraw rights: of one person, or of everybody where None; all, or only some functions or services,
    or those on the content of a partner.

    NotFound where there is none to withdraw.
    """
    actor = require_fresh_proof(actor, work=work)
    found = revocable(
        actor, person_id=person_id, functions=functions, service_ids=service_ids, provider=provider, work=work
    )
    if not found:
        raise NotFound("utter_authorization_nothing_to_withdraw")
    terms = {"permission_ids": [p.id for p in found]}
    shown = Utterance("utter_authorization_propose_withdrawal", {"grants": lines_of(found, work=work)})
    return propose(actor, REVOKE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def lines_of(permissions: Sequence[Permission], *, work: Work) -> list[Utterance]:
    """One line for each person, scope and time: who may do what, on what, until when, up to how much."""
    people = {p.id: p for p in work.of(Individual).list(id={p.person_id for p in permissions})}
    alike: dict[tuple[Any, ...], dict[str | None, list[Function]]] = {}
    for each in permissions:
        key = (each.person_id, each.valid_until, each.status, each.provider)
        alike.setdefault(key, {}).setdefault(each.service_id, []).append(each.function)
    limits = {(p.person_id, p.valid_until, p.status, p.provider): p.limit for p in permissions if p.limit is not None}
    names = {
        (p.person_id, p.status): _called(people[p.person_id], p, work=work)
        for p in sorted(permissions, key=lambda p: p.grant_id or "")
    }
    made = []
    for key, by_service in alike.items():
        scopes: dict[tuple[Function, ...], list[str | None]] = {}
        for service_id, held in by_service.items():
            scopes.setdefault(tuple(f for f in Function if f in held), []).append(service_id)
        for functions, services in scopes.items():
            lines = [function_label(f) for f in functions]
            if key in limits and SPENDING_FUNCTIONS & set(functions):
                lines.append(Utterance("utter_authorization_line_limited", {"limit": limits[key]}))
            if key[2] is PermissionStatus.GRANTED:
                lines.append(Utterance("utter_authorization_line_invited"))
            on = None if None in services else [s for s in services if s is not None]
            values = {
                "who": names[key[0], key[2]],
                "functions": lines,
                "on": scope_label(on, provider=key[3], work=work),
            }
            if key[1] is not None and key[1] > work.now:
                last = (key[1] - timedelta(microseconds=1)).astimezone(work.zone).date()
                made.append(Utterance("utter_authorization_line_until", {**values, "end": last}))
            else:
                made.append(Utterance("utter_authorization_line", values))
    return made


def _called(person: Individual, permission: Permission, *, work: Work) -> Utterance:
    """A person by name; one who has not accepted yet as their inviter called them."""
    if permission.status is PermissionStatus.GRANTED and permission.grant_id is not None:
        grant = work.of(Proposal).find(id=permission.grant_id)
        if grant is not None:
            return who_of(grant.terms, work=work)
    if person.given_name:
        return Utterance("utter_plain", {"text": person.name})
    return Utterance("utter_authorization_number", {"number": person.phone_number})


def holder_called(actor: Actor | None, named: str, *, work: Work) -> str | None:
    """The id of the one person with rights that the actor may withdraw whom they call so: one who has not accepted yet
    by the name in the invitation. None where nobody or several are called that."""
    wanted = " ".join(named.casefold().split())
    held = {(p.person_id, p.status, p.grant_id): p for p in revocable(actor, work=work)}.values()
    people = {p.id: p for p in work.of(Individual).list(id={p.person_id for p in held})} if held else {}
    called = {p.person_id for p in held if wanted in _names_of(people[p.person_id], p, work=work)}
    return called.pop() if len(called) == 1 else None


def _names_of(person: Individual, permission: Permission, *, work: Work) -> set[str]:
    label = _called(person, permission, work=work)
    name = str(label.values.get("name") or label.values.get("text") or "").casefold()
    return {name, *name.split()}


def holder_of(grantee: Grantee, *, work: Work) -> str:
    """The id of the person whose rights are meant, an invited number's too; an id of nobody's where there is none."""
    if grantee.person_id is not None or grantee.number is None:
        return grantee.person_id or "nobody"
    invited = work.of(Individual).find(phone_number=grantee.number)
    return invited.id if invited else "nobody"


@carries_out(REVOKE)
def revoke_authorization(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """End the rights that were shown, and what was passed on under them; they are gone the moment this is done."""
    wanted = set(proposal.terms["permission_ids"])
    found = [p for p in revocable(actor, work=work) if p.id in wanted]
    if not found:
        return Outcome([Utterance("utter_authorization_withdrawn_already")])
    return _ended(actor, found, work=work)


def _ended(actor: Actor, found: Sequence[Permission], *, work: Work) -> Outcome:
    """End the rights. They are put into words before: who was only invited is called as their inviter called them."""
    lines = lines_of(found, work=work)
    end_permissions(actor, found, work=work)
    return Outcome([Utterance("utter_authorization_withdrawn", {"grants": lines})])


@undoes(GRANT)
def undo_grant(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Take a grant back; what it had replaced stands again, where the actor may still give it."""
    given = [p for p in revocable(actor, work=work) if p.grant_id == change.terms["grant_id"]]
    if not given:
        return Outcome([Utterance("utter_authorization_withdrawn_already")])
    again = {each["id"]: each for each in change.terms["replaced"]}
    managed = managed_customers(actor, work=work)
    for older in work.of(Permission).list(id=list(again), customer_id=managed) if again and managed else []:
        fields = ("grant_id", "customer_id", "granter_id", "person_id", "function", "service_id", "provider",
                  "valid_from", "limit")  # fmt: skip
        kept: dict[str, Any] = {name: getattr(older, name) for name in fields}
        status = PermissionStatus(again[older.id]["status"])
        work.of(Permission).add(Permission(**kept, valid_until=again[older.id]["until"], status=status))
    return _ended(actor, given, work=work)


def end_permissions(actor: Actor, permissions: Sequence[Permission], *, work: Work) -> None:
    """End rights, those that their holders had passed on, and tell everybody concerned."""
    ended: list[Permission] = []
    for permission in permissions:
        work.of(Permission).get(permission.id, lock=True)
        if permission.status in STANDING:
            permission.end(work.now)
            ended.append(permission)
    for permission in list(ended):
        ended += _end_passed_on(permission, work=work)
    work.flush()
    for customer_id, person_id in sorted({(p.customer_id, p.person_id) for p in ended}):
        theirs = [p for p in ended if (p.customer_id, p.person_id) == (customer_id, person_id)]
        _settle_membership(customer_id, person_id, work=work)
        person = work.of(Individual).get(person_id)
        told = Utterance("utter_authorization_told_withdrawn", {"grants": lines_of(theirs, work=work)})
        key = f"withdrawn:{theirs[0].id}"
        push(work, person.id, person.phone_number, told, key=key, priority=Priority.PROGRESS)
        note(
            work,
            SecurityEvent.RIGHTS_CHANGED,
            actor=actor,
            customer_id=customer_id,
            subject=person_id,
            change="withdraw",
            functions=sorted({p.function.value for p in theirs}),
        )


def _end_passed_on(permission: Permission, *, work: Work) -> list[Permission]:
    """What somebody had switched on for others ends with their own right."""
    passed = work.of(Permission).list(
        customer_id=permission.customer_id,
        granter_id=permission.person_id,
        function=permission.function,
        status=STANDING,
        lock=True,
    )
    membership = work.of(Membership).find(customer_id=permission.customer_id, person_id=permission.person_id)
    if membership is not None and membership.role is Role.MANAGER:
        return []
    ended = [p for p in passed if permission.service_id in (None, p.service_id)]
    for each in ended:
        each.end(work.now)
    return ended


def _settle_membership(customer_id: str, person_id: str, *, work: Work) -> None:
    """Who has no right left is an authorized user no more: a plain user of their line, or nobody here."""
    left = work.of(Permission).list(customer_id=customer_id, person_id=person_id, status=STANDING)
    membership = work.of(Membership).find(customer_id=customer_id, person_id=person_id, lock=True)
    if membership is None or membership.role is not Role.AUTHORIZED_USER:
        return
    if not {p.function for p in left} <= PLAIN_FUNCTIONS:
        return
    uses = work.of(Service).count(customer_id=customer_id, user_id=person_id)
    if not left and not uses:
        work.of(Membership).remove(membership)
    elif uses:
        membership.role = Role.USER
