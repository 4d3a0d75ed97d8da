"""Why a bill is what it is: against the ones before it, and against what was used. [B4]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from telecom.management.bills import ISSUED, group_lines, lines_of, show_bill
from telecom.model.access import Actor
from telecom.model.bill_making import USED, kind_of_use
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.calendar import Period
from telecom.model.inventory import Service
from telecom.model.money import Money, total
from telecom.model.usage import UsageRecord
from telecom.model.volumes import UsageKind, Volume
from telecom.ports import Work

CAUSES_TOLD = 3
BILLS_COMPARED = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """The charged uses behind a line: how many, how much of each kind, and from which day to which."""

    count: int
    volumes: Sequence[Volume]
    days: Period


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that made a bill differ from the one before. `line_id` is its line, where it is a single one."""

    kind: ChargeKind
    description: str
    before: Money
    after: Money
    line_id: str | None = None
    evidence: Evidence | None = None

    @property
    def difference(self) -> Money:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class AgainstUsage:
    """What was used in a bill's period, how many uses were charged, and what they come to by our records."""

    used: Sequence[Volume]
    charged: int
    by_records: Money
    on_bill: Money

    @property
    def agrees(self) -> bool:
        return self.by_records == self.on_bill


@dataclass(frozen=True, slots=True)
class Explanation:
    """A bill against the one before it: the largest causes, and what all others add up to; and against its usage.

    `before` is None on a first bill, which has nothing to be compared with. `usual` is the mean of the bills before,
    None where there is one only.
    """

    bill: CustomerBill
    before: CustomerBill | None
    causes: Sequence[Cause]
    rest: Money
    usage: AgainstUsage
    usual: Money | None = None


def explain_bill(
    actor: Actor | None, *, work: Work, number: str | None = None, period: Period | None = None
) -> Explanation:
    """Why a bill is what it is: what became dearer, cheaper, new or gone since the one before, and which use is behind
    it. Errors as list_bills."""
    bill = show_bill(actor, work=work, number=number, period=period).bill
    lines = lines_of(bill, work=work)
    records = work.of(UsageRecord).list(bill_id=bill.id, order="at,id")
    usage = _against_usage(bill, lines, records)
    earlier = _bills_before(bill, work=work)
    if not earlier:
        return Explanation(bill, None, (), Money(0, bill.total.currency), usage)
    causes = find_causes(lines_of(earlier[0], work=work), lines)
    names = {s.id: s.name for s in work.of(Service).list(account_id=bill.account_id)}
    told = [
        replace(cause, evidence=evidence_of(uses_behind(cause.kind, cause.description, records, names), work=work))
        for cause in causes[:CAUSES_TOLD]
    ]
    rest = total((cause.difference for cause in causes[CAUSES_TOLD:]), currency=bill.total.currency)
    mean = total((each.total for each in earlier), currency=bill.total.currency).share(1, len(earlier))
    return Explanation(bill, earlier[0], told, rest, usage, mean if len(earlier) > 1 else None)


def bill_before(bill: CustomerBill, *, work: Work) -> CustomerBill | None:
    """The bill of the period right before; None where there is none."""
    return next(iter(_bills_before(bill, work=work)), None)


def _bills_before(bill: CustomerBill, *, work: Work) -> list[CustomerBill]:
    """The bills before, the newest first; none where that of the period right before is missing."""
    earlier = work.of(CustomerBill).list(
        account_id=bill.account_id, state=ISSUED, period_end__lt=bill.period_start, order="-period_end",
        limit=BILLS_COMPARED,
    )  # fmt: skip
    is_next = bool(earlier) and earlier[0].period_end == bill.period_start - timedelta(days=1)
    return earlier if is_next else []


def find_causes(
    before: Iterable[AppliedCustomerBillingRate], after: Iterable[AppliedCustomerBillingRate]
) -> list[Cause]:
    """What differs between the lines of two bills, the largest difference first."""
    after = list(after)
    old = {(line.kind, line.description): line.amount for line in group_lines(before, apart=True)}
    new = {(line.kind, line.description): line.amount for line in group_lines(after, apart=True)}
    causes = []
    for kind, description in sorted(old.keys() | new.keys(), key=lambda key: (key[0].value, key[1])):
        was, is_now = old.get((kind, description)), new.get((kind, description))
        nothing = Money(0, (was or is_now or Money(0, "GBP")).currency)
        if (was or nothing) != (is_now or nothing):
            same = [line.id for line in after if (line.kind, line.description) == (kind, description)]
            line_id = same[0] if len(same) == 1 else None
            causes.append(Cause(kind, description, was or nothing, is_now or nothing, line_id))
    return sorted(causes, key=lambda cause: -abs(cause.difference.minor))


def uses_behind(
    kind: ChargeKind, description: str | None, records: Iterable[UsageRecord], names: Mapping[str, str]
) -> list[UsageRecord]:
    """The charged uses that stand as a line of this kind on a bill; those of the service that it names, where it names
    one."""
    return [
        record
        for record in records
        if record.charge.is_positive
        and kind_of_use(record.zone, record.kind) is kind
        and description in (None, names.get(record.service_id))
    ]


def evidence_of(uses: Sequence[UsageRecord], *, work: Work) -> Evidence | None:
    """The uses behind a line in short, None where there were none."""
    if not uses:
        return None
    days: list[date] = [record.at.astimezone(work.zone).date() for record in uses]
    return Evidence(len(uses), _volumes(uses), Period(min(days), max(days)))


def _volumes(records: Iterable[UsageRecord]) -> list[Volume]:
    sums: dict[UsageKind, int] = {}
    for record in records:
        sums[record.kind] = sums.get(record.kind, 0) + record.units
    return [Volume(kind, sums[kind]) for kind in UsageKind if sums.get(kind)]


def _against_usage(
    bill: CustomerBill, lines: Iterable[AppliedCustomerBillingRate], records: Sequence[UsageRecord]
) -> AgainstUsage:
    currency = bill.total.currency
    return AgainstUsage(
        _volumes(record for record in records if not record.incoming),
        sum(record.charge.is_positive for record in records),
        by_records=total((record.charge for record in records), currency=currency),
        on_bill=total((line.amount for line in lines if line.kind in USED), currency=currency),
    )
