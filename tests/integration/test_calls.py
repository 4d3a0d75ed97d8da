"""Call analysis: counted by the database in the operator's hours, of one line, all lines or a group. [A10]"""

from datetime import UTC, date, datetime, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.gateways.paper.drawings import Drawings
from telecom.management.calls import NoCalls, analyse_calls
from telecom.management.inventory import Meant
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.measuring import Measurement
from telecom.model.money import Money
from telecom.model.parties import GroupedLine, LineGroup
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import UsageKind
from telecom.ports import Work
from tests.asking import Asking
from tests.households import Household, a_home, a_stranger

# A Monday, in summer time: ten in the morning is nine in UTC.
MONDAY = date(2026, 9, 7)
TEN = datetime(2026, 9, 7, 9, tzinfo=UTC)
WEEK = Period(MONDAY, MONDAY + timedelta(days=6))
ASKED = {"period": {"start": "2026-09-07", "end": "2026-09-13"}}

NUMBER = "+447700900222"


def calls(
    work: Work, service_id: str, *, at: datetime, count: int, lost: int = 0, seconds: int = 180, incoming: bool = True
) -> None:
    for number in range(count):
        answered = number >= lost
        work.of(UsageRecord).add(
            UsageRecord(
                service_id=service_id, kind=UsageKind.VOICE, at=at + timedelta(seconds=number), incoming=incoming,
                units=seconds if answered else 0, answered=answered, charge=Money(0, "GBP"),
            )
        )  # fmt: skip
    work.flush()


@pytest.fixture
def firm(telecom: Telecom) -> Household:
    """A landline with ten channels: thirty calls on Monday at ten, of which three are lost, ten on Tuesday at three,
    and what must not be counted: data, a call of the week after, a call of somebody else's."""
    with telecom.open_work() as work:
        made = a_home(work)
        line = made["fixed"]
        plan = work.of(Offering).get("landline-plan")
        plan.terms = {"share": {"unit": "channels", "included": 10, "most": 60, "extra": "fibre-500"}}
        calls(work, line, at=TEN, count=30, lost=3)
        calls(work, line, at=TEN + timedelta(days=1, hours=5), count=10)
        calls(work, line, at=TEN, count=4, seconds=450, incoming=False)
        calls(work, line, at=TEN + timedelta(days=7), count=1)
        stranger = a_stranger(work)
        assert stranger is not None
        work.of(UsageRecord).add(
            UsageRecord(service_id=line, kind=UsageKind.DATA, at=TEN, units=9, charge=Money(0, "GBP"))
        )
        for hour in range(10):
            up = hour != 3
            work.of(Measurement).add(Measurement(service_id=line, at=TEN + timedelta(hours=hour), reachable=up))
        return made


def test_calls_of_a_week_are_counted_by_the_operators_hours(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        found = analyse_calls(firm.manager, Meant("fixed"), period=WEEK, work=work)
    total = found.total
    assert (total.received, total.answered, total.lost, total.made) == (40, 37, 3, 4)
    assert total.mean_duration == timedelta(minutes=3)
    assert [count.received for count in found.by_day.values()] == [30, 10, 0, 0, 0, 0, 0]
    assert (found.flow[0][10], found.flow[1][15]) == (30.0, 10.0)
    assert found.busiest_day == MONDAY
    assert found.available == pytest.approx(90.0)


def test_the_busy_hour_is_held_against_the_number_of_lines(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        found = analyse_calls(firm.manager, Meant("fixed"), period=WEEK, work=work)
    assert found.busy is not None and found.busy.hour == 10
    # 27 x 180 s in, 4 x 450 s out, over two days that have calls.
    assert found.busy.traffic == pytest.approx((27 * 180 + 4 * 450) / 3600 / 2)
    assert (found.lines, found.needed) == (10, 5)
    assert found.occupancy == pytest.approx(9.25)


def test_the_analysis_in_words_and_pictures(telecom: Telecom, firm: Household) -> None:
    reply = Asking(telecom).run(firm.manager, "action_analyse_calls", entities={"service": "fixed", **ASKED})
    assert "40 calls came in, 37 answered (92 %), 3 lost (8 %)" in reply.text
    assert "About 20 calls a day; most on Mon 7 Sept: 30." in reply.text
    assert "Busy hour: 10:00-11:00, 15 calls a day." in reply.text
    assert "In the busy hour 0.9 of 10 lines are in use (9 %). 5 are enough" in reply.text
    week, days = reply.said[0].attachments
    assert days.values["lost"] == [3, 0, 0, 0, 0, 0, 0]
    words = {"title": "Calls", "unit": "calls", "answered_label": "answered", "lost_label": "lost"}
    for picture, more in ((week, {"rows": list("MTWTFSS")}), (days, {"labels": list("1234567")})):
        assert Drawings().draw(picture.name, {**picture.values, **words, **more}).startswith(b"\x89PNG")


def test_a_group_has_only_its_lines(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        group = LineGroup(customer_id=firm.services["fixed"].customer_id, name="Sales")
        work.of(LineGroup).add(group)
        work.flush()
        work.of(GroupedLine).add(GroupedLine(service_id=firm["fixed"], group_id=group.id))
        work.flush()
        found = analyse_calls(firm.manager, Meant(), group="sales", period=WEEK, work=work)
        assert (found.group, found.total.received) == ("Sales", 40)
        with pytest.raises(NotFound):
            analyse_calls(firm.manager, Meant(), group="drivers", work=work)


def test_the_team_is_everybody_unless_a_group_is_called_so(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        everybody = analyse_calls(firm.manager, Meant(), period=WEEK, work=work)
        for said in ("the team", "our whole team", "unserem Team"):
            found = analyse_calls(firm.manager, Meant(), group=said, period=WEEK, work=work)
            assert (found.group, found.total.received) == (None, everybody.total.received)


def test_others_calls_are_nobodys(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        assert analyse_calls(stranger, Meant(), period=WEEK, work=work).total.received == 0
        with pytest.raises(NotFound):
            analyse_calls(stranger, Meant(number="+442079460123"), period=WEEK, work=work)


def test_what_cannot_be_called_and_what_is_still_to_come(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        with pytest.raises(NoCalls):
            analyse_calls(firm.manager, Meant("broadband"), period=WEEK, work=work)
        with pytest.raises(InvalidValue):
            analyse_calls(firm.manager, Meant("fixed"), period=Period(date(2027, 1, 1), None), work=work)


def test_no_calls_are_said_to_be_none(telecom: Telecom, firm: Household) -> None:
    asked = {"service": "fixed", "period": {"start": "2026-08-01", "end": "2026-08-31"}}
    reply = Asking(telecom).run(firm.manager, "action_analyse_calls", entities=asked)
    assert "No calls on Landline" in reply.text


def test_a_few_calls_are_told_one_by_one(telecom: Telecom, firm: Household) -> None:
    day = TEN - timedelta(days=30)
    with telecom.open_work() as work:
        for minutes, way in enumerate(({"incoming": True, "answered": False}, {"units": 125, "other_party": NUMBER})):
            record = UsageRecord(
                service_id=firm["fixed"], kind=UsageKind.VOICE, at=day + timedelta(minutes=minutes),
                charge=Money(0, "GBP"), state=UsageState.RATED, **{"units": 0, **way},
            )  # fmt: skip
            work.of(UsageRecord).add(record)
    asked = {"service": "fixed", "period": {"start": str(day.date()), "end": str(day.date())}}
    reply = Asking(telecom).run(firm.manager, "action_analyse_calls", entities=asked)
    first, second = reply.text.splitlines()[1:]
    assert "missed, from a hidden number" in first and "to +44 7700 900222, 2 min" in second
