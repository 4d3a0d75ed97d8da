"""The past of a service: tests, faults, availability, and the picture. [A8]"""

from datetime import date, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.gateways.paper.charts import draw
from telecom.management.history import show_history
from telecom.management.inventory import Meant
from telecom.management.measuring import begin_measuring, collect_figures
from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.measuring import Measured, Measurement
from telecom.model.readings import Sample
from telecom.model.trouble import FaultReport, ReportOutcome
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_stranger


@pytest.fixture
def home(telecom: Telecom, outside: FakeOutside) -> Household:
    """A home with ten measured days, four hours of which its internet was down, and a fault then."""
    with telecom.open_work() as work:
        made = a_home(work)
        since = work.now.replace(hour=0) - timedelta(days=10)
        begin_measuring(since=since, work=work)
        fault = FaultReport(
            key="past",
            service_id=made["broadband"],
            reporter_id=made.manager.person_id,
            words="dead",
            reported_at=since + timedelta(days=3, hours=10),
            outcome=ReportOutcome.FIXED,
            fault="port fault",
        )
        work.of(FaultReport).add(fault)
        now = work.now
    hours = int((now - since).total_seconds() // 3600)
    for hour in range(hours):
        up = not 82 <= hour < 86
        speed = 470_000_000 if up else None
        outside.network.samples.append(Sample(made["broadband"], since + timedelta(hours=hour), up, speed, latency=9.0))
    return made


def test_figures_are_taken_over_once_and_go_on_with_the_clock(
    telecom: Telecom, home: Household, outside: FakeOutside, clock: TestClock
) -> None:
    for _ in range(2):
        collect_figures(open_work=telecom.open_work, outside=outside)
    with telecom.open_work() as work:
        assert work.of(Measurement).count() == len(outside.network.samples)
    outside.network.samples.append(Sample(home["broadband"], clock.now().replace(minute=0), True, 1))
    outside.network.samples.append(Sample("a line of nobody's", clock.now().replace(minute=0), True, 1))
    clock.advance(hours=1)
    collect_figures(open_work=telecom.open_work, outside=outside)
    with telecom.open_work() as work:
        assert work.of(Measurement).count() == len(outside.network.samples) - 1
        state = work.of(Measured).find()
        assert state is not None and state.until == clock.now().replace(minute=0)


def test_history_has_faults_availability_and_days(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    collect_figures(open_work=telecom.open_work, outside=outside)
    with telecom.open_work() as work:
        found = show_history(home.manager, Meant("broadband"), period=None, work=work)
    assert [fault.fault for fault in found.faults] == ["port fault"]
    assert found.available == pytest.approx(100 * (1 - 4 / len(outside.network.samples)))
    assert sum(day.hours_down for day in found.days) == 4
    assert {day.speed for day in found.days} == {470_000_000}


def test_history_in_words_and_as_a_picture(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    collect_figures(open_work=telecom.open_work, outside=outside)
    reply = Asking(telecom).run(home.manager, "action_show_history", entities={"service": "broadband"})
    assert "It worked 98.39" in reply.text
    assert "a hung port at our end, mended from here" in reply.text
    (picture,) = reply.said[0].attachments
    values = {**picture.values, "title": "Quality", "unit": "Mbit/s", "mark_label": "fault"}
    values["sold"] = {"label": "sold", "value": 500}
    assert draw(picture.name, values).startswith(b"\x89PNG")
    assert len(values["marks"]) == 1


def test_a_time_to_come_has_no_history(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work, pytest.raises(InvalidValue):
        show_history(home.manager, Meant(), period=Period(date(2027, 1, 1), None), work=work)


def test_others_see_no_history(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work, pytest.raises(NotFound):
        show_history(a_stranger(work), Meant(number="+442079460123"), period=None, work=work)


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ("what was that", date(2026, 8, 17)),
        ("when was it broken last time", date(2025, 9, 14)),
        ("schon mal?", date(2025, 9, 14)),
    ],
)
def test_who_asks_about_the_last_time_is_told_of_a_year(
    telecom: Telecom, home: Household, clock: TestClock, words: str, starts: date
) -> None:
    reply = Asking(telecom).run(home.manager, "action_show_history", intent="show_history", text=words)
    assert reply.said[0].values["period"].start == starts
