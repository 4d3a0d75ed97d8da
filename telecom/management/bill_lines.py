"""What the single lines of a bill were for: a product, or uses one by one, and what each was before. [B4]"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from telecom.management.bill_reasons import Evidence, bill_before, evidence_of, uses_behind
from telecom.management.bills import BillLine, group_lines, lines_of, show_bill
from telecom.model.access import Actor
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.usage import UsageRecord
from telecom.model.volumes import Volume
from telecom.ports import Work

USES_TOLD = 3


@dataclass(frozen=True, slots=True)
class Use:
    """One charged use behind a line; `number` is who was called or written to."""

    day: date
    volume: Volume
    cost: Money
    number: PhoneNumber | None


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line of a bill with all that is known of it. `id` where it is a single one, `bought_on` where it was bought
    once, `before` what it was on the bill before, None where that has no such line or there is none; `service_id`
    where it is of one service."""

    line: BillLine
    id: str | None
    service_id: str | None
    offering: Offering | None
    bought_on: date | None
    evidence: Evidence | None
    dearest: Sequence[Use]
    before: Money | None


@dataclass(frozen=True, slots=True)
class LinesTold:
    """The lines of a bill in their order; `has_before` where there is a bill to hold them against."""

    bill: CustomerBill
    lines: Sequence[LineTold]
    has_before: bool


def tell_lines(actor: Actor | None, number: str, *, work: Work) -> LinesTold:
    """Every line of a bill with what is behind it. Errors as show_bill."""
    report = show_bill(actor, number=number, work=work)
    rates = lines_of(report.bill, work=work)
    records = work.of(UsageRecord).list(bill_id=report.bill.id, charge_minor__gt=0, order="at,id")
    charges = {each.description: each.day for each in work.of(AccountCharge).list(bill_id=report.bill.id, order="day")}
    names = {service.id: service.name for service in work.of(Service).list(account_id=report.bill.account_id)}
    offerings = {each.name: each for each in work.of(Offering).list(name={rate.description for rate in rates})}
    earlier = bill_before(report.bill, work=work)
    before = {(each.kind, each.description): each.amount for each in _grouped(earlier, work)}
    told = [
        LineTold(
            line,
            _only_id(line, rates),
            _only_service(line, rates),
            offerings.get(line.description),
            charges.get(line.description),
            evidence_of(uses, work=work),
            [_use(each, work) for each in sorted(uses, key=lambda use: -use.charge.minor)[:USES_TOLD]],
            before.get((line.kind, line.description)),
        )
        for line, uses in ((line, _uses(line, records, names)) for line in report.lines)
    ]
    return LinesTold(report.bill, told, earlier is not None)


def _grouped(bill: CustomerBill | None, work: Work) -> Sequence[BillLine]:
    return group_lines(lines_of(bill, work=work)) if bill is not None else []


def _only_id(line: BillLine, rates: Sequence[AppliedCustomerBillingRate]) -> str | None:
    same = [rate.id for rate in rates if (rate.kind, rate.description) == (line.kind, line.description)]
    return same[0] if len(same) == 1 and line.count == 1 else None


def _only_service(line: BillLine, rates: Sequence[AppliedCustomerBillingRate]) -> str | None:
    of = {rate.service_id for rate in rates if (rate.kind, rate.description) == (line.kind, line.description)}
    return of.pop() if len(of) == 1 else None


def _uses(line: BillLine, records: Sequence[UsageRecord], names: Mapping[str, str]) -> Sequence[UsageRecord]:
    """The uses behind a line; one line for many services has those of all of them."""
    of_all = line.count > 1 and line.kind not in (ChargeKind.SUBSCRIPTION, ChargeKind.PART_MONTH)
    return uses_behind(line.kind, None if of_all else line.description, records, names)


def _use(record: UsageRecord, work: Work) -> Use:
    number = None
    if record.other_party:
        with suppress(ValueError):  # a short number is none of the international form
            number = PhoneNumber(record.other_party)
    return Use(record.at.astimezone(work.zone).date(), record.volume, record.charge, number)
