"""Goods that broke are exchanged under their warranty, named by themselves. [O1]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.requests import list_requests
from telecom.management.warranty import CLAIMS, owned_goods, propose_claim
from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode, Individual
from telecom.model.resources import StockLevel
from telecom.model.warranty import ClaimState, NotUnderWarranty, WarrantyClaim
from telecom.support.jobs import run_job
from tests.asking import Asking, Reply
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import a_stranger
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import Wanted, a_shop, ordered, work_on

SAID = "the screen of my galaxy died"


@pytest.fixture
def jonas(telecom: Telecom, outside: FakeOutside, clock: TestClock) -> Actor:
    """A subscriber with a Galaxy A26 that came today; four more are on the shelf."""
    with telecom.open_work() as work:
        a_shop(work)
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
    ordered(telecom, actor, Wanted("Galaxy A26", options={"colour": "mint"}))
    [key] = outside.warehouse.parcels
    outside.warehouse.arrives(key, clock.at)
    work_on(telecom)
    return actor


def report(telecom: Telecom, actor: Actor, text: str, *, turn: str = "turn 5") -> Reply:
    chat = Asking(telecom)
    form = chat.run(actor, "validate_report_fault_form", intent="report_fault", text=text, turn=turn)
    assert form.slots.get("requested_slot") is None
    slots = {"symptom": form.slots.get("symptom")}
    return chat.run(actor, "action_report_fault", intent="report_fault", text=text, slots=slots, turn=turn)


def claimed(telecom: Telecom, actor: Actor) -> WarrantyClaim:
    shown = report(telecom, actor, SAID)
    assert shown.response == "utter_warranty_propose" and "under warranty until" in shown.text, shown.text
    assert confirm(telecom, actor, yes_to(shown.said[0]))[0].response == "utter_warranty_label"
    with telecom.open_work() as work:
        [claim] = work.of(WarrantyClaim).list()
    return claim


def look(telecom: Telecom, claim: WarrantyClaim) -> ClaimState:
    run_job("advance_claim", {"claim_id": claim.id}, open_work=telecom.open_work, outside=telecom.outside)
    with telecom.open_work() as work:
        return work.of(WarrantyClaim).get(claim.id).state


def test_a_broken_phone_is_exchanged_and_each_step_is_told(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    claim = claimed(telecom, jonas)
    assert look(telecom, claim) is ClaimState.EXPECTED and claim.number in outside.warehouse.expected
    assert report(telecom, jonas, SAID, turn="turn 6").response == "utter_warranty_standing"
    with telecom.open_work() as work:
        assert [each.line.response for each in list_requests(jonas, work=work)] == ["utter_request_warranty"]
        work.of(StockLevel).get("galaxy-a26").on_hand = 0
    outside.warehouse.received[claim.number] = clock.at
    assert [look(telecom, claim), look(telecom, claim)] == [ClaimState.RECEIVED] * 2
    with telecom.open_work() as work:
        work.of(StockLevel).get("galaxy-a26").on_hand = 1
    assert look(telecom, claim) is ClaimState.RECEIVED
    key = f"claim:{claim.id}"
    outside.warehouse.leaves(key, clock.at)
    assert look(telecom, claim) is ClaimState.SENT
    outside.warehouse.arrives(key, clock.at)
    assert [look(telecom, claim), look(telecom, claim)] == [ClaimState.DONE] * 2
    with telecom.open_work() as work:
        assert work.of(StockLevel).get("galaxy-a26").on_hand == 0
        told = [m.utterance.response for m in work.of(OutgoingMessage).list(order="number")]
    assert told[-3:] == ["utter_warranty_received", "utter_warranty_sent", "utter_warranty_done"]


def test_what_was_dropped_is_not_covered_and_the_network_is_no_thing(telecom: Telecom, jonas: Actor) -> None:
    assert report(telecom, jonas, "dropped my galaxy and the screen cracked").response == "utter_warranty_damage"
    assert not report(telecom, jonas, "my galaxy has no signal", turn="t6").response.startswith("utter_warranty")
    with telecom.open_work() as work:
        work.of(Offering).get("wi-fi-plus").terms = {"covers": "handset"}
        cover = owned_goods(jonas, work=work)[0].product
        made = type(cover)(
            customer_id=cover.customer_id,
            account_id=cover.account_id,
            offering_id="wi-fi-plus",
            started_on=work.today(),
        )
        work.of(type(cover)).add(made)
    covered = report(telecom, jonas, "dropped my galaxy and the screen cracked", turn="t7")
    assert covered.response == "utter_warranty_propose_cover"


def test_it_ends_after_two_years_and_what_never_comes_is_closed(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        [owned] = owned_goods(jonas, work=work)
        assert owned.until == date(2028, 9, 14)
        stranger = a_stranger(work)
        assert owned_goods(stranger, work=work) == []
        with pytest.raises(NotUnderWarranty):
            propose_claim(stranger, owned.product.id, text=SAID, turn_id="t9", work=work)
    claim = claimed(telecom, jonas)
    clock.advance(days=29)
    run_due(telecom, CLAIMS)
    assert look(telecom, claim) is ClaimState.LAPSED
    clock.advance(days=730)
    with telecom.open_work() as work:
        again = logged_in(work, work.of(Individual).get(jonas.person_id))
    assert report(telecom, again, SAID, turn="turn 8").response == "utter_warranty_over"
