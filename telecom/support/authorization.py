"""May this person do this, to that? Denied unless granted. [M.3345 7.2]"""

from collections.abc import Sequence
from typing import Any

from telecom.model.access import FRESH_PROOF, Actor
from telecom.model.authorization import Function, Permission
from telecom.model.errors import NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service, ServiceState
from telecom.model.parties import BillingAccount, Membership, Role
from telecom.ports import Work


def known(actor: Actor | None) -> Actor:
    """The actor, or ProofRequired where nobody is logged in."""
    if actor is None:
        raise ProofRequired("identity")
    return actor


def require_fresh_proof(actor: Actor | None, *, work: Work) -> Actor:
    """For money, ending and rights: the last proof is at most fifteen minutes old, else ProofRequired."""
    actor = known(actor)
    if work.now - actor.proved_at > FRESH_PROOF:
        raise ProofRequired("fresh")
    return actor


def managed_customers(actor: Actor | None, *, work: Work) -> list[str]:
    """Ids of the customers whose manager the actor is."""
    actor = known(actor)
    return [m.customer_id for m in work.of(Membership).list(person_id=actor.person_id, role=Role.MANAGER)]


def access_services(
    actor: Actor | None, function: Function, *, work: Work, kind: str | None = None, ended: bool = False
) -> list[Service]:
    """The services on which the actor may run the function, by name; none is an empty list, not an error."""
    actor = known(actor)
    services: dict[str, Service] = {}
    managed = managed_customers(actor, work=work)
    if managed:
        services = {s.id: s for s in work.of(Service).list(customer_id=managed)}
    for permission in work.of(Permission).list(person_id=actor.person_id, function=function):
        if not permission.allows(function, permission.service_id, work.now):
            continue
        granted: dict[str, Any] = (
            {"id": permission.service_id} if permission.service_id else {"customer_id": permission.customer_id}
        )
        services |= {s.id: s for s in work.of(Service).list(**granted)}
    found = [s for s in services.values() if (kind is None or s.kind == kind)]
    if not ended:
        found = [s for s in found if s.state is not ServiceState.TERMINATED]
    return sorted(found, key=lambda s: (s.kind, str(s.phone_number or ""), s.name))


def access_service(
    actor: Actor | None, function: Function, service_id: str, *, work: Work, lock: bool = False
) -> Service:
    """One service, if the actor may run the function on it; otherwise NotFound: others' services do not exist."""
    if service_id not in {s.id for s in access_services(actor, function, work=work, ended=True)}:
        raise NotFound(kind="Service")
    return work.of(Service).get(service_id, lock=lock)


def access_accounts(actor: Actor | None, function: Function, *, work: Work) -> list[BillingAccount]:
    """The billing accounts on which the actor may run the function (all of the customers they manage, or by grant)."""
    actor = known(actor)
    customers = set(managed_customers(actor, work=work))
    for permission in work.of(Permission).list(person_id=actor.person_id, function=function, service_id=None):
        if permission.allows(function, None, work.now):
            customers.add(permission.customer_id)
    if not customers:
        return []
    return work.of(BillingAccount).list(customer_id=customers, order="id")


def access_account(
    actor: Actor | None, function: Function, account_id: str, *, work: Work, lock: bool = False
) -> BillingAccount:
    """One billing account, if the actor may run the function on it; otherwise NotFound."""
    if account_id not in {a.id for a in access_accounts(actor, function, work=work)}:
        raise NotFound(kind="BillingAccount")
    return work.of(BillingAccount).get(account_id, lock=lock)


def require_any(found: Sequence[object]) -> None:
    """NotAllowed where the actor has nothing on which the function may run."""
    if not found:
        raise NotAllowed()
