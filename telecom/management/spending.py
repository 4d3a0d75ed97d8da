"""What it has cost so far: the charges of the running period, and what given numbers spent. [B2, B5]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from telecom.management.bill_facts import facts_of_days
from telecom.management.billing import BILLED_AFTER, next_period
from telecom.management.bills import BillLine, group_lines
from telecom.management.lines import of_group
from telecom.management.usage import LONGEST_PERIOD, PeriodAhead, find_records
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bill_making import (
    RECURRING,
    BillFacts,
    Line,
    kind_of_use,
    make_lines,
    pauses_of,
    price_of,
)
from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period, cycle_of, days_in, month_of
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Product, Service
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.ports import Work
from telecom.support.authorization import access_accounts, access_services, require_any
from telecom.support.recognition import match_services


class PaidBeforeUse(BusinessError):
    """A prepaid account has no charges that run up to a bill."""

    response = "utter_charges_prepaid"


@dataclass(frozen=True, slots=True)
class RunningCharges:
    """What stands for one period that is on no bill yet: monthly prices for the whole of it, the rest as of now.

    `is_over`: the period has ended, its bill is being made.
    """

    period: Period
    bill_on: date
    is_over: bool
    lines: Sequence[BillLine]
    fixed: Money
    used: Money
    other: Money

    @property
    def total(self) -> Money:
        return self.fixed + self.used + self.other

    def expected(self, today: date) -> Money:
        """What the bill comes to if use beyond the plans goes on as it did up to today."""
        assert self.period.start is not None
        passed = min((today - self.period.start).days + 1, days_in(self.period))
        return self.fixed + self.other + self.used.share(days_in(self.period), passed)


@dataclass(frozen=True, slots=True)
class LineSpending:
    """What one service cost in a period: its monthly prices by days, its use (also by what it was for), and what was
    charged for it besides."""

    service: Service
    fixed: Money
    used: Money
    other: Money
    by_use: Mapping[ChargeKind, Money]

    @property
    def total(self) -> Money:
        return self.fixed + self.used + self.other


@dataclass(frozen=True, slots=True)
class SpendingReport:
    """What services spent in a period, the dearest first; `is_running`: it goes on today."""

    period: Period
    is_running: bool
    services: Sequence[LineSpending]
    together: Money


def show_current_charges(actor: Actor | None, *, work: Work) -> list[RunningCharges]:
    """The charges that are on no bill yet, live to this moment, the oldest period first: one usually, two in the days
    in which the last month's bill is being made. PaidBeforeUse; ProofRequired, NotAllowed. [B2]"""
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    billed = [account for account in accounts if account.mode is BillingMode.POSTPAID]
    if not billed:
        raise PaidBeforeUse()
    return [running for account in billed for running in _running(account, work=work)]


def _running(account: BillingAccount, *, work: Work) -> list[RunningCharges]:
    today, found = work.today(), []
    period = cycle_of(today, account.cycle_day) if account.billed_to is None else next_period(account)
    late = True
    while period.start is not None and period.start <= today:
        assert period.end is not None
        lines = make_lines(facts_of_days(account, period, late=late, work=work))
        found.append(_sum_up(period, lines, is_over=period.end < today, currency=account.currency))
        start, late = period.end + timedelta(days=1), False
        period = Period(start, cycle_of(start, account.cycle_day).end)
    return found


def _sum_up(period: Period, lines: Sequence[Line], *, is_over: bool, currency: str) -> RunningCharges:
    assert period.end is not None
    fixed = [line.amount for line in lines if line.kind in RECURRING | {ChargeKind.DISCOUNT}]
    other = [line.amount for line in lines if line.charge_id is not None or line.kind is ChargeKind.CARRIED]
    everything = total((line.amount for line in lines), currency=currency)
    monthly, besides = total(fixed, currency=currency), total(other, currency=currency)
    return RunningCharges(
        period,
        period.end + BILLED_AFTER,
        is_over,
        group_lines(lines),
        fixed=monthly,
        used=everything - monthly - besides,
        other=besides,
    )


def check_spending(
    actor: Actor | None,
    *,
    work: Work,
    period: Period | None = None,
    numbers: Sequence[PhoneNumber] = (),
    services: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> SpendingReport:
    """What services spent in a period (else since the first of this month): those with the numbers, kinds or names,
    those in the groups, or all whose bill the actor may see. A number that is not theirs is NotFound. [B5]"""
    allowed = access_services(actor, Function.BILL, work=work, ended=True)
    require_any(allowed)
    meant = _meant(allowed, numbers, services, groups, work=work)
    days = _bounded(period, today=work.today())
    spent = sorted(_spent(meant, days, work=work), key=lambda each: (-each.total.minor, each.service.name))
    together = total((each.total for each in spent), currency=work.currency)
    return SpendingReport(days, days.end == work.today(), spent, together)


def _meant(
    allowed: Sequence[Service],
    numbers: Sequence[PhoneNumber],
    names: Sequence[str],
    groups: Sequence[str],
    *,
    work: Work,
) -> list[Service]:
    if not (numbers or names or groups):
        return list(allowed)
    found: dict[str, Service] = {}
    for number in numbers:
        fitting = [service for service in allowed if service.phone_number == number]
        if not fitting:
            raise NotFound("utter_spending_no_such_number", number=number)
        found |= {service.id: service for service in fitting}
    for name in names:
        found |= {service.id: service for service in match_services(allowed, name)}
    for group in groups:
        inside = of_group(allowed, group, {s.customer_id for s in allowed}, work=work)
        found |= {service.id: service for service in inside or ()}
    if not found:
        raise NotFound("utter_spending_nothing_meant")
    return list(found.values())


def _bounded(period: Period | None, *, today: date) -> Period:
    """A period with both ends, none of them after today."""
    if period is None:
        return Period(month_of(today).start, today)
    end = min(period.end or today, today)
    start = period.start or month_of(end).start
    if start is None or start > today:
        raise PeriodAhead()
    return Period(max(start, end - LONGEST_PERIOD), end)


def _spent(services: Sequence[Service], days: Period, *, work: Work) -> list[LineSpending]:
    ids = [service.id for service in services]
    products = work.of(Product).list(service_id=ids)
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})}
    accounts = {a.id: a for a in work.of(BillingAccount).list(id={s.account_id for s in services})}
    rested = work.of(Suspension).list(service_id=ids, status=[SuspensionStatus.RUNNING, SuspensionStatus.ENDED])
    pauses = pauses_of(rested, work.zone)
    charged = [c for c in work.of(AccountCharge).list(service_id=ids) if c.day in days]
    nothing = Money(0, work.currency)
    used: dict[str, dict[ChargeKind, Money]] = {service_id: {} for service_id in ids}
    for record in find_records(services, days, work=work):
        if record.charge.is_positive:
            of_line, kind = used[record.service_id], kind_of_use(record.zone, record.kind)
            of_line[kind] = of_line.get(kind, nothing) + record.charge
    found = []
    for service in services:
        cycle_day = accounts[service.account_id].cycle_day
        facts = BillFacts(days, cycle_day, 0, work.currency, offerings=offerings, pauses=pauses)
        fixed = [price_of(product, facts) for product in products if product.service_id == service.id]
        other = [charge.amount for charge in charged if charge.service_id == service.id]
        found.append(
            LineSpending(
                service,
                total(fixed, currency=work.currency),
                total(used[service.id].values(), currency=work.currency),
                total(other, currency=work.currency),
                used[service.id],
            )
        )
    return found
