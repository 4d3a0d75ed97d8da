"""Paying without being asked: bills on their day, retries, credit that runs low, reminders. [B8, B11]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.autopay import propose_auto_top_up, propose_autopay, set_reminder
from telecom.management.notices import BILL_DUE
from telecom.management.paying_by_itself import AUTO_TOP_UP, AUTOPAY
from telecom.model.access import Actor
from telecom.model.bills import BillState, CustomerBill
from telecom.model.errors import InvalidValue, ProofRequired
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import Individual, Membership, Role
from telecom.model.payments import Payment, PaymentMethod
from telecom.support.due import tick
from telecom.support.jobs import run_job
from telecom.support.ledger import balance_of, find_credit_account
from telecom.support.proposals import correct
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.money import a_card, a_payer, account_of, confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber, logged_in


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30 due on 21 September, logged in."""
    return a_payer(telecom)


def switch(
    telecom: Telecom,
    actor: Actor,
    *,
    on: bool = True,
    limit: Money | None = None,
    day: int | None = None,
    turn: str = "t1",
) -> str:
    with telecom.open_work() as work:
        shown = propose_autopay(actor, on=on, limit=limit, day=day, turn_id=turn, work=work)
    return confirm(telecom, actor, yes_to(shown))[0].response


def pass_days(telecom: Telecom, clock: TestClock, *days: date) -> list[str]:
    """Let each of these days come, at ten; the sentences that were pushed by all of it."""
    for day in days:
        clock.at = clock.at.replace(year=day.year, month=day.month, day=day.day, hour=10)
        for kind in (AUTOPAY, AUTO_TOP_UP):
            tick(telecom.open_work, kinds=[kind])
            run_waiting_jobs(telecom)
        with telecom.open_work() as work:
            waiting = [payment.id for payment in work.of(Payment).list(told_at=None)]
        for payment_id in waiting:
            run_job("settle_payment", {"payment_id": payment_id}, open_work=telecom.open_work, outside=telecom.outside)
    with telecom.open_work() as work:
        return [message.utterance.response for message in work.of(OutgoingMessage).list(order="number")]


def september(day: int) -> date:
    return date(2026, 9, day)


def test_a_bill_pays_itself_once_on_its_day(
    telecom: Telecom, jonas: Actor, clock: TestClock, outside: FakeOutside
) -> None:
    assert switch(telecom, jonas) == "utter_autopay_on"
    assert pass_days(telecom, clock, september(20)) == []
    assert pass_days(telecom, clock, september(21), september(21), september(22)) == ["utter_payment_receipt"]
    assert list(outside.payments.amounts.values()) == [pounds(30)]
    with telecom.open_work() as work:
        assert work.of(CustomerBill).list()[0].state is BillState.SETTLED


def test_a_bill_pays_itself_on_a_day_of_my_own_which_the_reminder_names(
    telecom: Telecom, jonas: Actor, clock: TestClock, outside: FakeOutside
) -> None:
    with pytest.raises(InvalidValue) as outside_of_it:
        switch(telecom, jonas, day=5, turn="t0")
    assert (outside_of_it.value.values["first"], outside_of_it.value.values["last"]) == (15, 29)
    assert switch(telecom, jonas, day=18) == "utter_autopay_on"
    clock.advance(days=1)
    tick(telecom.open_work, kinds=[BILL_DUE])
    run_waiting_jobs(telecom)
    with telecom.open_work() as work:
        (reminder,) = work.of(OutgoingMessage).list()
    assert reminder.utterance.values["due_on"] == september(18)
    assert outside.payments.calls == []
    told = pass_days(telecom, clock, september(17), september(18), september(21))
    assert told == ["utter_notice_bill_paid_by_itself", "utter_payment_receipt"]


def test_a_declined_card_is_tried_again_twice_and_then_no_more(
    telecom: Telecom, jonas: Actor, clock: TestClock, outside: FakeOutside
) -> None:
    switch(telecom, jonas)
    outside.payments.deny = "declined"
    told = pass_days(telecom, clock, *(september(day) for day in range(21, 30)))
    assert told == ["utter_autopay_denied", "utter_autopay_denied", "utter_autopay_denied_last"]
    with telecom.open_work() as work:
        days = [payment.created_at.day for payment in work.of(Payment).list(order="created_at")]
    assert days == [21, 23, 26]


def test_a_second_try_may_succeed(telecom: Telecom, jonas: Actor, clock: TestClock, outside: FakeOutside) -> None:
    switch(telecom, jonas)
    outside.payments.deny = "declined"
    pass_days(telecom, clock, september(21))
    outside.payments.deny = None
    told = pass_days(telecom, clock, september(22), september(23), september(27))
    assert told == ["utter_autopay_denied", "utter_payment_receipt"]


@pytest.mark.parametrize("what", ["over limit", "right gone", "card gone", "off"])
def test_what_may_not_be_charged_is_left_alone_and_said(
    telecom: Telecom, jonas: Actor, clock: TestClock, outside: FakeOutside, what: str
) -> None:
    switch(telecom, jonas, limit=pounds(20) if what == "over limit" else None)
    if what == "off":
        assert switch(telecom, jonas, on=False, turn="t2") == "utter_autopay_off"
    with telecom.open_work() as work:
        if what == "right gone":
            membership = work.of(Membership).find(person_id=jonas.person_id)
            assert membership is not None
            membership.role = Role.USER
            other = work.of(Individual).add(Individual(given_name="New", family_name="Manager"))
            work.flush()
            work.of(Membership).add(
                Membership(customer_id=membership.customer_id, person_id=other.id, role=Role.MANAGER)
            )
        if what == "card gone":
            work.of(PaymentMethod).list()[0].removed_at = work.now
    expected = {"over limit": ["utter_autopay_over_limit"], "right gone": [], "card gone": ["utter_autopay_card_gone"]}
    assert pass_days(telecom, clock, september(21), september(22)) == expected.get(what, [])
    assert outside.payments.calls == []


def test_it_needs_a_fresh_proof_and_a_card(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired):
        switch(telecom, jonas)


def test_a_reminder_comes_as_many_days_before_as_was_wished(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    with telecom.open_work() as work:
        assert set_reminder(jonas, 5, work=work) == 5
        with pytest.raises(InvalidValue):
            set_reminder(jonas, 15, work=work)

    def reminded() -> int:
        tick(telecom.open_work, kinds=[BILL_DUE])
        run_waiting_jobs(telecom)
        with telecom.open_work() as work:
            return work.of(OutgoingMessage).count()

    assert reminded() == 0
    clock.advance(days=1)
    assert reminded() == 1


def test_a_reminder_comes_on_the_channel_of_my_choice(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    asking = Asking(telecom)
    said = {"intent": "set_autopay", "text": "remind me by text 3 days before", "entities": {"channel": "sms"}}
    assert asking.run(jonas, "action_set_autopay", **said).text == (
        "OK, I'll remind you by SMS, 3 days before a bill is due."
    )
    clock.advance(days=3)
    tick(telecom.open_work, kinds=[BILL_DUE])
    run_waiting_jobs(telecom)
    with telecom.open_work() as work:
        assert [message.channel for message in work.of(OutgoingMessage).list()] == ["sms"]


def test_low_credit_is_topped_up_once_a_fall_and_a_declined_card_rests_until_tomorrow(
    telecom: Telecom, clock: TestClock, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=499)
        a_card(work, person)
        maya = logged_in(work, person)
        shown = propose_auto_top_up(maya, amount=pounds(10), threshold=pounds(5), turn_id="t", work=work)
    assert confirm(telecom, maya, yes_to(shown))[0].response == "utter_autopay_top_up_on"
    outside.payments.deny = "declined"
    assert pass_days(telecom, clock, september(15), september(15)) == ["utter_payment_denied"]
    outside.payments.deny = None
    told = pass_days(telecom, clock, september(16), september(16))
    assert told == ["utter_payment_denied", "utter_top_up_receipt"]
    with telecom.open_work() as work:
        held = find_credit_account(account_of(work, person).id, work=work)
        assert held is not None
        assert balance_of(held, work=work) == pounds(14.99)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("pay my bill automatically every month", "utter_autopay_propose_on"),
        ("pay it automatically on the 20th of each month", "utter_autopay_propose_on"),
        ("autopay every 3rd please", "utter_autopay_day_outside"),
        ("turn off autopay", "utter_autopay_off_already"),
        ("automatische Zahlung aus", "utter_autopay_off_already"),
        ("bitte automatisch aus meiner Karte abbuchen", "utter_autopay_propose_on"),
        ("can you take it off my card automatically from now on", "utter_autopay_propose_on"),
        ("is autopay on", "utter_autopay_as_it_is"),
        ("is autopay on? if not set it up please", "utter_autopay_propose_on"),
        ("make it automatic so that it is never empty", "utter_autopay_propose_on"),
        ("remind me three days beforehand", "utter_autopay_reminded"),
        ("no more payment reminders please", "utter_autopay_never_reminded"),
        ("remind me about the bill a week before please", "utter_autopay_reminded"),
    ],
)
def test_what_people_say_is_understood(telecom: Telecom, jonas: Actor, said: str, answer: str) -> None:
    assert Asking(telecom).run(jonas, "action_set_autopay", intent="set_autopay", text=said).response == answer


def test_how_far_it_may_go_is_no_end_of_it(telecom: Telecom, jonas: Actor) -> None:
    assert switch(telecom, jonas) == "utter_autopay_on"
    said = {"text": "but never more than ninety pounds", "entities": {"amount": {"minor": 9000, "currency": "GBP"}}}
    reply = Asking(telecom).run(jonas, "action_set_autopay", intent="set_autopay", turn="t2", **said)  # type: ignore[arg-type]
    assert (reply.response, reply.said[0].values["limit"]) == ("utter_autopay_propose_on_limited", pounds(90))


def test_an_offer_to_pay_by_itself_is_corrected(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(jonas.conversation_id)
        propose_autopay(jonas, on=True, turn_id="1", work=work)
        later = correct(jonas, conversation, {"text": "on the 20th"}, turn_id="2", work=work)
        assert later is not None and later.values["when"].values == {"day": 20}
        assert correct(jonas, conversation, {"text": "hello"}, turn_id="3", work=work) is None


def test_a_top_up_by_itself_is_corrected_in_both_sums(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1000)
        a_card(work, person)
        maya = logged_in(work, person)
        conversation = work.of(Conversation).get(maya.conversation_id)
        propose_auto_top_up(maya, amount=pounds(10), threshold=pounds(5), turn_id="1", work=work)
        told = {"text": "5 quid when under 2", "amount": {"minor": 500, "currency": "GBP"}}
        shown = correct(maya, conversation, told, turn_id="2", work=work)
        assert shown is not None
        assert (shown.values["amount"], shown.values["threshold"]) == (pounds(5), pounds(2))
