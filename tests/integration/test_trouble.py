"""Reporting a fault: known outage, fixed at once, or a ticket; seeing tickets and outages. [A1, A3, A6]"""

from datetime import timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.inventory import Meant
from telecom.management.outages import BEGAN, ENDED, note_alarms
from telecom.management.testing import NotRunning
from telecom.management.tickets import list_tickets
from telecom.management.trouble import FaultAnswer, check_service_status, finish_report, report_fault
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import IllegalTransition, NotFound, ProofRequired
from telecom.model.experience import SUSPECTED_FROM
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import OutgoingMessage
from telecom.model.notices import Notice
from telecom.model.parties import BillingMode
from telecom.model.readings import Alarm
from telecom.model.testing import Health, ServiceTest
from telecom.model.trouble import (
    FaultReport,
    ProblemStatus,
    ReportOutcome,
    ServiceProblem,
    TicketStatus,
    TroubleTicket,
)
from telecom.support.due import act_on_due, tick
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_member, a_stranger
from tests.people import a_subscriber, logged_in

WORDS = "internet's been dead since breakfast"


@pytest.fixture
def home(telecom: Telecom, outside: FakeOutside) -> Household:
    """A home whose lines have a fault that only a technician can mend, unless a test says otherwise."""
    with telecom.open_work() as work:
        made = a_home(work)
    outside.network.faults |= {made[kind]: "cable cut" for kind in ("broadband", "iptv", "fixed")}
    return made


def report(telecom: Telecom, actor: Actor, service_id: str, *, turn: str = "turn 1", words: str = WORDS) -> FaultAnswer:
    with telecom.open_work() as work:
        found = report_fault(actor, service_id, words=words, turn_id=turn, work=work)
    if found.report.outcome is not None:
        return found
    return finish_report(found.report.id, open_work=telecom.open_work, outside=telecom.outside)


def an_outage(telecom: Telecom, *, kind: str = "broadband", place: str = "Northgate", hours: int | None = 4) -> str:
    with telecom.open_work() as work:
        end = work.now + timedelta(hours=hours) if hours else None
        problem = ServiceProblem(kind=kind, place=place, started_at=work.now - timedelta(hours=1), expected_end=end)
        work.of(ServiceProblem).add(problem)
        return problem.id


def count(telecom: Telecom, kind: type[object]) -> int:
    with telecom.open_work() as work:
        return work.of(kind).count()


def test_a_known_outage_is_said_and_opens_no_ticket(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    problem_id = an_outage(telecom)
    found = report(telecom, home.manager, home["broadband"])
    assert found.report.outcome is ReportOutcome.OUTAGE
    assert found.problem is not None and found.problem.id == problem_id
    assert count(telecom, TroubleTicket) == 0
    assert outside.network.readings == 0


@pytest.mark.parametrize(("kind", "place"), [("fixed", "Northgate"), ("broadband", "Mill Hill")])
def test_an_outage_of_something_else_is_no_answer(telecom: Telecom, home: Household, kind: str, place: str) -> None:
    an_outage(telecom, kind=kind, place=place)
    assert report(telecom, home.manager, home["broadband"]).report.outcome is ReportOutcome.TICKET


def test_an_outage_that_is_over_is_no_answer(telecom: Telecom, home: Household) -> None:
    problem_id = an_outage(telecom)
    with telecom.open_work() as work:
        work.of(ServiceProblem).get(problem_id).become(ProblemStatus.RESOLVED, at=work.now)
    assert report(telecom, home.manager, home["broadband"]).report.outcome is ReportOutcome.TICKET


@pytest.mark.parametrize("fault", ["port fault", "stale profile"])
def test_what_can_be_repaired_from_afar_is_and_tested_again(
    telecom: Telecom, home: Household, outside: FakeOutside, fault: str
) -> None:
    outside.network.faults[home["broadband"]] = fault
    found = report(telecom, home.manager, home["broadband"])
    assert (found.report.outcome, found.report.fault) == (ReportOutcome.FIXED, fault)
    assert count(telecom, TroubleTicket) == 0
    with telecom.open_work() as work:
        healths = [t.health for t in work.of(ServiceTest).list(order="key")]
    assert healths == [Health.FAILED, Health.OK]


def test_the_rest_becomes_a_ticket_with_words_and_test(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.network.faults[home["broadband"]] = "cable cut"
    report(telecom, home.manager, home["broadband"])
    with telecom.open_work() as work:
        (ticket,) = work.of(TroubleTicket).list()
        assert ticket.test_id is not None
        test = work.of(ServiceTest).get(ticket.test_id)
    assert ticket.number.startswith("TT-")
    assert (ticket.words, ticket.fault, ticket.status) == (WORDS, "cable cut", TicketStatus.ACKNOWLEDGED)
    assert test.fault == "cable cut"


def test_where_the_test_finds_nothing_the_fault_is_looked_for_together(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    outside.network.faults.clear()
    found = report(telecom, home.manager, home["broadband"])
    assert found.report.outcome is ReportOutcome.GUIDED
    assert found.search is not None and found.search.kind == "broadband"
    assert count(telecom, TroubleTicket) == 0


def test_what_the_customer_can_mend_is_advised_and_who_insists_gets_a_ticket(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    outside.network.faults[home["broadband"]] = "unplugged"
    first = report(telecom, home.manager, home["broadband"])
    second = report(telecom, home.manager, home["broadband"], turn="turn 2")
    assert [first.report.outcome, second.report.outcome] == [ReportOutcome.ADVISED, ReportOutcome.TICKET]


def test_an_alarm_of_the_network_is_an_outage_and_its_end_is_told(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        now = work.now
    outside.network.alarms = [Alarm("trunk 7", "broadband", "Northgate", now)]
    found = report(telecom, home.manager, home["broadband"])
    assert found.report.outcome is ReportOutcome.OUTAGE
    assert report(telecom, home.manager, home["iptv"], turn="tv").report.outcome is ReportOutcome.OUTAGE
    with telecom.open_work() as work:
        note_alarms([], work=work)
    tick(telecom.open_work, kinds=[ENDED])
    run_jobs(telecom, outside)
    assert pushed(telecom) == ["utter_notice_outage_ended"]


def test_who_is_hit_is_told_when_an_outage_begins(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    an_outage(telecom)
    an_outage(telecom, place="Mill Hill")
    tick(telecom.open_work, kinds=[BEGAN])
    run_jobs(telecom, outside)
    # Once to the manager, though both the internet and the TV are hit.
    assert pushed(telecom) == ["utter_notice_outage_began"]


def test_ten_people_with_the_same_trouble_in_a_place_are_taken_for_an_outage(
    telecom: Telecom, outside: FakeOutside
) -> None:
    outcomes = []
    for number in range(SUSPECTED_FROM + 1):
        with telecom.open_work() as work:
            person = a_subscriber(work, mode=BillingMode.POSTPAID, kind="broadband")
            line = work.of(Service).get(getattr(work.of(Service).find(user_id=person.id), "id", ""))
            line.place = "Northgate"
            actor = logged_in(work, person)
        outside.network.faults[line.id] = "cable cut"
        outcomes.append(report(telecom, actor, line.id, turn=f"turn {number}"))
    assert [found.problem is not None for found in outcomes] == [False] * 9 + [True, True]
    assert outcomes[-1].report.outcome is ReportOutcome.OUTAGE
    with telecom.open_work() as work:
        (problem,) = work.of(ServiceProblem).list()
    assert (problem.kind, problem.place, problem.suspected) == ("broadband", "Northgate", True)


def run_jobs(telecom: Telecom, outside: FakeOutside) -> None:
    """Do what has fallen due, as a worker would."""
    with telecom.open_work() as work:
        found: dict[str, list[list[str]]] = {}
        for notice in work.of(Notice).list(done_at=None):
            found.setdefault(notice.kind, []).append([notice.subject, notice.period])
    for kind, dues in found.items():
        act_on_due(kind=kind, found=dues, open_work=telecom.open_work, outside=outside)


def pushed(telecom: Telecom) -> list[str]:
    """What was sent without being asked for."""
    with telecom.open_work() as work:
        return [m.utterance.response for m in work.of(OutgoingMessage).list(turn_id=None, order="number")]


def test_a_silent_network_still_opens_a_ticket(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.network.silent = True
    assert report(telecom, home.manager, home["broadband"]).report.outcome is ReportOutcome.TICKET


def test_a_turn_that_is_run_again_says_the_same_and_opens_nothing(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    first = report(telecom, home.manager, home["broadband"])
    again = report(telecom, home.manager, home["broadband"])
    assert first.ticket and again.ticket and first.ticket.number == again.ticket.number
    assert (count(telecom, TroubleTicket), count(telecom, FaultReport)) == (1, 1)
    # Two readings that are alike are enough for a test.
    assert outside.network.readings == 2


def test_a_report_cut_off_by_a_crash_goes_on_where_it_was(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        report_fault(home.manager, home["broadband"], words=WORDS, turn_id="turn 1", work=work)
    assert report(telecom, home.manager, home["broadband"]).report.outcome is ReportOutcome.TICKET
    assert count(telecom, ServiceTest) == 1


def test_an_open_ticket_is_not_opened_twice(telecom: Telecom, home: Household) -> None:
    first = report(telecom, home.manager, home["broadband"])
    second = report(telecom, home.manager, home["broadband"], turn="turn 2")
    assert second.report.outcome is ReportOutcome.STANDING
    assert first.ticket and second.ticket and first.ticket.id == second.ticket.id
    assert report(telecom, home.manager, home["iptv"], turn="turn 3").report.outcome is ReportOutcome.TICKET


def test_two_reports_at_once_open_one_ticket(telecom: Telecom, home: Household) -> None:
    begun = []
    for turn in ("turn 1", "turn 2"):
        with telecom.open_work() as work:
            begun.append(report_fault(home.manager, home["broadband"], words=WORDS, turn_id=turn, work=work).report.id)
    outcomes = [
        finish_report(each, open_work=telecom.open_work, outside=telecom.outside).report.outcome for each in begun
    ]
    assert outcomes == [ReportOutcome.TICKET, ReportOutcome.STANDING]
    assert count(telecom, TroubleTicket) == 1


def test_a_paused_service_is_not_at_fault(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        work.of(Service).get(home["broadband"]).become(ServiceState.INACTIVE)
    with pytest.raises(NotRunning):
        report(telecom, home.manager, home["broadband"])


def test_reporting_needs_the_right_to_report(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger, looker = a_stranger(work), a_member(work, home, Function.CHECK)
    for actor in (stranger, looker):
        with pytest.raises(NotFound):
            report(telecom, actor, home["broadband"])
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        report_fault(None, home["broadband"], words=WORDS, turn_id="turn 1", work=work)
    assert count(telecom, FaultReport) == 0


def test_tickets_are_seen_by_those_who_may_see_the_service(telecom: Telecom, home: Household) -> None:
    number = getattr(report(telecom, home.manager, home["broadband"]).ticket, "number", "")
    with telecom.open_work() as work:
        assert [t.ticket.number for t in list_tickets(home.manager, work=work)] == [number]
        assert [t.ticket.number for t in list_tickets(home.manager, number=number.lower(), work=work)] == [number]
        assert list_tickets(a_member(work, home, Function.CHECK, kind="iptv"), work=work) == []
        with pytest.raises(NotFound):
            list_tickets(a_stranger(work), number=number, work=work)


def test_settled_tickets_are_shown_for_a_month(telecom: Telecom, home: Household, clock: TestClock) -> None:
    ticket = report(telecom, home.manager, home["broadband"]).ticket
    assert ticket is not None
    with telecom.open_work() as work:
        kept = work.of(TroubleTicket).get(ticket.id)
        for status in (TicketStatus.IN_PROGRESS, TicketStatus.RESOLVED):
            kept.become(status, at=work.now)
        with pytest.raises(IllegalTransition):
            kept.become(TicketStatus.HELD, at=work.now)
    with telecom.open_work() as work:
        assert len(list_tickets(home.manager, work=work)) == 1
    clock.advance(days=31)
    with telecom.open_work() as work:
        assert list_tickets(home.manager, work=work) == []
        assert len(list_tickets(home.manager, number=ticket.number, work=work)) == 1


def test_the_status_names_outages_and_tickets(telecom: Telecom, home: Household) -> None:
    report(telecom, home.manager, home["fixed"])
    an_outage(telecom, hours=None)
    with telecom.open_work() as work:
        found = {s.service.kind: s for s in check_service_status(home.manager, Meant(), work=work)}
    assert found["broadband"].problem is not None
    assert found["iptv"].problem is not None
    assert found["fixed"].ticket is not None and found["fixed"].problem is None


def test_the_words_of_the_first_message_are_kept_through_the_question_which(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    begun = chat.run(home.manager, "validate_report_fault_form", intent="report_fault", text="nothing works at home")
    assert begun.slots == {"symptom": "nothing works at home", "requested_slot": "service"}
    slots = {"symptom": "nothing works at home", "service": "broadband"}
    assert chat.run(home.manager, "validate_report_fault_form", slots=slots).slots["requested_slot"] is None
    reply = chat.run(home.manager, "action_report_fault", slots=slots)
    assert reply.response == "utter_trouble_opened_visit"
    with telecom.open_work() as work:
        (ticket,) = work.of(TroubleTicket).list()
    assert ticket.words == "nothing works at home"


def test_each_outcome_in_words(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    chat = Asking(telecom)

    def say(kind: str, turn: str) -> str:
        return chat.run(home.manager, "action_report_fault", slots={"service": kind}, text=WORDS, turn=turn).text

    an_outage(telecom, kind="fixed")
    outside.network.faults[home["iptv"]] = "port fault"
    assert "landline is down in Northgate since today at 09:00" in say("fixed", "turn 1")
    assert "expect it back today at 14:00" in say("fixed", "turn 1")
    assert "its port at our end hung, so I reset it" in say("iptv", "turn 2")
    assert "its cable is broken on the way to you. I couldn't fix it from here" in say("broadband", "turn 3")
    assert "didn't open a second one" in say("broadband", "turn 4")
    assert "about to be looked at" in chat.run(home.manager, "action_check_ticket").text


def test_status_in_words_for_ones_own_and_for_a_place(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    an_outage(telecom)
    own = chat.run(home.manager, "action_check_service_status").text
    assert "Home broadband: outage in Northgate" in own
    assert "Living room TV: outage in Northgate" in own
    assert "Landline" in own and "no problem known" in own
    there = chat.run(home.manager, "action_check_service_status", entities={"place": "Northgate"})
    assert there.response == "utter_trouble_outages"
    elsewhere = chat.run(home.manager, "action_check_service_status", entities={"place": "Old Town"})
    assert elsewhere.response == "utter_trouble_no_outage"


def test_when_it_ends_and_why_is_told_of_what_was_found(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    chat = Asking(telecom)
    outside.network.faults[home["broadband"]] = "noisy line"
    chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="it crackles")

    def below(words: str, turn: str) -> str:
        said = chat.run(home.manager, "action_check_service_status", text=words, turn=turn, before=["report_fault"])
        return said.response

    assert below("when will it be mended", "turn 2").startswith("utter_ticket_when")
    assert below("and why?", "turn 3") == "utter_why_cable"
    an_outage(telecom)
    assert below("wann geht es wieder", "turn 4") == "utter_trouble_when"
    assert below("tell me when it is over", "turn 5") == "utter_trouble_tell"
    assert below("is it raining", "turn 6") == "utter_trouble_status"
