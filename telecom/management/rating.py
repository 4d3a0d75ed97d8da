"""What the network reports as used gets its price: from the allowances first, then by the tariff. [B3, TM Forum 635]"""

from collections.abc import Iterable, Sequence

from telecom.model.balance import BalanceTooLow, Bucket, BucketStatus
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.rating import FLAT, Meter, allowances_of
from telecom.model.tariffs import Tariff, UsageRate
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.ports import Work
from telecom.support import ledger


def receive_usage(records: Iterable[UsageRecord], *, work: Work) -> int:
    """Take records as the network hands them over, each id once: those of a service we know are rated, the others
    rejected. Prepaid use is paid from the credit at once, as far as it reaches. Says how many were new."""
    records = list(records)
    known = {r.id for r in work.of(UsageRecord).list(id=[r.id for r in records])} if records else set()
    new = sorted((r for r in records if r.id not in known), key=lambda r: (r.service_id, r.at, r.id))
    tariff = Tariff.of(work.of(UsageRate).list())
    offerings = {offering.id: offering for offering in work.of(Offering).list()} if new else {}
    by_service: dict[str, list[UsageRecord]] = {}
    for record in new:
        by_service.setdefault(record.service_id, []).append(record)
    for service_id, own in by_service.items():
        service = work.of(Service).find(id=service_id, lock=True)
        if service is None:
            raise LookupError(f"usage of a service that nobody has: {service_id}")
        _rate_all(service, own, tariff, offerings, work=work)
    work.flush()
    return len(new)


def _rate_all(
    service: Service, records: Sequence[UsageRecord], tariff: Tariff, offerings: dict[str, Offering], *, work: Work
) -> None:
    products = work.of(Product).list(service_id=service.id, order="started_on,id")
    meter = Meter(
        service.id,
        tariff,
        work.zone,
        allowances_of(products, offerings, work.zone, renewing=False),
        flat=service.kind in FLAT,
        buckets=work.of(Bucket).list(
            service_id=service.id,
            valid_until__gt=records[0].at,
            status=[BucketStatus.ACTIVE, BucketStatus.EXPIRED],
            order="valid_until,id",
            lock=True,
        ),
        zones={o.id: UsageZone(o.terms["zone"]) for o in offerings.values() if "zone" in o.terms},
    )
    account = work.of(BillingAccount).get(service.account_id)
    for record in records:
        if record.units < 0 or record.at > work.now:
            record.become(UsageState.REJECTED)
        else:
            record.become(UsageState.GUIDED)
            meter.rate(record)
            if account.mode is BillingMode.PREPAID:
                _take_from_credit(record, account, work=work)
        work.of(UsageRecord).add(record)
    for bucket in meter.opened:
        work.of(Bucket).add(bucket)


def _take_from_credit(record: UsageRecord, account: BillingAccount, *, work: Work) -> None:
    """Pay a use at once. What the credit does not reach for is not charged: the network ends a call at no credit."""
    held = ledger.find_credit_account(account.id, work=work)
    if record.charge.is_positive:
        left = ledger.balance_of(held, work=work) if held else Money(0, account.currency)
        record.charge = max(min(record.charge, left), Money(0, account.currency))
    if held is not None and record.charge.is_positive:
        revenue = ledger.operators_account("revenue", work=work)
        try:
            ledger.move(work, record.charge, source=held, target=revenue, key=f"usage:{record.id}", reason="usage")
        except BalanceTooLow:
            record.charge = Money(0, account.currency)
    record.become(UsageState.BILLED)
