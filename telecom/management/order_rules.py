"""The rules of ordering: who may have what, on which line, from which account, and whether the credit reaches."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from telecom.management.inventory import HELD, Meant, label_of, services_meant
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, Service, ServiceState
from telecom.model.money import Money, total
from telecom.model.ordering import CannotOrder, Carrying
from telecom.model.parties import BillingAccount, BillingMode, Customer, Individual
from telecom.model.partners import partner_of
from telecom.ports import Work
from telecom.services.smi import registered_kinds
from telecom.support import ledger
from telecom.support.authorization import access_accounts, access_services, known, refuse_outside_contract, require_any

_CALLED = {"mobile": "mobile", "fixed": "landline", "broadband": "broadband", "iptv": "TV"}
COMPANY = "company"


def customer_for(actor: Actor, offering: Offering, *, work: Work) -> tuple[Customer, BillingAccount]:
    """For whom the actor orders, and the account that pays: the first of those they may order for."""
    accounts = access_accounts(actor, Function.ORDER, work=work)
    require_any(accounts)
    customer = work.of(Customer).get(accounts[0].customer_id)
    check_customer_takes(customer, offering)
    return customer, accounts[0]


def account_for(actor: Actor, offering: Offering, *, work: Work) -> tuple[Customer, BillingAccount]:
    """The account of a new service: one paid by bill where it has a monthly price, one with credit where it is
    prepaid. Who only has credit gets an account for bills when the service is there. A right on the content of the
    partner who delivers it is enough."""
    accounts = access_accounts(actor, Function.ORDER, provider=partner_of(offering), work=work)
    require_any(accounts)
    wanted = BillingMode.PREPAID if offering.terms.get("prepaid") else BillingMode.POSTPAID
    account = next((a for a in accounts if a.mode is wanted), None)
    if account is None and wanted is BillingMode.PREPAID:
        raise CannotOrder("utter_order_for_prepaid", product=offering.name)
    account = account or accounts[0]
    customer = work.of(Customer).get(account.customer_id)
    check_customer_takes(customer, offering)
    return customer, account


def check_customer_takes(customer: Customer, offering: Offering) -> None:
    """CannotOrder for what is sold to companies only."""
    if offering.terms.get("business") and customer.kind != COMPANY:
        raise CannotOrder("utter_order_for_business", product=offering.name)


def check_service_takes(service: Service, offering: Offering, *, work: Work) -> None:
    """CannotOrder where this product cannot run on this service."""
    values = {"product": offering.name, "service": label_of(service)}
    if service.kind != offering.service_kind:
        raise CannotOrder("utter_order_wrong_kind", **values)
    if offering.is_base:
        raise CannotOrder("utter_order_is_change", **values)
    if service.state is not ServiceState.ACTIVE:
        raise CannotOrder("utter_order_service_rests", **values)
    goes_on = offering.monthly is not None or offering.terms.get("renews")
    if goes_on and work.of(Product).count(service_id=service.id, offering_id=offering.id, status=HELD):
        raise CannotOrder("utter_order_has_already", **values)
    prepaid = work.of(BillingAccount).get(service.account_id).mode is BillingMode.PREPAID
    if prepaid and offering.monthly is not None:
        raise CannotOrder("utter_order_needs_bill", **values)
    if offering.terms.get("prepaid") and not prepaid:
        raise CannotOrder("utter_order_for_prepaid", **values)
    check_customer_takes(work.of(Customer).get(service.customer_id), offering)


def require_credit(
    asked: Iterable[tuple[BillingAccount, Money | None]], *, less: Money | None = None, work: Work
) -> None:
    """CannotOrder where the credit of a prepaid account does not reach for what is asked of it together, `less` what
    will be added to it."""
    together: dict[str, list[Money]] = {}
    for account, price in asked:
        if price is not None and account.mode is BillingMode.PREPAID:
            together.setdefault(account.id, []).append(price)
    for account_id, prices in together.items():
        price = total(prices, currency=work.currency)
        held = ledger.find_credit_account(account_id, work=work)
        credit = ledger.balance_of(held, work=work) if held else Money(0, work.currency)
        credit = credit + less if less is not None else credit
        if price > credit:
            raise CannotOrder("utter_order_credit_short", price=price, credit=credit, missing=price - credit)


def require_dependencies(
    wanted: Sequence[tuple[Offering, Carrying, Mapping[str, Any]]], account: BillingAccount, *, work: Work
) -> None:
    """CannotOrder for a new service that does not work without another one in its place, which is neither there nor
    ordered along with it."""
    kinds = registered_kinds()
    for offering, carrying, details in wanted:
        if carrying is not Carrying.NEW_SERVICE:
            continue
        needed = kinds[str(offering.service_kind)].lifecycle.dependencies
        for kind in needed:
            along = any(o.service_kind == kind and c is Carrying.NEW_SERVICE for o, c, _ in wanted)
            stands = work.of(Service).count(
                customer_id=account.customer_id, kind=kind, place=details["place"], state=ServiceState.ACTIVE
            )
            if not along and not stands:
                raise CannotOrder("utter_order_needs_other", product=offering.name, place=details["place"])


def name_for(kind: str, person: Individual, place: str | None, customer_id: str, *, work: Work) -> str:
    """What a new service is called: nobody of this customer has another of the same name."""
    word = _CALLED.get(kind, kind)
    wished = f"{person.given_name}'s {word}" if place is None else f"{place} {word}"
    taken = {s.name for s in work.of(Service).list(customer_id=customer_id)}
    name, count = wished, 1
    while name in taken:
        count += 1
        name = f"{wished} {count}"
    return name


def takers(actor: Actor | None, offering: Offering, meant: Meant, *, work: Work) -> list[Service]:
    """The services that an add-on could go on, of those that were meant and on which the actor may order. CannotOrder
    where they have none of its kind."""
    allowed = access_services(actor, Function.ORDER, work=work)
    of_kind = [s for s in allowed if s.kind == offering.service_kind and s.state is ServiceState.ACTIVE]
    if not of_kind:
        refuse_outside_contract(actor, Function.ORDER, lambda s: s.kind == offering.service_kind, work=work)
        require_any(allowed or access_accounts(actor, Function.ORDER, work=work))
        raise CannotOrder("utter_order_needs_plan", product=offering.name)
    # "TV" in "the tv pack on my phone" is a kind, not which line: a kind that does not fit narrows nothing.
    return services_meant(of_kind, meant) or of_kind


def standing_base(actor: Actor | None, offering: Offering, *, place: str | None, work: Work) -> Service | None:
    """A service of the kind of a plan that the actor has already (in that place, where it stays in one), so that it
    has to be asked whether that is to be changed."""
    found = access_services(actor, Function.ORDER, work=work, kind=offering.service_kind)
    own = [s for s in found if place is None or s.place in (None, place)]
    person = known(actor).person_id
    return next((s for s in own if s.user_id == person), own[0] if own else None)
