"""From concept to cash: a product is drafted, launched, ordered, used, billed, paid, changed, ended, retired. [E4]"""

from datetime import date
from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.management.billing import open_accounts
from telecom.management.changing import propose_change
from telecom.management.offerings import draft_offering, launch_offering, retire_offering
from telecom.management.order_items import Wanted
from telecom.management.payments import propose_payment
from telecom.management.termination import propose_termination
from telecom.management.usage import check_usage
from telecom.model.access import Actor
from telecom.model.bills import BillState, CustomerBill
from telecom.model.errors import NotFound
from telecom.model.inventory import Product, Service, ServiceState
from telecom.model.parties import BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.volumes import GIGABYTE
from telecom.support.recognition import recognise
from tests.billing import at, bill_due, go_to, lines_on, set_prices, use
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.money import a_card, confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop, ordered, proposed, work_on

DESERT: dict[str, Any] = {
    "id": "desert-mobile",
    "name": "Desert Mobile",
    "category": "plan",
    "service_kind": "mobile",
    "summary": "10 GB, wherever the road goes.",
    "monthly": 2000,
    "allowances": {"data": 10},
    "terms": {"months": 12, "notice_days": 30},
}


def again(telecom: Telecom, actor: Actor) -> Actor:
    """The same person, proved anew."""
    with telecom.open_work() as work:
        return logged_in(work, work.of(Individual).get(actor.person_id))


def named(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [str(each["value"]) for each in recognise("a desert mobile for me", None, work=work)]


def line_of(telecom: Telecom) -> Service:
    with telecom.open_work() as work:
        found = work.of(Service).find(phone_number=PhoneNumber("+447700900600"))
        assert found is not None
        return found


def bills(telecom: Telecom) -> list[CustomerBill]:
    with telecom.open_work() as work:
        while open_accounts(work):
            work.flush()
    return bill_due(telecom)


def test_a_product_from_its_draft_to_its_end(telecom: Telecom, outside: FakeOutside, clock: TestClock) -> None:
    with telecom.open_work() as work:
        a_shop(work)
        set_prices(work)
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        a_card(work, person)
        jonas = logged_in(work, person)
        draft_offering(DESERT, work=work)
    assert named(telecom) == []
    with telecom.open_work() as work:
        launch_offering("desert-mobile", work=work)
    assert named(telecom) == ["Desert Mobile"]

    # Ordered on 15 September: a new line, with a number, working at once.
    assert ordered(telecom, jonas, Wanted("Desert Mobile"))[0].response == "utter_order_completed"
    line = line_of(telecom)
    assert line.state is ServiceState.ACTIVE and outside.network.profiles[line.id][0] == "mobile"

    # Used and measured: 11 GB, one more than the plan has.
    go_to(clock, date(2026, 9, 20))
    jonas = again(telecom, jonas)
    with telecom.open_work() as work:
        use(work, line, 11 * GIGABYTE, at(date(2026, 9, 20), 10))
        report = check_usage(jonas, numbers=[line.phone_number], work=work)
    assert report.services[0].kinds[0].used.units == 11 * GIGABYTE

    # Billed for September: sixteen days of the plan, and the gigabyte beyond it.
    go_to(clock, date(2026, 10, 6))
    [bill] = bills(telecom)
    with telecom.open_work() as work:
        assert lines_on(work, bill) == [
            ("part of a month", "Desert Mobile", 1067),
            ("data", "Jonas's mobile 2", 1000),
        ]

    # Paid by card.
    jonas = again(telecom, jonas)
    with telecom.open_work() as work:
        shown = propose_payment(jonas, turn_id="pay", work=work)
    confirm(telecom, jonas, yes_to(shown))
    with telecom.open_work() as work:
        assert work.of(CustomerBill).get(bill.id).state is BillState.SETTLED

    # Changed for a dearer plan at once, then ended with a month's notice.
    with telecom.open_work() as work:
        shown = propose_change(jonas, [line.id], "Mobile 50GB", turn_id="change", work=work)
    assert confirm(telecom, jonas, yes_to(shown))[0].response == "utter_change_done"
    with telecom.open_work() as work:
        shown = propose_termination(jonas, [line.id], day=date(2026, 11, 20), turn_id="end", work=work)
    fee = shown.values["fee"][0].values["fee"]
    confirm(telecom, jonas, yes_to(shown))
    go_to(clock, date(2026, 11, 21))
    run_due(telecom, "start of order")
    work_on(telecom)
    assert line_of(telecom).state is ServiceState.TERMINATED
    assert line.id not in outside.network.profiles
    go_to(clock, date(2026, 12, 6))
    final = bills(telecom)
    with telecom.open_work() as work:
        lines = [each for one in final for each in lines_on(work, one)]
        products = work.of(Product).list(service_id=line.id, order="started_on")
    assert ("fee", "Mobile 50GB", fee.minor) in lines
    assert [(p.offering_id, p.status.value, p.ended_on) for p in products] == [
        ("desert-mobile", "terminated", date(2026, 10, 5)),
        ("mobile-50gb", "terminated", date(2026, 11, 20)),
    ]

    # Retired: nobody finds or orders it any more.
    with telecom.open_work() as work:
        retire_offering("desert-mobile", work=work)
    assert named(telecom) == []
    with pytest.raises(NotFound):
        proposed(telecom, again(telecom, jonas), Wanted("Desert Mobile"), turn="too late")
