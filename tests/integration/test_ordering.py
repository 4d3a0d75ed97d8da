"""Ordering from the proposal to the running service, and calling it off. [F4, F5, F6, F16, O1]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.order_items import Wanted
from telecom.management.order_life import order_status, propose_cancellation
from telecom.management.staff_tasks import list_tasks, resolve_task, take_task
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import Bucket
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge
from telecom.model.contracts import Agreement, AgreementParty
from telecom.model.errors import BusinessError, NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Product, Service, ServiceState
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.ordering import CannotOrder, OrderState, ProductOrder, TooLateToCancel
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.resources import NothingFree, Resource, ResourceStatus, StockLevel
from telecom.model.tasks import StaffTask, TaskState, WrongTask
from telecom.support import ledger
from telecom.support.due import tick
from telecom.support.jobs import RetryLater, run_job
from tests.fakes import FakeOutside, TestClock
from tests.households import a_home, a_member, a_stranger
from tests.money import confirm, yes_to
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in
from tests.shop import a_shop, holdings, ordered, proposed, states, the_order, work_on

ROAM, FIBRE, PHONE, CHARGER = (Wanted(n) for n in ("Roam EU 5GB", "Fibre 100", "Galaxy A26", "USB-C Charger"))
DONE, OPEN, HELD = OrderState.COMPLETED, OrderState.IN_PROGRESS, OrderState.HELD


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a mobile line, and a shop."""
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    """A prepaid subscriber with £12, and a shop."""
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_prepaid_subscriber(work, credit=1200))


def line_of(telecom: Telecom, actor: Actor) -> str:
    with telecom.open_work() as work:
        found = work.of(Service).find(user_id=actor.person_id)
        assert found is not None
        return found.id


def credit_of(telecom: Telecom, actor: Actor) -> int:
    with telecom.open_work() as work:
        service = work.of(Service).find(user_id=actor.person_id)
        assert service is not None
        held = ledger.find_credit_account(service.account_id, work=work)
        return ledger.balance_of(held, work=work).minor if held else 0


def cancel(telecom: Telecom, actor: Actor, *, turn: str = "turn 9") -> str:
    with telecom.open_work() as work:
        shown = propose_cancellation(actor, the_order(work).number, turn_id=turn, work=work)
    return confirm(telecom, actor, yes_to(shown))[0].response


def told(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [m.utterance.response for m in work.of(OutgoingMessage).list(order="number")]


def test_the_proposal_says_what_it_costs_now_and_each_month(telecom: Telecom, jonas: Actor) -> None:
    shown = proposed(telecom, jonas, FIBRE, CHARGER)
    assert shown.response == "utter_order_propose_several"
    assert shown.values["total"].values == {"once": Money(1900, "GBP"), "monthly": Money(2800, "GBP")}
    assert shown.values["terms"][0].values["months"] == 12
    with telecom.open_work() as work:
        assert work.of(ProductOrder).count() == 0


def test_broadband_is_in_operation_at_once(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    assert ordered(telecom, jonas, FIBRE)[0].response == "utter_order_completed"
    assert states(telecom) == (DONE, [DONE])
    with telecom.open_work() as work:
        service = work.of(Service).find(kind="broadband")
        assert service is not None
        assert (service.state, service.name, service.place) == (ServiceState.ACTIVE, "Northgate broadband", "Northgate")
        product = work.of(Product).find(service_id=service.id)
        assert product is not None and product.started_on == date(2026, 9, 15)
        port = work.of(Resource).find(service_id=service.id)
        assert port is not None and port.status is ResourceStatus.STANDBY
        agreement = work.of(Agreement).find(service_id=service.id)
        assert agreement is not None and agreement.first_end == date(2027, 9, 14)
        roles = {p.role.value for p in work.of(AgreementParty).list(agreement_id=agreement.id)}
        assert roles == {"customer", "provider", "network operator"}
        assert the_order(work).number.startswith("ORD-")
    assert outside.network.profiles[service.id] == ("broadband", 100_000_000, 20_000_000)


def test_a_second_yes_is_the_same_order(telecom: Telecom, jonas: Actor) -> None:
    yes = yes_to(proposed(telecom, jonas, FIBRE))
    assert [s.response for s in confirm(telecom, jonas, yes)] == [s.response for s in confirm(telecom, jonas, yes)]
    with telecom.open_work() as work:
        assert work.of(ProductOrder).count() == 1


def test_an_add_on_works_at_once_and_goes_on_the_bill(telecom: Telecom, jonas: Actor) -> None:
    line = line_of(telecom, jonas)
    with telecom.open_work() as work:
        work.of(Service).get(line).parameters = {"roaming": False}
    ordered(telecom, jonas, Wanted("Roam EU 5GB", service_id=line))
    with telecom.open_work() as work:
        assert [b.granted for b in work.of(Bucket).list(service_id=line)] == [5 * 10**9]
        assert work.of(Service).get(line).parameters["roaming"] is True
        [charge] = work.of(AccountCharge).list()
        assert (charge.amount, charge.reference) == (Money(1000, "GBP"), the_order(work).number)


def test_credit_pays_and_is_taken_once(telecom: Telecom, maya: Actor) -> None:
    ordered(telecom, maya, Wanted("Roam EU 5GB", service_id=line_of(telecom, maya)))
    assert credit_of(telecom, maya) == 200
    with pytest.raises(CannotOrder) as refusal:
        proposed(telecom, maya, CHARGER, turn="turn 2")
    assert refusal.value.values["missing"] == Money(1700, "GBP")


def test_who_only_has_credit_gets_an_account_for_bills_with_a_contract(telecom: Telecom, maya: Actor) -> None:
    ordered(telecom, maya, FIBRE)
    with telecom.open_work() as work:
        service = work.of(Service).find(kind="broadband")
        assert service is not None
        assert work.of(BillingAccount).get(service.account_id).mode is BillingMode.POSTPAID
    assert credit_of(telecom, maya) == 1200


def test_goods_are_packed_sent_delivered_and_then_charged(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    said = ordered(telecom, jonas, Wanted("Galaxy A26", 2, options={"colour": "mint"}))
    assert said[0].response == "utter_order_started"
    [key] = outside.warehouse.parcels
    assert outside.warehouse.contents[key] == ("galaxy-a26", 2, "4 Rope Walk, Northgate")
    with telecom.open_work() as work:
        assert work.of(StockLevel).get("galaxy-a26").free == 3
        [report] = order_status(jonas, work=work)
        assert report.items[0].steps_done == ["packing"]
    outside.warehouse.leaves(key, clock.at)
    work_on(telecom)
    outside.warehouse.arrives(key, clock.at)
    clock.advance(hours=2)
    tick(telecom.open_work, kinds=["orders under way"])
    work_on(telecom)
    assert states(telecom) == (DONE, [DONE])
    assert told(telecom) == ["utter_order_sent", "utter_order_arrived"]
    with telecom.open_work() as work:
        assert work.of(Product).count(offering_id="galaxy-a26") == 2
        assert [c.amount.minor for c in work.of(AccountCharge).list()] == [2 * 25400]
        level = work.of(StockLevel).get("galaxy-a26")
        assert (level.on_hand, level.reserved) == (3, 0)


def test_television_needs_broadband_in_its_place_or_along_with_it(telecom: Telecom, jonas: Actor) -> None:
    with pytest.raises(CannotOrder):
        proposed(telecom, jonas, Wanted("TV Family"))
    ordered(telecom, jonas, Wanted("TV Family"), FIBRE)
    assert states(telecom) == (DONE, [DONE, DONE])


@pytest.mark.parametrize(
    ("wanted", "place", "response"),
    [
        (Wanted("TV Family"), "Old Town", "utter_availability_not_in_place"),
        (Wanted("Fibre 100", 4), "Northgate", "utter_availability_none_free"),
        (Wanted("Galaxy A26", 6), "Northgate", "utter_availability_stock_short"),
        (Wanted("Galaxy A26", 21), "Northgate", "utter_order_too_many"),
        (Wanted("Wi-Fi Plus"), "Northgate", "utter_order_needs_plan"),
        (Wanted("Copper 16"), "Northgate", "utter_catalogue_not_sold"),
    ],
)
def test_what_cannot_be_had_is_refused_with_why(
    telecom: Telecom, jonas: Actor, wanted: Wanted, place: str, response: str
) -> None:
    with pytest.raises(BusinessError) as refusal:
        ordered(telecom, jonas, wanted, place=place)
    assert refusal.value.name == response
    with telecom.open_work() as work:
        assert work.of(ProductOrder).count() == 0
        assert holdings(work)["kept"] == []


def test_the_last_port_goes_to_one_of_two(telecom: Telecom, jonas: Actor) -> None:
    yes = [yes_to(proposed(telecom, jonas, FIBRE, turn="turn 1"))]
    with telecom.open_work() as work:
        other = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Ada"))
        for port in work.of(Resource).list(service_kind="broadband", place="Northgate", order="value")[:2]:
            port.reserve("somebody")
    ordered(telecom, other, FIBRE, turn="turn 2")
    with pytest.raises(NothingFree):
        confirm(telecom, jonas, yes[0])


def test_a_price_that_changed_meanwhile_is_not_ordered(telecom: Telecom, jonas: Actor) -> None:
    yes = yes_to(proposed(telecom, jonas, FIBRE))
    with telecom.open_work() as work:
        work.of(Offering).get("fibre-100").monthly = Money(9900, "GBP")
    with pytest.raises(BusinessError) as refusal:
        confirm(telecom, jonas, yes)
    assert refusal.value.name == "utter_proposal_changed"


def test_who_may_not_order_is_refused(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        a_shop(work)
        home = a_home(work)
        stranger, member = a_stranger(work), a_member(work, home, Function.CHECK)
    extra = Wanted("Wi-Fi Plus", service_id=home["broadband"])
    for actor in (stranger, member):
        with pytest.raises(NotFound):
            proposed(telecom, actor, extra)
    with pytest.raises(NotAllowed):
        proposed(telecom, member, CHARGER)
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired):
        proposed(telecom, home.manager, extra)


def test_nobody_sees_or_cancels_anothers_order(telecom: Telecom, jonas: Actor) -> None:
    ordered(telecom, jonas, CHARGER)
    with telecom.open_work() as work:
        stranger, number = a_stranger(work), the_order(work).number
        assert order_status(stranger, work=work) == []
        with pytest.raises(NotFound):
            order_status(stranger, number=number, work=work)
        with pytest.raises(NotFound):
            propose_cancellation(stranger, number, turn_id="turn 5", work=work)


def test_goods_not_yet_sent_are_cancelled_and_nothing_is_left(
    telecom: Telecom, maya: Actor, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        before = holdings(work)
        work.of(Offering).get("usb-c-charger").one_off = Money(900, "GBP")
    ordered(telecom, maya, CHARGER)
    assert credit_of(telecom, maya) == 300
    assert cancel(telecom, maya) == "utter_order_cancelled"
    assert credit_of(telecom, maya) == 1200
    assert all(parcel.stopped for parcel in outside.warehouse.parcels.values())
    with telecom.open_work() as work:
        assert holdings(work) == before


def test_goods_on_their_way_are_too_late_and_go_on(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    ordered(telecom, jonas, CHARGER)
    [key] = outside.warehouse.parcels
    outside.warehouse.leaves(key, clock.at)
    assert cancel(telecom, jonas) == "utter_order_cancel_denied"
    assert states(telecom) == (OPEN, [OPEN])


def test_of_an_order_half_done_the_rest_is_cancelled(telecom: Telecom, jonas: Actor) -> None:
    ordered(telecom, jonas, FIBRE, CHARGER)
    assert states(telecom) == (OPEN, [DONE, OPEN])
    assert cancel(telecom, jonas) == "utter_order_cancelled_rest"
    work_on(telecom)
    assert states(telecom) == (OrderState.PARTIAL, [DONE, OrderState.CANCELLED])


def test_an_order_for_later_begins_on_its_day_or_is_dropped(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    later = date(2026, 10, 1)
    assert ordered(telecom, jonas, FIBRE, day=later)[0].response == "utter_order_scheduled"
    assert states(telecom) == (OrderState.PENDING, [OrderState.PENDING])
    clock.advance(days=16)
    tick(telecom.open_work, kinds=["start of order"])
    with telecom.open_work() as work:
        order = the_order(work)
    run_job(
        "act_on_due", {"kind": "start of order", "found": [[order.id, "2026-10-01"]]},
        open_work=telecom.open_work, outside=telecom.outside,
    )  # fmt: skip
    work_on(telecom)
    assert states(telecom) == (DONE, [DONE])
    assert told(telecom) == ["utter_order_completed"]


def test_a_pending_order_is_cancelled_with_nothing_left(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        before = holdings(work)
    ordered(telecom, jonas, FIBRE, day=date(2026, 10, 1))
    assert cancel(telecom, jonas) == "utter_order_cancelled"
    with telecom.open_work() as work:
        assert holdings(work) == before


def test_what_is_done_cannot_be_cancelled(telecom: Telecom, jonas: Actor) -> None:
    ordered(telecom, jonas, FIBRE)
    with pytest.raises(TooLateToCancel):
        cancel(telecom, jonas)


def fail_until_held(telecom: Telecom, actor: Actor, outside: FakeOutside) -> StaffTask:
    """An order of broadband that the network does not carry out; the task it has become."""
    outside.network.silent = True
    assert ordered(telecom, actor, FIBRE)[0].response == "utter_order_slow"
    for _ in range(2):
        try:
            work_on(telecom)
        except RetryLater:
            continue
    assert states(telecom) == (HELD, [HELD])
    with telecom.open_work() as work:
        [task] = list_tasks("ann", work=work)
    return task


def test_what_fails_too_often_goes_to_people_with_all_they_need(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    task = fail_until_held(telecom, jonas, outside)
    assert told(telecom) == ["utter_order_held"]
    assert task.reason == "network does not answer"
    assert task.needs["product"] == "Fibre 100" and task.needs["failed step"] == "network"
    assert task.needs["place"] == "Northgate"


@pytest.mark.parametrize(("resolution", "by_hand"), [("retry", False), ("done", True)])
def test_people_have_it_go_on_and_the_subscriber_is_told(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, resolution: str, by_hand: bool
) -> None:
    task = fail_until_held(telecom, jonas, outside)
    outside.network.silent = by_hand
    with telecom.open_work() as work:
        take_task(task.number, "lena", work=work)
        with pytest.raises(WrongTask):
            take_task(task.number, "omar", work=work)
    with telecom.open_work() as work:
        resolve_task(task.number, "lena", resolution, work=work)
    work_on(telecom)
    assert states(telecom) == (DONE, [DONE])
    assert told(telecom) == ["utter_order_held", "utter_order_goes_on", "utter_order_completed"]


def test_a_held_order_is_cancelled_and_the_task_with_it(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    task = fail_until_held(telecom, jonas, outside)
    outside.network.silent = False
    assert cancel(telecom, jonas) == "utter_order_cancelled"
    with telecom.open_work() as work:
        assert work.of(StaffTask).get(task.id).state is TaskState.WITHDRAWN
        assert holdings(work)["kept"] == []
        assert work.of(AccountCharge).count() == 0
