"""Goods and equipment that come back. [F21, O1]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.returns import propose_return, returnables
from telecom.management.termination import propose_termination
from telecom.model.access import Actor
from telecom.model.charges import AccountCharge
from telecom.model.errors import NotFound
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.resources import StockLevel
from telecom.model.returns import NothingToReturn, ProductReturn, ReturnState
from telecom.support.jobs import run_job
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import a_stranger
from tests.money import confirm, yes_to
from tests.people import logged_in
from tests.shop import Wanted, a_phone_bought, ordered, work_on


@pytest.fixture
def jonas(telecom: Telecom, outside: FakeOutside, clock: TestClock) -> Actor:
    """A subscriber whose new phone came today."""
    return a_phone_bought(telecom, outside, clock)


def send_back(telecom: Telecom, actor: Actor) -> ProductReturn:
    """A confirmed return of the only thing there is."""
    with telecom.open_work() as work:
        [found] = returnables(actor, work=work)
        shown = propose_return(actor, found.product_id, turn_id="turn 5", work=work)
    assert confirm(telecom, actor, yes_to(shown))[0].response == "utter_return_label"
    with telecom.open_work() as work:
        [made] = work.of(ProductReturn).list()
    return made


def look(telecom: Telecom, one: ProductReturn) -> ReturnState:
    run_job("receive_return", {"return_id": one.id}, open_work=telecom.open_work, outside=telecom.outside)
    with telecom.open_work() as work:
        return work.of(ProductReturn).get(one.id).state


def test_goods_are_refunded_when_they_have_come_and_only_once(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    one = send_back(telecom, jonas)
    assert look(telecom, one) is ReturnState.EXPECTED
    assert outside.warehouse.expected == {one.number}
    outside.warehouse.received[one.number] = clock.at
    assert look(telecom, one) is ReturnState.RECEIVED
    look(telecom, one)
    with telecom.open_work() as work:
        assert sorted(c.amount.minor for c in work.of(AccountCharge).list()) == [-25400, 25400]
        assert work.of(StockLevel).get("galaxy-a26").free == 5
        assert [p.status for p in work.of(Product).list(offering_id="galaxy-a26")] == [ProductStatus.TERMINATED]
        assert work.of(OutgoingMessage).find(order="-number").utterance.response == "utter_return_received"
        assert returnables(jonas, work=work) == []


def test_after_fourteen_days_goods_stay(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    clock.advance(days=15)
    with telecom.open_work() as work:
        assert returnables(jonas, work=work) == []


def test_a_stranger_sends_nothing_of_others_back(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        [found] = returnables(jonas, work=work)
        stranger = a_stranger(work)
        assert returnables(stranger, work=work) == []
        with pytest.raises((NothingToReturn, NotFound)):
            propose_return(stranger, found.product_id, turn_id="turn 6", work=work)


def test_the_router_goes_back_when_broadband_has_ended(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    ordered(telecom, jonas, Wanted("Fibre 100"), turn="turn 2")
    with telecom.open_work() as work:
        fibre = work.of(Service).find(kind="broadband")
        assert fibre is not None
        shown = propose_termination(jonas, [fibre.id], turn_id="turn 3", work=work)
    confirm(telecom, jonas, yes_to(shown))
    clock.advance(days=31)
    run_due(telecom, "start of order")
    work_on(telecom)
    with telecom.open_work() as work:
        jonas = logged_in(work, work.of(Individual).get(jonas.person_id))
        [found] = returnables(jonas, work=work)
    assert found.what == "router, Northgate broadband" and found.refund is None
    assert found.until == date(2026, 10, 30)


def test_what_has_come_is_too_late_to_cancel_and_may_go_back(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    asking = Asking(telecom)
    told = asking.run(jonas, "action_cancel_order", intent="cancel_order", text="cancel the phone")
    assert told.response == "utter_order_come_already" and "£254.00" in told.text
    back = asking.run(jonas, "action_return_equipment", entities=told.choices[0]["entities"], turn="t2")
    assert back.response == "utter_return_propose"
    clock.advance(days=15)
    later = asking.run(jonas, "action_cancel_order", intent="cancel_order", text="cancel the phone", turn="t3")
    assert later.response in {"utter_order_none_to_cancel", "proof_required"}
