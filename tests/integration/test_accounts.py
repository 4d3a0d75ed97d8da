"""Becoming a customer in the chat: proved by code, owner and first manager at once, nothing told of others. C1, R25."""

from typing import Any

import pytest

from bot.login import ask_for_proof, take_step
from bot.plans import wish_as_plan
from telecom.bootstrap import Telecom
from telecom.management.accounts import request_account
from telecom.model.access import Actor, ChatSession
from telecom.model.authorization import Function
from telecom.model.errors import InvalidValue, ProofRequired
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.parties import BillingAccount, Customer, Individual, Membership, PartyStatus, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.support import identity
from telecom.support.authorization import managed_customers
from telecom.support.messaging import conversation_at
from tests.asking import Asking, Reply
from tests.granting import ANA, everything, grant
from tests.households import a_home
from tests.people import a_prepaid_subscriber

ASKED = {"person": "Ana Silva", "phone_number": ANA.e164, "address": "5 Mint Street, Old Town"}


def nobody(telecom: Telecom, *, channel: str = "telegram", address: str = "ana") -> Actor:
    """A chat in which nobody is logged in, as the tests of actions need it."""
    with telecom.open_work() as work:
        chat = conversation_at(channel, address, work=work)
        return Actor("", "", chat.id, channel, work.now)


def prove(telecom: Telecom, chat: Actor, reply: Reply) -> Any:
    """Type the code that the wish needed; the wish that follows, as the turn carries it out."""
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(chat.conversation_id, lock=True)
        values = reply.said[-1].values
        ask_for_proof(conversation, values["level"], values["wish"], contact=values["contact"], country="GB", work=work)
        sent = work.of(OutgoingMessage).find(order="-number")
        assert sent is not None and sent.secrets is not None
        step = take_step(conversation, str(sent.secrets["code"]), country="GB", work=work)
        assert step is not None and step.proved
        return wish_as_plan(step.wish)


def test_name_number_and_address_are_asked_and_a_code_opens_the_account(telecom: Telecom) -> None:
    asking, chat, form = Asking(telecom), nobody(telecom), "validate_request_account_form"
    assert asking.run(chat, form, intent="request_account").slots["requested_slot"] == "person"
    assert "What's your full name?" in asking.run(chat, "action_ask_request_account_form_person").text
    told = asking.run(chat, form, text="ana silva", slots={"requested_slot": "person"})
    assert told.slots == {"person": "ana silva", "requested_slot": "phone_number"}
    for question in ("which is good for youtube", "and cheaper one"):  # a question is nobody's name
        assert "person" not in asking.run(chat, form, text=question, slots={"requested_slot": "person"}).slots
    slots = {"person": "ana silva", "phone_number": ANA.e164, "requested_slot": "address"}
    told = asking.run(chat, form, text="5 Mint Street, Old Town", slots=slots)
    assert told.slots["requested_slot"] is None
    asked = asking.run(chat, "action_request_account", slots={**slots, "address": told.slots["address"]})
    assert asked.response == "proof_required"
    with telecom.open_work() as work:
        assert work.of(Customer).count() == 0
    wish = prove(telecom, chat, asked)
    done = asking.run(chat, "action_request_account", entities=wish.payload["entities"], turn="2")
    assert "Welcome, Ana! Your account is open, customer number C-" in done.text
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(chat.conversation_id)
        actor = identity.actor_of(conversation, work=work)
        assert actor is not None
        [customer] = managed_customers(actor, work=work)
        assert work.of(Customer).get(customer).name == "Ana Silva"
        assert work.of(BillingAccount).count(customer_id=customer) == 1
        assert work.of(Individual).get(actor.person_id).address == "5 Mint Street, Old Town"


def test_where_the_chat_has_a_number_it_is_not_asked(telecom: Telecom) -> None:
    chat = nobody(telecom, channel="sms", address=ANA.e164)
    told = Asking(telecom).run(chat, "validate_request_account_form", intent="request_account")
    assert told.slots["phone_number"] == ANA.e164
    assert told.slots["requested_slot"] == "person"


def test_nothing_is_opened_without_the_code_and_another_chats_code_does_not_count(telecom: Telecom) -> None:
    asking, mine = Asking(telecom), nobody(telecom)
    prove(telecom, mine, asking.run(mine, "action_request_account", slots=ASKED))
    thief = nobody(telecom, address="thief")
    assert asking.run(thief, "action_request_account", slots=ASKED).response == "proof_required"
    with telecom.open_work() as work:
        assert work.of(Individual).count() == 0


def test_a_known_number_is_answered_with_the_same_words_until_it_is_proved(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        number = str(maya.phone_number)
    asking, chat = Asking(telecom), nobody(telecom)
    unknown = asking.run(chat, "action_request_account", slots=ASKED)
    known = asking.run(chat, "action_request_account", slots={**ASKED, "phone_number": number})
    assert [s.response for s in known.said] == [s.response for s in unknown.said]
    wish = prove(telecom, chat, known)
    with telecom.open_work() as work:
        sent = [m.utterance.response for m in work.of(OutgoingMessage).list(address=number)]
        assert sent == ["utter_access_contact_code_sms"]
    done = asking.run(chat, "action_request_account", entities=wish.payload["entities"], turn="2")
    assert "This number has an account already" in done.text
    with telecom.open_work() as work:
        assert work.of(ChatSession).count(person_id=maya.id) == 1
        assert work.of(Individual).get(maya.id).given_name == "Maya"


def test_somebody_invited_becomes_a_customer_and_keeps_what_they_were_given(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    grant(telecom, home.manager, ANA, [Function.BILL], everything(home), turn="1")
    asking, chat = Asking(telecom), nobody(telecom)
    wish = prove(telecom, chat, asking.run(chat, "action_request_account", slots=ASKED))
    asking.run(chat, "action_request_account", entities=wish.payload["entities"], turn="2")
    with telecom.open_work() as work:
        ana = work.of(Individual).find(phone_number=ANA)
        assert ana is not None and ana.status is PartyStatus.VALIDATED
        roles = {m.role for m in work.of(Membership).list(person_id=ana.id)}
        assert roles == {Role.MANAGER, Role.AUTHORIZED_USER}


@pytest.mark.parametrize(("what", "value"), [("name", "07700 900871"), ("name", "x" * 90), ("address", "?")])
def test_what_is_no_name_or_address_is_refused(telecom: Telecom, what: str, value: str) -> None:
    said = {"name": "Ana Silva", "address": "5 Mint Street", what: value}
    with telecom.open_work() as work, pytest.raises(InvalidValue):
        chat = conversation_at("telegram", "ana", work=work)
        request_account(
            chat, name=said["name"], number=PhoneNumber(ANA.e164), address=said["address"], language=None, work=work
        )


def test_without_a_proof_it_asks_for_the_code_to_that_number(telecom: Telecom) -> None:
    with telecom.open_work() as work, pytest.raises(ProofRequired) as proof:
        chat = conversation_at("telegram", "ana", work=work)
        request_account(chat, name="Ana Silva", number=ANA, address="5 Mint Street", language=None, work=work)
    assert proof.value.contact == ANA.e164


def test_who_has_an_account_is_told_so(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    assert "You have an account already, Priya Test" in Asking(telecom).run(home.manager, "action_request_account").text


def test_what_is_needed_is_told_in_between_and_the_account_waits_for_its_code(telecom: Telecom) -> None:
    asking, chat = Asking(telecom), nobody(telecom)
    asked = asking.run(chat, "action_request_account", slots=ASKED)
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(chat.conversation_id, lock=True)
        values = asked.said[-1].values
        ask_for_proof(conversation, "identity", values["wish"], contact=ANA.e164, country="GB", work=work)
        other = {"action": "action_show_bill", "intent": "show_bill", "entities": {}, "said": "and my bill"}
        said = ask_for_proof(conversation, "identity", other, country="GB", work=work).said
        waiting = conversation.waiting
        assert said[0].response == "utter_access_code_then" and waiting is not None
        assert (waiting["kind"], waiting["wish"]["then"]) == ("contact", ["and my bill"])
    told = asking.run(chat, "action_update_profile", intent="update_profile", text="do i have to give you an email")
    assert told.response == "utter_account_needs"


def test_nobody_needs_an_account_to_ask(telecom: Telecom) -> None:
    chat, asks = nobody(telecom), {"intent": "request_account", "text": "do i have to sign up just to ask a question"}
    assert Asking(telecom).run(chat, "validate_request_account_form", **asks).slots["requested_slot"] is None
    assert Asking(telecom).run(chat, "action_request_account", **asks).response == "utter_account_not_needed"
