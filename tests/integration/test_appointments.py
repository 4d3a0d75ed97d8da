"""A technician's visit: free times, booking, moving, cancelling, a reminder; and planned work at another time. [A11]"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.agent import NotUnderstood, act
from telecom.bootstrap import Telecom
from telecom.management.appointments import REMINDER, book_visit, free_slots
from telecom.management.maintenance import AFTER, BEFORE, plan_work
from telecom.model.appointments import TECHNICIANS, Appointment, AppointmentStatus, NoSuchSlot
from telecom.model.inventory import Service
from telecom.model.maintenance import PlannedWork, WindowWish, WorkStatus
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.notices import Notice
from telecom.model.places import Place
from telecom.model.trouble import TicketStatus, TroubleTicket
from telecom.support import messaging
from telecom.support.due import act_on_due, tick
from tests.asking import Asking, Reply
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home


@pytest.fixture
def home(telecom: Telecom, outside: FakeOutside) -> Household:
    with telecom.open_work() as work:
        made = a_home(work)
    outside.network.faults |= {made[kind]: "cable cut" for kind in ("broadband", "fixed", "iptv")}
    return made


@pytest.fixture
def chat(telecom: Telecom) -> Asking:
    return Asking(telecom)


@pytest.fixture
def reported(chat: Asking, home: Household) -> Reply:
    """A cable is cut: the ticket comes with times for a visit."""
    return chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="dead")


def press(chat: Asking, home: Household, reply: Reply, position: int, turn: str = "turn 2") -> Reply:
    content = reply.said[-1].choices[position].content
    return chat.run(home.manager, content["action"], slots=content["slots"], turn=turn)


def visits(telecom: Telecom) -> list[Appointment]:
    with telecom.open_work() as work:
        return work.of(Appointment).list(order="starts_at")


def test_a_ticket_that_needs_a_visit_offers_times_and_a_press_books_one(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply
) -> None:
    assert "When would suit you?" in reported.text
    assert len(reported.said[0].choices) == 4
    for _ in range(2):
        booked = press(chat, home, reported, 1)
    assert booked.response == "utter_appointment_booked"
    (visit,) = visits(telecom)
    # It is 10:00 on a Tuesday; four hours ahead are 15:00, and the second time is on Wednesday at 8:00 (7:00 UTC).
    assert visit.starts_at == datetime(2026, 9, 16, 7, 0, tzinfo=UTC)
    with telecom.open_work() as work:
        assert [t.status for t in work.of(TroubleTicket).list()] == [TicketStatus.PENDING]


def test_a_visit_is_moved_and_cancelled_in_plain_words(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply
) -> None:
    press(chat, home, reported, 1)
    shown = chat.run(home.manager, "action_manage_appointment", text="when does the engineer come")
    assert "tomorrow at 08:00 to 10:00" in shown.text
    offered = chat.run(
        home.manager, "action_manage_appointment", text="move it to friday", entities={"date": "2026-09-18"}
    )
    before = chat.run(home.manager, "action_manage_appointment", text="the day after would be better", turn="turn 2b")
    assert {datetime.fromisoformat(each["slots"]["starts"]).day for each in before.choices} == {17}
    moved = press(chat, home, offered, 0, turn="turn 3")
    assert moved.response == "utter_appointment_moved"
    assert [v.starts_at.day for v in visits(telecom)] == [18]
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), moved.said, turn_id="turn 3")
    nan = chat.run(home.manager, "action_check_reachability", text="does my nan need to be in", turn="turn 3b")
    assert "Any grown-up" in nan.text and "Fri 18 Sept" in nan.text
    sooner = chat.run(home.manager, "action_inform", text="actually the day before", turn="turn 3c")
    assert {datetime.fromisoformat(each["slots"]["starts"]).day for each in sooner.choices} == {17}
    gone = chat.run(home.manager, "action_manage_appointment", text="no need for the engineer any more")
    assert gone.response == "utter_appointment_cancelled"
    assert [v.status for v in visits(telecom)] == [AppointmentStatus.CANCELLED]
    with telecom.open_work() as work:
        assert [t.status for t in work.of(TroubleTicket).list()] == [TicketStatus.IN_PROGRESS]


def test_times_that_do_not_suit_are_followed_by_others(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply
) -> None:
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), reported.said, turn_id="t1")
    others = chat.run(home.manager, "action_deny", intent="deny", text="no, in the afternoon please", turn="t2")
    assert others.response == "utter_appointment_others"
    hours = [datetime.fromisoformat(each["slots"]["starts"]).hour for each in others.choices]
    assert hours and min(hours) >= 11  # noon here, in UTC
    on_friday = {"date": "2026-09-18"}
    named = chat.run(home.manager, "action_inform", text="friday", entities=on_friday, turn="t3")
    assert {datetime.fromisoformat(each["slots"]["starts"]).day for each in named.choices} == {18}
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), named.said, turn_id="t3")
    later = chat.run(home.manager, "action_check_usage", intent="check_usage", text="afternoon", turn="t3b")
    slots = [datetime.fromisoformat(each["slots"]["starts"]) for each in later.choices]
    assert {each.day for each in slots} == {18} and min(each.hour for each in slots) >= 11
    assert press(chat, home, named, 0, turn="t4").response == "utter_appointment_booked"


@pytest.mark.parametrize(
    ("text", "said", "status"),
    [
        ("actually cancel it, its fine now", "utter_ticket_closed", TicketStatus.CANCELLED),
        ("cancel it, nobody needs to come", "utter_appointment_not_booked", TicketStatus.ACKNOWLEDGED),
    ],
)
def test_no_visit_after_all_closes_the_ticket_only_where_all_is_well(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply, text: str, said: str, status: TicketStatus
) -> None:
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), reported.said, turn_id="t1")
    told = chat.run(home.manager, "action_cancel", intent="cancel", text=text, turn="t2")
    assert told.response == said
    with telecom.open_work() as work:
        assert [each.status for each in work.of(TroubleTicket).list()] == [status]
    assert not visits(telecom)


@pytest.mark.parametrize(
    ("intent", "text", "start"),
    [
        ("ask_price", "what do our lines cost together", None),
        ("explain_bill", "why was last month more than usual", "2026-08-01"),
    ],
)
def test_what_is_no_matter_of_visits_is_answered_below_times_for_one(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply, intent: str, text: str, start: str | None
) -> None:
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(home.manager.conversation_id), reported.said, turn_id="t1")
    entities = {"period": {"start": start, "end": start}} if start else {}
    told = chat.run(home.manager, f"action_{intent}", intent=intent, text=text, entities=entities, turn="t2")
    assert not told.response.startswith("utter_appointment")
    cost = chat.run(home.manager, "action_ask_price", intent="ask_price", text="what will it cost me", turn="t3")
    assert cost.response == "utter_appointment_about"


def test_a_visit_that_is_about_to_begin_stays(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply, clock: TestClock
) -> None:
    press(chat, home, reported, 1)
    clock.advance(hours=19)
    late = chat.run(home.manager, "action_manage_appointment", text="cancel the engineer")
    assert late.response in {"utter_appointment_too_late", "proof_required"}
    assert visits(telecom)[0].status is AppointmentStatus.INITIALIZED


def test_a_time_has_no_more_visits_than_technicians(telecom: Telecom, chat: Asking, home: Household) -> None:
    numbers = []
    for position, kind in enumerate(("broadband", "fixed", "iptv")):
        reply = chat.run(home.manager, "action_report_fault", slots={"service": kind}, text="dead", turn=f"t{position}")
        numbers.append(str(reply.said[0].values["number"]))
    with telecom.open_work() as work:
        first = free_slots(work.of(Service).get(home["broadband"]), work=work)[0]
    for position, number in enumerate(numbers):
        with telecom.open_work() as work:
            if position < TECHNICIANS:
                book_visit(home.manager, number, first.starts_at, key=f"key {position}", work=work)
            else:
                with pytest.raises(NoSuchSlot):
                    book_visit(home.manager, number, first.starts_at, key="one too many", work=work)
    with telecom.open_work() as work:
        assert first not in free_slots(work.of(Service).get(home["broadband"]), work=work)


def test_nothing_is_booked_where_no_ticket_needs_it(chat: Asking, home: Household) -> None:
    reply = chat.run(home.manager, "action_manage_appointment", text="send me an engineer")
    assert reply.response == "utter_appointment_needs_ticket"
    assert chat.run(home.manager, "action_manage_appointment", text="cancel the visit").response == (
        "utter_appointment_none"
    )


def test_a_visit_is_reminded_of_the_day_before_and_settled_by_the_people(
    telecom: Telecom, chat: Asking, home: Household, reported: Reply, outside: FakeOutside, clock: TestClock
) -> None:
    press(chat, home, reported, 3)
    clock.advance(hours=6)
    assert told(telecom, outside, REMINDER) == ["utter_notice_visit"]
    number = visits(telecom)[0].number
    assert number in act(telecom, ["visits"], staff="ann")[0]
    assert act(telecom, ["done", number], staff="ann") == [f"{number}: completed"]


def told(telecom: Telecom, outside: FakeOutside, *kinds: str) -> list[str]:
    """Let the clock tick and workers work; what was pushed so far."""
    tick(telecom.open_work, kinds=kinds)
    with telecom.open_work() as work:
        waiting = [(n.kind, [n.subject, n.period]) for n in work.of(Notice).list(done_at=None)]
    for kind, found in waiting:
        act_on_due(kind=kind, found=[found], open_work=telecom.open_work, outside=outside)
    with telecom.open_work() as work:
        return [m.utterance.response for m in work.of(OutgoingMessage).list(turn_id=None, order="number")]


def works(telecom: Telecom) -> PlannedWork:
    with telecom.open_work() as work:
        work.of(Place).add(Place(id="northgate", name="Northgate", kinds=["broadband"]))
        begins = work.now + timedelta(days=2)
        return plan_work(
            "Northgate",
            "broadband",
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            reason="new cables",
            effect="The internet is off for an hour.",
            work=work,
        )


def test_planned_work_is_told_before_and_after_and_shown_in_the_status(
    telecom: Telecom, chat: Asking, home: Household, outside: FakeOutside, clock: TestClock
) -> None:
    works(telecom)
    assert told(telecom, outside, BEFORE) == ["utter_notice_work_ahead"]
    status = chat.run(home.manager, "action_check_service_status")
    assert "Home broadband and Living room TV: planned work from Thu 17 Sept at 10:00" in status.text
    assert "Living room TV: planned work" in status.text
    clock.advance(days=2, hours=1)
    with telecom.open_work() as work:
        assert work.of(PlannedWork).list()[0].status is WorkStatus.PLANNED
    clock.advance(hours=3)
    assert told(telecom, outside, AFTER)[-1] == "utter_notice_work_over"


def test_our_people_plan_work_by_command(telecom: Telecom, chat: Asking, home: Household) -> None:
    with telecom.open_work() as work:
        work.of(Place).add(Place(id="northgate", name="Northgate", kinds=["broadband"]))
    words = "work broadband Northgate 2026-09-21T01:00 3 new fibre; Internet is off for an hour"
    assert act(telecom, words.split(), staff="ann") == ["broadband in Northgate: planned"]
    assert act(telecom, ["works"], staff="ann") == [
        "broadband  Northgate  Mon 21 Sep 01:00 to Mon 21 Sep 04:00  new fibre"
    ]
    status = chat.run(home.manager, "action_check_service_status")
    assert "Mon 21 Sept at 01:00" in status.text and "Internet is off for an hour" in status.text
    for wrong in ("work broadband Northgate tomorrow 3 new fibre; off", "work broadband 2026-09-21T01:00 3 fibre; off"):
        with pytest.raises(NotUnderstood):
            act(telecom, wrong.split(), staff="ann")


def test_another_time_for_planned_work_is_asked_once_and_granted_by_people(
    telecom: Telecom, chat: Asking, home: Household, outside: FakeOutside
) -> None:
    planned = works(telecom)
    status = chat.run(home.manager, "action_check_service_status")
    for turn in ("turn 2", "turn 3"):
        assert press(chat, home, status, 0, turn=turn).response == "utter_maintenance_asked"
    with telecom.open_work() as work:
        (wish,) = work.of(WindowWish).list()
    assert wish.words == "night"
    task = act(telecom, ["list"], staff="ann")[0].split()[0]
    act(telecom, ["take", task], staff="ann")
    act(telecom, ["resolve", task, "granted"], staff="ann")
    with telecom.open_work() as work:
        assert work.of(PlannedWork).get(planned.id).starts_at == planned.starts_at + timedelta(days=7)
    assert told(telecom, outside) == ["utter_maintenance_granted"]


def test_work_that_has_begun_is_not_moved_and_answers_a_fault_report(
    telecom: Telecom, chat: Asking, home: Household, clock: TestClock
) -> None:
    works(telecom)
    status = chat.run(home.manager, "action_check_service_status")
    clock.advance(minutes=2 * 24 * 60 + 10)
    late = press(chat, home, status, 0)
    assert late.response in {"utter_maintenance_too_late", "proof_required"}


@pytest.mark.parametrize(
    ("said", "wish", "about"),
    [
        ("does he need to come in the house", "manage_appointment", "utter_appointment_about"),
        ("had any of this before", "show_history", None),
        ("forget the technician for now", "manage_appointment", "utter_appointment_none"),
        ("den Techniker bitte nicht mehr schicken", "manage_appointment", "utter_appointment_none"),
    ],
)
def test_below_times_what_is_no_time_is_answered(
    chat: Asking, home: Household, reported: Reply, said: str, wish: str, about: str | None
) -> None:
    reply = chat.run(home.manager, f"action_{wish}", intent=wish, text=said, turn="turn 2")
    assert reply.response == about or (about is None and "appointment" not in reply.response)


def test_a_month_is_no_day_for_a_visit(chat: Asking, home: Household, reported: Reply) -> None:
    named = {"period": {"start": "2026-07-01", "end": "2026-07-31"}}
    reply = chat.run(
        home.manager, "action_show_history", intent="show_history", text="any in july", entities=named, turn="turn 2"
    )
    assert "appointment" not in reply.response
