"""Making a bill: what a month of products and usage costs, line by line, to the last penny."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, Service
from telecom.model.money import Money, total
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.volumes import UsageKind, Volume

_ABROAD = {
    UsageZone.ROAMING: ChargeKind.ROAMING,
    UsageZone.INTERNATIONAL: ChargeKind.INTERNATIONAL,
    UsageZone.PREMIUM: ChargeKind.PREMIUM,
}
_AT_HOME = {
    UsageKind.DATA: ChargeKind.DATA,
    UsageKind.VOICE: ChargeKind.CALLS,
    UsageKind.SMS: ChargeKind.MESSAGES,
}


@dataclass(frozen=True, slots=True)
class Charge:
    """What will be one line of a bill; `tax` is the part of `amount` that is tax."""

    kind: ChargeKind
    description: str
    offering_id: str | None
    service_id: str | None
    volume: Volume | None
    amount: Money
    tax: Money


def compute_charges(
    period: Period,
    *,
    products: Iterable[Product],
    offerings: Mapping[str, Offering],
    services: Mapping[str, Service],
    records: Iterable[UsageRecord],
    tax_percent: int,
) -> list[Charge]:
    """The charges of one account for a period of whole days: its products, then the usage that cost something.

    Prices include tax. A product that ran for a part of the period costs by days; one without a monthly price is
    charged once, when it was bought.
    """
    charges = [
        _charge(
            kind, offerings[p.offering_id].name, amount, tax_percent, offering_id=p.offering_id, service=p.service_id
        )
        for p in products
        for kind, amount in _product(p, offerings[p.offering_id], period)
    ]
    used: dict[tuple[str, ChargeKind], list[UsageRecord]] = {}
    for record in records:
        if record.charge.is_positive:
            kind = _ABROAD.get(record.zone) or _AT_HOME[record.kind]
            used.setdefault((record.service_id, kind), []).append(record)
    for (service_id, kind), of_kind in used.items():
        amount = total((r.charge for r in of_kind), currency=of_kind[0].charge.currency)
        alike = len({r.kind for r in of_kind}) == 1
        volume = Volume(of_kind[0].kind, sum(r.units for r in of_kind)) if alike else None
        name = services[service_id].name
        charges.append(_charge(kind, name, amount, tax_percent, service=service_id, volume=volume))
    return charges


def _product(product: Product, offering: Offering, period: Period) -> list[tuple[ChargeKind, Money]]:
    assert period.start is not None and period.end is not None
    if offering.monthly is None:
        bought_now = offering.one_off is not None and product.started_on in period
        return [(ChargeKind.PURCHASE, offering.one_off)] if bought_now and offering.one_off else []
    first = max(product.started_on, period.start)
    last = min(product.ended_on or period.end, period.end)
    days, all_days = (last - first).days + 1, (period.end - period.start).days + 1
    if days <= 0:
        return []
    if days == all_days:
        return [(ChargeKind.SUBSCRIPTION, offering.monthly)]
    return [(ChargeKind.PART_MONTH, offering.monthly.share(days, all_days))]


def _charge(
    kind: ChargeKind,
    description: str,
    amount: Money,
    tax_percent: int,
    *,
    offering_id: str | None = None,
    service: str | None = None,
    volume: Volume | None = None,
) -> Charge:
    tax = amount.share(tax_percent, 100 + tax_percent)
    return Charge(kind, description, offering_id, service, volume, amount, tax)
