"""What was agreed about a service, and whether it was kept. [A5]"""

from datetime import UTC, datetime, timedelta

import pytest

from telecom.model.measuring import Measurement
from telecom.model.money import Money
from telecom.model.performance import (
    Judged,
    Objective,
    ObjectiveStatus,
    ServiceLevelObjective,
    breaks_in,
    judge_all,
    mean_time_to_repair,
    percentile,
    read_agreement,
)

START = datetime(2026, 8, 1, tzinfo=UTC)
TERMS = {"sla": {"availability": 99.0, "repair_hours": 8, "speed": 80, "credit": 20}}


def hours(*reachable: bool, down: int = 100) -> list[Measurement]:
    return [
        Measurement(service_id="s", at=START + timedelta(hours=n), reachable=up, down=down if up else None)
        for n, up in enumerate(reachable)
    ]


@pytest.mark.parametrize(
    ("down", "status"),
    [(0, ObjectiveStatus.MET), (7, ObjectiveStatus.MET), (8, ObjectiveStatus.AT_RISK), (10, ObjectiveStatus.AT_RISK),
     (11, ObjectiveStatus.VIOLATED)],
)  # fmt: skip
def test_availability_is_at_risk_when_most_of_what_may_go_wrong_has_gone_wrong(
    down: int, status: ObjectiveStatus
) -> None:
    promised = ServiceLevelObjective(Objective.AVAILABILITY, 1, 99.0)
    assert promised.judge([0.0] * down + [1.0] * (1000 - down)) is status


@pytest.mark.parametrize(
    ("longest", "status"),
    [(3, ObjectiveStatus.MET), (7, ObjectiveStatus.AT_RISK), (8, ObjectiveStatus.AT_RISK),
     (9, ObjectiveStatus.VIOLATED)],
)  # fmt: skip
def test_one_repair_that_takes_too_long_breaks_the_promise(longest: float, status: ObjectiveStatus) -> None:
    assert ServiceLevelObjective(Objective.REPAIR, 8, 100).judge([1.0, longest]) is status


def test_hours_that_follow_each_other_are_one_break() -> None:
    found = breaks_in(hours(True, False, False, True, False, True))
    assert [(each.began - START, each.lasted) for each in found] == [
        (timedelta(hours=1), timedelta(hours=2)),
        (timedelta(hours=4), timedelta(hours=1)),
    ]
    assert mean_time_to_repair(found) == timedelta(minutes=90)
    assert mean_time_to_repair([]) is None


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, each) for each in (5, 50, 95, 100)] == [5.0, 50.0, 95.0, 100.0]
    assert percentile([7.0], 5) == 7.0
    assert percentile([], 50) is None


def test_all_promises_are_held_against_what_was_measured() -> None:
    agreement = read_agreement(TERMS)
    assert agreement is not None
    judged = judge_all(agreement, hours(*[False] * 10, *[True] * 90), sold_down=110)
    assert [(each.value, each.status) for each in judged] == [
        (90.0, ObjectiveStatus.VIOLATED),
        (10.0, ObjectiveStatus.VIOLATED),
        (100.0, ObjectiveStatus.MET),
    ]
    assert agreement.credit(judged, Money(5500, "GBP")) == Money(2200, "GBP")


def test_a_slow_line_breaks_the_promise_of_its_speed() -> None:
    agreement = read_agreement({"sla": {"speed": 80, "credit": 10}})
    assert agreement is not None
    (slow,) = judge_all(agreement, hours(*[True] * 10, down=79), sold_down=100)
    assert (slow.value, slow.status) == (0.0, ObjectiveStatus.VIOLATED)


def test_no_more_comes_back_than_was_paid() -> None:
    agreement = read_agreement({"sla": {"availability": 99, "credit": 60}})
    assert agreement is not None
    broken = Judged(agreement.objectives[0], 0.0, ObjectiveStatus.VIOLATED)
    assert agreement.credit([broken, broken], Money(1000, "GBP")) == Money(1000, "GBP")
    assert read_agreement({}) is None
