"""Making the bills: closes the billing period of each account whose day has come, once, and tells its people. [B1]"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from telecom.management.bill_facts import gather
from telecom.model.bill_making import BillFacts, Line, make_lines
from telecom.model.billing_mode import BillingChange, ChangeStatus
from telecom.model.bills import AppliedCustomerBillingRate, BillState, ChargeKind, CustomerBill
from telecom.model.calendar import Period, cycle_of
from telecom.model.charges import AccountCharge
from telecom.model.identities import id_of
from telecom.model.inventory import Product
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, BillingMode, Customer, PaymentStatus
from telecom.model.tariffs import TaxRate
from telecom.ports import OpenWork, Outside, Work
from telecom.support import charges
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job

log = logging.getLogger(__name__)
BILL_RUN, BILL_ACCOUNTS = "bill run", "bill_accounts"
# A bill is made so long after its period, that use abroad which is reported late can stand on it.
BILLED_AFTER = timedelta(days=5)
PAID_WITHIN = timedelta(days=14)
BATCH = 200
_OPENED_AT_ONCE = 500
# The attributes of a line of a bill, as `_row_of` gives them.
_COLUMNS = (
    "id", "bill_id", "position", "kind", "description", "offering_id", "service_id", "volume", "first_day", "last_day",
    "charge_id", "amount_minor", "amount_currency", "tax_minor", "tax_currency",
)  # fmt: skip
_Row = tuple[Any, ...]

# What else is done about a bill in the transaction that sends it: the notice, the mail, the automatic payment.
WhenSent = Callable[[Sequence[CustomerBill], Work], None]
_WHEN_SENT: list[WhenSent] = []


def when_sent(function: WhenSent) -> WhenSent:
    """Have a function told of all bills that were just sent, in their transaction; better enqueue than do it there."""
    if function.__qualname__ not in {each.__qualname__ for each in _WHEN_SENT}:
        _WHEN_SENT.append(function)
    return function


def next_period(account: BillingAccount) -> Period:
    """The days of the account's next bill: from the day after the last one to the end of its cycle."""
    start = next_first_day(account)
    return Period(start, cycle_of(start, account.cycle_day).end)


def next_first_day(account: BillingAccount) -> date:
    """The first day that is on no bill yet."""
    assert account.billed_to is not None
    return account.billed_to + timedelta(days=1)


def start_billing(account: BillingAccount, *, first_day: date) -> None:
    """Begin the first billing period of an account, or begin anew where it was prepaid for a while."""
    account.billed_to = first_day - timedelta(days=1)
    set_bill_day(account)


def set_bill_day(account: BillingAccount) -> None:
    """Work out when the next bill is made; also after the cycle day has changed."""
    end = next_period(account).end
    assert end is not None
    account.bill_on = end + BILLED_AFTER


def open_accounts(work: Work, *, limit: int = _OPENED_AT_ONCE) -> int:
    """Begin the first period of accounts that are billed and have none yet; says how many there were.

    It goes on after the newest bill, or begins with the first thing the account has, or else with this cycle.
    """
    accounts = work.of(BillingAccount).list(mode=BillingMode.POSTPAID, bill_on=None, limit=limit, lock=True)
    ids = [account.id for account in accounts]
    last: dict[str, date] = {}
    for bill in work.of(CustomerBill).list(account_id=ids, order="period_end") if ids else ():
        last[bill.account_id] = bill.period_end
    first: dict[str, date] = {}
    for product in work.of(Product).list(account_id=ids, order="-started_on") if ids else ():
        first[product.account_id] = product.started_on
    for charge in work.of(AccountCharge).list(account_id=ids, bill_id=None, order="-day") if ids else ():
        first[charge.account_id] = min(charge.day, first.get(charge.account_id, charge.day))
    for account in accounts:
        start = cycle_of(work.today(), account.cycle_day).start
        assert start is not None
        if account.id in last:
            start = last[account.id] + timedelta(days=1)
        elif account.id in first:
            start = first[account.id]
        start_billing(account, first_day=start)
    return len(accounts)


def accounts_due(work: Work, *, limit: int | None = None) -> list[str]:
    """Ids of the accounts whose bill is to be made, those that wait longest first."""
    found = work.of(BillingAccount).list(
        mode=BillingMode.POSTPAID, bill_on__lte=work.today(), order="bill_on,id", limit=limit
    )
    return [account.id for account in found]


def count_due(work: Work) -> int:
    """How many accounts wait for a bill."""
    return work.of(BillingAccount).count(mode=BillingMode.POSTPAID, bill_on__lte=work.today())


def bill_accounts_now(account_ids: Sequence[str], *, work: Work) -> list[CustomerBill]:
    """Make every bill that is due for these accounts, in the given transaction. Accounts that are billed up to date
    are left alone, so that nothing is billed twice however often this runs."""
    made: list[CustomerBill] = []
    while True:
        accounts = work.of(BillingAccount).list(
            id=list(account_ids), mode=BillingMode.POSTPAID, bill_on__lte=work.today(), order="id", lock=True
        )
        if not accounts:
            break
        made += make_bills(accounts, issued_on=work.today(), work=work)
    for function in _WHEN_SENT if made else ():
        function(made, work)
    return made


def make_bills(accounts: Sequence[BillingAccount], *, issued_on: date, work: Work) -> list[CustomerBill]:
    """One bill for each account, for its next period, whether its day has come or not. Nobody is told."""
    numbers = _numbers(accounts, work=work)
    bills = []
    for account in accounts:
        period = next_period(account)
        assert period.start is not None and period.end is not None
        bill = CustomerBill(
            id=id_of("bill", account.id, period.start),
            number=numbers[account.id],
            account_id=account.id,
            period_start=period.start,
            period_end=period.end,
            issued_on=issued_on,
            due_on=issued_on + PAID_WITHIN,
            total=Money(0, account.currency),
            paid=Money(0, account.currency),
        )
        bills.append(work.of(CustomerBill).add(bill))
    work.flush()
    moved = _moved_days(accounts, work=work)
    rows: list[_Row] = []
    for account, bill, facts in zip(accounts, bills, gather(accounts, bills, work=work), strict=True):
        rows += _finish(account, bill, facts, work=work)
        _go_on(account, bill, moved.get(account.id))
    work.of(AppliedCustomerBillingRate).add_rows(_COLUMNS, rows)
    return bills


def _moved_days(accounts: Sequence[BillingAccount], *, work: Work) -> dict[str, BillingChange]:
    """The days of the month that are planned for these accounts."""
    found = work.of(BillingChange).list(
        account_id=[account.id for account in accounts], status=ChangeStatus.PLANNED, cycle_day__not=None, lock=True
    )
    return {change.account_id: change for change in found}


def _go_on(account: BillingAccount, bill: CustomerBill, moved: BillingChange | None) -> None:
    """The account goes on with its next period, which ends before its new day where one was planned."""
    account.billed_to = bill.period_end
    if moved is not None and moved.cycle_day is not None and moved.effective_on <= next_first_day(account):
        account.cycle_day, moved.status = moved.cycle_day, ChangeStatus.DONE
    set_bill_day(account)


def _numbers(accounts: Sequence[BillingAccount], *, work: Work) -> dict[str, str]:
    """The number of each account's next bill: the month in which its period ends, and the customer's own number."""
    customers = {c.id: c.number for c in work.of(Customer).list(id={a.customer_id for a in accounts})}
    wanted = {}
    for account in accounts:
        end = next_period(account).end
        wanted[account.id] = f"BILL-{end:%Y-%m}-{customers[account.customer_id].removeprefix('C-')}"
    taken = {bill.number for bill in work.of(CustomerBill).list(number=set(wanted.values()))}
    numbers = {}
    for account_id, number in wanted.items():
        free, again = number, 2
        while free in taken or (again > 2 and work.of(CustomerBill).count(number=free)):
            free, again = f"{number}-{again}", again + 1
        taken.add(free)
        numbers[account_id] = free
    return numbers


def _finish(account: BillingAccount, bill: CustomerBill, facts: BillFacts, *, work: Work) -> list[_Row]:
    """Make the lines, whose sum is the bill, and send it; the lines as they are stored."""
    lines = make_lines(facts)
    for line in lines:
        if line.kind is ChargeKind.CARRIED:
            _carry_over(line.amount, bill, work=work)
    bill.total = total((line.amount for line in lines), currency=account.currency)
    for state in (BillState.VALIDATED, BillState.SENT):
        bill.become(state)
    if bill.total.is_positive:
        if account.payment_status is PaymentStatus.PAID:
            account.payment_status = PaymentStatus.DUE
    else:
        bill.become(BillState.SETTLED)
    return [_row_of(line, bill, position) for position, line in enumerate(lines, start=1)]


def _row_of(line: Line, bill: CustomerBill, position: int) -> _Row:
    return (
        id_of(bill.id, position),
        bill.id,
        position,
        line.kind,
        line.description,
        line.offering_id,
        line.service_id,
        line.volume,
        line.days.start if line.days else None,
        line.days.end if line.days else None,
        line.charge_id,
        line.amount.minor,
        line.amount.currency,
        line.tax.minor,
        line.tax.currency,
    )


def _carry_over(amount: Money, bill: CustomerBill, *, work: Work) -> None:
    """What was given back beyond what was owed stands as a credit on the next bill."""
    charges.add(
        work,
        bill.account_id,
        key=f"carried:{bill.id}",
        kind=ChargeKind.CREDIT,
        description=bill.number,
        amount=-amount,
        day=bill.period_end + timedelta(days=1),
        reference=bill.number,
    )


def is_ready(work: Work) -> bool:
    """Whether the operator has set what bills need: without a tax rate none is made."""
    return work.of(TaxRate).count() > 0


def _due_today(work: Work) -> Iterable[Due]:
    """That bills are to be made today, once a day, however many; what one run leaves behind the next day's takes."""
    if not is_ready(work):
        return
    open_accounts(work)
    if accounts_due(work, limit=1):
        yield Due("accounts", work.today().isoformat())


@due(BILL_RUN, _due_today)
def start_bill_run(one: Due, work: Work) -> None:
    """Have the workers make the bills, some hundred accounts in a job."""
    ids = accounts_due(work)
    for start in range(0, len(ids), BATCH):
        work.enqueue(BILL_ACCOUNTS, account_ids=ids[start : start + BATCH], priority=-10)


@job(BILL_ACCOUNTS)
def bill_accounts(*, account_ids: Sequence[str], open_work: OpenWork, outside: Outside) -> None:
    """Make the bills of some accounts; one that cannot be billed does not keep the others from it."""
    if failed := bill_apart(account_ids, open_work=open_work):
        log.error("bills could not be made: %d of %d accounts", len(failed), len(account_ids))
        raise RetryLater(after=timedelta(minutes=10))


def bill_apart(account_ids: Sequence[str], *, open_work: OpenWork) -> list[str]:
    """Make the bills of some accounts in one transaction, or where that fails each in its own; the ids that failed."""
    try:
        with open_work() as work:
            bill_accounts_now(account_ids, work=work)
        return []
    except Exception:
        if len(account_ids) == 1:
            log.exception("no bill could be made: account %s", account_ids[0])
            return list(account_ids)
    return [failed for one in account_ids for failed in bill_apart([one], open_work=open_work)]
