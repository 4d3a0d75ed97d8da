"""What short words mean in the light of the last answer: a yes below a price, "it", a code too late."""

import pytest

from bot.plans import Ask, Plan, Run
from bot.reading import read
from bot.understanding import Understood
from telecom.bootstrap import Telecom
from telecom.management.inventory import label_of
from telecom.management.payments import propose_payment
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance, ask_for, said_as
from telecom.support import messaging
from telecom.support.recognition import recognise
from tests.asking import Asking
from tests.households import Household, a_home
from tests.money import a_payer
from tests.talking import Talk, talking


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def answered(telecom: Telecom, home: Household, *said: Utterance, turn: str = "turn 0") -> None:
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), said, turn_id=turn)


def reads(telecom: Telecom, home: Household, text: str) -> Plan:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        message = IncomingMessage(
            channel="terminal", source=text, address=conversation.address, conversation_id=conversation.id,
            kind=IncomingKind.TEXT, text=text, received_at=work.now,
        )  # fmt: skip
        return read(conversation, message, country="GB", work=work)


def test_a_plain_yes_takes_up_the_one_thing_that_was_just_spoken_of(telecom: Telecom, home: Household) -> None:
    order = said_as(ask_for("order_product", "utter_choice_order_it", product="Sports Pack"), "do it")
    answered(telecom, home, Utterance("utter_plain", {"text": "Sports Pack, £15 a month."}, [order]))
    assert reads(telecom, home, "ok do it then").then == Ask(payload=order.content)
    assert reads(telecom, home, "Dann mach das").then == Ask(payload=order.content)
    answered(telecom, home, Utterance("utter_thank"), turn="turn 1")
    assert reads(telecom, home, "yes").then == Ask(text="yes")
    answered(telecom, home, Utterance("utter_plain", {"text": "Two of them."}, [order, order]), turn="turn 2")
    assert reads(telecom, home, "yes").then == Ask(text="yes")
    assert reads(telecom, home, "take it").then == Run("action_affirm")


def test_a_code_or_pin_that_nobody_asked_for_is_no_sum(telecom: Telecom, home: Household) -> None:
    for text in ("430473", "430 473", "4711"):
        assert [each.response for each in reads(telecom, home, text).said] == ["utter_access_no_code_needed"], text
    with telecom.open_work() as work:
        work.of(Conversation).get(home.manager.conversation_id).requested_slot = "ticket_id"
    assert reads(telecom, home, "430473").then == Ask(text="430473")
    assert reads(telecom, home, "50").then == Ask(text="50")


def test_it_and_the_other_one_are_lines_that_were_spoken_of(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    with telecom.open_work() as work:
        spoken_of = label_of(work.of(Service).get(home["iptv"]))
    answered(telecom, home, Utterance("utter_inventory_working", {"service": spoken_of, "plan": "TV"}))
    form, wish = "validate_test_service_form", "test_service"
    assert chat.run(home.manager, form, intent=wish, text="test it").slots["service"] == home["iptv"]
    assert chat.run(home.manager, form, intent=wish, text="test").slots.get("service") is None
    # Two others are left: which of them is asked.
    assert chat.run(home.manager, form, intent=wish, text="test the other one").slots.get("service") is None


def test_he_is_who_was_told_of_and_not_who_was_welcomed(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        for kind, name in (("fixed", "Priya"), ("iptv", "Marcus")):
            line = work.of(Service).get(home[kind])
            line.kind, line.name = "mobile", name
    told = Utterance("utter_inventory_working", {"service": "Marcus", "plan": "TV"})
    answered(telecom, home, Utterance("utter_access_welcome", {"name": "Priya"}), told)
    form = "validate_set_spending_limit_form"
    asked = Asking(telecom).run(home.manager, form, intent="set_spending_limit", text="limit him to 20")
    assert asked.slots["service"] == home["iptv"]


def test_a_line_is_named_by_the_end_of_its_number_unless_a_sum_was_asked_for(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        number = work.of(Service).get(home["fixed"]).phone_number
        assert number is not None
        found = recognise(f"test the line ending {number.ending}", home.manager, work=work)
        assert [(each["entity"], each["value"]) for each in found] == [("phone_number", number.e164)]
        assert recognise(number.ending, home.manager, requested_slot="amount", work=work) == []


def test_an_open_offer_comes_once_more_below_another_answer_and_a_no_before_it_drops_it(telecom: Telecom) -> None:
    jonas = a_payer(telecom)

    def offers(turn_id: str) -> Understood:
        with telecom.open_work() as work:
            return Understood([propose_payment(jonas, turn_id=turn_id, work=work)], turns_remembered=1)

    async def script(talk: Talk) -> None:
        with telecom.open_work() as work:
            chat = work.of(Conversation).get(jonas.conversation_id)
            chat.channel, chat.address = "telegram", "77"
        talk.understanding.answers["settle it"] = offers
        for text in ("settle it", "how is my data", "and my calls", "settle it", "no how are my calls"):
            talk.write(text)
            await talk.until(lambda: talk.unhandled() == 0)
        said = talk.answers()
        assert said == [
            "utter_payment_proposal", "heard how is my data", "utter_payment_proposal", "heard and my calls",
            "utter_payment_proposal", "heard no how are my calls",
        ]  # fmt: skip
        with telecom.open_work() as work:
            made = work.of(Proposal).list(conversation_id=jonas.conversation_id)
            assert {each.status for each in made} == {ProposalStatus.REPLACED, ProposalStatus.REFUSED}

    talking(telecom, script)
