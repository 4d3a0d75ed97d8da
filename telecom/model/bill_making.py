"""Making a bill: what a period of products, usage, charges and discounts costs, line by line, to the last penny."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period, cycle_of, days_in, overlap
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge, Discount
from telecom.model.inventory import Product, Service
from telecom.model.money import Money, total
from telecom.model.suspension import PauseTerms, Suspension
from telecom.model.usage import UsageZone
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
# What comes from use; the other kinds are prices, charges and what is given back.
USED = frozenset({*_ABROAD.values(), *_AT_HOME.values()})
RECURRING = frozenset({ChargeKind.SUBSCRIPTION, ChargeKind.PART_MONTH, ChargeKind.PAUSED})
# As people read a bill: what each line costs anyway, what is off that, what was used, what was bought or given back.
_PARTS: Sequence[Container[ChargeKind]] = (RECURRING, {ChargeKind.DISCOUNT}, USED)


@dataclass(frozen=True, slots=True)
class Line:
    """What will be one line of a bill; `tax` is the part of `amount` that is tax."""

    kind: ChargeKind
    description: str
    amount: Money
    tax: Money
    offering_id: str | None = None
    service_id: str | None = None
    volume: Volume | None = None
    days: Period | None = None
    charge_id: str | None = None


@dataclass(frozen=True, slots=True)
class UsageSum:
    """What one service used of one kind in one zone, and what that costs."""

    service_id: str
    kind: UsageKind
    zone: UsageZone
    units: int
    charge: Money


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a product rested; both count."""

    product_id: str
    days: Period


@dataclass(frozen=True, slots=True)
class BillFacts:
    """Everything that a bill is made of. `charges` and `used` are those that stand on no other bill.

    A product's first and last day both count: a plan that follows another begins on the day after the other's last.
    """

    period: Period
    cycle_day: int
    tax_percent: int
    currency: str
    products: Sequence[Product] = ()
    offerings: Mapping[str, Offering] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    pauses: Sequence[Pause] = ()
    used: Sequence[UsageSum] = ()
    charges: Sequence[AccountCharge] = ()
    discounts: Sequence[Discount] = ()


def kind_of_use(zone: UsageZone, kind: UsageKind) -> ChargeKind:
    """As what a use stands on a bill."""
    return _ABROAD.get(zone) or _AT_HOME[kind]


def make_lines(facts: BillFacts) -> list[Line]:
    """The lines of a bill. Their sum is never under zero: what is given back beyond that is carried over."""
    lines = [line for product in facts.products for line in _product(product, facts)]
    lines += [line for discount in facts.discounts for line in _product_discount(discount, facts)]
    lines += [line for discount in facts.discounts for line in _discount(discount, lines, facts)]
    lines += _usage(facts)
    lines += [_charged(charge, facts) for charge in facts.charges]
    lines.sort(key=lambda line: _place(line, facts))
    owed = total((line.amount for line in lines), currency=facts.currency)
    if owed < Money(0, facts.currency):
        lines.append(_line(ChargeKind.CARRIED, "", -owed, facts))
    return lines


def _place(line: Line, facts: BillFacts) -> tuple[Any, ...]:
    """By part of the bill, then line by line, a plan before its extras, then by day. Nothing hangs on an id."""
    part = next((at for at, kinds in enumerate(_PARTS) if line.kind in kinds), len(_PARTS))
    service = facts.services.get(line.service_id or "")
    first = (line.days and line.days.start) or date.min
    if part == len(_PARTS):
        return (part, first, line.description)
    of_line = (service.kind, str(service.phone_number or ""), service.name) if service else ("", "", "")
    return (part, *of_line, not _is_plan(line, facts), first, line.kind.value, line.description)


def _is_plan(line: Line, facts: BillFacts) -> bool:
    offering = facts.offerings.get(line.offering_id or "")
    return offering is not None and offering.is_base


def pauses_of(suspensions: Iterable[Suspension], zone: ZoneInfo) -> list[Pause]:
    """The days on which products rested or will rest: a day counts where it began in a pause."""
    found = []
    for each in suspensions:
        if each.began_at is None:
            continue
        first = max(each.first_day, each.began_at.astimezone(zone).date())
        last = each.last_day
        if each.ended_at is not None:
            last = min(last, each.ended_at.astimezone(zone).date() - timedelta(days=1))
        if first <= last:
            found += [Pause(product_id, Period(first, last)) for product_id in each.product_ids]
    return found


def share_of_months(monthly: Money, days: Iterable[Period], cycle_day: int) -> Money:
    """What some days of a monthly price cost: the price itself for each whole month, by days for a part of one."""
    counted: dict[Period, int] = {}
    for period in days:
        for month in _months_over(period, cycle_day):
            common = overlap(period, month)
            assert common is not None
            counted[month] = counted.get(month, 0) + days_in(common)
    return total((monthly.share(count, days_in(month)) for month, count in counted.items()), currency=monthly.currency)


def _months_over(period: Period, cycle_day: int) -> list[Period]:
    assert period.start is not None and period.end is not None
    found, day = [], period.start
    while day <= period.end:
        month = cycle_of(day, cycle_day)
        assert month.end is not None
        found.append(month)
        day = month.end + timedelta(days=1)
    return found


def price_of(product: Product, facts: BillFacts) -> Money:
    """What the monthly price of a product comes to in the period of the facts."""
    return total((line.amount for line in _product(product, facts)), currency=facts.currency)


def _product(product: Product, facts: BillFacts) -> list[Line]:
    """The monthly price for the days that the product was there, and the reduced one for those on which it rested."""
    offering = facts.offerings[product.offering_id]
    days = overlap(Period(product.started_on, product.ended_on), facts.period) if _runs(product) else None
    if offering.monthly is None or days is None:
        return []
    rested = [common for p in facts.pauses if p.product_id == product.id and (common := overlap(p.days, days))]
    percent = PauseTerms.read(offering.terms).percent
    lines = []
    worked = _without(days, rested)
    if worked:
        amount = share_of_months(offering.monthly, worked, facts.cycle_day)
        whole = days == facts.period and not rested and amount == offering.monthly
        kind = ChargeKind.SUBSCRIPTION if whole else ChargeKind.PART_MONTH
        span = None if whole else Period(worked[0].start, worked[-1].end)
        lines.append(_line(kind, offering.name, amount, facts, product=product, days=span))
    if rested and percent:
        amount = share_of_months(offering.monthly.share(percent, 100), rested, facts.cycle_day)
        span = Period(min(p.start for p in rested if p.start), max(p.end for p in rested if p.end))
        lines.append(_line(ChargeKind.PAUSED, offering.name, amount, facts, product=product, days=span))
    return [line for line in lines if not line.amount.is_zero]


def _runs(product: Product) -> bool:
    """A product that was cancelled before its first day has no days."""
    return product.ended_on is None or product.started_on <= product.ended_on


def _without(days: Period, gaps: Sequence[Period]) -> list[Period]:
    """The days that lie in no gap, in pieces."""
    assert days.start is not None and days.end is not None
    pieces: list[Period] = []
    day: date = days.start
    for gap in sorted(gaps, key=lambda gap: gap.start or date.min):
        assert gap.start is not None and gap.end is not None
        if day < gap.start:
            pieces.append(Period(day, gap.start - timedelta(days=1)))
        day = max(day, gap.end + timedelta(days=1))
    if day <= days.end:
        pieces.append(Period(day, days.end))
    return pieces


def _product_discount(discount: Discount, facts: BillFacts) -> list[Line]:
    """So many percent of what one product costs on the days on which its discount holds: all of it takes away to the
    penny what stands on the bill for them."""
    product = next((each for each in facts.products if each.id == discount.product_id), None)
    days = overlap(Period(discount.first_day, discount.last_day), facts.period)
    if product is None or days is None:
        return []
    less = price_of(product, replace(facts, period=days)).share(discount.percent, 100)
    kind = ChargeKind.DISCOUNT
    return [] if less.is_zero else [_line(kind, discount.description, -less, facts, product=product, days=days)]


def _discount(discount: Discount, lines: Sequence[Line], facts: BillFacts) -> list[Line]:
    """So many percent of the monthly prices, less what is free anyway, for the days on which the discount holds."""
    days = overlap(Period(discount.first_day, discount.last_day), facts.period)
    if days is None or discount.product_id is not None:
        return []
    priced = [
        line for line in lines if line.kind in RECURRING or (line.kind is ChargeKind.DISCOUNT and line.offering_id)
    ]
    meant = [line.amount for line in priced if discount.service_id in (None, line.service_id)]
    base = total(meant, currency=facts.currency)
    less = base.share(discount.percent * days_in(days), 100 * days_in(facts.period))
    if less.is_zero:
        return []
    span = None if days == facts.period else days
    kind = ChargeKind.DISCOUNT
    return [_line(kind, discount.description, -less, facts, service_id=discount.service_id, days=span)]


def _usage(facts: BillFacts) -> list[Line]:
    sums: dict[tuple[str, ChargeKind], list[UsageSum]] = {}
    for used in facts.used:
        if used.charge.is_positive:
            kind = kind_of_use(used.zone, used.kind)
            sums.setdefault((used.service_id, kind), []).append(used)
    lines = []
    for (service_id, kind), alike in sums.items():
        amount = total((used.charge for used in alike), currency=facts.currency)
        same_kind = len({used.kind for used in alike}) == 1
        volume = Volume(alike[0].kind, sum(used.units for used in alike)) if same_kind else None
        name = facts.services[service_id].name
        lines.append(_line(kind, name, amount, facts, service_id=service_id, volume=volume))
    return lines


def _charged(charge: AccountCharge, facts: BillFacts) -> Line:
    tax = _tax(charge.amount, charge.offering_id, facts)
    return Line(
        charge.kind,
        charge.description,
        charge.amount,
        tax,
        charge.offering_id,
        charge.service_id,
        days=Period(charge.day, charge.day),
        charge_id=charge.id,
    )


def _line(
    kind: ChargeKind,
    description: str,
    amount: Money,
    facts: BillFacts,
    *,
    product: Product | None = None,
    service_id: str | None = None,
    volume: Volume | None = None,
    days: Period | None = None,
) -> Line:
    offering_id = product.offering_id if product else None
    tax = _tax(amount, offering_id, facts)
    return Line(
        kind, description, amount, tax, offering_id, product.service_id if product else service_id, volume, days
    )


def _tax(amount: Money, offering_id: str | None, facts: BillFacts) -> Money:
    """The tax inside an amount; an offering may have a rate of its own (`terms["tax_percent"]`)."""
    offering = facts.offerings.get(offering_id) if offering_id else None
    percent = int(offering.terms.get("tax_percent", facts.tax_percent)) if offering else facts.tax_percent
    return amount.share(percent, 100 + percent)
