"""May this person do this, to that? Denied unless granted. [M.3345 7.2]"""

from collections.abc import Callable, Sequence
from typing import Any

from telecom.model.access import FRESH_PROOF, Actor
from telecom.model.authorization import BeyondGrant, Function, Permission, PermissionStatus, Spending
from telecom.model.calendar import start_of_day
from telecom.model.errors import NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service, ServiceState
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, Individual, Membership, Role
from telecom.model.sims import Sim, SimChangeWaits, SimStatus
from telecom.ports import Work
from telecom.support.contracted import not_in_contract, within_contract
from telecom.support.partner_content import covers_account, covers_service, services_of_partner


def known(actor: Actor | None) -> Actor:
    """The actor, or ProofRequired where nobody is logged in."""
    if actor is None:
        raise ProofRequired("identity")
    return actor


def require_fresh_proof(actor: Actor | None, *, work: Work, even_after_sim_change: bool = False) -> Actor:
    """For money, ending and rights: the last proof is at most fifteen minutes old, else ProofRequired.

    SimChangeWaits while the SIM to which the person's codes go has been changed lately; what only protects is
    excepted. [R20]
    """
    actor = known(actor)
    if not even_after_sim_change:
        _refuse_after_sim_change(actor, work=work)
    if work.now - actor.proved_at > FRESH_PROOF:
        raise ProofRequired("fresh")
    return actor


def _refuse_after_sim_change(actor: Actor, *, work: Work) -> None:
    number = work.of(Individual).get(actor.person_id).phone_number
    line = work.of(Service).find(phone_number=number) if number is not None else None
    if line is None:
        return
    changed = work.of(Sim).find(service_id=line.id, status=SimStatus.ACTIVE, money_waits_until__gt=work.now)
    if changed is not None:
        raise SimChangeWaits(until=changed.money_waits_until)


def managed_customers(actor: Actor | None, *, work: Work) -> list[str]:
    """Ids of the customers whose manager the actor is."""
    actor = known(actor)
    return [m.customer_id for m in work.of(Membership).list(person_id=actor.person_id, role=Role.MANAGER)]


def has_nothing_yet(actor: Actor | None, *, work: Work) -> bool:
    """Whether the actor manages a contract under which there is no service yet: nothing is refused them."""
    managed = managed_customers(actor, work=work) if actor else []
    return bool(managed) and not work.of(Service).count(customer_id=managed, state__not=ServiceState.TERMINATED)


def access_services(
    actor: Actor | None, function: Function, *, work: Work, kind: str | None = None, ended: bool = False
) -> list[Service]:
    """The services on which the actor may run the function, by name; none is an empty list, not an error. What the
    contract of a service does not give, nobody has."""
    found = _entitled_services(actor, function, work=work, kind=kind, ended=ended)
    return within_contract(found, function, work=work)


def _entitled_services(
    actor: Actor | None, function: Function, *, work: Work, kind: str | None = None, ended: bool = False
) -> list[Service]:
    """The services that the actor manages, or on which they were granted the function."""
    actor = known(actor)
    services: dict[str, Service] = {}
    managed = managed_customers(actor, work=work)
    if managed:
        services = {s.id: s for s in work.of(Service).list(customer_id=managed)}
    for permission in _permissions(actor, function, work=work):
        if permission.provider is not None:
            found = services_of_partner(permission.customer_id, permission.provider, work=work)
            services |= {s.id: s for s in found}
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
    """One service, if the actor may run the function on it; otherwise NotFound: others' services do not exist.
    NotInContract where it is only the contract that does not give it."""
    entitled = _entitled_services(actor, function, work=work, ended=True)
    found = [s for s in entitled if s.id == service_id]
    if not found:
        raise NotFound(kind="Service")
    if not within_contract(found, function, work=work):
        raise not_in_contract(found[0], function, work=work)
    return work.of(Service).get(service_id, lock=lock)


def refuse_outside_contract(
    actor: Actor | None, function: Function, fits: Callable[[Service], bool] = lambda _: True, *, work: Work
) -> None:
    """NotInContract where what was meant is the actor's to do but for the contract; for who has found nothing."""
    meant = [s for s in _entitled_services(actor, function, work=work) if fits(s)]
    given = {s.id for s in within_contract(meant, function, work=work)}
    for service in meant:
        if service.id not in given:
            raise not_in_contract(service, function, work=work)


def require_services(actor: Actor | None, function: Function, found: Sequence[Service], *, work: Work) -> None:
    """NotAllowed where the actor may run the function on nothing, NotInContract where that is for the contract."""
    if not found:
        refuse_outside_contract(actor, function, work=work)
    require_any(found)


def _permissions(actor: Actor, function: Function, *, work: Work) -> list[Permission]:
    """The rights to a function that the actor may use now. Who asks a manager may wish for any function on what they
    have some right to: the manager decides, with rights of their own."""
    wanted: dict[str, Any] = {} if actor.asks_manager else {"function": function}
    found = work.of(Permission).list(person_id=actor.person_id, status=PermissionStatus.ACTIVE, **wanted)
    return [p for p in found if p.is_in_time(work.now)]


def access_accounts(
    actor: Actor | None, function: Function, *, provider: str | None = None, work: Work
) -> list[BillingAccount]:
    """The billing accounts on which the actor may run the function: all of the customers they manage, those of a
    customer-wide grant, and those of which the grant names every service; of a grant on the content of a partner only
    for what this `provider` delivers."""
    actor = known(actor)
    customers, named = set(managed_customers(actor, work=work)), set()
    for permission in _permissions(actor, function, work=work):
        if not covers_account(permission, provider):
            continue
        if permission.service_id is None:
            customers.add(permission.customer_id)
        else:
            named.add(permission.service_id)
    accounts = work.of(BillingAccount).list(customer_id=customers, order="id") if customers else []
    charged = {s.account_id for s in work.of(Service).list(id=named)} - {a.id for a in accounts} if named else set()
    for account in work.of(BillingAccount).list(id=charged, order="id") if charged else []:
        services = work.of(Service).list(account_id=account.id, state__not=ServiceState.TERMINATED)
        if actor.asks_manager or all(s.id in named for s in services):
            accounts.append(account)
    return accounts


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


def require_within_limit(
    actor: Actor,
    function: Function,
    amount: Money,
    *,
    account: BillingAccount,
    service_id: str | None = None,
    provider: str | None = None,
    key: str | None = None,
    work: Work,
) -> None:
    """BeyondGrant where the amount is more than what is left this month of the actor's grant; managers have no limit.

    With a `key` the amount is written down as spent, once per key. A limited grant is held until the work ends, so
    that two payments at once cannot both have what is left.
    """
    if actor.asks_manager or account.customer_id in managed_customers(actor, work=work):
        return
    of_account = {s.id for s in work.of(Service).list(account_id=account.id)}
    covering = [
        p
        for p in _permissions(actor, function, work=work)
        if (p.service_id == service_id or p.service_id in of_account or p.service_id is None)
        and p.customer_id == account.customer_id
        and (service_id is None or p.service_id in (None, service_id))
        and (covers_service(p, service_id, work=work) if service_id else covers_account(p, provider))
    ]
    if any(p.limit is None for p in covering):
        return
    # What was granted together on several services shares one limit, and is held together.
    grants = {p.grant_id for p in covering if p.grant_id is not None}
    work.of(Permission).list(grant_id=grants, order="id", lock=True)
    limited = [work.of(Permission).get(p.id, lock=True) for p in sorted(covering, key=lambda p: p.id)]
    for permission in limited:
        left = _left_of(permission, work=work)
        if left is not None and amount <= left:
            if key is not None:
                work.of(Spending).add_once(
                    Spending(permission_id=permission.id, key=key, amount=amount, at=work.now), key="permission_id,key"
                )
            return
    if not limited:
        raise NotAllowed()
    raise BeyondGrant(limit=limited[0].limit, amount=amount, left=_left_of(limited[0], work=work))


def _left_of(permission: Permission, *, work: Work) -> Money | None:
    """What may still be spent this month under a grant, by any of the permissions granted together."""
    if permission.limit is None:
        return None
    together = [permission.id]
    if permission.grant_id is not None:
        together = [p.id for p in work.of(Permission).list(grant_id=permission.grant_id)]
    since = start_of_day(work.today().replace(day=1), work.zone)
    spent = [s.amount for s in work.of(Spending).list(permission_id=together, at__gte=since)]
    return permission.limit - total(spent, currency=permission.limit.currency)
