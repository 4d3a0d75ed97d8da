"""A person takes the talk over: the case, the queue, silence meanwhile, the answer in the chat, handing back. [C9]"""

import pytest

from bot.commands.agent import act
from bot.commands.cases import NotUnderstood
from bot.understanding import UnderstandingDown, Understood
from telecom.bootstrap import Telecom
from telecom.management.handover import find_case, list_cases
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.handover import AgentCase, CaseMessage, CaseStatus, WrongCase
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.utterances import Utterance
from telecom.support.delivery import begin
from tests.asking import Asking, Reply
from tests.fakes import FakeOutside, TestClock
from tests.households import a_home
from tests.people import a_subscriber, logged_in
from tests.talking import Talk, talking


@pytest.fixture
def chat(telecom: Telecom) -> Asking:
    return Asking(telecom)


def wants_a_person(telecom: Telecom, chat: Asking, name: str, *, channel: str = "terminal") -> tuple[Reply, str]:
    with telecom.open_work() as work:
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name=name), channel=channel)
    reply = chat.run(actor, "action_talk_to_agent", text=f"{name} wants a human", turn=f"turn of {name}")
    return reply, actor.conversation_id


def case_of(telecom: Telecom, conversation_id: str) -> AgentCase:
    with telecom.open_work() as work:
        (case,) = work.of(AgentCase).list(conversation_id=conversation_id)
        return case


def said_to(telecom: Telecom, conversation_id: str) -> list[Utterance]:
    with telecom.open_work() as work:
        found = work.of(OutgoingMessage).list(conversation_id=conversation_id, order="number")
    return [message.utterance for message in found]


def test_who_asks_for_a_person_learns_the_place_in_the_queue_and_keeps_it(telecom: Telecom, chat: Asking) -> None:
    assert wants_a_person(telecom, chat, "Ada")[0].said[0].values["place"] == 1
    reply, conversation_id = wants_a_person(telecom, chat, "Ben")
    assert reply.response == "utter_handover_waiting"
    with telecom.open_work() as work:
        assert work.of(Conversation).get(conversation_id).case_id == case_of(telecom, conversation_id).id
        assert len(list_cases("ann", work=work)) == 2


def test_outside_the_hours_the_case_waits_and_the_assistant_goes_on(
    telecom: Telecom, chat: Asking, clock: TestClock
) -> None:
    clock.advance(hours=12)
    reply, conversation_id = wants_a_person(telecom, chat, "Ada")
    assert reply.response == "utter_handover_closed"
    assert reply.said[0].values["opens"].isoformat() == "2026-09-16T07:00:00+00:00"
    with telecom.open_work() as work:
        assert work.of(Conversation).get(conversation_id).case_id is None
    act(telecom, ["take", case_of(telecom, conversation_id).number], staff="ann")
    with telecom.open_work() as work:
        assert work.of(Conversation).get(conversation_id).case_id is not None


def test_the_packet_says_who_what_was_said_and_what_was_tried(
    telecom: Telecom, chat: Asking, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    outside.network.faults[home["broadband"]] = "noisy line"
    chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="it crackles", turn="turn 1")
    chat.run(home.manager, "action_talk_to_agent", text="give me a person", turn="turn 2")
    case = case_of(telecom, home.manager.conversation_id)
    shown = "\n".join(act(telecom, ["case", case.number], staff="ann"))
    assert "who: Priya Test, logged in" in shown
    assert "wish: give me a person" in shown
    assert "tried: 'it crackles': ticket opened" in shown
    assert "tested: Home broadband" in shown and "noisy line" in shown
    assert "under way: " in shown
    with telecom.open_work() as work:
        (look,) = work.of(AuditRecord).list(event=SecurityEvent.PERSONAL_DATA)
    assert look.values == {"staff": "ann", "change": "looked at"}


def test_the_person_answers_in_the_same_chat_and_hands_back_with_a_summary(telecom: Telecom, chat: Asking) -> None:
    _, conversation_id = wants_a_person(telecom, chat, "Ada")
    number = case_of(telecom, conversation_id).number
    act(telecom, ["take", number], staff="ann")
    act(telecom, ["reply", number, "How", "can", "I", "help?"], staff="ann")
    with telecom.open_work() as work:
        rasa_before = work.of(Conversation).get(conversation_id).rasa_id
    act(telecom, ["back", number, "New", "router", "sent."], staff="ann")
    said = said_to(telecom, conversation_id)
    assert [each.response for each in said] == ["utter_handover_taken", "utter_handover_reply", "utter_handover_back"]
    assert (said[1].values["text"], said[2].values["summary"]) == ("How can I help?", "New router sent.")
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(conversation_id)
        assert (conversation.case_id, conversation.rasa_id == rasa_before) == (None, False)
        assert find_case(number, work=work).status is CaseStatus.COMPLETED


def test_only_the_one_who_took_a_case_answers_in_it(telecom: Telecom, chat: Asking) -> None:
    _, conversation_id = wants_a_person(telecom, chat, "Ada")
    number = case_of(telecom, conversation_id).number
    with pytest.raises(WrongCase):
        act(telecom, ["reply", number, "hello"], staff="ann")
    act(telecom, ["take", number], staff="ann")
    for words in (["take", number], ["reply", number, "hello"], ["back", number, "done"], ["case", "CASE-0"]):
        with pytest.raises(WrongCase):
            act(telecom, words, staff="bob")
    with pytest.raises(NotUnderstood):
        act(telecom, ["sell", number], staff="ann")


def test_a_persons_answer_does_not_wait_for_the_morning(telecom: Telecom, chat: Asking, clock: TestClock) -> None:
    _, conversation_id = wants_a_person(telecom, chat, "Ada")
    clock.advance(hours=14)
    act(telecom, ["take", case_of(telecom, conversation_id).number], staff="ann")
    with telecom.open_work() as work:
        (message,) = work.of(OutgoingMessage).list(conversation_id=conversation_id)
        assert begin(message.id, instance=1, repeats_safely=True, work=work) is not None


def test_who_waits_is_told_once_that_it_arrives_then_the_assistant_is_silent_until_a_word_brings_it_back(
    telecom: Telecom, chat: Asking
) -> None:
    _, conversation_id = wants_a_person(telecom, chat, "Ada", channel="telegram")
    with telecom.open_work() as work:
        address = work.of(Conversation).get(conversation_id).address

    async def script(talk: Talk) -> None:
        for text in ("it still crackles", "my card is 4111 1111 1111 1111"):
            talk.write(text, address=address)
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.understanding.words == []
        assert talk.answers(address) == ["utter_handover_place", "utter_secret_card_removed"]
        with telecom.open_work() as work:
            kept = [line.text for line in work.of(CaseMessage).list(order="number")]
        assert kept[0] == "it still crackles" and "4111" not in kept[1]
        talk.write("stop", address=address)
        talk.write("and my bill?", address=address)
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers(address)[2:] == ["utter_handover_left", "heard and my bill?"]

    talking(telecom, script)


def test_moving_up_in_the_queue_is_said_once(telecom: Telecom, chat: Asking, clock: TestClock) -> None:
    _, first = wants_a_person(telecom, chat, "Ada")
    clock.advance(minutes=1)
    _, second = wants_a_person(telecom, chat, "Ben", channel="telegram")
    act(telecom, ["take", case_of(telecom, first).number], staff="ann")
    with telecom.open_work() as work:
        address = work.of(Conversation).get(second).address

    async def script(talk: Talk) -> None:
        for text in ("hello?", "anybody?"):
            talk.write(text, address=address)
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers(address) == ["utter_handover_place"]

    talking(telecom, script)


def test_after_two_turns_that_led_nowhere_a_person_is_offered(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        lost = Understood([Utterance("utter_out_of_scope")], turns_remembered=10)
        for text in ("moon", "cheese", "mars"):
            talk.understanding.answers[text] = lost
        talk.understanding.answers["nothing"] = UnderstandingDown("not up")
        for text in ("moon", "fine", "cheese", "mars", "nothing"):
            talk.write(text)
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == [
            "utter_out_of_scope", "heard fine", "utter_out_of_scope", "utter_out_of_scope", "utter_handover_offer",
            "utter_understanding_down", "utter_handover_offer",
        ]  # fmt: skip

    talking(telecom, script)


def test_a_person_is_reached_by_one_word_without_the_language_model(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.write("agent")
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.actions.ran == ["action_talk_to_agent"]
        assert talk.understanding.words == []

    talking(telecom, script)
