"""What is learnt from calls counted by the hour, and how many lines they need. [A10]"""

from datetime import date, datetime, timedelta

import pytest

from telecom.model.calendar import Period
from telecom.model.calls import (
    CallHour,
    busiest_day,
    busy_hour,
    by_day,
    by_line,
    by_month,
    count_calls,
    erlang_b,
    flow,
    lines_needed,
)

# A Monday and the Tuesday after it.
DAYS = Period(date(2026, 8, 31), date(2026, 9, 1))
TEN = datetime(2026, 8, 31, 10)


@pytest.mark.parametrize(
    ("lines", "traffic"),
    [(1, 0.0101), (2, 0.153), (3, 0.455), (5, 1.36), (10, 4.46), (20, 12.0), (30, 20.3), (50, 37.9)],
)  # fmt: skip
def test_the_published_erlang_b_table_for_one_percent_is_met(lines: int, traffic: float) -> None:
    """Traffic that so many lines carry at 1 % loss, as the tables print it (three figures)."""
    assert erlang_b(traffic, lines) == pytest.approx(0.01, rel=0.03)
    assert lines_needed(traffic * 0.995) == lines
    assert lines_needed(traffic * 1.01) == lines + 1


def test_known_losses_of_erlang_b() -> None:
    assert erlang_b(1, 1) == pytest.approx(1 / 2)
    assert erlang_b(2, 2) == pytest.approx(2 / 5)
    assert erlang_b(3, 0) == 1.0
    assert erlang_b(0, 0) == 0.0
    assert lines_needed(0) == 0
    with pytest.raises(ValueError, match="loses nothing"):
        lines_needed(1, loss=0)


def test_calls_are_put_together_by_line_day_and_month() -> None:
    hours = [
        CallHour("a", TEN, received=10, answered=8, received_seconds=800, made=2, made_seconds=60),
        CallHour("b", TEN + timedelta(days=1), received=5, answered=5, received_seconds=100),
    ]
    everything = count_calls(hours)
    assert (everything.received, everything.answered, everything.lost, everything.made) == (15, 13, 2, 2)
    assert everything.mean_duration == timedelta(seconds=69)
    assert {line: count.received for line, count in by_line(hours).items()} == {"a": 10, "b": 5}
    assert [(day, count.received) for day, count in by_day(hours, DAYS).items()] == [
        (date(2026, 8, 31), 10),
        (date(2026, 9, 1), 5),
    ]
    assert [count.received for count in by_month(hours).values()] == [10, 5]
    assert busiest_day(by_day(hours, DAYS)) == date(2026, 8, 31)


def test_nothing_is_no_mistake() -> None:
    nothing = count_calls([])
    assert (nothing.answered_percent, nothing.mean_duration, busy_hour([])) == (None, None, None)
    assert busiest_day(by_day([], DAYS)) is None
    assert sum(map(sum, flow([], DAYS))) == 0


def test_the_busy_hour_is_the_hour_in_which_most_is_talked() -> None:
    hours = [
        CallHour("a", TEN, received=10, answered=10, received_seconds=3600),
        CallHour("a", TEN + timedelta(hours=1), received=2, answered=2, received_seconds=7200, made_seconds=3600),
        CallHour("a", TEN + timedelta(days=1, hours=1), received=4, answered=4, received_seconds=7200),
    ]
    found = busy_hour(hours)
    assert found is not None
    assert (found.hour, found.calls, found.traffic) == (11, 3.0, 2.5)


def test_the_flow_is_an_average_over_the_weekdays_of_the_period() -> None:
    two_weeks = Period(date(2026, 8, 31), date(2026, 9, 13))
    rows = flow([CallHour("a", TEN, received=3), CallHour("a", TEN + timedelta(weeks=1), received=5)], two_weeks)
    assert rows[0][10] == 4.0
    assert sum(map(sum, rows)) == 4.0
