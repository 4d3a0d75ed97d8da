"""Overdue bills: notices, the stop after them, its lifting by paying, promises and instalments. [B14]"""

from datetime import date, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.arrangements import PART_DUE, PART_MISSED, propose_arrangement
from telecom.management.arrears import ARREARS, LIFT
from telecom.management.payments import propose_payment
from telecom.management.reachability import Reach, check_reachability
from telecom.management.testing import StoppedForArrears, refuse_paused
from telecom.model.access import Actor
from telecom.model.arrears import ArrearsStop, NoArrangement, PaymentPlan, PlanStatus, instalments, promise
from telecom.model.bills import CustomerBill
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingAccount, PaymentStatus
from telecom.support.due import tick
from tests.asking import Asking
from tests.fakes import TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.money import a_payer, confirm, pounds, yes_to

DUE = date(2026, 9, 21)
NOTICES = ["utter_arrears_first_notice", "utter_arrears_last_notice"]


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30 due on 21 September, logged in."""
    return a_payer(telecom)


def pass_days(telecom: Telecom, clock: TestClock, *after: int) -> list[str]:
    """Let days so long after the due day come, at ten; the sentences that were pushed by all of it."""
    for days in after:
        day = DUE + timedelta(days=days)
        clock.at = clock.at.replace(year=day.year, month=day.month, day=day.day, hour=10)
        for kind in (PART_MISSED, PART_DUE, ARREARS, LIFT):
            tick(telecom.open_work, kinds=[kind])
            run_waiting_jobs(telecom)
    with telecom.open_work() as work:
        return [message.utterance.response for message in work.of(OutgoingMessage).list(order="number")]


def state(telecom: Telecom) -> ServiceState:
    with telecom.open_work() as work:
        return work.of(Service).list()[0].state


def fresh(actor: Actor, clock: TestClock) -> Actor:
    """The actor, just proved again."""
    return Actor(actor.person_id, actor.session_id, actor.conversation_id, actor.channel, clock.at)


def pay(telecom: Telecom, actor: Actor, amount: float | None = None, *, turn: str = "pay") -> None:
    with telecom.open_work() as work:
        named = pounds(amount) if amount is not None else None
        shown = propose_payment(actor, amount=named, turn_id=turn, work=work)
    confirm(telecom, actor, yes_to(shown))


def arrange(telecom: Telecom, actor: Actor, *, by: date | None = None, parts: int | None = None) -> str:
    with telecom.open_work() as work:
        shown = propose_arrangement(actor, by=by, parts=parts, turn_id="arrange", work=work)
    return confirm(telecom, actor, yes_to(shown))[0].response


def test_two_notices_and_then_the_stop_each_once(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    assert pass_days(telecom, clock, 0, 2) == []
    assert pass_days(telecom, clock, 3, 4, 10, 11) == NOTICES
    assert state(telecom) is ServiceState.ACTIVE
    assert pass_days(telecom, clock, 17, 18, 30) == [*NOTICES, "utter_arrears_stopped"]
    assert state(telecom) is ServiceState.INACTIVE
    with telecom.open_work() as work:
        assert work.of(BillingAccount).list()[0].payment_status is PaymentStatus.IN_ARREARS
        assert check_reachability(jonas, None, work=work).reach is Reach.STOPPED
        with pytest.raises(StoppedForArrears):
            refuse_paused(work.of(Service).list()[0], work=work)


def test_half_now_and_the_rest_by_a_day_and_the_part_that_is_due_is_paid_by_its_name(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    asking, friday = Asking(telecom), {"date": "2026-09-18"}
    later = asking.run(jonas, "action_pay_bill", text="pay the rest on friday", entities=friday, turn="z")
    assert "£30.00 by Fri 18 Sept" in later.text
    halves = asking.run(jonas, "action_pay_bill", text="I would rather pay it in two halves", turn="0")
    assert "£15.00 by today" in halves.text
    shown = asking.run(jonas, "action_arrange_payment", text="pay half now rest on friday", entities=friday, turn="a")
    assert "£15.00 by today" in shown.text and "£15.00 by Fri 18 Sept" in shown.text
    confirm(telecom, jonas, yes_to(shown.said[0]))
    first = asking.run(jonas, "action_pay_bill", text="pay the first part now", turn="b")
    assert first.said[0].values["amount"] == pounds(15)
    confirm(telecom, jonas, yes_to(first.said[0]))
    assert pass_days(telecom, clock, -4) == ["utter_arrears_part_due"]


def test_nobody_is_stopped_without_a_warning_days_before(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    assert pass_days(telecom, clock, 40, 41) == ["utter_arrears_last_notice"]
    assert state(telecom) is ServiceState.ACTIVE
    assert pass_days(telecom, clock, 45)[-1] == "utter_arrears_stopped"


def test_paying_lifts_the_stop_in_the_same_moment(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    pass_days(telecom, clock, 3, 10, 17)
    payer = fresh(jonas, clock)
    pay(telecom, payer, 10)
    assert state(telecom) is ServiceState.INACTIVE
    pay(telecom, payer, turn="rest")
    assert state(telecom) is ServiceState.ACTIVE
    with telecom.open_work() as work:
        assert work.of(ArrearsStop).list()[0].ended_at == work.now
        assert work.of(OutgoingMessage).count(key__not=None) == 4
    assert pass_days(telecom, clock, 18)[-1] == "utter_arrears_lifted"


def test_a_credit_that_settles_the_bill_lifts_it_too(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    pass_days(telecom, clock, 3, 10, 17)
    with telecom.open_work() as work:
        work.of(CustomerBill).list()[0].credit(pounds(30))
    assert pass_days(telecom, clock, 18)[-1] == "utter_arrears_lifted"
    assert state(telecom) is ServiceState.ACTIVE


def test_a_promise_keeps_the_dunning_away_and_is_kept_by_paying(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    pass_days(telecom, clock, 3)
    payer = fresh(jonas, clock)
    assert arrange(telecom, payer, by=DUE + timedelta(days=13)) == "utter_arrears_promised"
    told = pass_days(telecom, clock, 10, 11, 12)
    assert told == ["utter_arrears_first_notice", "utter_arrears_part_due"]
    pay(telecom, fresh(jonas, clock))
    with telecom.open_work() as work:
        assert work.of(PaymentPlan).list()[0].status is PlanStatus.KEPT


def test_a_broken_promise_ends_the_arrangement_and_no_other_is_made(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    pass_days(telecom, clock, 3)
    arrange(telecom, fresh(jonas, clock), by=DUE + timedelta(days=8))
    told = pass_days(telecom, clock, 9, 10)
    assert told[1:] == ["utter_arrears_broken", "utter_arrears_last_notice"]
    with pytest.raises(NoArrangement) as refused:
        arrange(telecom, fresh(jonas, clock), parts=3)
    assert refused.value.name == "utter_arrears_broken_lately"


def test_the_first_part_of_a_plan_lifts_the_stop(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    pass_days(telecom, clock, 3, 10, 17)
    payer = fresh(jonas, clock)
    with pytest.raises(NoArrangement):
        arrange(telecom, payer, by=DUE + timedelta(days=20))
    assert arrange(telecom, payer, parts=3) == "utter_arrears_arranged"
    assert state(telecom) is ServiceState.INACTIVE
    pay(telecom, payer, 10)
    assert state(telecom) is ServiceState.ACTIVE
    reply = Asking(telecom).run(payer, "action_arrange_payment", text="how does my plan stand", turn="t9")
    assert reply.response == "utter_arrears_plan_running"
    assert len(reply.said[0].values["parts"]) == 2


@pytest.mark.parametrize(
    ("said", "entities", "answer"),
    [
        ("can i pay later", {}, "utter_arrears_possible"),
        ("split the bill in 3", {}, "utter_arrears_propose_parts"),
        ("split it in 3", {"amount": {"minor": 300, "currency": "GBP"}}, "utter_arrears_propose_parts"),
        (
            "i cant afford it this month",
            {"period": {"start": "2026-09-01", "end": "2026-09-30"}},
            "utter_arrears_possible",
        ),
        ("pay half now and half next month is that okay", {}, "utter_arrears_propose_parts"),
        ("can i pay on the 24th", {"date": "2026-09-24"}, "utter_arrears_propose_promise"),
        ("i can do 10 a month", {"amount": {"minor": 1000, "currency": "GBP"}}, "utter_arrears_propose_parts"),
        ("can i pay at christmas", {"date": "2026-12-25"}, "utter_arrears_promise_limits"),
    ],
)
def test_what_people_say_is_understood(
    telecom: Telecom, jonas: Actor, said: str, entities: dict[str, object], answer: str
) -> None:
    reply = Asking(telecom).run(jonas, "action_arrange_payment", text=said, entities=entities)
    assert reply.response == answer


def test_nothing_is_arranged_where_nothing_is_owed(telecom: Telecom, jonas: Actor) -> None:
    pay(telecom, jonas)
    assert Asking(telecom).run(jonas, "action_arrange_payment", text="pay later").response == (
        "utter_arrears_nothing_owed"
    )


def test_parts_add_up_and_fall_on_the_same_day_of_the_months() -> None:
    today = date(2026, 10, 31)
    parts = instalments(pounds(100.01), 3, today=today)
    assert [part.amount for part in parts] == [pounds(33.35), pounds(33.33), pounds(33.33)]
    assert [part.due_on for part in parts] == [today, date(2026, 11, 30), date(2026, 12, 31)]
    for wrong in (1, 7):
        with pytest.raises(InvalidValue):
            instalments(pounds(100), wrong, today=today)
    with pytest.raises(InvalidValue):
        promise(pounds(1), today, today=today)


def test_when_the_rest_is_due_and_half_of_it_today(telecom: Telecom, jonas: Actor) -> None:
    asking = Asking(telecom)
    when = asking.run(jonas, "action_pay_bill", intent="pay_bill", text="and when must i pay the rest?")
    assert when.text.startswith("£30.00 of bill") and "by Mon 21 Sept" in when.text
    today = {"date": "2026-09-15"}
    half = asking.run(
        jonas, "action_arrange_payment", intent="arrange_payment", text="i can pay only half today", entities=today,
        turn="2",
    )  # fmt: skip
    assert half.response == "utter_payment_proposal_part" and "£15.00" in half.text
