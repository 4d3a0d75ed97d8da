"""Paying on the provider's page: a link, rings that are only bells, time that runs out, money that goes back."""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.management.questions import hear_of_payment
from telecom.management.refunds import refund_payment
from telecom.management.topup import propose_top_up
from telecom.model.access import Actor
from telecom.model.bills import BillState, CustomerBill
from telecom.model.errors import InvalidValue
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment, PaymentState, Refund, RefundState, Way
from telecom.model.utterances import Utterance
from telecom.support.jobs import RetryLater, run_job
from tests.fakes import FakeOutside, TestClock
from tests.money import a_bill, a_payer, confirm, pounds, settle_later, yes_to
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a bill of £30 and no card, logged in."""
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        a_bill(work, person, total=30)
        return logged_in(work, person)


def asked_for_link(telecom: Telecom, actor: Actor, *, other: bool = False) -> Utterance:
    with telecom.open_work() as work:
        shown = propose_payment(actor, other=other, turn_id="turn 1", work=work)
    (said,) = confirm(telecom, actor, yes_to(shown))
    return said


def the_payment(telecom: Telecom) -> Payment:
    with telecom.open_work() as work:
        (payment,) = work.of(Payment).list()
    return payment


def the_bill(telecom: Telecom) -> CustomerBill:
    with telecom.open_work() as work:
        (bill,) = work.of(CustomerBill).list()
    return bill


def pushed(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [message.utterance.response for message in work.of(OutgoingMessage).list(order="number")]


def test_without_a_saved_card_a_yes_brings_a_link(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    said = asked_for_link(telecom, jonas)
    assert (said.response, said.values["link"]) == ("utter_payment_link", "https://pay.example/1")
    payment = the_payment(telecom)
    assert (payment.way, payment.state) == (Way.PAGE, PaymentState.PENDING_AUTHORIZATION)
    assert outside.payments.calls == []


def test_with_a_saved_card_another_way_is_a_choice(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        shown = propose_payment(payer, turn_id="turn 1", work=work)
    other = shown.choices[-1].content
    assert (other["intent"], other["entities"]["payment_method"]) == ("pay_bill", "link")
    with telecom.open_work() as work:
        again = propose_payment(payer, other=True, turn_id="turn 2", work=work)
    assert again.values["way"].response == "utter_payment_by_page"


def test_a_ring_after_paying_settles_the_bill_and_tells_once(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    asked_for_link(telecom, jonas)
    payment = the_payment(telecom)
    outside.payments.fill_in(payment.key)
    for _ in range(3):
        with telecom.open_work() as work:
            assert hear_of_payment(payment.key, work=work)
        settle_later(telecom, payment.id)
    assert the_payment(telecom).state is PaymentState.DONE
    assert the_bill(telecom).state is BillState.SETTLED
    assert pushed(telecom) == ["utter_payment_receipt"]


def test_a_forged_ring_moves_nothing(telecom: Telecom, jonas: Actor) -> None:
    asked_for_link(telecom, jonas)
    payment = the_payment(telecom)
    with telecom.open_work() as work:
        assert not hear_of_payment("made up", work=work)
        assert hear_of_payment(payment.key, work=work)
    with pytest.raises(RetryLater):
        settle_later(telecom, payment.id)
    assert the_bill(telecom).state is BillState.SENT
    assert pushed(telecom) == []


def test_a_silent_provider_sends_the_link_when_it_speaks_again(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    outside.payments.silent_before = True
    assert asked_for_link(telecom, jonas).response == "utter_payment_link_later"
    outside.payments.silent_before = False
    for _ in range(2):
        with pytest.raises(RetryLater):
            settle_later(telecom, the_payment(telecom).id)
    assert pushed(telecom) == ["utter_payment_link"]


def test_a_page_that_ran_out_frees_the_bill(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    asked_for_link(telecom, jonas)
    with telecom.open_work() as work:
        assert propose_payment(jonas, turn_id="turn 2", work=work).response == "utter_payment_link"
    payment = the_payment(telecom)
    outside.payments.run_out(payment.key)
    settle_later(telecom, payment.id)
    assert the_payment(telecom).state is PaymentState.CANCELED
    assert pushed(telecom) == ["utter_payment_page_expired"]
    with telecom.open_work() as work:
        assert propose_payment(jonas, turn_id="turn 3", work=work).response == "utter_payment_proposal"


def test_money_for_a_bill_that_is_settled_goes_back(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    asked_for_link(telecom, jonas)
    payment = the_payment(telecom)
    with telecom.open_work() as work:
        work.of(CustomerBill).get(the_bill(telecom).id).settle(pounds(30))
    outside.payments.fill_in(payment.key)
    settle_later(telecom, payment.id)
    with telecom.open_work() as work:
        (refund,) = work.of(Refund).list()
    outside.payments.silent_after = True
    with pytest.raises(RetryLater):
        run_job("carry_out_refund", {"refund_id": refund.id}, open_work=telecom.open_work, outside=telecom.outside)
    outside.payments.silent_after = False
    for _ in range(2):
        run_job("carry_out_refund", {"refund_id": refund.id}, open_work=telecom.open_work, outside=telecom.outside)
    with telecom.open_work() as work:
        assert work.of(Refund).get(refund.id).state is RefundState.DONE
    assert list(outside.payments.refunds.values()) == [(the_payment(telecom).reference, pounds(30))]
    assert pushed(telecom) == ["utter_payment_given_back", "utter_payment_refunded"]


def test_never_more_is_given_back_than_was_paid(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        shown = propose_payment(payer, turn_id="turn 1", work=work)
    confirm(telecom, payer, yes_to(shown))
    payment = the_payment(telecom)
    with telecom.open_work() as work:
        first = refund_payment(payment.id, pounds(20), reason="test", key="one", work=work)
        assert refund_payment(payment.id, pounds(20), reason="test", key="one", work=work) is first
        with pytest.raises(InvalidValue):
            refund_payment(payment.id, pounds(10.01), reason="test", key="two", work=work)
        refund_payment(payment.id, pounds(10), reason="test", key="two", work=work)


def test_a_prepaid_line_is_topped_up_by_link_too(telecom: Telecom, outside: FakeOutside, clock: TestClock) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=100))
        shown = propose_top_up(maya, amount=pounds(10), turn_id="turn 1", work=work)
    (said,) = confirm(telecom, maya, yes_to(shown))
    assert said.response == "utter_payment_link"
    outside.payments.fill_in(the_payment(telecom).key)
    settle_later(telecom, the_payment(telecom).id)
    assert pushed(telecom) == ["utter_top_up_receipt"]
