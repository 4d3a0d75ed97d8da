"""Following a ticket, changing it, and what the operator's people do with it. [A3, F16, P4]"""

from collections.abc import Mapping

import pytest

from bot.commands.agent import NotUnderstood, act
from telecom.bootstrap import Telecom
from telecom.management.tickets import access_ticket
from telecom.model.catalogue import Offering
from telecom.model.errors import IllegalTransition, NotFound
from telecom.model.messaging import OutgoingMessage
from telecom.model.trouble import TicketNote, TicketStatus, TroubleTicket
from tests.asking import Asking, Reply
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_stranger


@pytest.fixture
def home(telecom: Telecom, outside: FakeOutside) -> Household:
    with telecom.open_work() as work:
        made = a_home(work)
    outside.network.faults[made["broadband"]] = "noisy line"
    return made


@pytest.fixture
def chat(telecom: Telecom) -> Asking:
    return Asking(telecom)


@pytest.fixture
def number(chat: Asking, home: Household) -> str:
    """The number of a ticket that was opened for a noisy line."""
    reply = chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="it crackles")
    return str(reply.said[0].values["number"])


def ticket(telecom: Telecom, number: str) -> TroubleTicket:
    with telecom.open_work() as work:
        found = work.of(TroubleTicket).find(number=number)
        assert found is not None
        return found


def update(chat: Asking, home: Household, text: str, *, turn: str = "turn 2", **entities: str) -> Reply:
    """What the form finds in the words, and then what the action does with it."""
    form = chat.run(
        home.manager, "validate_update_ticket_form", intent="update_ticket", text=text, turn=turn, entities=entities
    )
    slots: Mapping[str, str] = {name: value for name, value in form.slots.items() if value is not None}
    if slots.get("requested_slot"):
        return chat.run(home.manager, f"action_ask_update_ticket_form_{slots['requested_slot']}", slots=slots)
    return chat.run(home.manager, "action_update_ticket", slots=slots, text=text, turn=turn)


@pytest.mark.parametrize("words", ["close my ticket", "cancel the repair, came back by itself", "its fixed now"])
def test_a_ticket_is_closed_in_plain_words(
    telecom: Telecom, chat: Asking, home: Household, number: str, words: str
) -> None:
    assert update(chat, home, words).response == "utter_ticket_closed"
    assert ticket(telecom, number).status is TicketStatus.CANCELLED


def test_what_is_added_is_kept_once_and_seen_by_the_people(
    telecom: Telecom, chat: Asking, home: Household, number: str
) -> None:
    for _ in range(2):
        reply = update(chat, home, "extra detail for the ticket, the box makes a clicking sound")
    assert reply.response == "utter_ticket_added"
    with telecom.open_work() as work:
        (note,) = work.of(TicketNote).list()
    assert "clicking sound" in note.text


def test_what_to_add_is_asked_where_only_adding_was_said(chat: Asking, home: Household, number: str) -> None:
    assert update(chat, home, "add something to my ticket").response == "utter_ticket_ask_words"


def test_a_wish_without_a_change_is_offered_the_changes(chat: Asking, home: Household, number: str) -> None:
    reply = update(chat, home, "can you change my ticket")
    assert [choice["entities"]["value"] for choice in reply.choices] == ["add", "close", "tell"]


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("text me about the ticket", "utter_ticket_told_sms"),
        ("stop texting me about the ticket", "utter_ticket_told_nothing"),
        ("keep me posted in this chat", "utter_ticket_told_chat"),
    ],
)
def test_how_to_be_told_is_chosen(chat: Asking, home: Household, number: str, words: str, response: str) -> None:
    assert update(chat, home, words).response == response


def test_people_work_a_ticket_and_its_reporter_is_told_each_step(
    telecom: Telecom, chat: Asking, home: Household, number: str
) -> None:
    assert number in act(telecom, ["list"], staff="ann")[0]
    act(telecom, ["take", number], staff="ann")
    act(telecom, ["ask", number, "Is", "it", "worse", "in", "rain?"], staff="ann")
    assert update(chat, home, "tell them it got worse after the rain").response == "utter_ticket_added"
    assert ticket(telecom, number).status is TicketStatus.IN_PROGRESS
    act(telecom, ["resolve", number, "New", "joint."], staff="ann")
    with telecom.open_work() as work:
        told = [m.utterance.response for m in work.of(OutgoingMessage).list(turn_id=None, order="number")]
    assert told == [f"utter_notice_ticket_{step}" for step in ("in_progress", "pending", "resolved")]
    kept = ticket(telecom, number)
    assert (kept.status, kept.resolution, kept.taken_by) == (TicketStatus.RESOLVED, "New joint.", "ann")
    assert "New joint." in chat.run(home.manager, "action_check_ticket", entities={"ticket_id": number}).text


def test_who_wants_no_messages_gets_none(telecom: Telecom, chat: Asking, home: Household, number: str) -> None:
    update(chat, home, "don't send me updates about the ticket")
    act(telecom, ["take", number], staff="ann")
    with telecom.open_work() as work:
        assert work.of(OutgoingMessage).count(turn_id=None) == 0


def test_a_solved_ticket_is_reopened_and_a_closed_one_followed_by_another(
    telecom: Telecom, chat: Asking, home: Household, number: str
) -> None:
    act(telecom, ["resolve", number], staff="ann")
    assert update(chat, home, "reopen my ticket, it's not fixed").response == "utter_ticket_reopened"
    assert ticket(telecom, number).status is TicketStatus.IN_PROGRESS
    act(telecom, ["resolve", number], staff="ann")
    assert update(chat, home, "close my ticket", turn="turn 3").response == "utter_ticket_closed"
    assert ticket(telecom, number).status is TicketStatus.CLOSED
    again = update(chat, home, "reopen it, the crackling came back", turn="turn 4", ticket_id=number)
    assert again.said[0].values["number"] != number


def test_a_ticket_closed_long_ago_is_not_offered_any_more(
    telecom: Telecom, chat: Asking, home: Household, number: str, clock: TestClock
) -> None:
    update(chat, home, "close my ticket")
    clock.advance(days=31)
    with telecom.open_work() as work:
        for each in work.of(TroubleTicket).list():
            each.status = TicketStatus.CLOSED
    chat_again = chat.run(home.manager, "action_update_ticket", text="reopen my ticket", turn="turn 9")
    assert chat_again.response in {"utter_trouble_no_tickets", "proof_required"}


def test_nobody_changes_the_tickets_of_others(telecom: Telecom, home: Household, number: str) -> None:
    with telecom.open_work() as work, pytest.raises(NotFound):
        access_ticket(a_stranger(work), number, work=work)


def test_people_cannot_do_what_a_tickets_life_does_not_have(telecom: Telecom, number: str) -> None:
    act(telecom, ["reject", number, "not", "ours"], staff="ann")
    with pytest.raises(IllegalTransition):
        act(telecom, ["resolve", number], staff="ann")
    with pytest.raises(NotUnderstood):
        act(telecom, ["frobnicate", number], staff="ann")
    with pytest.raises(NotFound):
        act(telecom, ["take", "TT-1"], staff="ann")


def test_by_when_it_is_to_be_mended_is_said_where_it_was_promised(
    telecom: Telecom, chat: Asking, home: Household, number: str
) -> None:
    assert "to be mended" not in chat.run(home.manager, "action_check_ticket").text
    with telecom.open_work() as work:
        plan = work.of(Offering).get("fibre-500")
        plan.terms = {**plan.terms, "sla": {"availability": 99.0, "repair_hours": 8}}
    # Opened at ten in the morning.
    assert "It's to be mended by today at 18:00." in chat.run(home.manager, "action_check_ticket").text
    assert "to be mended by today at 18:00" in chat.run(home.manager, "action_list_requests").text
    update(chat, home, "close my ticket")
    assert "to be mended" not in chat.run(home.manager, "action_check_ticket").text


def test_what_was_taken_back_is_opened_anew_and_a_question_changes_nothing(
    telecom: Telecom, chat: Asking, home: Household, number: str
) -> None:
    asked = update(chat, home, "has the ticket been solved")
    assert (asked.response, ticket(telecom, number).status) == ("utter_trouble_tickets", TicketStatus.ACKNOWLEDGED)
    assert update(chat, home, "add that it started yesterday", turn="turn 9").response == "utter_ticket_added"
    update(chat, home, "close my ticket", turn="turn 3")
    again = update(chat, home, "reopen it, still crackling", turn="turn 4")
    assert again.response == "utter_ticket_reopened" and again.said[0].values["number"] != number


def test_the_answer_to_what_our_people_ask_is_written_into_the_ticket(
    telecom: Telecom, chat: Asking, home: Household, number: str
) -> None:
    act(telecom, ["take", number], staff="ann")
    act(telecom, ["ask", number, "Does", "it", "happen", "with", "rain?"], staff="ann")
    reply = chat.run(home.manager, "action_inform", intent="inform", text="yes, always with rain", turn="turn 5")
    with telecom.open_work() as work:
        told = {note.text for note in work.of(TicketNote).list(ticket_id=ticket(telecom, number).id)}
    assert reply.response == "utter_ticket_added" and "yes, always with rain" in told
    assert ticket(telecom, number).status is TicketStatus.IN_PROGRESS
