"""Bills are made once for each account and period, out of products, usage, charges and discounts, and nothing else."""

from datetime import date, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.bill_facts import collect
from telecom.management.bill_notices import TELL_OF_BILLS
from telecom.management.billing import (
    BILL_ACCOUNTS,
    accounts_due,
    bill_accounts_now,
    count_due,
    next_period,
    open_accounts,
)
from telecom.model.bill_making import make_lines
from telecom.model.bills import AppliedCustomerBillingRate, BillState, ChargeKind, CustomerBill
from telecom.model.charges import AccountCharge, Discount
from telecom.model.inventory import ProductStatus, Service
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, PaymentStatus
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind
from telecom.support import charges
from telecom.support.due import ACT, tick
from tests.billing import a_line, a_plan, at, bill_due, go_to, has, lines_on, set_prices, use
from tests.fakes import TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.money import pounds


def test_a_period_is_billed_once_however_often_the_run_is_repeated(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 10, 4))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "ten", monthly=2200, gigabytes=1), since=date(2026, 9, 1))
        use(work, line.service, GIGABYTE, at(date(2026, 9, 3)))
        use(work, line.service, 250 * MEGABYTE, at(date(2026, 9, 20)))
        use(work, line.service, 90, at(date(2026, 9, 21)), UsageKind.VOICE, zone=UsageZone.PREMIUM)
    assert bill_due(telecom) == []
    clock.advance(days=1)
    (bill,) = bill_due(telecom)
    assert bill_due(telecom) == []
    with telecom.open_work() as work:
        assert lines_on(work, bill) == [
            ("subscription", "Ten", 2200),
            ("data", line.service.name, 250),
            ("premium", line.service.name, 90),
        ]
        assert (bill.total, bill.state, bill.due_on) == (pounds(25.40), BillState.SENT, date(2026, 10, 19))
        assert {r.state for r in work.of(UsageRecord).list()} == {UsageState.BILLED}
        account = work.of(BillingAccount).get(line.account.id)
        assert next_period(account).start == date(2026, 10, 1) and account.payment_status is PaymentStatus.DUE


def test_use_that_is_reported_late_stands_on_the_next_bill(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 9, 1))
    bill_due(telecom)
    with telecom.open_work() as work:
        late = use(work, line.service, 1, at(date(2026, 9, 30)), UsageKind.SMS, zone=UsageZone.ROAMING)
    go_to(clock, date(2026, 11, 5))
    (october,) = bill_due(telecom)
    with telecom.open_work() as work:
        assert ("roaming", line.service.name, 10) in lines_on(work, october)
        assert work.of(UsageRecord).get(late.id).bill_id == october.id


def test_the_month_ends_at_midnight_of_the_operator_also_when_the_clocks_change(
    telecom: Telecom, clock: TestClock
) -> None:
    """Summer time ends on 25 October 2026 and began on 29 March: March has 743 hours, October 745."""
    go_to(clock, date(2026, 11, 5))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 3, 1))
        last_of_march = use(work, line.service, 1, at(date(2026, 3, 31), 23, 59), UsageKind.SMS)
        first_of_april = use(work, line.service, 1, at(date(2026, 4, 1), 0, 0), UsageKind.SMS)
        last_of_october = use(work, line.service, 1, at(date(2026, 10, 31), 23, 59), UsageKind.SMS)
        use(work, line.service, 1, at(date(2026, 11, 1), 0, 0), UsageKind.SMS)
    bills = {bill.period_start.month: bill for bill in bill_due(telecom)}
    assert sorted(bills) == list(range(3, 11))
    with telecom.open_work() as work:
        on = {r.id: r.bill_id for r in work.of(UsageRecord).list()}
    assert on[last_of_march.id] == bills[3].id and on[first_of_april.id] == bills[4].id
    assert on[last_of_october.id] == bills[10].id and list(on.values()).count(None) == 1


def test_who_joins_changes_and_leaves_in_mid_period_pays_by_days(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        small, large = a_plan(work, "small", monthly=900), a_plan(work, "large", monthly=3000)
        line = a_line(work, plan=small, since=date(2026, 9, 11))
        line.product.ended_on = date(2026, 9, 20)
        has(work, line.service, large, since=date(2026, 9, 21), until=date(2026, 9, 27))
        gone = has(work, line.service, large, since=date(2026, 9, 29), until=date(2026, 9, 28))
        gone.become(ProductStatus.TERMINATED)
    (bill,) = bill_due(telecom)
    with telecom.open_work() as work:
        # Ten days of 30 at £9, seven of 30 at £30; the one that was cancelled before its first day costs nothing.
        assert lines_on(work, bill) == [("part of a month", "Small", 300), ("part of a month", "Large", 700)]
        rates = work.of(AppliedCustomerBillingRate).list(bill_id=bill.id, order="position")
        assert (rates[0].first_day, rates[0].last_day) == (date(2026, 9, 11), date(2026, 9, 20))


def test_a_paused_service_costs_what_its_terms_say_for_the_days_of_the_pause(
    telecom: Telecom, clock: TestClock
) -> None:
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=3000, pause={"percent": 50}), since=date(2026, 1, 1),
                      billed_from=date(2026, 9, 1))  # fmt: skip
        work.of(Suspension).add(
            Suspension(
                key="pause", service_id=line.service.id, asked_by=line.person.id, first_day=date(2026, 9, 6),
                last_day=date(2026, 9, 30), starts_at=at(date(2026, 9, 6), 0), ends_at=at(date(2026, 10, 1), 0),
                product_ids=[line.product.id], status=SuspensionStatus.ENDED, began_at=at(date(2026, 9, 6), 0),
                ended_at=at(date(2026, 9, 16), 10),
            )
        )  # fmt: skip
    (bill,) = bill_due(telecom)
    with telecom.open_work() as work:
        # Taken up again on the 16th: ten days of the pause, twenty as usual.
        assert lines_on(work, bill) == [("part of a month", "Basic", 2000), ("paused", "Basic", 500)]


def test_charges_credits_and_discounts_stand_on_the_bill_of_their_day_once(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=3000), since=date(2026, 9, 1))
        fee = {"kind": ChargeKind.FEE, "description": "Delivery", "amount": pounds(5), "day": date(2026, 9, 30)}
        assert charges.add(work, line.account.id, key="order 1", **fee)
        assert not charges.add(work, line.account.id, key="order 1", **fee)
        charges.add(
            work, line.account.id, key="next", kind=ChargeKind.PURCHASE, description="Earbuds", amount=pounds(39)
        )
        charges.add(
            work, line.account.id, key="sla", kind=ChargeKind.SLA_CREDIT, description="TT-1", amount=-pounds(4),
            day=date(2026, 9, 12),
        )  # fmt: skip
        work.of(Discount).add(
            Discount(
                key="d", account_id=line.account.id, description="Half off", percent=50, first_day=date(2026, 9, 16)
            )
        )
        with pytest.raises(ValueError):
            charges.add(work, line.account.id, key="x", kind=ChargeKind.DATA, description="", amount=pounds(1))
    (bill,) = bill_due(telecom)
    with telecom.open_work() as work:
        assert lines_on(work, bill) == [
            ("subscription", "Basic", 3000),
            ("discount", "Half off", -750),
            ("service credit", "TT-1", -400),
            ("fee", "Delivery", 500),
        ]
        assert bill.total == pounds(23.50)
        assert [c.key for c in charges.unbilled(line.account.id, work=work)] == ["next"]


def test_more_given_back_than_owed_is_carried_over_to_the_next_bill(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=1000), since=date(2026, 9, 1))
        charges.add(
            work, line.account.id, key="c", kind=ChargeKind.CREDIT, description="Sorry", amount=-pounds(25),
            day=date(2026, 9, 12),
        )  # fmt: skip
    (september,) = bill_due(telecom)
    go_to(clock, date(2026, 12, 5))
    october, november = bill_due(telecom)
    assert (september.total, september.state) == (pounds(0), BillState.SETTLED)
    assert (october.total, november.total) == (pounds(0), pounds(5))
    with telecom.open_work() as work:
        assert work.of(AccountCharge).count(bill_id=None) == 0


def test_a_cycle_that_begins_on_the_31st_begins_on_the_last_day_of_shorter_months(
    telecom: Telecom, clock: TestClock
) -> None:
    go_to(clock, date(2028, 5, 5))
    with telecom.open_work() as work:
        set_prices(work)
        a_line(work, plan=a_plan(work, "basic", monthly=3100), since=date(2028, 1, 31), cycle_day=31)
    periods = [(bill.period_start, bill.period_end) for bill in bill_due(telecom)]
    assert periods == [
        (date(2028, 1, 31), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2028, 3, 30)),
        (date(2028, 3, 31), date(2028, 4, 29)),
    ]


def test_an_account_without_a_period_begins_with_what_it_has_and_goes_on_after_its_newest_bill(
    telecom: Telecom, clock: TestClock
) -> None:
    go_to(clock, date(2026, 10, 20))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=3000), since=date(2026, 10, 11))
        line.account.billed_to = line.account.bill_on = None
        prepaid = a_line(
            work, plan=a_plan(work, "start", monthly=None), since=date(2026, 10, 1), mode=BillingMode.PREPAID
        )
        work.flush()
        assert open_accounts(work) == 1 and open_accounts(work) == 0
        assert (line.account.billed_to, line.account.bill_on) == (date(2026, 10, 10), date(2026, 11, 5))
        assert prepaid.account.bill_on is None and count_due(work) == 0
        account_id = line.account.id
    go_to(clock, date(2026, 11, 5))
    bill_due(telecom)
    with telecom.open_work() as work:
        account = work.of(BillingAccount).get(account_id)
        account.billed_to = account.bill_on = None
        work.flush()
        open_accounts(work)
        assert account.billed_to == date(2026, 10, 31)


def test_the_scheduler_makes_the_bill_when_its_day_comes_and_tells_once(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 9, 20))
    with telecom.open_work() as work:
        set_prices(work)
        a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 9, 1))
    for day in (date(2026, 9, 30), date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 6)):
        go_to(clock, day)
        tick(telecom.open_work)
        for name in (ACT, BILL_ACCOUNTS, TELL_OF_BILLS):
            run_waiting_jobs(telecom, name=name)
    with telecom.open_work() as work:
        assert work.of(CustomerBill).count() == 1
        told = [m.utterance.response for m in work.of(OutgoingMessage).list()]
        assert told == ["utter_notice_bill_ready"]


def test_a_year_of_bills_is_what_the_records_say_and_every_use_stands_on_one(
    telecom: Telecom, clock: TestClock
) -> None:
    go_to(clock, date(2025, 1, 5))
    with telecom.open_work() as work:
        set_prices(work)
        plan = a_plan(work, "ten", monthly=2199, gigabytes=2)
        line = a_line(work, plan=plan, since=date(2024, 1, 17), cycle_day=9)
        has(work, line.service, a_plan(work, "extra", monthly=333), since=date(2024, 2, 29), until=date(2024, 10, 27))
        for number in range(120):
            day = date(2024, 1, 17) + timedelta(days=number * 3)
            zone = (UsageZone.HOME, UsageZone.ROAMING, UsageZone.INTERNATIONAL)[number % 3]
            use(work, line.service, (number * 37 % 900) * MEGABYTE, at(day, number % 24), zone=zone)
    bills = bill_due(telecom)
    with telecom.open_work() as work:
        accounts = [work.of(BillingAccount).get(bill.account_id) for bill in bills]
        services = work.of(Service).list()
        days = sum((bill.period_end - bill.period_start).days + 1 for bill in bills)
        assert days == (bills[-1].period_end - bills[0].period_start).days + 1
        for bill, facts in zip(bills, collect(accounts, bills, services, work=work), strict=True):
            again = [(x.kind.value, x.description, x.amount.minor) for x in make_lines(facts)]
            assert again == lines_on(work, bill)
            assert sum(amount for _, _, amount in again) == bill.total.minor
        on_bills = sum(a for b in bills for kind, _, a in lines_on(work, b) if kind in ("data", "roaming"))
        billed_to = bills[-1].period_end
        records = work.of(UsageRecord).list()
        for record in records:
            assert (record.bill_id is not None) == (record.at < at(billed_to + timedelta(days=1), 0))
        assert on_bills == sum(r.charge.minor for r in records if r.bill_id is not None)


def test_accounts_of_one_run_do_not_touch_each_other(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        plan = a_plan(work, "basic", monthly=700)
        lines = [a_line(work, plan=plan, since=date(2026, 9, 1)) for _ in range(3)]
        for number, line in enumerate(lines):
            use(work, line.service, number + 1, at(date(2026, 9, 9)), UsageKind.SMS)
        totals = {line.account.id: Money(700 + 8 * (number + 1), "GBP") for number, line in enumerate(lines)}
    bills = bill_due(telecom)
    assert {bill.account_id: bill.total for bill in bills} == totals
    with telecom.open_work() as work:
        assert bill_accounts_now(list(totals), work=work) == [] == accounts_due(work)
