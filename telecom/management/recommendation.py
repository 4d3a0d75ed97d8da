"""What suits a subscriber, from their own use of the last three months; cheaper plans included. [M.3345 5.1.2, C8]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from telecom.management.inventory import held_products
from telecom.management.order_rules import COMPANY
from telecom.management.usage import COUNTED
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period, month_of
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import Customer
from telecom.model.recommendation import MonthlyUse, cheapest_covering, covers, months_use
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.volumes import UsageKind
from telecom.ports import Work
from telecom.support.authorization import access_services, require_any

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What suits one service: the plan it has, what it used at most, and the plan that covers that for the least.

    `best` is None where nothing on sale covers the use, and the present plan where that is right already.
    """

    service: Service
    current: Offering | None
    use: MonthlyUse
    best: Offering | None

    @property
    def saves(self) -> Money | None:
        """How much less a month the best plan costs; below zero where it costs more. None where nothing compares."""
        if self.best is None or self.current is None or self.best.monthly is None or self.current.monthly is None:
            return None
        return self.current.monthly - self.best.monthly

    @property
    def is_right(self) -> bool:
        return self.best is not None and self.current is not None and self.best.id == self.current.id


def recommend(actor: Actor | None, *, service_ids: Sequence[str] | None = None, work: Work) -> list[Recommendation]:
    """What suits each of the asker's services whose use is counted, or those named. [C8]"""
    services = access_services(actor, Function.CHECK, work=work)
    require_any(services)
    offerings = work.of(Offering).list(status=ON_SALE, order="id")
    wanted = [s for s in services if s.kind in ("mobile", "fixed") and (service_ids is None or s.id in service_ids)]
    used = uses_of(wanted, work=work)
    return [_for_service(service, offerings, used[service.id], work=work) for service in wanted]


def _for_service(service: Service, offerings: Sequence[Offering], use: MonthlyUse, *, work: Work) -> Recommendation:
    products = held_products(service, work=work)
    held = work.of(Offering).list(id={p.offering_id for p in products}, order="id")
    current = next((o for o in held if o.is_base), None)
    company = work.of(Customer).get(service.customer_id).kind == COMPANY
    open_to = [
        o
        for o in offerings
        if o.service_kind == service.kind
        and o.is_base
        and bool(o.terms.get("business")) in (False, company)
        # A line of many channels is no line of one, whatever it is used for.
        and _shared_unit(o) == (_shared_unit(current) if current else None)
    ]
    best = cheapest_covering(open_to, use)
    if current is not None and best is not None and current.monthly is not None and covers(current, use):
        assert best.monthly is not None
        best = current if current.monthly <= best.monthly else best
    return Recommendation(service, current, use, best)


def _shared_unit(offering: Offering) -> str | None:
    """What a plan brings a share of: channels, streams."""
    return (offering.terms.get("share") or {}).get("unit")


def last_months(today: date) -> list[Period]:
    """The last three whole months, the oldest first."""
    months: list[Period] = []
    first = today.replace(day=1)
    for _ in range(MONTHS):
        before = month_of(first - timedelta(days=1))
        months.insert(0, before)
        assert before.start is not None
        first = before.start
    return months


def uses_of(services: Sequence[Service], *, work: Work) -> Mapping[str, MonthlyUse]:
    """What each service used at home in the last three whole months, by its highest month; and what was paid beyond
    the plan in all of them. By id."""
    at_home: dict[str, list[dict[UsageKind, int]]] = {service.id: [] for service in services}
    beyond = dict.fromkeys(at_home, 0)
    for month in last_months(work.today()) if services else ():
        start, end = month.moments(work.zone)
        sums = work.of(UsageRecord).sums(
            ["units", "charge_minor"], by=["service_id", "kind", "zone"],
            service_id=list(at_home), state=COUNTED, incoming=False, at__gte=start, at__lt=end,
        )  # fmt: skip
        of_month: dict[str, dict[UsageKind, int]] = {}
        for (service_id, kind, zone), (units, charge) in sums:
            beyond[service_id] += charge
            if zone is UsageZone.HOME:
                of_month.setdefault(service_id, {})[kind] = units
        for service_id, used in of_month.items():
            at_home[service_id].append(used)
    return {each: months_use(used, beyond=Money(beyond[each], work.currency)) for each, used in at_home.items()}


def suits(services: Sequence[Service], offerings: Sequence[Offering], *, work: Work) -> set[str]:
    """Which of the offerings are what the use of the services asks for: this orders the catalogue for them."""
    fitting: set[str] = set()
    of_kind = [o for o in offerings if o.is_base and o.service_kind == "mobile"]
    mobiles = [service for service in services if service.kind == "mobile"] if of_kind else []
    for use in uses_of(mobiles, work=work).values():
        best = cheapest_covering(of_kind, use) if use.months else None
        if best is not None:
            fitting.add(best.id)
    return fitting
