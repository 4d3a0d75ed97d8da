"""Letting somebody act: functions on services, for a time, up to an amount; and withdrawing it. [M.3345 3.2, 5.1, 6]"""

from collections.abc import Mapping, Sequence
from typing import Any

from telecom.management.grantees import (
    GRANT,
    Grantee,
    Scope,
    check_known,
    function_label,
    invited_person,
    own_permissions,
    scope_label,
    who_of,
)
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import (
    CONTENT_FUNCTIONS,
    PLAIN_FUNCTIONS,
    SPENDING_FUNCTIONS,
    STANDING,
    Function,
    Permission,
    PermissionStatus,
    read_grant_period,
    with_needed,
)
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, InvalidValue, NotAllowed, NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import Money, read_amount
from telecom.model.parties import Customer, Individual, Membership, PartyStatus, Role
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import managed_customers, require_fresh_proof
from telecom.support.contracted import not_in_contract, within_contract
from telecom.support.proposals import Outcome, carries_out, corrects, propose
from telecom.support.telling import push
from telecom.support.undoing import remember

REVOKE = "revoke_authorization"
ACCEPT = "action_accept_rights"


def propose_grant(
    actor: Actor | None,
    grantee: Grantee,
    functions: Sequence[Function],
    *,
    scope: Scope,
    period: Period,
    limit: Money | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to let somebody act: who, what, on what, how long, up to how much. See `_check_may_grant`. [C5, C12]"""
    actor = require_fresh_proof(actor, work=work)
    functions = with_needed(_of_content(functions) if scope.provider else functions)
    if limit is not None and (not limit.is_positive or not SPENDING_FUNCTIONS & set(functions)):
        raise InvalidValue("utter_authorization_limit_for_spending")
    terms = {
        "person_id": grantee.person_id,
        "number": grantee.number,
        "name": grantee.name,
        "functions": [f.value for f in functions],
        "customer_id": scope.customer_id,
        "service_ids": list(scope.service_ids) if scope.service_ids is not None else None,
        "provider": scope.provider,
        "period": period,
        "limit": limit,
    }
    _check_may_grant(actor, terms, work=work)
    shown = Utterance("utter_authorization_propose", described(terms, work=work))
    return propose(actor, GRANT, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _of_content(functions: Sequence[Function]) -> list[Function]:
    """Those of the functions that can be about a partner's content; InvalidValue where none can."""
    found = [function for function in functions if function in CONTENT_FUNCTIONS]
    if not found:
        raise InvalidValue("utter_authorization_not_of_content")
    return found


def described(terms: Mapping[str, Any], *, work: Work) -> dict[str, Any]:
    """The values with which a grant is spoken of."""
    limit = terms["limit"]
    return {
        "who": who_of(terms, work=work),
        "functions": [function_label(Function(f)) for f in terms["functions"]],
        "on": scope_label(terms["service_ids"], provider=terms.get("provider"), work=work),
        "until": _until_label(terms["period"]),
        "limit": [Utterance("utter_authorization_limit", {"limit": limit})] if limit else "",
    }


def _until_label(period: Period) -> Utterance:
    if period.end is None:
        return Utterance("utter_authorization_until_withdrawn", {"start": period.start})
    return Utterance("utter_authorization_until", {"start": period.start, "end": period.end})


def _check_may_grant(actor: Actor, terms: Mapping[str, Any], *, work: Work) -> None:
    """A manager gives any right to anybody but managers. An authorized user only switches functions on for a plain
    user of the same customer, on services and until when they have these themselves; a plain user nothing. [C6, C12]"""
    customer_id, person_id = terms["customer_id"], terms["person_id"]
    theirs = work.of(Membership).find(customer_id=customer_id, person_id=person_id) if person_id else None
    if theirs is not None and theirs.role is Role.MANAGER:
        raise BusinessError("utter_authorization_manager_already")
    if theirs is None and person_id is not None:
        check_known(actor, person_id, work=work)
    if customer_id in managed_customers(actor, work=work):
        services = work.of(Service).list(id=terms["service_ids"]) if terms["service_ids"] else []
        if any(s.customer_id != customer_id for s in services):
            raise NotFound(kind="Service")
        _check_contract_gives(terms, services, work=work)
        return
    mine = work.of(Membership).find(customer_id=customer_id, person_id=actor.person_id)
    functions = [Function(f) for f in terms["functions"]]
    if mine is None or mine.role is not Role.AUTHORIZED_USER or person_id == actor.person_id:
        raise NotAllowed("utter_authorization_not_yours")
    if theirs is None or theirs.role is not Role.USER or not set(functions) <= PLAIN_FUNCTIONS:
        raise NotAllowed("utter_authorization_only_manager")
    until = terms["period"].moments(work.zone)[1]
    own = [p for p in own_permissions(actor, work=work) if p.customer_id == customer_id]
    for function in functions:
        for service_id in terms["service_ids"] or [None]:
            if not any(p.allows(function, service_id, work.now) and _lasts(p, until) for p in own):
                raise NotAllowed("utter_authorization_beyond_own")


def _check_contract_gives(terms: Mapping[str, Any], services: Sequence[Service], *, work: Work) -> None:
    """NotInContract where a manager would give what the contract of none of the named services gives them."""
    for function in (Function(f) for f in terms["functions"] if services):
        if not within_contract(services, function, work=work):
            raise not_in_contract(services[0], function, work=work)


def _lasts(permission: Permission, until: Any) -> bool:
    return permission.valid_until is None or (until is not None and until <= permission.valid_until)


@corrects(GRANT)
def correct_grant(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another time, another limit, or other functions."""
    terms = proposal.terms
    if not any(changes.get(name) is not None for name in ("period", "date", "amount", "function", "functions")):
        return None
    period, limit, functions = terms["period"], terms["limit"], terms["functions"]
    if changes.get("period") is not None or changes.get("date") is not None:
        period = read_grant_period(changes.get("period"), changes.get("date"), today=work.today())
    if changes.get("amount") is not None:
        limit = read_amount(changes["amount"], currency=work.currency)
    if changes.get("function") is not None:
        functions = [changes["function"]]
    functions = changes.get("functions") or functions
    grantee = Grantee(terms["person_id"], terms["number"], terms["name"])
    scope = Scope(terms["customer_id"], terms["service_ids"], terms.get("provider"))
    wanted = [Function(f) for f in functions]
    return propose_grant(actor, grantee, wanted, scope=scope, period=period, limit=limit, turn_id=turn_id, work=work)


@carries_out(GRANT)
def authorize_user(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Give the rights that were confirmed; a number of nobody's gets a profile that its owner has to prove."""
    terms = proposal.terms
    _check_may_grant(actor, terms, work=work)
    person = _grantee_of(terms, work=work)
    functions = [Function(f) for f in terms["functions"]]
    is_member = _keep_membership(terms["customer_id"], person, functions, work=work)
    start, end = terms["period"].moments(work.zone)
    replaced: list[dict[str, Any]] = []
    for function in functions:
        for service_id in terms["service_ids"] if terms["service_ids"] is not None else [None]:
            same: dict[str, Any] = {"function": function, "service_id": service_id, "provider": terms.get("provider")}
            replaced += _replace_standing(actor, terms["customer_id"], person.id, same, work=work)
            work.of(Permission).add(
                Permission(
                    grant_id=proposal.id,
                    customer_id=terms["customer_id"],
                    granter_id=actor.person_id,
                    person_id=person.id,
                    **same,
                    valid_from=max(start, work.now) if start and start > work.now else work.now,
                    valid_until=end,
                    limit=terms["limit"] if function in SPENDING_FUNCTIONS else None,
                    status=PermissionStatus.ACTIVE if is_member else PermissionStatus.GRANTED,
                )
            )
    _note(actor, terms["customer_id"], person.id, "grant", terms["functions"], work=work)
    values = described(terms, work=work)
    tell_grantee(actor, person, proposal.id, terms["customer_id"], values, is_member=is_member, work=work)
    undo = remember(actor, GRANT, terms={"grant_id": proposal.id, "replaced": replaced}, key=proposal.id, work=work)
    name = "utter_authorization_granted" if is_member else "utter_authorization_invited"
    return Outcome([Utterance(name, values, [undo])])


def _grantee_of(terms: Mapping[str, Any], *, work: Work) -> Individual:
    if terms["person_id"] is not None:
        return work.of(Individual).get(terms["person_id"])
    return invited_person(terms["number"], terms["name"], work=work)


def _keep_membership(customer_id: str, person: Individual, functions: Sequence[Function], *, work: Work) -> bool:
    """The grantee belongs to the customer from now on; says whether they did before, so that nothing needs accepting.

    A plain user who gets more than a plain user's functions becomes an authorized user.
    """
    standing = work.of(Membership).find(customer_id=customer_id, person_id=person.id, lock=True)
    if standing is None:
        work.of(Membership).add(Membership(customer_id=customer_id, person_id=person.id, role=Role.AUTHORIZED_USER))
        work.flush()
        return False
    if standing.role is Role.USER and not set(functions) <= PLAIN_FUNCTIONS:
        standing.role = Role.AUTHORIZED_USER
    invited = work.of(Permission).count(customer_id=customer_id, person_id=person.id, status=PermissionStatus.GRANTED)
    return person.status is PartyStatus.VALIDATED and not invited


def _replace_standing(
    actor: Actor, customer_id: str, person_id: str, same: Mapping[str, Any], *, work: Work
) -> list[dict[str, Any]]:
    """What stood for the same function on the same thing is ended: the new words count. What another has given
    stays where the actor is no manager. Returns what stood, so that it can be undone."""
    mine: dict[str, Any] = {}
    if customer_id not in managed_customers(actor, work=work):
        mine = {"granter_id": actor.person_id}
    whose: dict[str, Any] = {"customer_id": customer_id, "person_id": person_id, **same, **mine}
    replaced = []
    for older in work.of(Permission).list(status=STANDING, lock=True, **whose):
        if older.valid_until is None or older.valid_until > work.now:
            replaced.append({"id": older.id, "until": older.valid_until, "status": older.status.value})
        older.end(work.now)
    return replaced


def tell_grantee(
    actor: Actor,
    person: Individual,
    grant_id: str,
    customer_id: str,
    values: Mapping[str, Any],
    *,
    is_member: bool,
    work: Work,
) -> None:
    """Tell somebody of rights that they were given; who did not belong to the customer before has to accept."""
    told = {**values, "granter": work.of(Individual).get(actor.person_id).name}
    told["customer"] = work.of(Customer).get(customer_id).name
    accept = [] if is_member else [Offered(Utterance("utter_choice_accept"), ChoiceKind.ACTION, {"action": ACCEPT})]
    name = "utter_authorization_told" if is_member else "utter_authorization_invitation"
    push(
        work,
        person.id,
        person.phone_number,
        Utterance(name, told, accept),
        key=f"grant:{grant_id}",
        priority=Priority.PROGRESS,
    )


def _note(actor: Actor, customer_id: str, person_id: str, change: str, functions: Sequence[str], *, work: Work) -> None:
    note(
        work,
        SecurityEvent.RIGHTS_CHANGED,
        actor=actor,
        customer_id=customer_id,
        subject=person_id,
        change=change,
        functions=list(functions),
    )
