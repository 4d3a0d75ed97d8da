"""A talk begun in one chat goes on in another chat of the same person, and of nobody else. [X2]"""

from datetime import timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.messaging import Conversation
from telecom.model.parties import BillingMode
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance
from telecom.support import messaging, proposals
from tests.asking import Asking
from tests.fakes import TestClock
from tests.people import a_subscriber, logged_in

QUESTION, OFFER = Utterance("utter_suspension_ask_period"), Utterance("utter_plain", {"text": "Shall I?"})


@pytest.fixture
def chats(telecom: Telecom) -> tuple[Actor, Actor]:
    """A person who was asked something in Telegram, and is logged in by text message too."""
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID)
        there = logged_in(work, person, channel="telegram")
        here = logged_in(work, person, channel="sms")
        chat = work.of(Conversation).get(there.conversation_id)
        chat.form, chat.requested_slot, chat.rasa_turns, chat.last_seen_at = "pause_form", "period", 3, work.now
        messaging.answer(work, chat, [QUESTION], turn_id="turn there")
        work.of(Conversation).get(here.conversation_id).last_seen_at = work.now
    return there, here


def chat_of(telecom: Telecom, actor: Actor) -> Conversation:
    with telecom.open_work() as work:
        return work.of(Conversation).get(actor.conversation_id)


def test_the_question_of_the_other_chat_is_asked_here_and_no_more_there(
    telecom: Telecom, chats: tuple[Actor, Actor]
) -> None:
    there, here = chats
    name = chat_of(telecom, there).rasa_id
    said = Asking(telecom).run(here, "action_go_on").said
    assert [each.response for each in said] == ["utter_going_on_here", QUESTION.response]
    now = chat_of(telecom, here)
    assert (now.rasa_id, now.form, now.requested_slot, now.rasa_turns) == (name, "pause_form", "period", 3)
    left = chat_of(telecom, there)
    assert (left.rasa_id != name, left.form, left.rasa_turns) == (True, None, 0)
    assert Asking(telecom).run(there, "action_go_on").response == "utter_going_on_here"


def test_an_offer_can_be_answered_only_where_it_was_taken_up(telecom: Telecom, chats: tuple[Actor, Actor]) -> None:
    there, here = chats
    with telecom.open_work() as work:
        work.of(Conversation).get(there.conversation_id).forget()
        for actor, key in ((there, "there"), (here, "here")):
            work.of(Proposal).add(
                Proposal(
                    key=key,
                    kind="top_up",
                    conversation_id=actor.conversation_id,
                    person_id=actor.person_id,
                    terms={},
                    terms_digest="-",
                    shown=OFFER,
                    created_at=work.now,
                    expires_at=work.now + timedelta(minutes=5),
                )
            )
    assert Asking(telecom).run(here, "action_go_on").said[1] == OFFER
    with telecom.open_work() as work:
        open_here = proposals.open_proposal(chat_of(telecom, here), work=work)
        assert open_here is not None and open_here.key == "there"
        assert proposals.open_proposal(chat_of(telecom, there), work=work) is None
        assert work.of(Proposal).count(status=ProposalStatus.REPLACED, key="here") == 1


def test_what_is_old_or_somebody_elses_is_not_gone_on_with(
    telecom: Telecom, chats: tuple[Actor, Actor], clock: TestClock
) -> None:
    with telecom.open_work() as work:
        stranger = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Eve"))
    assert Asking(telecom).run(stranger, "action_go_on").response == "utter_going_on_nothing"
    clock.advance(hours=2)
    assert Asking(telecom).run(chats[1], "action_go_on").response == "utter_going_on_nothing"


def test_who_is_not_logged_in_proves_it_first(telecom: Telecom, chats: tuple[Actor, Actor], clock: TestClock) -> None:
    with telecom.open_work() as work:
        conversation = messaging.conversation_at("sms", "+447700900999", work=work)
    nobody = Actor("", "", conversation.id, "sms", clock.now())
    assert Asking(telecom).run(nobody, "action_go_on").response == "proof_required"
