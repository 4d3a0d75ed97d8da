"""The provider's file held against our books each day: equal, or a task for people for each difference, once. [S6]"""

from datetime import date, timedelta

import pytest

from bot.commands.compare import in_words
from telecom.bootstrap import Telecom
from telecom.management.comparison import COMPARE, COMPARED, compare_day
from telecom.management.payments import propose_payment
from telecom.management.staff_tasks import resolve_task, take_task
from telecom.model.comparison import FileComparison, Mismatch
from telecom.model.payments import Payment, PaymentState
from telecom.model.tasks import StaffTask
from telecom.ports import Charge, PaymentTimeout
from telecom.support.due import tick
from tests.fakes import FakeOutside, TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.money import a_payer, confirm, pounds, settle_later, yes_to

DAY = date(2026, 9, 15)


@pytest.fixture
def payment(telecom: Telecom) -> Payment:
    """£30 for a bill, paid today."""
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        shown = propose_payment(payer, turn_id="turn 1", work=work)
    confirm(telecom, payer, yes_to(shown))
    with telecom.open_work() as work:
        return work.of(Payment).list()[0]


def compared(telecom: Telecom, clock: TestClock) -> list[StaffTask]:
    """The night has come and gone; the tasks that it left."""
    clock.at = clock.at.replace(day=16, hour=5)
    for _ in range(2):
        tick(telecom.open_work, kinds=[COMPARED])
        run_waiting_jobs(telecom)
        run_waiting_jobs(telecom, name=COMPARE)
    with telecom.open_work() as work:
        return work.of(StaffTask).list(order="number")


def test_equal_books_are_written_down_and_leave_nothing_to_do(
    telecom: Telecom, payment: Payment, clock: TestClock
) -> None:
    assert compared(telecom, clock) == []
    with telecom.open_work() as work:
        (kept,) = work.of(FileComparison).list()
    assert (kept.day, kept.lines, kept.theirs, kept.differences) == (DAY, 1, pounds(30), 0)


def test_each_difference_becomes_a_task_once(
    telecom: Telecom, payment: Payment, clock: TestClock, outside: FakeOutside
) -> None:
    ours = outside.payments
    ours.charges["nobody's"] = Charge("nobody's", True, "ch_9")
    ours.amounts["nobody's"] = pounds(7)
    ours.amounts[payment.key] = pounds(31)
    assert [(task.reason, task.subject) for task in compared(telecom, clock)] == [
        (Mismatch.OTHER_AMOUNT.value, payment.key),
        (Mismatch.UNKNOWN_TO_US.value, "nobody's"),
    ]
    again = compare_day(DAY, open_work=telecom.open_work, outside=outside)
    assert in_words(again).splitlines()[0] == (
        "2026-09-15: 2 differences (2 lines, 38.00 GBP); each is a task for `dialtone agent`:"
    )
    with telecom.open_work() as work:
        assert work.of(StaffTask).count() == 2


def test_what_they_took_and_we_did_not_book_is_settled_when_people_say_so(
    telecom: Telecom, payment: Payment, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        lost = work.of(Payment).get(payment.id)
        lost.state, lost.told_at = PaymentState.UNKNOWN, None
    (task,) = compared(telecom, clock)
    assert task.reason == Mismatch.NOT_BOOKED.value and task.needs["theirs"] == pounds(30)
    with telecom.open_work() as work:
        take_task(task.number, "bea", work=work)
        resolve_task(task.number, "bea", "ask_again", work=work)
    settle_later(telecom, payment.id)
    with telecom.open_work() as work:
        assert work.of(Payment).get(payment.id).is_final


def test_what_only_we_have_is_found_and_a_silent_provider_is_asked_again(
    telecom: Telecom, payment: Payment, clock: TestClock, outside: FakeOutside
) -> None:
    outside.payments.silent_before = True
    with pytest.raises(PaymentTimeout):
        compare_day(DAY, open_work=telecom.open_work, outside=outside)
    outside.payments.silent_before = False
    outside.payments.charges.clear()
    assert [task.reason for task in compared(telecom, clock)] == [Mismatch.NOT_IN_FILE.value]
    assert compare_day(DAY - timedelta(days=3), open_work=telecom.open_work, outside=outside).differences == []
