"""What calling, texting and using data costs, at home and abroad, with the plan one has; the public prices for
everybody else. [F2]"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from telecom.management.inventory import Meant, held_products, services_meant
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import Bucket, BucketStatus
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.tariffs import Tariff, UsageRate
from telecom.model.usage import UsageZone
from telecom.model.volumes import MEGABYTE, UsageKind, Volume
from telecom.ports import Work
from telecom.services.smi import service_of
from telecom.support.authorization import access_services, known

# What prices are named for: one megabyte, one minute, one message.
PRICED_BY = {UsageKind.DATA: MEGABYTE, UsageKind.VOICE: 60, UsageKind.SMS: 1}
# The setting that a line needs for a zone.
SWITCH_OF = {
    UsageZone.ROAMING: "roaming",
    UsageZone.INTERNATIONAL: "international calls",
    UsageZone.PREMIUM: "premium calls",
}


@dataclass(frozen=True, slots=True)
class KindPrice:
    """What one megabyte, minute or message costs in a zone, and what of it is included: a volume, `without_limit`, or
    nothing. `left` is what is left of it now, None where nothing runs."""

    kind: UsageKind
    price: Money
    included: Volume | None = None
    without_limit: bool = False
    left: Volume | None = None
    offering: str = ""


@dataclass(frozen=True, slots=True)
class UsePrices:
    """The prices of use in a zone: of a line, or (`service` is None) for everybody. `packs` are on sale for the zone,
    the cheapest first. `is_allowed`: whether the line may be used there at all, None where that is no question."""

    zone: UsageZone
    service: Service | None
    plan: str
    prices: Sequence[KindPrice]
    packs: Sequence[Offering]
    is_allowed: bool | None = None


def use_prices(
    actor: Actor | None,
    zone: UsageZone,
    kinds: Sequence[UsageKind],
    *,
    meant: Meant | None = None,
    in_union: bool | None = None,
    work: Work,
) -> UsePrices:
    """The prices of these kinds of use (all where none is named) in a zone, on the line that is meant or the asker's
    first; the public ones where nobody is logged in or has a line. `in_union`: the zone is a country of the European
    Union, so that a pack for it will do; None where no country is named. [F2]"""
    service = _line(actor, meant, work=work)
    held = _held(service, work=work) if service else []
    tariff = Tariff.of(work.of(UsageRate).list())
    wanted = [kind for kind in UsageKind if kind in kinds or not kinds]
    if zone is UsageZone.INTERNATIONAL or zone is UsageZone.PREMIUM:
        wanted = [kind for kind in wanted if kind is not UsageKind.DATA] or [UsageKind.VOICE, UsageKind.SMS]
    rates = {k: tariff.find(zone, k, on=work.today(), offerings=[o.id for o in held]) for k in wanted}
    prices = [_price(kind, rate, held, service, work=work) for kind, rate in rates.items()]
    plan = next((o.name for o in held if o.is_base), "")
    return UsePrices(zone, service, plan, prices, _packs(zone, in_union, service, work=work), _allowed(zone, service))


@dataclass(frozen=True, slots=True)
class Ending:
    """An allowance that ends or begins anew: whose, when, and (`price`) for how much from the credit."""

    offering: str
    at: datetime
    renews: bool
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Beyond:
    """What happens when a line's allowances are used up: what goes beyond costs these prices, until these endings.
    `boosts` are on sale to have more, the cheapest first."""

    service: Service
    is_prepaid: bool
    prices: Sequence[KindPrice]
    endings: Sequence[Ending]
    boosts: Sequence[Offering]


def beyond_allowances(actor: Actor | None, *, meant: Meant | None = None, work: Work) -> Beyond | None:
    """What happens when the allowances of the line that is meant, or the asker's first, are used up; None where there
    is no such line. [B7]"""
    service = _line(known(actor), meant, work=work)
    if service is None:
        return None
    told = use_prices(actor, UsageZone.HOME, (), meant=Meant(named=service.id), work=work)
    buckets = work.of(Bucket).list(
        service_id=service.id,
        status=BucketStatus.ACTIVE,
        valid_from__lte=work.now,
        valid_until__gt=work.now,
        order="valid_until",
    )
    ends = {bucket.offering_id: bucket.valid_until for bucket in reversed(buckets)}
    offerings = work.of(Offering).list(id=list(ends), order="id") if ends else []
    endings = [_ending(o, ends[o.id]) for o in offerings if o.terms.get("zone") is None]
    prepaid = work.of(BillingAccount).get(service.account_id).mode is BillingMode.PREPAID
    limited = [replace(p, included=None, left=None) for p in told.prices if not p.without_limit]
    return Beyond(service, prepaid, limited, endings, _boosts(service, work=work))


@dataclass(frozen=True, slots=True)
class MoreUse:
    """What so much more use of a line at home would cost: how much is within what is left, what goes beyond, and the
    cheapest thing on sale that would cover it for less."""

    service: Service
    price: KindPrice
    more: Volume
    beyond: Volume
    cost: Money
    boost: Offering | None = None


def cost_of_more(actor: Actor | None, more: Volume, *, meant: Meant | None = None, work: Work) -> MoreUse | None:
    """What it would cost to use so much more now on the line that is meant, or the asker's first; None where there is
    no such line. [B7]"""
    service = _line(known(actor), meant, work=work)
    if service is None:
        return None
    (price,) = use_prices(actor, UsageZone.HOME, (more.kind,), meant=Meant(named=service.id), work=work).prices
    left = more if price.without_limit else price.left or Volume(more.kind, 0)
    beyond = more.less(left)
    cost = price.price.share(beyond.units, PRICED_BY[more.kind])
    covering = [o for o in _boosts(service, work=work) if o.allowances.get(more.kind.value, 0) >= beyond.units]
    cheaper = [o for o in covering if o.one_off is not None and o.one_off.minor < cost.minor]
    return MoreUse(service, price, more, beyond, cost, cheaper[0] if cheaper else None)


def _ending(offering: Offering, at: datetime) -> Ending:
    by_month = offering.valid_days is None
    renews = by_month or bool(offering.terms.get("renews"))
    return Ending(offering.name, at, renews, None if by_month else offering.one_off)


def _boosts(service: Service, *, work: Work) -> list[Offering]:
    """What gives more data at home for some days, whoever pays how."""
    found = work.of(Offering).list(status=ON_SALE, category="add-on", service_kind=service.kind, order="id")
    more = [o for o in found if o.allowances.get(UsageKind.DATA.value) and not o.terms.get("zone")]
    plain = [o for o in more if not o.terms.get("renews")]
    return sorted(plain, key=lambda o: (o.one_off or o.monthly or Money(0, work.currency)).minor)


def _line(actor: Actor | None, meant: Meant | None, *, work: Work) -> Service | None:
    """The line that is asked about: the one named, else the first that calls, a mobile one before others."""
    services = [s for s in access_services(actor, Function.CHECK, work=work) if s.phone_number] if actor else []
    named = services_meant(services, meant) if meant else services
    ordered = sorted(named or services, key=lambda s: s.kind != "mobile")
    return ordered[0] if ordered else None


def _held(service: Service, *, work: Work) -> list[Offering]:
    ids = {product.offering_id for product in held_products(service, work=work)}
    return work.of(Offering).list(id=ids, order="id") if ids else []


def _price(
    kind: UsageKind, rate: UsageRate, held: Sequence[Offering], service: Service | None, *, work: Work
) -> KindPrice:
    price = rate.price.share(PRICED_BY[kind], rate.per)
    here = [o for o in held if UsageZone(o.terms.get("zone", "home")) is rate.zone]
    unlimited = next((o for o in here if kind.value in o.terms.get("unlimited", ())), None)
    if unlimited is not None:
        return KindPrice(kind, price, without_limit=True, offering=unlimited.name)
    granting = [o for o in here if o.allowances.get(kind.value)]
    if not granting or service is None:
        return KindPrice(kind, price)
    running = work.of(Bucket).list(
        service_id=service.id,
        kind=kind,
        status=BucketStatus.ACTIVE,
        valid_from__lte=work.now,
        valid_until__gt=work.now,
        offering_id=[o.id for o in granting],
    )
    left = Volume(kind, sum(bucket.left.units for bucket in running)) if running else None
    included = Volume(kind, sum(o.allowances[kind.value] for o in granting))
    return KindPrice(kind, price, included, left=left, offering=granting[0].name)


def _packs(zone: UsageZone, in_union: bool | None, service: Service | None, *, work: Work) -> list[Offering]:
    """What is on sale for a zone, to the line; a pack of the union only where that is where one goes."""
    by_credit = service is not None and work.of(BillingAccount).get(service.account_id).mode is BillingMode.PREPAID
    found = [
        o
        for o in work.of(Offering).list(status=ON_SALE, category="add-on", order="id")
        if o.terms.get("zone") == zone.value
        and zone is not UsageZone.HOME
        and not (by_credit and o.monthly is not None)
        and not (service is not None and o.terms.get("prepaid") and not by_credit)
    ]
    fitting = [o for o in found if in_union is not False or o.terms.get("region") != "EU"]
    return sorted(fitting, key=lambda o: (o.one_off or o.monthly or Money(0, work.currency)).minor)


def _allowed(zone: UsageZone, service: Service | None) -> bool | None:
    """Whether roaming, or calling other countries, is switched on for a line."""
    name = SWITCH_OF.get(zone)
    if service is None or name is None:
        return None
    values = service_of(service).configuration()
    return bool(values[name]) if name in values else None
