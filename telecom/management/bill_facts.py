"""What a bill is made of, from the records: products, pauses, usage, charges, discounts."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from telecom.model.bill_making import BillFacts, UsageSum, pauses_of
from telecom.model.bills import CustomerBill
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge, Discount
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.tariffs import TaxRate, tax_percent
from telecom.model.usage import UsageRecord, UsageState
from telecom.ports import Work

NOT_BILLED = frozenset({UsageState.RATED, UsageState.RERATED})
T = TypeVar("T")


def gather(accounts: Sequence[BillingAccount], bills: Sequence[CustomerBill], *, work: Work) -> list[BillFacts]:
    """Claim for these bills what stands on no other one, and collect all that each is made of."""
    ids = [account.id for account in accounts]
    services = work.of(Service).list(account_id=ids)
    by_account: dict[str, list[Service]] = {}
    for service in services:
        by_account.setdefault(service.account_id, []).append(service)
    for account, bill in zip(accounts, bills, strict=True):
        _claim(bill, [service.id for service in by_account.get(account.id, ())], work=work)
    return collect(accounts, bills, services, work=work)


def _claim(bill: CustomerBill, service_ids: Sequence[str], *, work: Work) -> None:
    """Put on a bill whatever was used or charged up to its last day and is on none: also what came late."""
    _, end = bill.period.moments(work.zone)
    if service_ids:
        work.of(UsageRecord).change(
            {"bill_id": bill.id, "state": UsageState.BILLED}, service_id=service_ids, state=NOT_BILLED, at__lt=end
        )
    work.of(AccountCharge).change(
        {"bill_id": bill.id}, account_id=bill.account_id, bill_id=None, day__lte=bill.period_end
    )


def collect(
    accounts: Sequence[BillingAccount], bills: Sequence[CustomerBill], services: Sequence[Service], *, work: Work
) -> list[BillFacts]:
    """What these bills are made of, from the records: the same at any time."""
    ids, bill_ids = [account.id for account in accounts], [bill.id for bill in bills]
    products = _by(work.of(Product).list(account_id=ids, order="started_on,id"), "account_id")
    charges = _by(work.of(AccountCharge).list(bill_id=bill_ids, order="day,added_at,key"), "bill_id")
    discounts = _by(work.of(Discount).list(account_id=ids, order="first_day,key"), "account_id")
    rested = work.of(Suspension).list(
        service_id=[service.id for service in services], status=[SuspensionStatus.RUNNING, SuspensionStatus.ENDED]
    )
    pauses = _by(pauses_of(rested, work.zone), "product_id")
    taxes = work.of(TaxRate).list()
    offerings = {offering.id: offering for offering in work.of(Offering).list()}
    used = usage_of(bill_ids, currency=work.currency, work=work)
    own = _by(services, "account_id")
    return [
        BillFacts(
            period=bill.period,
            cycle_day=account.cycle_day,
            tax_percent=tax_percent(taxes, on=bill.period_end),
            currency=account.currency,
            products=products.get(account.id, ()),
            offerings=offerings,
            services={service.id: service for service in own.get(account.id, ())},
            pauses=[pause for p in products.get(account.id, ()) for pause in pauses.get(p.id, ())],
            used=used.get(bill.id, ()),
            charges=charges.get(bill.id, ()),
            discounts=discounts.get(account.id, ()),
        )
        for account, bill in zip(accounts, bills, strict=True)
    ]


def usage_of(bill_ids: Sequence[str], *, currency: str, work: Work) -> dict[str, list[UsageSum]]:
    """The sums of what was used beyond the allowances, by bill."""
    found: dict[str, list[UsageSum]] = {}
    rows = work.of(UsageRecord).sums(
        ["units", "charge_minor"],
        by=["bill_id", "service_id", "kind", "zone"],
        bill_id=list(bill_ids),
        charge_minor__gt=0,
    )
    for (bill_id, service_id, kind, zone), (units, minor) in rows:
        found.setdefault(bill_id, []).append(UsageSum(service_id, kind, zone, units, Money(minor, currency)))
    return found


def _by(items: Iterable[T], name: str) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(getattr(item, name), []).append(item)
    return found
