"""What the demo operator has to sell with: free numbers, ports in its places, articles on the shelf, and contracts."""

from collections.abc import Iterable, Sequence

from demo.identities import demo_id
from demo.people import People
from telecom.model.catalogue import Offering
from telecom.model.contracts import Agreement, AgreementParty, PartyRole, Terms, end_of_term
from telecom.model.places import Place
from telecom.model.resources import IN_A_PLACE, Resource, ResourceKind, StockLevel

PORTS = 16
FREE_NUMBERS = {
    "mobile": [f"+447700900{n}" for n in range(600, 700)],
    "fixed": [f"+4420794604{n:02}" for n in range(60)],
}
OURSELVES = "self"


def make_resources(people: People, places: Iterable[Place]) -> list[Resource]:
    """Free numbers, and the ports of each place; the people's own lines take theirs."""
    made = [
        Resource(id=demo_id(f"number {value}"), kind=ResourceKind.NUMBER, service_kind=kind, value=value)
        for kind, values in FREE_NUMBERS.items()
        for value in values
    ]
    for service in people.services:
        if service.phone_number is not None:
            value = service.phone_number.e164
            own = Resource(
                id=demo_id(f"number {value}"), kind=ResourceKind.NUMBER, service_kind=service.kind, value=value
            )
            own.take(service.id)
            made.append(own)
    for place in places:
        for kind in sorted(IN_A_PLACE & set(place.kinds)):
            made += _ports(people, place, kind)
    return made


def _ports(people: People, place: Place, kind: str) -> Iterable[Resource]:
    users = iter([s for s in people.services if (s.kind, s.place) == (kind, place.name)])
    for number in range(1, PORTS + 1):
        value = f"{place.id}/{kind}/{number:02}"
        port = Resource(
            id=demo_id(f"port {value}"), kind=ResourceKind.PORT, service_kind=kind, value=value, place=place.name
        )
        service = next(users, None)
        if service is not None:
            port.take(service.id)
        yield port


def make_stock(offerings: Iterable[Offering]) -> list[StockLevel]:
    """What is on the shelf, as the catalogue says."""
    return [StockLevel(offering_id=o.id, on_hand=int(o.terms["stock"])) for o in offerings if "stock" in o.terms]


def make_contracts(people: People, offerings: dict[str, Offering]) -> tuple[list[Agreement], list[AgreementParty]]:
    """The contract of each service, begun when its plan was."""
    agreements: list[Agreement] = []
    parties: list[AgreementParty] = []
    names = {customer.id: customer.name for customer in people.customers}
    for number, service in enumerate(people.services, start=1):
        base = next(
            (p for p in people.products if p.service_id == service.id and offerings[p.offering_id].is_base), None
        )
        if base is None:
            continue
        terms = Terms.read(offerings[base.offering_id].terms)
        agreement = Agreement(
            id=demo_id(f"agreement {service.id}"),
            number=f"AG-{1000 + number}",
            customer_id=service.customer_id,
            service_id=service.id,
            begun_on=base.started_on,
            first_end=end_of_term(base.started_on, terms.months),
            notice_days=terms.notice_days,
            early_percent=terms.early_percent,
            functions=list(terms.functions),
        )
        agreements.append(agreement)
        parties += _parties(agreement, names[service.customer_id])
    return agreements, parties


def _parties(agreement: Agreement, customer: str) -> Sequence[AgreementParty]:
    def party(role: PartyRole, name: str, customer_id: str | None = None) -> AgreementParty:
        return AgreementParty(
            id=demo_id(f"party {agreement.id} {role.value}"),
            agreement_id=agreement.id,
            role=role,
            name=name,
            customer_id=customer_id,
        )

    return [
        party(PartyRole.CUSTOMER, customer, agreement.customer_id),
        party(PartyRole.PROVIDER, OURSELVES),
        party(PartyRole.NETWORK_OPERATOR, OURSELVES),
    ]
