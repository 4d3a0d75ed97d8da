"""Bills for tests: prices and tax, a line with a plan, use of it, and the passing of its billing periods."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from telecom.bootstrap import Telecom
from telecom.management.billing import accounts_due, bill_accounts_now, start_billing
from telecom.management.rating import receive_usage
from telecom.model.bills import AppliedCustomerBillingRate, CustomerBill
from telecom.model.catalogue import Offering
from telecom.model.identities import new_id
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.tariffs import TaxRate, UsageRate
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind
from telecom.ports import Work
from tests.fakes import TestClock
from tests.people import a_subscriber

LONDON = ZoneInfo("Europe/London")
PER = {UsageKind.DATA: MEGABYTE, UsageKind.VOICE: 60, UsageKind.SMS: 1}
PENCE = {
    UsageZone.HOME: (1, 10, 8),
    UsageZone.ROAMING: (3, 20, 10),
    UsageZone.INTERNATIONAL: (0, 25, 15),
    UsageZone.PREMIUM: (0, 60, 50),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A subscriber's line with its account."""

    person: Individual
    account: BillingAccount
    service: Service
    product: Product


def set_prices(work: Work, *, tax: int = 20) -> None:
    """Prices of use for everybody, and the tax."""
    for zone, prices in PENCE.items():
        for kind, pence in zip(PER, prices, strict=True):
            price = Money(pence, work.currency)
            rate = UsageRate(zone=zone, kind=kind, price=price, per=PER[kind], valid_from=date(2020, 1, 1))
            work.of(UsageRate).add(rate)
    work.of(TaxRate).add(TaxRate(name="VAT", percent=tax, valid_from=date(2020, 1, 1)))
    work.flush()


def a_plan(work: Work, key: str, *, monthly: int | None, gigabytes: int | None = None, **terms: object) -> Offering:
    """A plan for mobiles, made at first use; `gigabytes` are its monthly allowance."""
    found = work.of(Offering).find(id=key)
    if found is None:
        found = Offering(
            id=key,
            name=key.title(),
            category="plan",
            service_kind="mobile",
            summary=key,
            monthly=Money(monthly, work.currency) if monthly is not None else None,
            allowances={"data": gigabytes * GIGABYTE} if gigabytes is not None else {},
            terms=dict(terms),
        )
        work.of(Offering).add(found)
        work.flush()
    return found


def a_line(
    work: Work,
    *,
    plan: Offering,
    since: date,
    billed_from: date | None = None,
    cycle_day: int = 1,
    mode: BillingMode = BillingMode.POSTPAID,
) -> Line:
    """A subscriber with a plan, billed from a day on."""
    person = a_subscriber(work, mode=mode, name="Jonas")
    service = work.of(Service).find(user_id=person.id)
    assert service is not None
    account = work.of(BillingAccount).get(service.account_id)
    account.cycle_day = cycle_day
    product = has(work, service, plan, since=since)
    if mode is BillingMode.POSTPAID:
        start_billing(account, first_day=billed_from or since)
    work.flush()
    return Line(person, account, service, product)


def has(work: Work, service: Service, offering: Offering, *, since: date, until: date | None = None) -> Product:
    """A product on a service, from day to day."""
    product = Product(
        customer_id=service.customer_id,
        account_id=service.account_id,
        offering_id=offering.id,
        service_id=service.id,
        started_on=since,
        ended_on=until,
    )
    work.of(Product).add(product)
    work.flush()
    return product


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of a day in London."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def use(
    work: Work, service: Service, units: int, moment: datetime, kind: UsageKind = UsageKind.DATA, **more: object
) -> UsageRecord:
    """One use, received from the network and rated."""
    record = UsageRecord(
        id=new_id(), service_id=service.id, kind=kind, at=moment, units=units, charge=Money(0, work.currency), **more
    )  # type: ignore[arg-type]
    receive_usage([record], work=work)
    return record


def bill_due(telecom: Telecom) -> list[CustomerBill]:
    """Make every bill that is due now."""
    with telecom.open_work() as work:
        return bill_accounts_now(accounts_due(work), work=work)


def lines_on(work: Work, bill: CustomerBill) -> list[tuple[str, str, int]]:
    """Kind, description and pence of each line of a bill."""
    lines = work.of(AppliedCustomerBillingRate).list(bill_id=bill.id, order="position")
    return [(line.kind.value, line.description, line.amount.minor) for line in lines]


def go_to(clock: TestClock, day: date, hour: int = 12) -> None:
    """Set the clock to noon of a day, forwards or back."""
    clock.at = at(day, hour)
