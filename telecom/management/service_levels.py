"""What was promised about a service in the terms of what is held on it. [A5]"""

from datetime import datetime

from telecom.management.inventory import held_products
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.performance import Agreement, read_agreement
from telecom.ports import Work


def agreed_on(service: Service, *, work: Work) -> tuple[Offering, Agreement] | None:
    """The offering on a service whose terms promise something, with the promises."""
    held = {product.offering_id for product in held_products(service, work=work)}
    for offering in work.of(Offering).list(id=held, order="id"):
        agreement = read_agreement(offering.terms)
        if agreement is not None:
            return offering, agreement
    return None


def repair_due(service: Service, opened_at: datetime, *, work: Work) -> datetime | None:
    """By when a fault that was reported then is promised to be mended, None where nothing is promised."""
    found = agreed_on(service, work=work)
    within = found[1].repair_within if found else None
    return opened_at + within if within else None
