"""What is known of people for choosing whom a campaign is for: many at once, a few questions to the database. [P2]"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from telecom.model.campaigns import Campaign, CampaignMember, Facts, Group
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.ordering import OrderItem, ProductOrder
from telecom.model.parties import Customer, Individual, Membership, Role
from telecom.model.usage import UsageRecord
from telecom.model.volumes import GIGABYTE, UsageKind
from telecom.ports import Work

_LOOKED_BACK = timedelta(days=30)


def facts_of(people: Sequence[Individual], *, work: Work) -> list[Facts]:
    """The facts of each, in the same order: use and spending of the last thirty days on what they manage."""
    memberships = work.of(Membership).list(person_id=[p.id for p in people], role=Role.MANAGER)
    managed: dict[str, set[str]] = {}
    for each in memberships:
        managed.setdefault(each.person_id, set()).add(each.customer_id)
    customers = {c.id: c for c in work.of(Customer).list(id={m.customer_id for m in memberships})}
    products = work.of(Product).list(customer_id=set(customers), status=ProductStatus.ACTIVE)
    services = work.of(Service).list(customer_id=set(customers))
    used = _used([s.id for s in services], work=work)
    reactions = _reactions([p.id for p in people], work=work)
    found = []
    for person in people:
        own = managed.get(person.id, set())
        held = [p for p in products if p.customer_id in own]
        lines = [s.id for s in services if s.customer_id in own]
        told, taken = reactions.get(person.id, (frozenset(), frozenset()))
        found.append(
            Facts(
                language=person.language,
                place=person.place,
                age=_years(person.born_on, work.today()) if person.born_on else None,
                customer_kinds=frozenset(customers[c].kind for c in own),
                plans=frozenset(p.offering_id for p in held),
                months=max((_months(p.started_on, work.today()) for p in held), default=0),
                spent=sum(used.get(line, (0, 0))[0] for line in lines),
                data_gb=sum(used.get(line, (0, 0))[1] for line in lines) / GIGABYTE,
                told=told,
                taken=taken,
            )
        )
    return found


def _used(service_ids: Sequence[str], *, work: Work) -> dict[str, tuple[int, int]]:
    """What each service cost beyond its plan, in minor units, and its data in bytes."""
    found: dict[str, tuple[int, int]] = {}
    if not service_ids:
        return found
    sums = work.of(UsageRecord).sums(
        ["charge_minor", "units"], by=["service_id", "kind"], service_id=list(service_ids), incoming=False,
        at__gte=work.now - _LOOKED_BACK,
    )  # fmt: skip
    for (service_id, kind), (spent, units) in sums:
        before = found.get(service_id, (0, 0))
        found[service_id] = (before[0] + spent, before[1] + (units if kind is UsageKind.DATA else 0))
    return found


def _reactions(person_ids: Sequence[str], *, work: Work) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The names of the campaigns each was told of, and of those whose offering they then ordered."""
    members = work.of(CampaignMember).list(person_id=list(person_ids), group=Group.TOLD)
    campaigns = {c.id: c for c in work.of(Campaign).list(id={m.campaign_id for m in members})} if members else {}
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for campaign in campaigns.values():
        of_it = [m for m in members if m.campaign_id == campaign.id]
        takers = takers_of(campaign, of_it, work=work)
        for member in of_it:
            told, taken = found.get(member.person_id, (frozenset(), frozenset()))
            took = {campaign.name} if member.person_id in takers else set()
            found[member.person_id] = (told | {campaign.name}, taken | took)
    return found


def takers_of(campaign: Campaign, members: Iterable[CampaignMember], *, work: Work) -> set[str]:
    """Who of these ordered a campaign's offering after they were told, or after they would have been."""
    since = {m.person_id: m.at for m in members}
    if campaign.offering_id is None or not since:
        return set()
    orders = work.of(ProductOrder).list(asked_by=set(since), placed_at__gte=min(since.values()))
    orders = [o for o in orders if o.placed_at >= since[o.asked_by]]
    items = work.of(OrderItem).list(order_id={o.id for o in orders}, offering_id=campaign.offering_id) if orders else []
    with_it = {item.order_id for item in items}
    return {o.asked_by for o in orders if o.id in with_it}


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _months(since: date, today: date) -> int:
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
