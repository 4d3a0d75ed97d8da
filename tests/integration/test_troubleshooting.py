"""Looking for a fault together: question by question, left and taken up again, until solved or a ticket. [A2]"""

import pytest

from bot.plans import Ask, Run
from bot.reading import read
from telecom.bootstrap import Telecom
from telecom.management.troubleshooting import SearchOver, find_search, note_said, skip_tried
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage
from telecom.model.trouble import TroubleTicket
from telecom.model.troubleshooting import FaultSearch, SearchStatus
from telecom.support import messaging
from tests.asking import Asking, Reply
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_stranger


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


@pytest.fixture
def chat(telecom: Telecom) -> Asking:
    return Asking(telecom)


def report(chat: Asking, home: Household, words: str = "my internet is dead", turn: str = "turn 1") -> Reply:
    return chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text=words, turn=turn)


def choose(chat: Asking, home: Household, reply: Reply, position: int, *, turn: str = "turn 2") -> Reply:
    content = reply.said[-1].choices[position].content
    return chat.run(home.manager, content["action"], slots=content["slots"], turn=turn)


def searches(telecom: Telecom) -> list[FaultSearch]:
    with telecom.open_work() as work:
        return work.of(FaultSearch).list(order="begun_at")


def test_a_search_goes_question_by_question_and_ends_solved(telecom: Telecom, home: Household, chat: Asking) -> None:
    first = report(chat, home)
    assert "let's find it together" in first.text and "lights on your router" in first.text
    second = choose(chat, home, first, 2)
    assert "router's plug" in second.text
    third = choose(chat, home, second, 0)
    assert third.response == "utter_search_solved"
    assert [s.status for s in searches(telecom)] == [SearchStatus.SOLVED]


def test_a_search_that_finds_nothing_ends_in_a_ticket_with_the_steps(
    telecom: Telecom, home: Household, chat: Asking, outside: FakeOutside
) -> None:
    reply = report(chat, home)
    for position in (1, 1):
        reply = choose(chat, home, reply, position)
    assert reply.response == "utter_search_ticket_visit"
    with telecom.open_work() as work:
        (ticket,) = work.of(TroubleTicket).list()
    assert ticket.words == "my internet is dead"
    assert ticket.steps == ["start: red", "replug: still", "line: fine"]
    assert ticket.number in reply.text


def test_the_kind_of_trouble_chooses_where_it_begins(home: Household, chat: Asking) -> None:
    assert "by cable or by Wi-Fi" in report(chat, home, "internet is slow").text


def test_what_the_report_tells_is_not_asked_and_who_gives_up_has_somebody_come(
    telecom: Telecom, home: Household, chat: Asking
) -> None:
    first = report(chat, home, "no internet at all since last night, and the box by the door is flashing")
    assert "cable that comes from the wall" in first.text
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), first.said, turn_id="turn 1")
    assert chat.run(home.manager, "action_affirm", turn="turn 2").said[-1] == first.said[-1]  # "ok" answers nothing
    tired = chat.run(home.manager, "action_inform", intent="inform", text="nothing helps", turn="turn 2")
    assert tired.response == "utter_search_ticket_visit"


def test_words_answer_the_open_question_wherever_they_come(telecom: Telecom, home: Household, chat: Asking) -> None:
    report(chat, home, "internet is slow")
    next_one = chat.run(home.manager, "action_inform", text="only upstairs", turn="turn 2")
    assert "next to the router" in next_one.text
    again = report(chat, home, "no it is slow there too", turn="turn 3")
    assert "unplug the router" in again.text


def test_what_was_tried_before_is_not_asked_for_again(telecom: Telecom, home: Household, chat: Asking) -> None:
    report(chat, home, "internet is slow")
    with telecom.open_work() as work:
        (search,) = work.of(FaultSearch).list()
        note_said(home.manager, search.id, "mostly in the evening", work=work)
        assert search.node == "how_connected"
        assert skip_tried(home.manager, search.id, work=work) is search and search.node == "line"
        assert skip_tried(home.manager, search.id, work=work) is None
    assert [each["step"] for each in searches(telecom)[0].steps] == [
        "said: mostly in the evening", "restart: done before, did not help",
    ]  # fmt: skip


def test_somebody_comes_instead_of_more_questions(telecom: Telecom, home: Household, chat: Asking) -> None:
    report(chat, home)
    asked = chat.run(home.manager, "action_manage_appointment", text="so is someone coming then", turn="turn 2")
    assert asked.response == "utter_appointment_after_search"
    sent = choose(chat, home, asked, -1, turn="turn 3")
    assert sent.response == "utter_search_ticket_visit"
    assert searches(telecom)[0].steps[-1]["step"] == "start: asked for a visit"


def test_a_repair_in_the_middle_of_a_search_counts(
    telecom: Telecom, home: Household, chat: Asking, outside: FakeOutside
) -> None:
    tv = chat.run(home.manager, "action_report_fault", slots={"service": "iptv"}, text="one channel is gone")
    outside.network.faults[home["iptv"]] = "port fault"
    reply = choose(chat, home, tv, 1)
    assert "checked your channels from here" in reply.text
    assert home["iptv"] not in outside.network.faults


def test_an_answer_given_twice_counts_once(telecom: Telecom, home: Household, chat: Asking) -> None:
    first = report(chat, home)
    assert choose(chat, home, first, 2).text == choose(chat, home, first, 2, turn="turn 3").text
    assert len(searches(telecom)[0].steps) == 1


def test_a_search_that_was_left_goes_on_where_it_was(
    telecom: Telecom, home: Household, chat: Asking, clock: TestClock
) -> None:
    choose(chat, home, report(chat, home), 0)
    clock.advance(hours=1)
    again = report(chat, home, "still no internet", turn="turn 5")
    assert "go on where we were" in again.text and "all your devices" in again.text
    assert len(searches(telecom)) == 1


def test_after_a_long_rest_a_search_begins_with_a_new_test(
    telecom: Telecom, home: Household, chat: Asking, clock: TestClock, outside: FakeOutside
) -> None:
    report(chat, home)
    clock.advance(hours=7)
    outside.network.faults[home["broadband"]] = "cable cut"
    assert "cable is broken" in report(chat, home, turn="turn 5").text


def test_a_search_that_is_over_takes_no_answer(telecom: Telecom, home: Household, chat: Asking) -> None:
    first = report(chat, home)
    second = choose(chat, home, first, 2)
    choose(chat, home, second, 0)
    assert choose(chat, home, second, 1).response == SearchOver.response


def test_somebody_else_cannot_answer_a_search(telecom: Telecom, home: Household, chat: Asking) -> None:
    first = report(chat, home)
    with telecom.open_work() as work:
        stranger = a_stranger(work)
    content = first.said[-1].choices[0].content
    assert chat.run(stranger, content["action"], slots=content["slots"]).response == "utter_error_not_found"
    with telecom.open_work() as work:
        assert find_search(stranger, work=work) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("it's red", 1),
        ("they are all off", 2),
        ("green as always", 0),
        ("2", 1),
        ("no lights", 2),
        ("what is my balance", None),
        ("the light is either red or green i cannot tell for sure", None),
    ],
)
def test_a_short_answer_in_words_is_taken_for_the_choice_it_fits(
    telecom: Telecom, home: Household, chat: Asking, said: str, meant: int | None
) -> None:
    question = report(chat, home).said[-1]
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        messaging.answer(work, conversation, [question], turn_id="turn 1")
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        message = IncomingMessage(
            channel="terminal",
            source="1",
            address=conversation.address,
            conversation_id=conversation.id,
            kind=IncomingKind.TEXT,
            text=said,
            received_at=work.now,
        )
        plan = read(conversation, message, country="GB", work=work)
    if meant is None:
        assert isinstance(plan.then, Ask)
    else:
        assert isinstance(plan.then, Run) and plan.then.slots["answer"] == meant
