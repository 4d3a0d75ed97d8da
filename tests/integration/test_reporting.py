"""The provider's view: shares, times, repeated contacts and stars, from what really happened. [V1]"""

from datetime import UTC, date, datetime, timedelta

from bot.commands.agent import act
from bot.commands.report import as_picture, as_table
from telecom.bootstrap import Telecom
from telecom.management.reporting import make_report
from telecom.model.money import Money
from telecom.model.reporting import Case, ContactCosts, Happening, by_kind_and_region, by_week, summarise
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import a_home

AT = datetime(2026, 9, 15, 9, tzinfo=UTC)
COSTS = ContactCosts(Money(9, "GBP"), Money(640, "GBP"))


def an_order(hours: float | None, *, untouched: bool = True, region: str = "Northgate") -> Case:
    took = timedelta(hours=hours) if hours is not None else None
    return Case(Happening.ORDER, "mobile", region, AT, untouched=untouched, took=took)


def test_shares_and_middle_times_come_from_what_is_over() -> None:
    found = summarise("x", [an_order(1), an_order(3), an_order(None, untouched=False), an_order(80)])
    assert (found.orders, found.zero_touch, found.to_active) == (4, 0.75, timedelta(hours=3))


def test_a_contact_costs_what_those_with_and_without_people_cost_on_average() -> None:
    talk = Case(Happening.TALK, "talk with a person", "Northgate", AT)
    assert summarise("x", [an_order(1), an_order(3), an_order(None, untouched=False), talk], COSTS).cost == Money(
        (9 + 9 + 640 + 640) // 4, "GBP"
    )


def test_nothing_is_reckoned_from_nothing() -> None:
    found = summarise("x", [])
    assert (found.zero_touch, found.to_active, found.to_restored, found.repeated, found.rating) == (None,) * 5


def test_each_region_and_week_has_its_own_figures() -> None:
    cases = [an_order(1), an_order(5, region="Old Town")]
    assert [each.name for each in by_kind_and_region(cases)] == ["mobile, Northgate", "mobile, Old Town", "all"]
    assert [each.orders for each in by_week(cases, first=date(2026, 9, 2), weeks=2)] == [0, 2]


def test_a_fault_that_went_to_people_and_came_back_is_seen_with_its_stars(
    telecom: Telecom, outside: FakeOutside, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    outside.network.faults[home["broadband"]] = "noisy line"
    chat = Asking(telecom)
    first = chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="it crackles")
    clock.advance(hours=5)
    act(telecom, ["resolve", str(first.said[0].values["number"]), "joint"], staff="ann")
    clock.advance(days=2)
    chat.run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="again", turn="turn 2")
    chat.run(home.manager, "action_rate_service", entities={"rating": 2, "service": "broadband"}, turn="turn 3")
    with telecom.open_work() as work:
        report = make_report(weeks=4, costs=COSTS, work=work)
    (group,) = [each for each in report.groups if each.name == "broadband, Northgate"]
    assert (group.faults, group.zero_touch, group.repeated) == (2, 0.0, 0.5)
    assert (group.to_restored, group.rating, group.ratings) == (timedelta(hours=5), 2.0, 1)
    assert (
        "broadband, Northgate  0       2       0%          -          5.0 h     50%    2.0 (1)  6.40 GBP"
        in as_table(report)
    )
    assert telecom.paper.draw("report", as_picture(report)).startswith(b"\x89PNG")
