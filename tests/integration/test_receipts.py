"""Past payments, their receipts, and the saved cards. [B13]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.papers import check_paper
from telecom.management.payments import propose_payment
from telecom.model.access import Actor
from telecom.model.parties import BillingMode, Individual
from telecom.model.payments import CardRequest, CardRequestState, Payment, PaymentMethod
from telecom.ports import NewCard
from telecom.support.jobs import RetryLater, run_job
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.money import a_bill, a_card, a_payer, confirm, pounds, yes_to
from tests.people import a_subscriber, logged_in


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    return a_payer(telecom)


def pay(telecom: Telecom, actor: Actor, amount: float, *, turn: str = "turn 1") -> Payment:
    with telecom.open_work() as work:
        shown = propose_payment(actor, amount=pounds(amount), turn_id=turn, work=work)
    confirm(telecom, actor, yes_to(shown))
    with telecom.open_work() as work:
        (newest,) = work.of(Payment).list(order="-number", limit=1)
    return newest


def test_payments_are_listed_with_how_each_stands(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    paid = pay(telecom, jonas, 12)
    outside.payments.deny = "declined"
    pay(telecom, jonas, 5, turn="turn 2")
    reply = Asking(telecom).run(jonas, "action_show_payments", intent="show_payments", text="did you get my payment")
    lines = [line.response for line in reply.said[0].values["payments"]]
    assert lines == ["utter_receipts_line_denied", "utter_receipts_line_received"]
    assert "£12.00 for bill" in reply.text and paid.number in reply.text


def test_a_receipt_comes_as_a_paper_whose_code_anybody_can_check(telecom: Telecom, jonas: Actor) -> None:
    paid = pay(telecom, jonas, 12)
    asking = Asking(telecom)
    reply = asking.run(jonas, "action_show_payments", text="receipt please")
    (paper,) = reply.said[0].attachments
    assert (paper.kind, paper.name) == ("pdf", "receipt")
    with telecom.open_work() as work:
        genuine = check_paper(f"is this real? {reply.said[0].values['code'].lower()}", work=work)
    assert genuine is not None and (genuine.number, genuine.amount) == (paid.number, pounds(12))
    assert asking.run(jonas, "action_show_payments", text=f"receipt {paid.number.lower()}").said == reply.said


def test_somebody_elses_payment_has_no_receipt_here(telecom: Telecom, jonas: Actor) -> None:
    paid = pay(telecom, jonas, 12)
    with telecom.open_work() as work:
        other = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Other"))
    reply = Asking(telecom).run(other, "action_show_payments", text=f"receipt {paid.number}")
    assert reply.response == "utter_receipts_no_such"
    assert Asking(telecom).run(other, "action_show_payments", text="my payments").response == (
        "utter_receipts_nothing_found"
    )


def test_saved_cards_are_shown_and_one_is_removed_and_forgotten(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        person = work.of(Individual).get(jonas.person_id)
        second = a_card(work, person)
        second.last_four, second.brand, second.token = "5454", "Mastercard", "card_second"
    asking = Asking(telecom)
    reply = asking.run(jonas, "action_ask_payment_methods", text="what are my saved cards")
    assert "Visa ending 4242" in reply.text and "Mastercard ending 5454" in reply.text
    which = asking.run(jonas, "action_ask_payment_methods", text="remove my old card", turn="t2")
    assert which.response == "utter_cards_which_to_remove"
    chosen = which.choices[0]["entities"]
    shown = asking.run(jonas, "action_ask_payment_methods", entities=chosen, turn="t3").said[0]
    assert shown.response == "utter_cards_propose_removal"
    confirm(telecom, jonas, yes_to(shown))
    with telecom.open_work() as work:
        (removed,) = work.of(PaymentMethod).list(removed_at__not=None)
    run_job("forget_card", {"method_id": removed.id}, open_work=telecom.open_work, outside=telecom.outside)
    assert outside.payments.forgotten == [removed.token]
    assert asking.run(jonas, "action_ask_payment_methods", text="remove card 9999").response == "utter_cards_no_such"


def test_a_card_is_added_on_the_page_and_offered_when_paying(telecom: Telecom, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Nina")
        a_bill(work, person, total=30)
        nina = logged_in(work, person)
    shown = Asking(telecom).run(nina, "action_ask_payment_methods", text="add a card").said[0]
    (said,) = confirm(telecom, nina, yes_to(shown))
    assert said.response == "utter_cards_link"
    with telecom.open_work() as work:
        (wish,) = work.of(CardRequest).list()
    with pytest.raises(RetryLater):
        run_job("save_card", {"request_id": wish.id}, open_work=telecom.open_work, outside=telecom.outside)
    outside.payments.fill_in(wish.key, card=NewCard("tok_new", "Visa", "1234", date(2029, 1, 31)))
    for _ in range(2):
        run_job("save_card", {"request_id": wish.id}, open_work=telecom.open_work, outside=telecom.outside)
    with telecom.open_work() as work:
        assert work.of(CardRequest).get(wish.id).state is CardRequestState.SAVED
        (card,) = work.of(PaymentMethod).list()
        shown = propose_payment(nina, turn_id="turn 9", work=work)
    assert (card.token, shown.values["way"].values["ending"]) == ("tok_new", "1234")
