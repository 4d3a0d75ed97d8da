"""What a bill is made of, from the records: products, pauses, usage, charges, discounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from telecom.model.bill_making import BillFacts, Pause, UsageSum, pauses_of
from telecom.model.bills import CustomerBill
from telecom.model.calendar import Period, cycle_day_of
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge, Discount
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.tariffs import TaxRate, tax_percent
from telecom.model.usage import UsageRecord, UsageState
from telecom.ports import By, Work

NOT_BILLED = frozenset({UsageState.RATED, UsageState.RERATED})
# What was free says nothing about the price beside it.
_SUMMED, _SUMMED_BY, _CHARGED = (
    ("units", "charge_minor"),
    ("bill_id", "service_id", "kind", "zone"),
    {"charge_minor__gt": 0},
)
T = TypeVar("T")


def gather(accounts: Sequence[BillingAccount], bills: Sequence[CustomerBill], *, work: Work) -> list[BillFacts]:
    """Claim for these bills what stands on no other one, and collect all that each is made of."""
    ids = [account.id for account in accounts]
    services = work.of(Service).list(account_id=ids)
    used = _claim(bills, _by(services, "account_id"), work=work)
    return _collect(accounts, bills, services, used, work=work)


def _claim(
    bills: Sequence[CustomerBill], services: Mapping[str, Sequence[Service]], *, work: Work
) -> Mapping[Any, Sequence[UsageSum]]:
    """Put on each bill whatever was used or charged up to its last day and is on none, also what came late; the sums
    of what was used, by bill."""
    used: dict[Any, list[UsageSum]] = {}
    for last_day in sorted({bill.period_end for bill in bills}):
        ending = [bill for bill in bills if bill.period_end == last_day]
        _, end = ending[0].period.moments(work.zone)
        by_service = {service.id: bill.id for bill in ending for service in services.get(bill.account_id, ())}
        by_account = {bill.account_id: bill.id for bill in ending}
        if by_service:
            found = work.of(UsageRecord).change_summed(
                {"bill_id": By("service_id", by_service), "state": UsageState.BILLED},
                _SUMMED,
                by=_SUMMED_BY,
                counting=_CHARGED,
                state=NOT_BILLED,
                at__lt=end,
            )
            used |= _sums(found, work=work)
        work.of(AccountCharge).change({"bill_id": By("account_id", by_account)}, bill_id=None, day__lte=last_day)
    return used


def collect(
    accounts: Sequence[BillingAccount], bills: Sequence[CustomerBill], services: Sequence[Service], *, work: Work
) -> list[BillFacts]:
    """What these bills are made of, from the records: the same at any time."""
    return _collect(accounts, bills, services, usage_of([bill.id for bill in bills], work=work), work=work)


def _collect(
    accounts: Sequence[BillingAccount],
    bills: Sequence[CustomerBill],
    services: Sequence[Service],
    used: Mapping[Any, Sequence[UsageSum]],
    *,
    work: Work,
) -> list[BillFacts]:
    bill_ids = [bill.id for bill in bills]
    charges = _by(work.of(AccountCharge).list(bill_id=bill_ids, order="day,added_at,key"), "bill_id")
    standing = _Standing.read(accounts, services, work=work)
    facts = []
    for account, bill in zip(accounts, bills, strict=True):
        found = standing.facts(account, bill.period, used=used.get(bill.id, ()), charges=charges.get(bill.id, ()))
        # The account's day of the month may have changed since.
        facts.append(replace(found, cycle_day=cycle_day_of(bill.period, account.cycle_day)))
    return facts


def facts_of_days(account: BillingAccount, days: Period, *, late: bool, work: Work) -> BillFacts:
    """What would stand on a bill for these days if it were made now: of what is on no bill yet. `late`: with what is
    left from before them."""
    services = work.of(Service).list(account_id=account.id)
    start, end = days.moments(work.zone)
    since: dict[str, Any] = {} if late else {"at__gte": start}
    used = _used(work, service_id=[s.id for s in services], state=NOT_BILLED, at__lt=end, **since)
    charges = [
        charge
        for charge in work.of(AccountCharge).list(account_id=account.id, bill_id=None, order="day,added_at,key")
        if charge.day in days or (late and days.start is not None and charge.day < days.start)
    ]
    standing = _Standing.read([account], services, work=work)
    return standing.facts(account, days, used=used.get(None, ()), charges=charges)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What accounts have, whatever the period."""

    products: Mapping[str, Sequence[Product]]
    discounts: Mapping[str, Sequence[Discount]]
    pauses: Mapping[str, Sequence[Pause]]
    services: Mapping[str, Sequence[Service]]
    offerings: Mapping[str, Offering]
    taxes: Sequence[TaxRate]

    @classmethod
    def read(cls, accounts: Sequence[BillingAccount], services: Sequence[Service], *, work: Work) -> "_Standing":
        ids = [account.id for account in accounts]
        rested = work.of(Suspension).list(
            service_id=[service.id for service in services], status=[SuspensionStatus.RUNNING, SuspensionStatus.ENDED]
        )
        return cls(
            products=_by(work.of(Product).list(account_id=ids, order="started_on,id"), "account_id"),
            discounts=_by(work.of(Discount).list(account_id=ids, order="first_day,key"), "account_id"),
            pauses=_by(pauses_of(rested, work.zone), "product_id"),
            services=_by(services, "account_id"),
            offerings={offering.id: offering for offering in work.of(Offering).list()},
            taxes=work.of(TaxRate).list(),
        )

    def facts(
        self, account: BillingAccount, days: Period, *, used: Sequence[UsageSum], charges: Sequence[AccountCharge]
    ) -> BillFacts:
        assert days.end is not None
        products = self.products.get(account.id, ())
        return BillFacts(
            period=days,
            cycle_day=account.cycle_day,
            tax_percent=tax_percent(self.taxes, on=days.end),
            currency=account.currency,
            products=products,
            offerings=self.offerings,
            services={service.id: service for service in self.services.get(account.id, ())},
            pauses=[pause for product in products for pause in self.pauses.get(product.id, ())],
            used=used,
            charges=charges,
            discounts=self.discounts.get(account.id, ()),
        )


def usage_of(bill_ids: Sequence[str], *, work: Work) -> Mapping[Any, Sequence[UsageSum]]:
    """The sums of what was used beyond the allowances, by bill."""
    return _used(work, bill_id=list(bill_ids))


def _used(work: Work, **where: Any) -> dict[Any, list[UsageSum]]:
    return _sums(work.of(UsageRecord).sums(_SUMMED, by=_SUMMED_BY, **_CHARGED, **where), work=work)


def _sums(found: Iterable[tuple[tuple[Any, ...], tuple[int, ...]]], *, work: Work) -> dict[Any, list[UsageSum]]:
    sums: dict[Any, list[UsageSum]] = {}
    for (bill_id, *of), (units, minor) in found:
        sums.setdefault(bill_id, []).append(UsageSum(of[0], of[1], of[2], units, Money(minor, work.currency)))
    return sums


def _by(items: Iterable[T], name: str) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(getattr(item, name), []).append(item)
    return found
