"""Gives every use of the demo its price: nothing within the allowance, the catalogue's price beyond it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from demo.catalogue import CURRENCY, PRICED_BY, Catalogue
from demo.identities import DEMO_START, demo_id
from demo.usage import Use
from telecom.model.balance import Bucket
from telecom.model.calendar import month_of, start_of_day
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.model.volumes import UsageKind

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Allowances:
    """What a service may use without paying for it in each window; None is without limit."""

    offering_id: str
    window: Callable[[datetime], Window]
    granted: Mapping[UsageKind, int | None]


def monthly(zone: ZoneInfo) -> Callable[[datetime], Window]:
    """The calendar month around a moment."""

    def window(at: datetime) -> Window:
        month = month_of(at.astimezone(zone).date())
        assert month.start is not None and month.end is not None
        return start_of_day(month.start, zone), start_of_day(month.end + timedelta(days=1), zone)

    return window


def weekly(first_day: date, zone: ZoneInfo) -> Callable[[datetime], Window]:
    """The week around a moment, counted from noon of a first day; clock changes do not move noon."""

    def noon(week: int) -> datetime:
        day = first_day + timedelta(weeks=week)
        return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)

    def window(at: datetime) -> Window:
        week = (at - noon(0)) // timedelta(weeks=1)
        return noon(week), noon(week + 1)

    return window


def allowances_of(products: Iterable[Product], catalogue: Catalogue, zone: ZoneInfo) -> Allowances | None:
    """The allowances that the products of one service bring, or None."""
    for product in products:
        offering = catalogue.offerings[product.offering_id]
        without_limit = catalogue.unlimited[offering.id]
        if not offering.allowances and not without_limit:
            continue
        granted: dict[UsageKind, int | None] = {UsageKind(kind): units for kind, units in offering.allowances.items()}
        granted |= dict.fromkeys(without_limit, None)
        window = weekly(product.started_on, zone) if offering.valid_days == 7 else monthly(zone)
        return Allowances(offering.id, window, granted)
    return None


def rate(
    service: Service,
    uses: Iterable[Use],
    allowances: Allowances | None,
    catalogue: Catalogue,
    *,
    billed_until: datetime | None,
    flat: bool,
) -> tuple[list[UsageRecord], list[Bucket]]:
    """The priced records of a service, and its allowances as they stand in the last window. `flat`: data is never
    charged, as on a line of its own. Records before `billed_until` stand on a bill."""
    used: dict[tuple[datetime, UsageKind], int] = {}
    records = []
    for number, use in enumerate(uses):
        over = use.units
        if use.incoming or not use.answered or (flat and use.kind is UsageKind.DATA):
            over = 0
        elif allowances is not None and use.zone is UsageZone.HOME:
            over = _beyond(use, allowances, used)
        price = catalogue.rates[use.zone, use.kind]
        billed = billed_until is not None and use.at < billed_until
        records.append(
            UsageRecord(
                id=demo_id(f"use {service.id} {number}"),
                service_id=service.id,
                kind=use.kind,
                at=use.at.astimezone(UTC),
                units=use.units,
                zone=use.zone,
                incoming=use.incoming,
                answered=use.answered,
                other_party=use.other_party,
                charge=Money(price, CURRENCY).share(over, PRICED_BY[use.kind]),
                state=UsageState.BILLED if billed else UsageState.RATED,
            )
        )
    return records, _buckets(service, allowances, used) if allowances else []


def _beyond(use: Use, allowances: Allowances, used: dict[tuple[datetime, UsageKind], int]) -> int:
    granted = allowances.granted.get(use.kind, 0)
    if granted is None:
        return 0
    key = (allowances.window(use.at)[0], use.kind)
    before = used.get(key, 0)
    used[key] = min(granted, before + use.units)
    return before + use.units - used[key]


def _buckets(service: Service, allowances: Allowances, used: Mapping[tuple[datetime, UsageKind], int]) -> list[Bucket]:
    start, end = allowances.window(DEMO_START)
    return [
        Bucket(
            id=demo_id(f"bucket {service.id} {kind.value}"),
            service_id=service.id,
            offering_id=allowances.offering_id,
            kind=kind,
            granted=granted,
            used=used.get((start, kind), 0),
            valid_from=start,
            valid_until=end,
        )
        for kind, granted in allowances.granted.items()
        if granted is not None
    ]
