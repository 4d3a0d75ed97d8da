"""Goods that broke are exchanged or repaired under their warranty, named by themselves. [O1]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.requests import list_requests
from telecom.management.warranty import correct_claim, owned_goods, propose_claim, propose_claim_end
from telecom.management.warranty_life import CLAIMS
from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.resources import StockLevel
from telecom.model.warranty import ClaimState, NotUnderWarranty, WarrantyClaim
from telecom.ports import Repair, Work
from telecom.support.jobs import RetryLater, run_job
from tests.asking import Asking, Reply
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import a_stranger
from tests.money import confirm, yes_to
from tests.people import logged_in
from tests.shop import a_phone_bought

SAID = "the screen of my galaxy died"


@pytest.fixture
def jonas(telecom: Telecom, outside: FakeOutside, clock: TestClock) -> Actor:
    """A subscriber whose new phone came today."""
    return a_phone_bought(telecom, outside, clock)


def report(telecom: Telecom, actor: Actor, text: str, *, turn: str = "turn 5") -> Reply:
    chat = Asking(telecom)
    form = chat.run(actor, "validate_report_fault_form", intent="report_fault", text=text, turn=turn)
    assert form.slots.get("requested_slot") is None
    slots = {"symptom": form.slots.get("symptom")}
    return chat.run(actor, "action_report_fault", intent="report_fault", text=text, slots=slots, turn=turn)


def claimed(telecom: Telecom, actor: Actor, said: str = SAID, *, way: str = "") -> WarrantyClaim:
    shown = report(telecom, actor, said)
    assert shown.response == f"utter_warranty_propose{way}" and "under warranty until" in shown.text, shown.text
    assert confirm(telecom, actor, yes_to(shown.said[0]))[0].response == f"utter_warranty{way}_label"
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


def told(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [m.utterance.response for m in work.of(OutgoingMessage).list(order="number")]


def test_a_broken_phone_is_repaired_and_comes_back_and_each_step_is_told_once(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    claim = claimed(telecom, jonas, "the screen of my galaxy died, please repair it", way="_repair")
    with telecom.open_work() as work:
        assert [each.line.response for each in list_requests(jonas, work=work)] == ["utter_request_repair"]
    outside.warehouse.received[claim.number] = clock.at
    assert [look(telecom, claim), look(telecom, claim)] == [ClaimState.RECEIVED] * 2
    outside.warehouse.silent = True
    with pytest.raises(RetryLater):
        look(telecom, claim)
    outside.warehouse.silent = False
    outside.warehouse.repairs[claim.number] = Repair(done_at=clock.at)
    # Cut off behind the warehouse's answer, before ours is written: asked again, it says the same.
    assert [look(telecom, claim), look(telecom, claim)] == [ClaimState.REPAIRED] * 2
    key = f"claim:{claim.id}"
    assert outside.warehouse.contents[key][0] == claim.number, "their own piece, none off the shelf"
    outside.warehouse.leaves(key, clock.at)
    assert look(telecom, claim) is ClaimState.SENT
    outside.warehouse.arrives(key, clock.at)
    assert [look(telecom, claim), look(telecom, claim)] == [ClaimState.DONE] * 2
    steps = ("received", "repaired", "sent", "done")
    assert told(telecom)[-4:] == [f"utter_warranty_repair_{step}" for step in steps]
    with telecom.open_work() as work:
        level = work.of(StockLevel).get("galaxy-a26")
        assert (level.on_hand, level.free) == (4, 4)


def test_what_cannot_be_mended_is_exchanged_for_a_new_one(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    claim = claimed(telecom, jonas, "please repair the screen of my galaxy", way="_repair")
    outside.warehouse.received[claim.number] = clock.at
    look(telecom, claim)
    outside.warehouse.repairs[claim.number] = Repair(done_at=clock.at, mended=False)
    assert [look(telecom, claim), look(telecom, claim)] == [ClaimState.RECEIVED] * 2
    key = f"claim:{claim.id}"
    assert outside.warehouse.contents[key][0] == "galaxy-a26"
    outside.warehouse.leaves(key, clock.at)
    assert look(telecom, claim) is ClaimState.SENT
    assert told(telecom)[-3:] == [
        "utter_warranty_repair_received",
        "utter_warranty_beyond_repair",
        "utter_warranty_sent",
    ]
    with telecom.open_work() as work:
        assert work.of(StockLevel).get("galaxy-a26").on_hand == 3


def test_the_way_is_chosen_below_the_offer_and_what_was_wrong_is_kept(telecom: Telecom, jonas: Actor) -> None:
    shown = report(telecom, jonas, SAID)
    [repair] = [each for each in shown.said[0].choices if each.label.response == "utter_choice_repair_instead"]
    slots = {"symptom": repair.content["entities"]["symptom"], "value": repair.content["entities"]["value"]}
    again = Asking(telecom).run(
        jonas, "action_return_equipment", intent="return_equipment", text="", entities=slots, turn="turn 6"
    )
    assert again.response == "utter_warranty_propose_repair"
    with telecom.open_work() as work:
        changed = correct_claim(
            jonas, _open(work), {"text": "no, a new one please"}, turn_id="turn 7", work=work
        )  # fmt: skip
        assert changed is not None and changed.response == "utter_warranty_propose"
        assert _open(work).terms["words"] == SAID
        assert correct_claim(jonas, _open(work), {"text": "make it 20"}, turn_id="turn 8", work=work) is None
    chat = Asking(telecom)
    way = chat.run(jonas, "action_check_ticket", intent="check_ticket", text="repair it", turn="turn 9")
    assert way.response == "utter_warranty_propose_repair"
    confirm(telecom, jonas, yes_to(way.said[0]))
    how = chat.run(jonas, "action_check_ticket", intent="check_ticket", text="where is my repair", turn="turn 10")
    assert how.response == "utter_request_list" and "WTY-" in how.text
    off = chat.run(jonas, "action_cancel_order", intent="cancel_order", text="call it off", turn="turn 11")
    assert off.response == "utter_warranty_propose_end"


def _open(work: Work) -> Proposal:
    found = work.of(Proposal).find(status=ProposalStatus.OPEN)
    assert found is not None
    return found


def test_it_is_called_off_until_it_has_come_and_what_comes_all_the_same_is_taken_in(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    claim = claimed(telecom, jonas, "please repair the screen of my galaxy", way="_repair")
    ask = Asking(telecom)
    shown = ask.run(jonas, "action_cancel_order", intent="cancel_order", text="cancel the repair", turn="turn 6")
    assert shown.response == "utter_warranty_propose_end" and claim.number in shown.text
    assert confirm(telecom, jonas, yes_to(shown.said[0]))[0].response == "utter_warranty_ended"
    assert look(telecom, claim) is ClaimState.CANCELLED
    with telecom.open_work() as work:
        assert list_requests(jonas, work=work) == []
    outside.warehouse.received[claim.number] = clock.at
    run_due(telecom, CLAIMS)
    assert look(telecom, claim) is ClaimState.RECEIVED
    text = f"cancel {claim.number}"
    late = ask.run(jonas, "action_cancel_order", intent="cancel_order", text=text, turn="turn 8")
    assert late.response == "utter_warranty_too_late" and "at the workshop" in late.text
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        with pytest.raises(NotUnderWarranty):
            propose_claim_end(stranger, claim.number, turn_id="t9", work=work)
