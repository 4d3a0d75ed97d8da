"""Figures with limits: a day beyond one is told once to who watches, and put before the operator's people. [A10]"""

from datetime import UTC, datetime, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.staff_tasks import list_tasks, resolve_task, take_task
from telecom.management.watching import BREACH, end_watch, figure_on, list_figures, watch_figure
from telecom.model.authorization import Function, Permission, PermissionStatus
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.inventory import Service
from telecom.model.measuring import Measurement
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.tasks import StaffTask
from telecom.model.usage import UsageRecord
from telecom.model.volumes import UsageKind
from telecom.model.watching import FigureWatch, NoSuchFigure
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import TestClock
from tests.households import Household, a_home, a_member, a_stranger

# Monday in summer time; the day after it is the first of the test's clock.
YESTERDAY = datetime(2026, 9, 13, 23, tzinfo=UTC)


@pytest.fixture
def home(telecom: Telecom) -> Household:
    """A home whose internet was down for six hours yesterday and at half its speed, and whose landline lost two of
    eight calls."""
    with telecom.open_work() as work:
        made = a_home(work)
        for hour in range(24):
            up = hour >= 6
            work.of(Measurement).add(
                Measurement(
                    service_id=made["broadband"], at=YESTERDAY + timedelta(hours=hour), reachable=up,
                    down=250_000_000 if up else None, latency=9.0, loss=0.1,
                )
            )  # fmt: skip
        for number in range(8):
            answered = number >= 2
            work.of(UsageRecord).add(
                UsageRecord(
                    service_id=made["fixed"], kind=UsageKind.VOICE, at=YESTERDAY + timedelta(hours=12), incoming=True,
                    units=600 if answered else 0, answered=answered, charge=Money(0, "GBP"),
                )
            )  # fmt: skip
        return made


def told(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        sent = work.of(OutgoingMessage).list(order="number")
        return [each.utterance.response for each in sent]


def test_each_kind_of_service_has_figures_of_its_own(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        _, figures = list_figures(home.manager, home["broadband"], work=work)
        values = {each.figure.name: each.value for each in figures}
        assert values == {"availability": 75.0, "speed": 50.0, "delay": 9.0, "loss": pytest.approx(0.1)}
        line = work.of(Service).get(home["fixed"])
        day = work.today() - timedelta(days=1)
        assert figure_on("lost calls", line, day, work=work) == 25.0
        assert figure_on("occupancy", line, day, work=work) == pytest.approx(100.0)
        assert figure_on("lost calls", line, day - timedelta(days=1), work=work) is None


def test_a_breach_is_told_once_and_our_people_see_it(telecom: Telecom, home: Household, clock: TestClock) -> None:
    with telecom.open_work() as work:
        watch_figure(home.manager, home["broadband"], figure="availability", limit=99, work=work)
        watch_figure(home.manager, home["broadband"], figure="delay", limit=50, work=work)
    for _ in range(2):
        run_due(telecom, BREACH)
    assert told(telecom) == ["utter_notice_figure_below"]
    with telecom.open_work() as work:
        (task,) = list_tasks("ann", work=work)
        assert task.needs["figure"] == "availability" and task.needs["value"] == 75.0
        take_task(task.number, "ann", work=work)
    with telecom.open_work() as work:
        resolve_task(task.number, "ann", "mended", work=work)
    assert told(telecom) == ["utter_notice_figure_below", "utter_notice_figure_mended"]
    clock.advance(days=1)
    run_due(telecom, BREACH)
    assert len(told(telecom)) == 2  # Nothing was measured on the day after.


def test_limits_are_picked_by_choices_and_given_up_again(telecom: Telecom, home: Household) -> None:
    ask = Asking(telecom)
    shown = ask.run(home.manager, "action_watch_figures", slots={"service": home["fixed"]})
    assert "lost calls: 25 %" in shown.text
    pick = next(c["slots"] for c in shown.choices if c["slots"].get("figure") == "lost calls")
    done = ask.run(home.manager, "action_watch_figure", slots=pick, turn="2")
    assert "I'll tell you when Landline (+44 20 7946 0123) has a day with lost calls above 10 %" in done.text
    again = ask.run(home.manager, "action_watch_figures", slots={"service": home["fixed"]})
    assert "lost calls: 25 %, watched at 10 %" in again.text
    stop = next(c for c in again.choices if c["action"] == "action_end_watch")
    assert "no longer watch lost calls" in ask.run(home.manager, "action_end_watch", slots=stop["slots"], turn="3").text
    with telecom.open_work() as work:
        assert work.of(FigureWatch).count(ended_at=None) == 0


def test_another_limit_takes_the_place_of_the_one_before(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        for limit in (10, 20):
            watch_figure(home.manager, home["fixed"], figure="lost calls", limit=limit, work=work)
            work.flush()
        (watch,) = work.of(FigureWatch).list()
        assert watch.limit == 20
        with pytest.raises(NoSuchFigure):
            watch_figure(home.manager, home["fixed"], figure="speed", limit=1, work=work)
        with pytest.raises(InvalidValue):
            watch_figure(home.manager, home["fixed"], figure="lost calls", limit=-1, work=work)


def test_who_lost_the_right_is_told_nothing_and_strangers_watch_nothing(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member = a_member(work, home, Function.CHECK)
        watch_figure(member, home["broadband"], figure="availability", limit=99, work=work)
        permission = work.of(Permission).find(person_id=member.person_id, status=PermissionStatus.ACTIVE)
        assert permission is not None
        permission.end(work.now)
        stranger = a_stranger(work)
        with pytest.raises(NotFound):
            watch_figure(stranger, home["broadband"], figure="availability", limit=9, work=work)
        with pytest.raises(NotFound):
            end_watch(stranger, home["broadband"], figure="availability", work=work)
    run_due(telecom, BREACH)
    assert told(telecom) == []


def test_a_figure_is_watched_by_words_corrected_listed_and_ended(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)

    def say(text: str, turn: str, *, action: str = "action_set_alerts", **entities: object) -> str:
        return chat.run(home.manager, action, intent="set_alerts", text=text, turn=turn, entities=entities).text

    first = say("tell me if my lost calls go over 10%", "1")
    assert "Landline (+44 20 7946 0123) has a day with lost calls above 10 %" in first and "it was 25 %" in first
    assert "lost calls above 30 %" in say("make it 30", "2", action="action_inform")
    assert "download speed below 400 Mbit/s" in say("warn me when download drops under 400 mbit", "3")
    assert "not the other way round" in say("tell me when lost calls drop below 5%", "4")
    assert "isn't measured on Landline" in say("packet loss over 2 percent on the phone", "5", service="fixed")
    listed = say("which alerts have i set", "6")
    assert "lost calls above 30 %" in listed and "Home broadband: a day with download speed below 400 Mbit/s" in listed
    run_due(telecom, BREACH)
    assert told(telecom) == ["utter_notice_figure_below"]
    assert "no longer watch lost calls" in say("stop watching lost calls", "7")
    assert "wasn't watching lost calls" in say("stop watching lost calls", "8")
    with telecom.open_work() as work:
        task = work.of(StaffTask).find(kind=BREACH)
        assert task is not None
        assert (task.needs["figure"], task.needs["value"], task.needs["limit"]) == ("download", 250.0, 400.0)
