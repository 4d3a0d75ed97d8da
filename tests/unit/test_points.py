"""Points: the oldest are used first, they last until the end of a month, and pay whole pounds of a price."""

from datetime import date

import pytest

from telecom.model.money import Money
from telecom.model.points import PointLot, last_day_of, points_towards, take


def lot(left: int, last_day: date) -> PointLot:
    return PointLot(account_id="a", last_day=last_day, earned=left, left=left)


def test_those_that_run_out_first_are_taken_first() -> None:
    late, soon = lot(50, date(2027, 9, 30)), lot(80, date(2027, 3, 31))
    take(100, [late, soon])
    assert (soon.left, late.left) == (0, 30)


@pytest.mark.parametrize(
    ("earned", "last"),
    [
        (date(2026, 9, 1), date(2027, 9, 30)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 1), date(2028, 2, 29)),
    ],
)
def test_points_last_to_the_end_of_the_month_a_year_on(earned: date, last: date) -> None:
    assert last_day_of(earned) == last


@pytest.mark.parametrize(
    ("pence", "held", "points"), [(1000, 155, 100), (1000, 5000, 1000), (1050, 5000, 1000), (99, 500, 0)]
)
def test_whole_hundreds_go_towards_a_price(pence: int, held: int, points: int) -> None:
    assert points_towards(Money(pence, "GBP"), held=held) == points
