"""Usage: what was used in a period, service by service and day by day, against the allowance. [B3]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from telecom.management.inventory import HELD
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import Bucket
from telecom.model.calendar import Period, month_of
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError
from telecom.model.inventory import Product, Service
from telecom.model.money import Money, total
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import UsageKind, Volume
from telecom.ports import Work
from telecom.support.authorization import access_services, require_any
from telecom.support.recognition import match_services

COUNTED = frozenset({UsageState.RATED, UsageState.RERATED, UsageState.BILLED})
LONGEST_PERIOD = timedelta(days=366)


class NoSuchService(BusinessError):
    """The asker has nothing of the kind, or no line with that number."""

    response = "utter_usage_no_such_service"


class PeriodAhead(BusinessError):
    """The period has not begun."""

    response = "utter_usage_period_ahead"


@dataclass(frozen=True, slots=True)
class KindUsage:
    """One kind of usage of one service in the period; `left` is the running allowances' rest, None without one.

    `begins` and `ends` are those of the allowance that ends first; `is_unlimited`: nothing of this kind is counted.
    """

    used: Volume
    allowance: Volume | None
    left: Volume | None
    begins: datetime | None = None
    ends: datetime | None = None
    is_unlimited: bool = False

    @property
    def is_apart(self) -> bool:
        """Whether the allowances do not run with the period that is told of: packs of some days."""
        if self.allowance is None or self.left is None:
            return False
        return self.allowance.units - self.left.units != self.used.units

    def lasts_until(self, now: datetime) -> datetime | None:
        """When it is used up at the pace so far: a moment before `ends`; None where it lasts, or nothing is known."""
        if self.allowance is None or self.left is None or self.begins is None or self.ends is None:
            return None
        taken, passed = self.allowance.units - self.left.units, now - self.begins
        if taken <= 0 or passed <= timedelta(0):
            return None
        empty_at = now + passed * (self.left.units / taken)
        return empty_at if empty_at < self.ends else None


@dataclass(frozen=True, slots=True)
class ServiceUsage:
    """What one service used in the period, and what that cost beyond the allowances."""

    service: Service
    kinds: Sequence[KindUsage]
    charge: Money


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Usage of a period by service, the heaviest first, and of all together. `is_running`: it goes on today.

    `daily` are units a day of `daily_kind`, the first and last day included.
    """

    period: Period
    is_running: bool
    services: Sequence[ServiceUsage]
    together: Sequence[Volume]
    daily_kind: UsageKind
    daily: Mapping[date, int]


def check_usage(
    actor: Actor | None,
    *,
    work: Work,
    period: Period | None = None,
    service: str | None = None,
    numbers: Sequence[PhoneNumber] = (),
) -> UsageReport:
    """What was used in a period (else since the first of this month), of all services the actor may check, or of
    those of a kind or name, or of some numbers. NoSuchService, PeriodAhead; ProofRequired, NotAllowed. [B3]"""
    services = access_services(actor, Function.CHECK, work=work)
    require_any(services)
    if numbers:
        services = [s for s in services if s.phone_number in numbers]
    elif service is not None:
        services = match_services(services, service)
    if not services:
        raise NoSuchService()
    days = _bounded(period, today=work.today())
    is_running = days.end == work.today()
    records = find_records(services, days, work=work)
    buckets = _running_buckets(services, work=work) if is_running else []
    main = _main_kind(records)
    without = _unlimited(services, work=work) if is_running else {}
    used = [_used(each, records, buckets, without.get(each.id, ()), currency=work.currency) for each in services]
    used.sort(key=lambda each: -sum(kind.used.units for kind in each.kinds if kind.used.kind is main))
    return UsageReport(days, is_running, used, _together(used), main, _by_day(records, main, days, work=work))


def find_records(services: Sequence[Service], period: Period, *, work: Work) -> list[UsageRecord]:
    """The rated uses of services in a period, the oldest first."""
    start, end = period.moments(work.zone)
    bounds: dict[str, Any] = ({"at__gte": start} if start else {}) | ({"at__lt": end} if end else {})
    return work.of(UsageRecord).list(service_id=[s.id for s in services], state=COUNTED, order="at", **bounds)


def _bounded(period: Period | None, *, today: date) -> Period:
    """A period with both ends, none of them after today."""
    if period is None:
        return Period(month_of(today).start, today)
    end = min(period.end or today, today)
    start = period.start or month_of(end).start
    if start is None or start > today:
        raise PeriodAhead()
    return Period(max(start, end - LONGEST_PERIOD), end)


def _running_buckets(services: Sequence[Service], *, work: Work) -> list[Bucket]:
    return work.of(Bucket).list(
        service_id=[s.id for s in services], valid_from__lte=work.now, valid_until__gt=work.now, order="kind"
    )


def _unlimited(services: Sequence[Service], *, work: Work) -> dict[str, set[UsageKind]]:
    """The kinds of use that a service's plan does not count, by service."""
    products = work.of(Product).list(service_id=[s.id for s in services], status=HELD)
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})} if products else {}
    found: dict[str, set[UsageKind]] = {}
    for product in products:
        kinds = {UsageKind(kind) for kind in offerings[product.offering_id].terms.get("unlimited", ())}
        found.setdefault(str(product.service_id), set()).update(kinds)
    return found


def _used(
    service: Service,
    records: Iterable[UsageRecord],
    buckets: Iterable[Bucket],
    unlimited: Iterable[UsageKind],
    *,
    currency: str,
) -> ServiceUsage:
    own = [r for r in records if r.service_id == service.id]
    kinds = []
    for kind in UsageKind:
        of_kind = [r.units for r in own if r.kind is kind and not r.incoming]
        held = [b for b in buckets if b.service_id == service.id and b.kind is kind]
        if of_kind or held:
            granted = Volume(kind, sum(b.granted for b in held)) if held else None
            left = Volume(kind, sum(b.left.units for b in held)) if held else None
            first = min(held, key=lambda b: b.valid_until) if held else None
            begins, ends = (first.valid_from, first.valid_until) if first else (None, None)
            kinds.append(KindUsage(Volume(kind, sum(of_kind)), granted, left, begins, ends, kind in unlimited))
    return ServiceUsage(service, kinds, total((r.charge for r in own), currency=currency))


def _together(used: Iterable[ServiceUsage]) -> list[Volume]:
    sums: dict[UsageKind, Volume] = {}
    for kind in (kind for each in used for kind in each.kinds):
        standing = sums.get(kind.used.kind)
        sums[kind.used.kind] = standing + kind.used if standing else kind.used
    return [sums[kind] for kind in UsageKind if kind in sums]


def _main_kind(records: Sequence[UsageRecord]) -> UsageKind:
    kinds = {r.kind for r in records if not r.incoming}
    return next((kind for kind in UsageKind if kind in kinds), UsageKind.DATA)


def _by_day(records: Iterable[UsageRecord], kind: UsageKind, period: Period, *, work: Work) -> dict[date, int]:
    assert period.start is not None and period.end is not None
    days = (period.end - period.start).days + 1
    daily = {period.start + timedelta(days=n): 0 for n in range(days)}
    for record in records:
        if record.kind is kind and not record.incoming:
            daily[record.at.astimezone(work.zone).date()] += record.units
    return daily
