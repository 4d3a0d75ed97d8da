"""Bills: what is shown, to whom, and why one differs from the one before."""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.bill_reasons import explain_bill
from telecom.management.bills import NoBillYet, NoSuchBill, list_bills, open_amount, show_bill
from telecom.model.access import Actor
from telecom.model.bills import AppliedCustomerBillingRate, BillState, ChargeKind, CustomerBill
from telecom.model.calendar import Period, month_of
from telecom.model.errors import IllegalTransition, InvalidValue, NotAllowed, ProofRequired
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Individual, Membership, Role
from telecom.ports import Work
from tests.asking import Asking
from tests.people import a_subscriber, logged_in

Lines = dict[tuple[ChargeKind, str], int]
JULY: Lines = {
    (ChargeKind.SUBSCRIPTION, "Mobile 50GB"): 2200,
    (ChargeKind.INTERNATIONAL, "Jonas's mobile"): 300,
    (ChargeKind.CALLS, "Jonas's mobile"): 40,
    (ChargeKind.PREMIUM, "Jonas's mobile"): 60,
}
AUGUST: Lines = {
    (ChargeKind.SUBSCRIPTION, "Mobile 50GB"): 2200,
    (ChargeKind.ROAMING, "Jonas's mobile"): 2602,
    (ChargeKind.PART_MONTH, "TV Anywhere"): 568,
    (ChargeKind.CALLS, "Jonas's mobile"): 90,
}


def _account(work: Work, person: Individual) -> BillingAccount:
    membership = work.of(Membership).find(person_id=person.id, role=Role.MANAGER)
    assert membership is not None
    account = work.of(BillingAccount).find(customer_id=membership.customer_id)
    assert account is not None
    return account


def _bill(work: Work, account: BillingAccount, month: int, lines: Lines, *, state: BillState) -> CustomerBill:
    period = month_of(date(2026, month, 1))
    assert period.start and period.end
    owed = Money(sum(lines.values()), "GBP")
    bill = CustomerBill(
        number=f"BILL-2026-0{month}-{account.id[:6]}".upper(),
        account_id=account.id,
        period_start=period.start,
        period_end=period.end,
        issued_on=date(2026, month + 1, 5),
        due_on=date(2026, month + 1, 19),
        total=owed,
        paid=owed if state is BillState.SETTLED else Money(0, "GBP"),
        state=state,
    )
    work.of(CustomerBill).add(bill)
    work.flush()
    for position, ((kind, description), minor) in enumerate(lines.items()):
        amount = Money(minor, "GBP")
        work.of(AppliedCustomerBillingRate).add(
            AppliedCustomerBillingRate(
                bill_id=bill.id,
                position=position,
                kind=kind,
                description=description,
                amount=amount,
                tax=amount.share(20, 120),
            )
        )
    work.flush()
    return bill


def _jonas(work: Work) -> tuple[Actor, BillingAccount]:
    jonas = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
    account = _account(work, jonas)
    _bill(work, account, 7, JULY, state=BillState.SETTLED)
    _bill(work, account, 8, AUGUST, state=BillState.SENT)
    return logged_in(work, jonas), account


def test_the_newest_bill_is_shown_line_by_line(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _jonas(work)
        report = show_bill(actor, work=work)
        assert report.bill.total == Money(5460, "GBP") == report.bill.open_amount
        assert [line.amount.minor for line in report.lines] == [2200, 2602, 568, 90]
        assert [bill.period_start.month for bill in report.others] == [7]


def test_a_bill_is_found_by_its_month_its_number_or_the_day_it_came(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _jonas(work)
        july = show_bill(actor, work=work, period=month_of(date(2026, 7, 1))).bill
        assert july.period_start == date(2026, 7, 1)
        assert show_bill(actor, work=work, number=july.number.lower()).bill is july
        came_in_september = show_bill(actor, work=work, period=month_of(date(2026, 9, 1))).bill
        assert came_in_september.period_start == date(2026, 8, 1)
        assert len(list_bills(actor, work=work, period=Period(date(2026, 7, 1), date(2026, 8, 31)))) == 2
        with pytest.raises(NoSuchBill):
            show_bill(actor, work=work, period=month_of(date(2025, 1, 1)))
        with pytest.raises(NoSuchBill):
            show_bill(actor, work=work, number="BILL-2026-08-9999")


def test_nobody_sees_anothers_bill(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        jonas, account = _jonas(work)
        number = list_bills(jonas, work=work)[0].number
        other = a_subscriber(work, mode=BillingMode.POSTPAID, name="Eve")
        _bill(work, _account(work, other), 8, JULY, state=BillState.SENT)
        eve = logged_in(work, other)
        with pytest.raises(NoSuchBill):
            show_bill(eve, work=work, number=number)
        with pytest.raises(ProofRequired):
            show_bill(None, work=work)
        employee = work.of(Individual).add(Individual(given_name="Tom", family_name="Reed"))
        work.flush()
        work.of(Membership).add(Membership(customer_id=account.customer_id, person_id=employee.id, role=Role.USER))
        work.flush()
        tom = Actor(employee.id, "s", "c", "terminal", work.now)
        with pytest.raises(NotAllowed):
            show_bill(tom, work=work)


def test_who_pays_before_use_has_no_bills(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_subscriber(work, mode=BillingMode.PREPAID))
        with pytest.raises(NoBillYet) as refusal:
            show_bill(maya, work=work)
    assert refusal.value.name == "utter_bill_prepaid"


def test_the_largest_causes_and_the_rest_add_up_to_the_difference(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _jonas(work)
        told = explain_bill(actor, work=work)
        assert told.before is not None
        kinds = [cause.kind for cause in told.causes]
        assert kinds == [ChargeKind.ROAMING, ChargeKind.PART_MONTH, ChargeKind.INTERNATIONAL]
        changed = sum(cause.difference.minor for cause in told.causes) + told.rest.minor
        assert changed == (told.bill.total - told.before.total).minor


def test_a_first_bill_is_compared_with_nothing(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _jonas(work)
        assert explain_bill(actor, work=work, period=month_of(date(2026, 7, 1))).before is None


def test_payments_take_a_bill_from_sent_over_partially_paid_to_settled(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, account = _jonas(work)
        bill = show_bill(actor, work=work).bill
        assert open_amount(account, work=work) == Money(5460, "GBP")
        bill.settle(Money(460, "GBP"))
        work.flush()
        assert (bill.state, open_amount(account, work=work)) == (BillState.PARTIALLY_PAID, Money(5000, "GBP"))
        for wrong in (0, -5, 5001):
            with pytest.raises(InvalidValue):
                bill.settle(Money(wrong, "GBP"))
        bill.settle(Money(5000, "GBP"))
        work.flush()
        assert (bill.state, open_amount(account, work=work)) == (BillState.SETTLED, Money(0, "GBP"))


def test_a_bill_that_was_not_sent_takes_no_payment(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        jonas = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        bill = _bill(work, _account(work, jonas), 8, AUGUST, state=BillState.NEW)
        with pytest.raises(IllegalTransition):
            bill.settle(Money(100, "GBP"))
        with pytest.raises(NoBillYet):
            show_bill(logged_in(work, jonas), work=work)


def test_many_lines_alike_are_told_together(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        priya = a_subscriber(work, mode=BillingMode.POSTPAID, name="Priya")
        account = _account(work, priya)
        lines = {(ChargeKind.DATA, f"line {n}"): 100 for n in range(4)} | {(ChargeKind.CALLS, "line 1"): 50}
        _bill(work, account, 8, lines, state=BillState.SENT)
        told = show_bill(logged_in(work, priya), work=work).lines
        assert [(line.kind, line.count, line.amount.minor) for line in told] == [
            (ChargeKind.DATA, 4, 400),
            (ChargeKind.CALLS, 1, 50),
        ]


def test_of_several_bills_the_highest_and_the_lowest_are_found(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _jonas(work)
    chat = Asking(telecom)
    listed = chat.run(actor, "action_show_bill", text="my invoices for July and August", turn="1")
    assert (listed.response, len(listed.said[0].values["bills"])) == ("utter_bill_list", 2)
    for said, month in (("which bill was the highest", 8), ("welche Rechnung war die niedrigste", 7)):
        found = chat.run(actor, "action_explain_bill", text=said, turn=said)
        assert (found.response, found.said[0].values["period"].start.month) == ("utter_bill_shown", month)
