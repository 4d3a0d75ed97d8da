"""Points: earned by paying, changed into credit once, never below zero. [O2]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.management.points import ENDING, OVER, propose_exchange, show_points
from telecom.management.topup import propose_top_up
from telecom.model.access import Actor
from telecom.model.charges import AccountCharge
from telecom.model.errors import InvalidValue
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.points import PointLot
from telecom.model.utterances import Utterance
from telecom.support.due import tick
from telecom.support.ledger import balance_of, find_credit_account
from tests.asking import Asking
from tests.fakes import TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.integration.test_ledger import assert_sound
from tests.money import a_bill, a_card, a_payer, account_of, confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber, logged_in
from tests.shop import a_shop


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    """A prepaid subscriber who has paid £150.50 in three top-ups."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=0)
        a_card(work, person)
        actor = logged_in(work, person)
    for turn, amount in enumerate((100, 50, 5.50)):
        with telecom.open_work() as work:
            shown = propose_top_up(actor, amount=pounds(amount), turn_id=f"top up {turn}", work=work)
        confirm(telecom, actor, yes_to(shown))
    return actor


def points_of(telecom: Telecom, actor: Actor) -> int:
    with telecom.open_work() as work:
        assert_sound(work)
        return show_points(actor, work=work).points


def exchange(telecom: Telecom, actor: Actor, points: int, *, turn: str = "t1") -> Utterance:
    with telecom.open_work() as work:
        return propose_exchange(actor, points=points, turn_id=turn, work=work)


def test_a_point_is_earned_for_each_whole_pound_paid(telecom: Telecom, maya: Actor) -> None:
    assert points_of(telecom, maya) == 155


def test_points_become_credit_once(telecom: Telecom, maya: Actor) -> None:
    shown = exchange(telecom, maya, 100)
    first = confirm(telecom, maya, yes_to(shown))
    assert confirm(telecom, maya, yes_to(shown)) == first
    assert first[0].values["credit"] == pounds(156.50)
    assert points_of(telecom, maya) == 55
    with telecom.open_work() as work:
        account = account_of(work, work.of(Individual).get(maya.person_id))
        held = find_credit_account(account.id, work=work)
        assert held is not None and balance_of(held, work=work) == pounds(156.50)


@pytest.mark.parametrize("points", [0, -100, 50, 150, 200])
def test_part_hundreds_and_more_than_there_are_stay(telecom: Telecom, maya: Actor, points: int) -> None:
    with pytest.raises(InvalidValue):
        exchange(telecom, maya, points)
    assert points_of(telecom, maya) == 155


def test_two_wishes_for_the_same_points_are_not_both_granted(telecom: Telecom, maya: Actor) -> None:
    shown = exchange(telecom, maya, 100)
    confirm(telecom, maya, yes_to(shown))
    with pytest.raises(InvalidValue):
        exchange(telecom, maya, 100, turn="t2")


def test_who_pays_by_bill_gets_it_off_the_next_one(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        a_bill(work, work.of(Individual).get(payer.person_id), total=100, month=7)
    for turn in ("a", "b"):
        with telecom.open_work() as work:
            shown = propose_payment(payer, turn_id=turn, work=work)
        confirm(telecom, payer, yes_to(shown))
    assert points_of(telecom, payer) == 130
    assert confirm(telecom, payer, yes_to(exchange(telecom, payer, 100)))[0].response == "utter_points_off_bill"
    with telecom.open_work() as work:
        (credit,) = work.of(AccountCharge).list()
    assert credit.amount == -pounds(1)


def test_what_people_say_is_understood(telecom: Telecom, maya: Actor) -> None:
    asking = Asking(telecom)
    held = asking.run(maya, "action_redeem_points", text="how many points have i got")
    assert (held.response, held.said[0].values["points"]) == ("utter_points_held", 155)
    for turn, said in enumerate(("spend 100 points on data", "cash in all my points")):
        reply = asking.run(maya, "action_redeem_points", text=said, turn=f"t{turn}")
        assert reply.response == "utter_points_propose_credit"
    assert asking.run(maya, "action_redeem_points", text="spend 500 points").response == "utter_points_too_few"


def test_points_go_towards_an_order(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work:
        a_shop(work)
    asking = Asking(telecom)
    shown = asking.run(maya, "action_redeem_points", text="can i get Roam EU 5GB with my points", turn="t1")
    assert shown.response == "utter_order_propose"
    assert "100 points pay £1.00 of it, the rest comes from your credit." in shown.text
    confirm(telecom, maya, yes_to(shown.said[0]))
    assert points_of(telecom, maya) == 55
    too_few = asking.run(maya, "action_redeem_points", text="another Roam EU 5GB for points", turn="t2")
    assert too_few.response == "utter_points_held_few"


def test_points_run_out_after_a_year_and_that_is_told_before(telecom: Telecom, maya: Actor, clock: TestClock) -> None:
    with telecom.open_work() as work:
        assert [lot.last_day for lot in work.of(PointLot).list()] == [date(2027, 9, 30)]
    exchange(telecom, maya, 100)
    clock.advance(days=355)
    with telecom.open_work() as work:
        work.of(PointLot).add(PointLot(account_id=work.of(PointLot).list()[0].account_id, last_day=date(2028, 8, 31)))
    told = due_now(telecom, ENDING)
    assert told == [("utter_points_ending", 155)]
    clock.advance(days=30)
    assert due_now(telecom, OVER) == due_now(telecom, OVER) == told
    assert points_of(telecom, maya) == 0


def due_now(telecom: Telecom, kind: str) -> list[tuple[str, int]]:
    """Act on what is due; what was told by all of it."""
    tick(telecom.open_work, kinds=[kind])
    run_waiting_jobs(telecom)
    with telecom.open_work() as work:
        told = [message.utterance for message in work.of(OutgoingMessage).list(order="number")]
    return [(each.response, each.values["points"]) for each in told if "points" in each.values]
