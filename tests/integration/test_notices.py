"""What subscribers are told without asking: once, in time, with the choice that helps, and not when it is settled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.allowances import RENEWAL
from telecom.management.notices import BILL_DUE, LOW, PAUSE_ENDS
from telecom.model.balance import Bucket, BucketStatus, LedgerAccount
from telecom.model.bills import BillState, CustomerBill
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.volumes import GIGABYTE, UsageKind
from telecom.support import ledger
from telecom.support.due import tick
from tests.fakes import TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in

DUE_ON = date(2026, 9, 18)


def told(telecom: Telecom, *kinds: str) -> list[OutgoingMessage]:
    """Tick, run the jobs, and give all messages so far."""
    tick(telecom.open_work, kinds=kinds)
    run_waiting_jobs(telecom)
    with telecom.open_work() as work:
        return work.of(OutgoingMessage).list(order="number")


def credit_of(telecom: Telecom) -> int:
    with telecom.open_work() as work:
        held = work.of(LedgerAccount).find(floor=0)
        assert held is not None
        return ledger.balance_of(held, work=work).minor


def spend(telecom: Telecom, pence: int, key: str) -> None:
    """Take credit from the only prepaid account, or give it when negative."""
    with telecom.open_work() as work:
        held = work.of(LedgerAccount).find(floor=0)
        assert held is not None
        operator = ledger.operators_account("revenue", work=work)
        source, target = (held, operator) if pence > 0 else (operator, held)
        ledger.move(work, Money(abs(pence), "GBP"), source=source, target=target, key=key, reason="test")


@pytest.fixture
def bill(telecom: Telecom) -> CustomerBill:
    """A sent bill of somebody logged in, due on the 18th."""
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        logged_in(work, person)
        account = work.of(BillingAccount).find()
        assert account is not None
        return work.of(CustomerBill).add(
            CustomerBill(
                number="BILL-2026-08-1001",
                account_id=account.id,
                period_start=date(2026, 8, 1),
                period_end=date(2026, 8, 31),
                issued_on=date(2026, 9, 1),
                due_on=DUE_ON,
                total=Money(2590, "GBP"),
                paid=Money(0, "GBP"),
                state=BillState.SENT,
            )
        )


def test_a_bill_is_reminded_of_once_two_days_before_at_nine(
    telecom: Telecom, clock: TestClock, bill: CustomerBill
) -> None:
    clock.at = datetime(2026, 9, 16, 7, 59, tzinfo=UTC)
    assert told(telecom, BILL_DUE) == []
    clock.at = datetime(2026, 9, 16, 8, 0, tzinfo=UTC)
    (message,) = told(telecom, BILL_DUE)
    assert message.utterance.response == "utter_notice_bill_due"
    assert message.utterance.values == {
        "number": "BILL-2026-08-1001",
        "amount": Money(2590, "GBP"),
        "due_on": DUE_ON,
    }
    pay_it = message.utterance.choices[0].content
    assert pay_it == {"intent": "pay_bill", "entities": {"bill_id": "BILL-2026-08-1001"}}
    clock.advance(days=1)
    assert len(told(telecom, BILL_DUE)) == 1


def test_a_bill_found_late_says_that_it_was_due(telecom: Telecom, clock: TestClock, bill: CustomerBill) -> None:
    clock.at = datetime(2026, 9, 20, 2, 0, tzinfo=UTC)
    assert told(telecom, BILL_DUE) == []
    clock.at = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
    assert [m.utterance.response for m in told(telecom, BILL_DUE)] == ["utter_notice_bill_overdue"]


def test_a_bill_paid_before_its_reminder_is_acted_on_is_not_reminded_of(
    telecom: Telecom, clock: TestClock, bill: CustomerBill
) -> None:
    clock.at = datetime(2026, 9, 17, 9, 0, tzinfo=UTC)
    tick(telecom.open_work, kinds=[BILL_DUE])
    with telecom.open_work() as work:
        work.of(CustomerBill).get(bill.id).settle(Money(2590, "GBP"))
    assert told(telecom, BILL_DUE) == []


@pytest.fixture
def maya(telecom: Telecom) -> Individual:
    """A prepaid subscriber with ten pounds, logged in."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1000)
        logged_in(work, person)
        return person


def test_low_credit_is_told_once_a_fall(telecom: Telecom, maya: Individual) -> None:
    spend(telecom, 400, "a")
    assert told(telecom, LOW) == []
    spend(telecom, 200, "b")
    (message,) = told(telecom, LOW)
    assert message.utterance.values == {"credit": Money(400, "GBP")}
    spend(telecom, 100, "c")
    assert len(told(telecom, LOW)) == 1
    spend(telecom, -500, "d")
    assert len(told(telecom, LOW)) == 1
    spend(telecom, 600, "e")
    assert len(told(telecom, LOW)) == 2


def test_credit_that_rose_again_before_anybody_looked_is_not_told(telecom: Telecom, maya: Individual) -> None:
    spend(telecom, 700, "a")
    spend(telecom, -1000, "b")
    assert told(telecom, LOW) == []


@pytest.fixture
def pack(telecom: Telecom, clock: TestClock, maya: Individual) -> Service:
    """Maya's line with a weekly pack of eight pounds that ends in two days."""
    with telecom.open_work() as work:
        service = work.of(Service).find()
        assert service is not None
        terms = {"renews": True}
        weekly = Offering(
            id="weekly",
            name="Weekly Pack",
            category="add-on",
            service_kind="mobile",
            summary="",
            one_off=Money(800, "GBP"),
            valid_days=7,
            terms=terms,
        )
        work.of(Offering).add(weekly)
        work.flush()
        work.of(Product).add(
            Product(
                customer_id=service.customer_id,
                account_id=service.account_id,
                offering_id="weekly",
                service_id=service.id,
                started_on=date(2026, 9, 1),
            )
        )
        for kind, granted in ((UsageKind.DATA, 3 * GIGABYTE), (UsageKind.SMS, 100)):
            work.of(Bucket).add(
                Bucket(
                    service_id=service.id,
                    offering_id="weekly",
                    kind=kind,
                    granted=granted,
                    used=50,
                    valid_from=clock.at - timedelta(days=5),
                    valid_until=clock.at + timedelta(days=2),
                )
            )
        return service


def running(telecom: Telecom) -> list[Bucket]:
    with telecom.open_work() as work:
        return work.of(Bucket).list(status=BucketStatus.ACTIVE, order="kind")


def test_a_weekly_pack_is_renewed_from_the_credit_once(telecom: Telecom, clock: TestClock, pack: Service) -> None:
    ends = clock.at + timedelta(days=2)
    clock.advance(days=3)
    (message,) = told(telecom, RENEWAL)
    assert message.utterance.response == "utter_notice_pack_renewed"
    assert message.utterance.values["credit"] == Money(200, "GBP")
    assert [(b.kind, b.used, b.valid_from, b.valid_until) for b in running(telecom)] == [
        (UsageKind.DATA, 0, ends, ends + timedelta(days=7)),
        (UsageKind.SMS, 0, ends, ends + timedelta(days=7)),
    ]
    assert len(told(telecom, RENEWAL)) == 1
    assert credit_of(telecom) == 200
    assert [m.utterance.response for m in told(telecom, LOW)][1:] == ["utter_notice_low_credit"]


def test_a_pack_that_cannot_be_paid_ends_and_nothing_is_charged(
    telecom: Telecom, clock: TestClock, pack: Service
) -> None:
    spend(telecom, 300, "a")
    clock.advance(days=3)
    (message,) = told(telecom, RENEWAL)
    assert message.utterance.response == "utter_notice_pack_ended"
    assert running(telecom) == []
    assert credit_of(telecom) == 700
    with telecom.open_work() as work:
        product = work.of(Product).find()
        assert product is not None and product.status is ProductStatus.TERMINATED


def test_weeks_of_downtime_charge_one_week_from_now(telecom: Telecom, clock: TestClock, pack: Service) -> None:
    clock.advance(days=30)
    told(telecom, RENEWAL)
    assert credit_of(telecom) == 200
    assert {b.valid_until for b in running(telecom)} == {clock.at + timedelta(days=7)}


def test_a_pack_of_a_paused_line_waits_for_its_return(telecom: Telecom, clock: TestClock, pack: Service) -> None:
    with telecom.open_work() as work:
        work.of(Service).get(pack.id).become(ServiceState.INACTIVE)
    clock.advance(days=3)
    assert told(telecom, RENEWAL) == []
    with telecom.open_work() as work:
        work.of(Service).get(pack.id).become(ServiceState.ACTIVE)
    assert len(told(telecom, RENEWAL)) == 1
    assert credit_of(telecom) == 200


def test_the_end_of_a_pause_is_told_the_day_before(telecom: Telecom, clock: TestClock, maya: Individual) -> None:
    with telecom.open_work() as work:
        service = work.of(Service).find()
        assert service is not None
        work.of(Suspension).add(
            Suspension(
                key="p",
                service_id=service.id,
                asked_by=maya.id,
                first_day=date(2026, 9, 10),
                last_day=date(2026, 9, 17),
                starts_at=datetime(2026, 9, 9, 23, 0, tzinfo=UTC),
                ends_at=datetime(2026, 9, 17, 23, 0, tzinfo=UTC),
                status=SuspensionStatus.RUNNING,
            )
        )
    assert told(telecom, PAUSE_ENDS) == []
    clock.at = datetime(2026, 9, 17, 9, 0, tzinfo=UTC)
    (message,) = told(telecom, PAUSE_ENDS)
    assert message.utterance.values["back_on"] == date(2026, 9, 18)
    clock.advance(hours=5)
    assert len(told(telecom, PAUSE_ENDS)) == 1
