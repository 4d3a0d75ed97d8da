"""The payment provider's file against our books, every day: what does not fit becomes a task for people. [S6]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import structlog

from telecom.management.staff_tasks import open_task, resolves
from telecom.model.calendar import Period
from telecom.model.comparison import Booked, Difference, FileComparison, Listed, Mismatch, compare
from telecom.model.money import total
from telecom.model.parties import BillingAccount
from telecom.model.payments import Payment, PaymentState, Refund, RefundState, Way
from telecom.model.tasks import StaffTask
from telecom.ports import OpenWork, Outside, PaymentTimeout, Work
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job

log = structlog.get_logger("payments")
COMPARED, COMPARE, DIFFERENCE = "payments compared", "compare_payments", "payment difference"
EXPLAINED, ASK_AGAIN = "explained", "ask_again"
# Late enough that the provider has closed the day.
NOT_BEFORE = time(4, 0)
_ASK_LATER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Compared:
    """A day that was compared: how much the file has, and what does not fit."""

    comparison: FileComparison
    differences: Sequence[Difference]


def _day_before(work: Work) -> Iterable[Due]:
    """Yesterday, once the night is nearly over."""
    if work.now.astimezone(work.zone).time() >= NOT_BEFORE:
        yield Due("provider", (work.today() - timedelta(days=1)).isoformat())


@due(COMPARED, _day_before)
def start_comparison(one: Due, work: Work) -> None:
    """Have a worker ask the provider for its file."""
    work.enqueue(COMPARE, day=one.period, lock=COMPARE, priority=-5)


@job(COMPARE)
def compare_payments(day: str, *, open_work: OpenWork, outside: Outside) -> None:
    """Hold a day of the file against our books. RetryLater while the provider is silent."""
    try:
        compare_day(date.fromisoformat(day), open_work=open_work, outside=outside)
    except PaymentTimeout as silence:
        raise RetryLater(after=_ASK_LATER) from silence


def compare_day(day: date, *, open_work: OpenWork, outside: Outside) -> Compared:
    """Hold a day of the provider's file against our payments and refunds, and open a task for each difference, once.
    PaymentTimeout where the provider does not answer."""
    with open_work() as work:
        since, until = Period(day, day).moments(work.zone)
        zone = work.zone
    around = Period(day - timedelta(days=1), day + timedelta(days=1)).moments(zone)
    assert since is not None and until is not None and around[0] is not None and around[1] is not None
    file = [Listed(line.key, line.reference, line.amount) for line in outside.payments.statement(around[0], around[1])]
    on_the_day = {line.key for line in outside.payments.statement(since, until)}
    with open_work() as work:
        listed = [line for line in file if line.key in on_the_day]
        ours = _settled(work, settled_at__gte=since, settled_at__lt=until)
        known = {booked.key: booked for booked in (*_booked(on_the_day, work=work), *ours)}
        found = compare(listed, known, ours=ours, in_file=frozenset(line.key for line in file))
        for difference in found:
            _open_task(difference, day, work=work)
        comparison = _kept(day, listed, found, work=work)
    (log.warning if found else log.info)("payments compared", day=day.isoformat(), differences=len(found))
    return Compared(comparison, found)


def _settled(work: Work, **when: Any) -> list[Booked]:
    """What of ours the provider must have: taken by card or page, and given back. An invoice in a chat is not its."""
    payments = work.of(Payment).list(state=PaymentState.DONE, way=[Way.CARD, Way.PAGE], **when)
    refunds = work.of(Refund).list(state=RefundState.DONE, **when)
    return [*map(_payment, payments), *map(_refund, refunds)]


def _booked(keys: set[str], *, work: Work) -> list[Booked]:
    payments, refunds = work.of(Payment).list(key=keys), work.of(Refund).list(key=keys)
    return [*map(_payment, payments), *map(_refund, refunds)]


def _payment(payment: Payment) -> Booked:
    return Booked(payment.key, payment.number, payment.amount, payment.state is PaymentState.DONE)


def _refund(refund: Refund) -> Booked:
    return Booked(refund.key, refund.key, -refund.amount, refund.state is RefundState.DONE)


def _kept(day: date, listed: Sequence[Listed], found: Sequence[Difference], *, work: Work) -> FileComparison:
    theirs = total((line.amount for line in listed), currency=work.currency)
    made = FileComparison(day=day, compared_at=work.now, lines=len(listed), theirs=theirs, differences=len(found))
    if work.of(FileComparison).add_once(made, key="day"):
        return made
    standing = work.of(FileComparison).get(day, lock=True)
    standing.compared_at, standing.lines, standing.theirs = work.now, len(listed), theirs
    standing.differences = len(found)
    return standing


def _open_task(difference: Difference, day: date, *, work: Work) -> None:
    """Put a difference before people, with all that either side knows."""
    payment = work.of(Payment).find(key=difference.key)
    account = work.of(BillingAccount).get(payment.account_id) if payment else None
    needs = {
        "day": day.isoformat(),
        "what": difference.kind.value,
        "number": difference.ours.number if difference.ours else None,
        "reference": difference.theirs.reference if difference.theirs else None,
        "theirs": difference.theirs.amount if difference.theirs else None,
        "ours": difference.ours.amount if difference.ours else None,
    }
    open_task(
        DIFFERENCE,
        key=f"{DIFFERENCE}:{difference.kind.value}:{difference.key}",
        customer_id=account.customer_id if account else None,
        asked_by=payment.person_id if payment else None,
        subject=difference.key,
        reason=difference.kind.value,
        needs={name: value for name, value in needs.items() if value is not None},
        work=work,
    )


@resolves(DIFFERENCE, EXPLAINED, ASK_AGAIN)
def resolve_difference(task: StaffTask, resolution: str, *, work: Work) -> None:
    """Explained: nothing is done. Asked again: what is not booked yet is settled with the provider like any other."""
    payment = work.of(Payment).find(key=task.subject)
    if resolution == ASK_AGAIN and payment is not None and task.reason == Mismatch.NOT_BOOKED.value:
        work.enqueue("settle_payment", payment_id=payment.id, lock=f"payment:{payment.id}", priority=20)
