"""Weak signal in a place: kept with what the phone hears, and many reports become a suspected outage. [A9]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.model.experience import SUSPECTED_FROM, ExperienceReport
from telecom.model.inventory import Service
from telecom.model.parties import BillingMode
from telecom.model.places import Place
from telecom.model.readings import LineReading
from telecom.model.trouble import ProblemStatus, ServiceProblem
from tests.asking import Asking, Reply
from tests.fakes import FakeOutside
from tests.people import a_subscriber, logged_in


@pytest.fixture
def chat(telecom: Telecom) -> Asking:
    return Asking(telecom)


def say(telecom: Telecom, chat: Asking, *, place: str | None, turn: str, home: str | None = None) -> Reply:
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID)
        person.place = home
        actor = logged_in(work, person)
    entities = {"place": place} if place else {}
    return chat.run(actor, "action_report_experience", text="no bars at all here", turn=turn, entities=entities)


def test_a_report_is_kept_with_what_the_phone_hears(telecom: Telecom, chat: Asking, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID)
        actor = logged_in(work, person)
        line = work.of(Service).find(user_id=person.id)
        assert line is not None
    outside.network.seen[line.id] = LineReading(True, cell="OLD-1", signal=-117)
    for _ in range(2):
        reply = chat.run(actor, "action_report_experience", text="weak signal", entities={"place": "Old Town"})
    assert reply.response == "utter_experience_kept"
    with telecom.open_work() as work:
        (report,) = work.of(ExperienceReport).list()
    assert (report.place, report.symptom, report.cell, report.signal) == ("Old Town", "no signal", "OLD-1", -117)


def test_without_a_place_it_is_where_the_person_lives_or_it_is_asked(telecom: Telecom, chat: Asking) -> None:
    assert say(telecom, chat, place=None, turn="1", home="Mill Hill").response == "utter_experience_kept"
    assert say(telecom, chat, place=None, turn="2").response == "utter_experience_which_place"


def test_ten_such_reports_make_a_suspected_outage(telecom: Telecom, chat: Asking) -> None:
    said = [say(telecom, chat, place="Old Town", turn=str(n)).response for n in range(SUSPECTED_FROM)]
    assert said[1:9] == ["utter_experience_kept_others"] * 8
    assert said[-1] == "utter_experience_suspected"
    with telecom.open_work() as work:
        (problem,) = work.of(ServiceProblem).list()
    assert (problem.kind, problem.status, problem.suspected) == ("mobile", ProblemStatus.ACKNOWLEDGED, True)


def test_reports_are_shown_by_place_on_a_map_and_in_words(telecom: Telecom, chat: Asking) -> None:
    with telecom.open_work() as work:
        for name in ("Old Town", "Mill Hill"):
            corners = [[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]
            work.of(Place).add(Place(id=name, name=name, kinds=["mobile"], outline=corners))
    for turn in ("1", "2"):
        say(telecom, chat, place="Old Town", turn=turn)
    with telecom.open_work() as work:
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID))
    shown = chat.run(actor, "action_report_experience", text="where is the signal bad around here", turn="3")
    assert "Old Town: 2 reports, mostly weak or no signal" in shown.text and "Mill Hill: none" in shown.text
    (picture,) = shown.said[0].attachments
    assert (picture.name, picture.values["counts"]) == ("coverage_map", [2, 0])
    assert (
        chat.run(actor, "action_check_service_status", text="show me coverage reports on a map", turn="4").said[0]
        == (shown.said[0])
    )
    with telecom.open_work() as work:
        assert work.of(ExperienceReport).count() == 2


def test_a_question_about_coverage_is_no_report(telecom: Telecom, chat: Asking) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID))
        work.of(Place).add(Place(id="Northgate", name="Northgate", kinds=["mobile"]))
    said = {
        words: chat.run(
            maya, "action_report_experience", text=words, turn=words, entities={"place": "Northgate"}
        ).response
        for words in ("is there coverage in Northgate?", "is the signal so weak in Northgate again")
    }
    assert list(said.values()) == ["utter_coverage_of_place", "utter_experience_kept"]
