"""Changing one's mind about what was just proposed: "no, make it 20"."""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.model.access import Actor
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import proposals
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.money import a_payer, confirm, pounds, yes_to


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30, logged in."""
    return a_payer(telecom)


def propose(telecom: Telecom, actor: Actor, *, turn: str = "turn 1") -> Utterance:
    with telecom.open_work() as work:
        return propose_payment(actor, turn_id=turn, work=work)


def correct(telecom: Telecom, actor: Actor, turn: str, **changes: object) -> Utterance | None:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(actor.conversation_id)
        return proposals.correct(actor, conversation, changes, turn_id=turn, work=work)


def test_a_correction_replaces_the_proposal(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    first = yes_to(propose(telecom, jonas))
    corrected = correct(telecom, jonas, "turn 2", amount={"minor": 2000, "currency": "GBP"})
    assert corrected is not None and corrected.values["amount"] == pounds(20)
    with pytest.raises(BusinessError) as refused:
        confirm(telecom, jonas, first)
    assert refused.value.name == "utter_proposal_gone"
    confirm(telecom, jonas, yes_to(corrected))
    assert list(outside.payments.amounts.values()) == [pounds(20)]


def test_a_correction_that_cannot_be_made_shows_the_standing_proposal_again(telecom: Telecom, jonas: Actor) -> None:
    first = propose(telecom, jonas)
    answer = correct(telecom, jonas, "turn 2", amount={"minor": 99_900, "currency": "GBP"})
    assert answer is not None and answer.response == "utter_proposal_not_corrected"
    assert [line.response for line in answer.values["reason"]] == ["utter_payment_more_than_open"]
    assert yes_to(answer) == yes_to(first)


def test_a_correction_of_nothing_is_none(telecom: Telecom, jonas: Actor) -> None:
    assert correct(telecom, jonas, "turn 1", amount={"minor": 2000, "currency": "GBP"}) is None
    propose(telecom, jonas, turn="turn 2")
    assert correct(telecom, jonas, "turn 3", place="Northgate") is None


def test_what_is_told_after_the_answer_goes_on_with_the_last_wish(telecom: Telecom, jonas: Actor) -> None:
    chat, ten = Asking(telecom), {"amount": {"minor": 1000, "currency": "GBP"}}
    said = chat.run(jonas, "action_inform", entities=ten, before=["pay_bill", "thank"], turn="turn 1")
    assert said.said[0].values["amount"] == pounds(10)
    with telecom.open_work() as work:
        assert proposals.refuse({"proposal_id": yes_to(said.said[0])["proposal_id"]}, _chat(jonas, work), work=work)
    assert chat.run(jonas, "action_inform", entities=ten, turn="turn 4").response == "utter_inform_nothing"


def test_a_question_about_the_offer_shows_it_again(telecom: Telecom, jonas: Actor) -> None:
    shown, chat = propose(telecom, jonas), Asking(telecom)
    for action, text in (
        ("action_help", "why"),
        ("action_ask_price", "what will it cost me"),
        ("action_explain_bill", "why so much"),
    ):
        assert yes_to(chat.run(jonas, action, text=text, turn=text).said[-1]) == yes_to(shown), text
    assert chat.run(jonas, "action_help", text="are you a bot").response == "utter_help_who"


def _chat(actor: Actor, work: Work) -> Conversation:
    return work.of(Conversation).get(actor.conversation_id)
