"""Lines that a partner delivers: it measures them and lets them rest, and it may say no or not answer. [F8, A4, F12]"""

from dataclasses import dataclass

from telecom.management.inventory import held_products
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.partners import Partner, partner_of
from telecom.model.readings import LineReading
from telecom.ports import LineReader, Outside, Partners, Work


def partner_serving(service: Service, *, work: Work) -> Partner | None:
    """The partner that delivers a service, None where we do ourselves."""
    offerings = {product.offering_id for product in held_products(service, work=work)}
    partners = [
        partner_of(offering) for offering in work.of(Offering).list(id=offerings, order="id") if offering.is_base
    ]
    found = next((each for each in partners if each), None)
    return work.of(Partner).get(found) if found else None


@dataclass(frozen=True, slots=True)
class _PartnersLine:
    """Has a partner measure its line, which it knows by the id of the service."""

    partners: Partners
    partner_id: str

    def read_line(self, service_id: str) -> LineReading:
        return self.partners.read_line(self.partner_id, service_id)


def reader_for(partner: Partner | None, outside: Outside) -> LineReader:
    """Who measures a line: the partner that delivers it, else our network."""
    return _PartnersLine(outside.partners, partner.id) if partner else outside.network


def set_working(service_id: str, *, working: bool, partner: Partner | None, outside: Outside) -> None:
    """Have a line work, or rest. NetworkDown; of a partner's PartnerDown, PartnerRefuses."""
    if partner is None:
        outside.network.set_line(service_id, working=working)
    else:
        outside.partners.set_line(partner.id, service_id, working=working)
