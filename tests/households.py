"""A family home with broadband, TV and a landline, and a company with a manager and an employee."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual, Membership, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from tests.people import a_subscriber, logged_in

FIBRE_TERMS = {"down": 500_000_000, "up": 90_000_000}


@dataclass(frozen=True, slots=True)
class Household:
    """A manager who is logged in, and the services by kind."""

    manager: Actor
    services: dict[str, Service]

    def __getitem__(self, kind: str) -> str:
        """The id of the service of a kind."""
        return self.services[kind].id


def an_offering(work: Work, name: str, kind: str, *, monthly: int | None, **terms: Any) -> Offering:
    """An offering by its name, made at first use."""
    key = name.lower().replace(" ", "-")
    found = work.of(Offering).find(id=key)
    if found is None:
        price = Money(monthly, "GBP") if monthly is not None else None
        found = Offering(
            id=key, name=name, category="plan", service_kind=kind, summary=name, monthly=price, terms=terms
        )
        work.of(Offering).add(found)
        work.flush()
    return found


def runs_on(work: Work, service: Service, offering: Offering) -> Product:
    """A product of an offering on a service."""
    product = Product(
        customer_id=service.customer_id,
        account_id=service.account_id,
        offering_id=offering.id,
        service_id=service.id,
        started_on=date(2026, 1, 1),
    )
    work.of(Product).add(product)
    work.flush()
    return product


def a_home(work: Work, *, place: str = "Northgate") -> Household:
    """Broadband, TV and a landline in one place, paid by bill."""
    person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Priya", kind="broadband")
    broadband = work.of(Service).find(user_id=person.id)
    assert broadband is not None
    broadband.name, broadband.place, broadband.phone_number = "Home broadband", place, None
    runs_on(work, broadband, an_offering(work, "Fibre 500", "broadband", monthly=3800, **FIBRE_TERMS))
    services = {"broadband": broadband}
    for kind, name, number in (("iptv", "Living room TV", None), ("fixed", "Landline", "+442079460123")):
        service = Service(
            customer_id=broadband.customer_id,
            account_id=broadband.account_id,
            kind=kind,
            name=name,
            place=place,
            phone_number=PhoneNumber(number) if number else None,
        )
        work.of(Service).add(service)
        work.flush()
        runs_on(work, service, an_offering(work, f"{name} plan", kind, monthly=1000))
        services[kind] = service
    return Household(logged_in(work, person), services)


def a_member(work: Work, household: Household, *functions: Function, kind: str = "broadband") -> Actor:
    """A plain user at the household's customer, with these functions on one of its services."""
    customer_id = household.services[kind].customer_id
    person = Individual(given_name="Sam", family_name="User", phone_number=PhoneNumber("+447700900905"))
    work.of(Individual).add(person)
    work.flush()
    work.of(Membership).add(Membership(customer_id=customer_id, person_id=person.id, role=Role.USER))
    for function in functions:
        work.of(Permission).add(
            Permission(
                customer_id=customer_id,
                granter_id=household.manager.person_id,
                person_id=person.id,
                function=function,
                service_id=household[kind],
                valid_from=work.now,
            )
        )
    work.flush()
    return logged_in(work, person)


def a_stranger(work: Work) -> Actor:
    """Somebody with a line of their own, and nothing to do with the household."""
    return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Zoe"))
