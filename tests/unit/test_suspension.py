"""The rules of a pause: which times will do, and what is charged meanwhile."""

from datetime import date

import pytest

from telecom.model.calendar import Period
from telecom.model.errors import IllegalTransition, InvalidValue
from telecom.model.states import advance
from telecom.model.suspension import (
    SUSPENSION_LIFE,
    PauseTerms,
    SuspensionStatus,
    begun_on,
    check_pause,
    corrected,
    moved_to,
    read_pause,
)

TODAY = date(2026, 9, 15)


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        (Period(None, day(10, 1)), Period(TODAY, day(10, 1))),
        (Period(TODAY, TODAY), Period(TODAY, TODAY)),
        (Period(day(12, 1), day(12, 31)), Period(day(12, 1), day(12, 31))),
        (Period(TODAY, day(3, 13, 2027)), Period(TODAY, day(3, 13, 2027))),
    ],
)
def test_a_time_that_will_do(period: Period, kept: Period) -> None:
    assert check_pause(period, today=TODAY) == kept


def test_a_length_and_an_end_belong_to_the_beginning_that_was_told_before() -> None:
    fortnight = Period(TODAY, day(9, 28))
    assert moved_to(day(10, 1), fortnight, words="make it two weeks", today=TODAY) == Period(day(10, 1), day(10, 14))
    assert moved_to(day(9, 20), fortnight, words="until the 28th", today=TODAY) == Period(day(9, 20), day(9, 28))
    assert moved_to(day(9, 21), Period(TODAY, day(9, 20)), words="until the 20th", today=TODAY).end == day(10, 20)
    assert moved_to(day(10, 1), Period(day(11, 1), day(11, 5)), words="in november", today=TODAY).start == day(11, 1)
    assert begun_on(day(10, 1), fortnight) == Period(day(10, 1), day(10, 14))
    assert begun_on(day(9, 20), Period(TODAY, day(9, 30))) == Period(day(9, 20), day(9, 30))


@pytest.mark.parametrize(
    ("period", "why"),
    [
        (Period(TODAY, None), "utter_suspension_no_end"),
        (Period(day(9, 1), day(9, 10)), "utter_suspension_in_past"),
        (Period(day(9, 14), day(9, 30)), "utter_suspension_in_past"),
        (Period(TODAY, day(3, 14, 2027)), "utter_suspension_too_long"),
    ],
)
def test_a_time_that_will_not_do_and_why(period: Period, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        check_pause(period, today=TODAY)
    assert refused.value.name == why


def test_a_single_day_is_the_last_one() -> None:
    assert read_pause(None, "2026-10-03", today=TODAY) == Period(TODAY, day(10, 3))


def test_a_period_is_read_as_the_language_model_writes_it() -> None:
    assert read_pause({"start": None, "end": "2026-10-03"}, None, today=TODAY) == Period(None, day(10, 3))
    assert read_pause(None, None, today=TODAY) is None


@pytest.mark.parametrize(("period", "last"), [("soon", None), ({"start": "x"}, None), (None, "2026-13-40"), (7, None)])
def test_nonsense_is_refused(period: object, last: object) -> None:
    with pytest.raises(InvalidValue):
        read_pause(period, last, today=TODAY)


def test_the_terms_of_an_offering_decide() -> None:
    assert PauseTerms.read({}) == PauseTerms(True, 50)
    assert PauseTerms.read({"pause": {"percent": 0}}) == PauseTerms(True, 0)
    assert not PauseTerms.read({"pause": {"allowed": False}}).allowed


def test_an_ended_pause_never_runs_again() -> None:
    with pytest.raises(IllegalTransition):
        advance(SuspensionStatus.ENDED, SuspensionStatus.RUNNING, SUSPENSION_LIFE, subject="pause")


@pytest.mark.parametrize(
    ("said", "period", "day", "begins", "ends"),
    [
        ("nah start wednesday", None, "2026-09-23", date(2026, 9, 23), date(2026, 10, 6)),
        ("until wednesday", None, "2026-09-30", date(2026, 9, 21), date(2026, 9, 30)),
        ("push it back a week", None, None, date(2026, 9, 28), date(2026, 10, 11)),
        ("make it nice", None, None, date(2026, 9, 21), date(2026, 10, 4)),
        ("a week later", None, None, date(2026, 9, 28), date(2026, 10, 11)),
        ("2 days earlier please", None, None, date(2026, 9, 19), date(2026, 10, 2)),
        ("only from the 25th", {"start": "2026-09-25", "end": None}, None, date(2026, 9, 25), date(2026, 10, 8)),
    ],
)
def test_a_pause_gets_other_days_by_what_is_said_of_them(
    said: str, period: object, day: str | None, begins: date, ends: date
) -> None:
    standing = Period(date(2026, 9, 21), date(2026, 10, 4))
    found = corrected(standing, period, day, words=said, today=date(2026, 9, 15)) or standing
    assert (found.start, found.end) == (begins, ends)
