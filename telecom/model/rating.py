"""Rating: what a use of a line costs, after its allowances, by the tariff of the day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from telecom.model.balance import Bucket, BucketStatus
from telecom.model.calendar import month_of, start_of_day
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product
from telecom.model.money import Money
from telecom.model.tariffs import Tariff
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.model.volumes import UsageKind

Window = tuple[datetime, datetime]
# Kinds of services on which data is never charged by volume.
FLAT = frozenset({"broadband", "iptv"})


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a product lets its line use without paying in each window; None is without limit.

    Only use in its zone counts: at home, unless the offering's terms name another (`terms["zone"]`).
    """

    product: Product
    zone: UsageZone
    window: Callable[[datetime], Window]
    granted: Mapping[UsageKind, int | None]

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether the product was there on the day of a moment."""
        day = at.astimezone(zone).date()
        return self.product.started_on <= day and (self.product.ended_on is None or day <= self.product.ended_on)


def monthly(zone: ZoneInfo) -> Callable[[datetime], Window]:
    """The calendar month around a moment."""

    def window(at: datetime) -> Window:
        month = month_of(at.astimezone(zone).date())
        assert month.start is not None and month.end is not None
        return start_of_day(month.start, zone), start_of_day(month.end + timedelta(days=1), zone)

    return window


def repeated(first_day: date, days: int, zone: ZoneInfo) -> Callable[[datetime], Window]:
    """The span of so many days around a moment, counted from noon of a first day; clock changes do not move noon."""

    def noon(number: int) -> datetime:
        day = first_day + timedelta(days=days * number)
        return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)

    def window(at: datetime) -> Window:
        number = (at - noon(0)) // timedelta(days=days)
        # An hour of a clock change may put a moment into the span beside.
        number += (at >= noon(number + 1)) - (at < noon(number))
        return noon(number), noon(number + 1)

    return window


def allowances_of(
    products: Iterable[Product], offerings: Mapping[str, Offering], zone: ZoneInfo, *, renewing: bool = True
) -> list[Allowance]:
    """The allowances that products bring, add-ons before plans. Without `renewing`, only those that begin anew each
    month by themselves: a pack's next span has to be paid first."""
    found = []
    for product in products:
        offering = offerings[product.offering_id]
        without_limit = [UsageKind(kind) for kind in offering.terms.get("unlimited", ())]
        if not offering.allowances and not without_limit:
            continue
        if offering.valid_days is not None and not renewing:
            continue
        granted: dict[UsageKind, int | None] = {UsageKind(kind): units for kind, units in offering.allowances.items()}
        granted |= dict.fromkeys(without_limit)
        days = offering.valid_days
        window = monthly(zone) if days is None else repeated(product.started_on, days, zone)
        found.append(Allowance(product, UsageZone(offering.terms.get("zone", "home")), window, granted))
    return sorted(found, key=lambda allowance: offerings[allowance.product.offering_id].category == "plan")


@dataclass
class Meter:
    """Rates the uses of one line, in the order in which they happened.

    `buckets` are the allowances as they stand, each of the zone that `zones` says of its offering (at home where it
    says nothing); a monthly one that is not there yet is opened and put into `opened`. `flat`: data is never charged,
    as on a line of its own.
    """

    service_id: str
    tariff: Tariff
    zone: ZoneInfo
    allowances: Sequence[Allowance] = ()
    flat: bool = False
    buckets: list[Bucket] = field(default_factory=list)
    zones: Mapping[str, UsageZone] = field(default_factory=dict)
    opened: list[Bucket] = field(default_factory=list)

    def rate(self, record: UsageRecord) -> Money:
        """Take a guided use from the allowances, put the price on what is beyond them; the record is rated then."""
        beyond = 0 if self._is_free(record) else self._beyond(record)
        day = record.at.astimezone(self.zone).date()
        held = [a.product.offering_id for a in self.allowances if a.holds(record.at, self.zone)]
        rate = self.tariff.find(record.zone, record.kind, on=day, offerings=held)
        record.charge = rate.cost(beyond)
        record.become(UsageState.RATED)
        return record.charge

    def open_all(self, at: datetime) -> None:
        """Begin every allowance of a moment's month (or span) that is not there yet."""
        for allowance in self.allowances:
            if allowance.holds(at, self.zone):
                for kind in allowance.granted:
                    self._open(allowance, kind, at)

    def _is_free(self, record: UsageRecord) -> bool:
        return record.incoming or not record.answered or (self.flat and record.kind is UsageKind.DATA)

    def _beyond(self, record: UsageRecord) -> int:
        """The units that no allowance covers."""
        left = record.units
        fitting = [a for a in self.allowances if a.zone is record.zone and a.holds(record.at, self.zone)]
        if any(a.granted.get(record.kind, 0) is None for a in fitting):
            return 0
        for allowance in fitting:
            self._open(allowance, record.kind, record.at)
        for bucket in sorted(self.buckets, key=lambda bucket: bucket.valid_until):
            here = self.zones.get(bucket.offering_id, UsageZone.HOME) is record.zone
            if left and here and _covers(bucket, record.kind, record.at):
                taken = min(left, bucket.left.units)
                bucket.used += taken
                left -= taken
        return left

    def _open(self, allowance: Allowance, kind: UsageKind, at: datetime) -> None:
        """Begin the allowance of the month (or span) of a moment, unless it is there."""
        granted = allowance.granted.get(kind)
        offering_id = allowance.product.offering_id
        if granted is None or any(b.offering_id == offering_id and _covers(b, kind, at) for b in self.buckets):
            return
        start, end = allowance.window(at)
        made = Bucket(
            service_id=self.service_id,
            offering_id=offering_id,
            kind=kind,
            granted=granted,
            valid_from=start,
            valid_until=end,
        )
        self.buckets.append(made)
        self.opened.append(made)


def _covers(bucket: Bucket, kind: UsageKind, at: datetime) -> bool:
    in_time = bucket.valid_from <= at < bucket.valid_until
    return bucket.kind is kind and in_time and bucket.status is not BucketStatus.SUSPENDED
