"""Bills: which there are, what stands on one, and what is still to pay. [B1]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bill_making import Line
from telecom.model.bills import PAYABLE, AppliedCustomerBillingRate, BillState, ChargeKind, CustomerBill
from telecom.model.calendar import Period
from telecom.model.disputes import DISPUTE_OPEN, Dispute
from telecom.model.errors import BusinessError
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, BillingMode
from telecom.ports import Work
from telecom.support.authorization import access_accounts, require_any

ISSUED = frozenset({BillState.SENT, BillState.PARTIALLY_PAID, BillState.SETTLED})
SERVICES_TOLD_APART = 3


class NoBillYet(BusinessError):
    """Nothing was billed so far: a new contract, or one that is paid before use."""

    response = "utter_bill_none"


class NoSuchBill(BusinessError):
    """There are bills, but not that one."""

    response = "utter_bill_no_such"


@dataclass(frozen=True, slots=True)
class BillLine:
    """What one thing cost; `count` is over 1 where several alike stand together."""

    kind: ChargeKind
    description: str
    amount: Money
    count: int = 1


@dataclass(frozen=True, slots=True)
class BillReport:
    """One bill with its lines, and the bills that stand beside it, newest first."""

    bill: CustomerBill
    lines: Sequence[BillLine]
    tax: Money
    others: Sequence[CustomerBill]


def list_bills(actor: Actor | None, *, work: Work, period: Period | None = None) -> list[CustomerBill]:
    """The bills the actor may see, newest first: of a period if one is named, by the days billed or else by the
    day of issue. NoBillYet, NoSuchBill, ProofRequired, NotAllowed."""
    bills = _issued(_accounts(actor, work=work), work=work)
    if period is None:
        return bills
    found = [b for b in bills if _overlap(b.period, period)] or [b for b in bills if b.issued_on in period]
    if not found:
        raise NoSuchBill(period=period)
    return found


def show_bill(
    actor: Actor | None, *, work: Work, number: str | None = None, period: Period | None = None
) -> BillReport:
    """One bill line by line: the newest, the one of this number, or the newest of a period. Errors as list_bills."""
    bills = list_bills(actor, work=work)
    wanted = list_bills(actor, work=work, period=period) if number is None else _numbered(bills, number)
    bill = wanted[0]
    rates = lines_of(bill, work=work)
    tax = total((rate.tax for rate in rates), currency=bill.total.currency)
    return BillReport(bill, group_lines(rates), tax, [other for other in bills if other.id != bill.id])


def open_amount(account: BillingAccount, *, work: Work) -> Money:
    """What is still to be paid on the sent bills of an account, zero if nothing is."""
    bills = work.of(CustomerBill).list(account_id=account.id, state=PAYABLE)
    return total((bill.open_amount for bill in bills), currency=account.currency)


def to_pay(bill: CustomerBill, *, work: Work) -> Money:
    """What is to be paid on a bill while its disputes are open: nothing that is contested is dunned."""
    contested = work.of(Dispute).total("amount_minor", bill_id=bill.id, status=DISPUTE_OPEN)
    left = bill.open_amount - Money(contested, bill.total.currency)
    return max(left, Money(0, bill.total.currency))


def lines_of(bill: CustomerBill, *, work: Work) -> list[AppliedCustomerBillingRate]:
    """The lines of a bill, in their order."""
    return work.of(AppliedCustomerBillingRate).list(bill_id=bill.id, order="position")


def group_lines(rates: Iterable[AppliedCustomerBillingRate | Line], *, apart: bool = False) -> list[BillLine]:
    """Lines for reading: the same product on several services is one line, and so is the same kind of usage once it
    is on more than three services (unless `apart`)."""
    grouped: dict[tuple[ChargeKind, str], list[Money]] = {}
    for rate in rates:
        grouped.setdefault((rate.kind, rate.description), []).append(rate.amount)
    lines = [
        BillLine(kind, description, total(amounts, currency=amounts[0].currency), len(amounts))
        for (kind, description), amounts in grouped.items()
    ]
    return lines if apart else _merge_usage(lines)


def _merge_usage(lines: Sequence[BillLine]) -> list[BillLine]:
    merged: dict[object, list[BillLine]] = {}
    bought = {ChargeKind.SUBSCRIPTION, ChargeKind.PART_MONTH, ChargeKind.PURCHASE}
    for line in lines:
        many = line.kind not in bought and sum(each.kind is line.kind for each in lines) > SERVICES_TOLD_APART
        merged.setdefault(line.kind if many else id(line), []).append(line)
    return [
        same[0]
        if len(same) == 1
        else BillLine(
            same[0].kind,
            same[0].description,
            total((line.amount for line in same), currency=same[0].amount.currency),
            len(same),
        )
        for same in merged.values()
    ]


def _accounts(actor: Actor | None, *, work: Work) -> list[BillingAccount]:
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    return accounts


def _issued(accounts: Sequence[BillingAccount], *, work: Work) -> list[CustomerBill]:
    bills = work.of(CustomerBill).list(
        account_id=[account.id for account in accounts], state=ISSUED, order="-period_start,number"
    )
    if not bills:
        prepaid = all(account.mode is BillingMode.PREPAID for account in accounts)
        raise NoBillYet("utter_bill_prepaid" if prepaid else None)
    return bills


def _numbered(bills: Sequence[CustomerBill], number: str) -> list[CustomerBill]:
    found = [bill for bill in bills if bill.number == number.upper()]
    if not found:
        raise NoSuchBill("utter_bill_no_such_number", number=number)
    return found


def _overlap(one: Period, other: Period) -> bool:
    starts_in_time = other.end is None or one.start is None or one.start <= other.end
    return starts_in_time and (other.start is None or one.end is None or other.start <= one.end)
