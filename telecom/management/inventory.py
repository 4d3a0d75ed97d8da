"""What a subscriber has: services, the products on them, and how each stands. [M.3345 7.1, F9]"""

from collections.abc import Sequence
from dataclasses import dataclass

from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.errors import NotAllowed, NotFound
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.money import Money, total
from telecom.model.parties import Individual
from telecom.model.suspension import OPEN_SUSPENSION, Suspension
from telecom.model.testing import Sold
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.authorization import access_services, refuse_outside_contract, require_any

HELD = (ProductStatus.PENDING_ACTIVE, ProductStatus.ACTIVE, ProductStatus.SUSPENDED)
# A part of a name counts from this length on: "Anna's" finds "Anna's phone".
SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """A service with the names of what runs on it, its pause that runs or is to come, and what it costs a month."""

    service: Service
    offerings: Sequence[str]
    suspension: Suspension | None
    monthly: Money | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """How a service was named: by kind, own name or id, by phone number (E.164), by who delivers it, or not at all."""

    named: str | None = None
    number: str | None = None
    provider: str | None = None


def list_services(actor: Actor | None, *, work: Work) -> list[ServiceReport]:
    """The services the actor may see. NotAllowed where there is none. [F9]"""
    services = access_services(actor, Function.CHECK, work=work)
    require_any(services)
    ids = [service.id for service in services]
    pauses = {s.service_id: s for s in work.of(Suspension).list(service_id=ids, status=OPEN_SUSPENSION)}
    products = work.of(Product).list(service_id=ids, status=HELD, order="started_on,id")
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})}
    reports = []
    for service in services:
        held = [offerings[p.offering_id] for p in products if p.service_id == service.id]
        names = [o.name for o in sorted(held, key=lambda o: (not o.is_base, o.name))]
        prices = [o.monthly for o in held if o.monthly is not None]
        monthly = total(prices, currency=work.currency) if prices else None
        reports.append(ServiceReport(service, names, pauses.get(service.id), monthly))
    return reports


def services_meant(services: Sequence[Service], meant: Meant) -> list[Service]:
    """Those of the services that the words fit; all of them where nothing was said."""
    found = list(services)
    if meant.number:
        return [s for s in found if s.phone_number and s.phone_number.e164 == meant.number]
    if not meant.named:
        return found
    named = meant.named.casefold().strip()
    for fits in (
        [s for s in found if s.id == meant.named],
        [s for s in found if s.name.casefold() == named],
        [s for s in found if s.kind == named],
        # "My phone" is the fixed line of somebody who has no mobile.
        [s for s in found if named == "mobile" and s.kind == "fixed"],
        [s for s in found if len(named) >= SHORTEST_NAME and named in s.name.casefold()],
    ):
        if fits:
            return fits
    return []


def access_meant(actor: Actor | None, function: Function, meant: Meant, *, work: Work) -> list[Service]:
    """The services that were meant and on which the actor may run the function; never empty.

    NotAllowed where the actor may see what was meant but not do this to it, or may do this to nothing; NotInContract
    where the contract of what was meant does not give this; NotFound where what was meant is none of theirs.
    """
    allowed = access_services(actor, function, work=work)
    found = services_meant(_of_provider(allowed, meant.provider, work=work), meant)
    if found:
        return found
    refuse_outside_contract(actor, function, lambda one: _is_meant(one, meant, work=work), work=work)
    require_any(allowed)
    if meant.provider:
        raise NotFound("utter_inventory_not_from", provider=meant.provider)
    if services_meant(access_services(actor, Function.CHECK, work=work), meant):
        raise NotAllowed()
    raise NotFound(kind="Service")


def _is_meant(service: Service, meant: Meant, *, work: Work) -> bool:
    return bool(services_meant(_of_provider([service], meant.provider, work=work), meant))


def _of_provider(services: Sequence[Service], provider: str | None, *, work: Work) -> list[Service]:
    """Those of the services on which something of a provider runs; all where none was named."""
    if not provider:
        return list(services)
    named = provider.casefold()
    products = work.of(Product).list(service_id=[s.id for s in services], status=HELD)
    offerings = work.of(Offering).list(id={p.offering_id for p in products}, order="id")
    theirs = {o.id for o in offerings if str(o.terms.get("provider", "")).casefold() == named}
    having = {p.service_id for p in products if p.offering_id in theirs}
    return [s for s in services if s.id in having]


def label_of(service: Service) -> Utterance:
    """What a service is called in a sentence: its name, and its number where it has one."""
    if service.phone_number is None:
        return Utterance("utter_inventory_label", {"name": service.name})
    return Utterance("utter_inventory_label_number", {"name": service.name, "number": service.phone_number})


def held_products(service: Service, *, work: Work, status: ProductStatus | None = None) -> list[Product]:
    """The products on a service, of one status or all that are held."""
    return work.of(Product).list(service_id=service.id, status=[status] if status else HELD, order="started_on,id")


def sold_on(service: Service, *, work: Work) -> Sold:
    """The speed that was sold, from the terms of what runs on the service (`down`, `up` in bit/s)."""
    offerings = {p.offering_id for p in held_products(service, work=work)}
    for offering in work.of(Offering).list(id=offerings, order="id"):
        if "down" in offering.terms:
            return Sold(int(offering.terms["down"]), int(offering.terms["up"]) if "up" in offering.terms else None)
    return Sold()


def place_of(service: Service, *, work: Work) -> str | None:
    """Where a service is: its own place, or the one where its user lives."""
    if service.place or service.user_id is None:
        return service.place
    return work.of(Individual).get(service.user_id).place
