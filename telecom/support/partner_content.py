"""What a partner provides to a customer: the services that stand on a product of its own. [M.3345 5.1, 6]"""

from collections.abc import Iterable

from telecom.model.authorization import Permission
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.partners import Partner, partner_of
from telecom.ports import Work

_HELD = (ProductStatus.PENDING_ACTIVE, ProductStatus.ACTIVE, ProductStatus.SUSPENDED)


def services_of_partner(customer_id: str, partner_id: str, *, work: Work) -> list[Service]:
    """The services of a customer that a partner provides."""
    held = work.of(Product).list(customer_id=customer_id, status=_HELD)
    offerings = work.of(Offering).list(id={p.offering_id for p in held}, order="id")
    theirs = {each.id for each in offerings if each.is_base and partner_of(each) == partner_id}
    ids = {p.service_id for p in held if p.offering_id in theirs and p.service_id is not None}
    return work.of(Service).list(id=ids) if ids else []


def covers_account(permission: Permission, provider: str | None) -> bool:
    """Whether a right may be used for something new of this provider (None is ourselves)."""
    return permission.provider is None or permission.provider == provider


def covers_service(permission: Permission, service_id: str, *, work: Work) -> bool:
    """Whether a right that names a partner holds on a service, for that partner provides it."""
    if permission.provider is None:
        return True
    found = services_of_partner(permission.customer_id, permission.provider, work=work)
    return service_id in {service.id for service in found}


def partner_in(said: str, partners: Iterable[Partner]) -> Partner | None:
    """The partner whose name stands in what was said."""
    words = said.casefold()
    return next((each for each in partners if each.name.casefold() in words or each.id == words), None)
