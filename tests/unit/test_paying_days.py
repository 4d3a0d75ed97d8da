"""Days of paying and billing: my own day while a bill waits, part now and the rest later, a cycle that has moved."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest

from telecom.model.arrears import Part, part_now
from telecom.model.autopay import StandingPayment
from telecom.model.calendar import Period, cycle_day_of
from telecom.model.errors import InvalidValue
from telecom.model.money import Money

TODAY = date(2026, 9, 15)


@pytest.mark.parametrize(
    ("wished", "issued", "due", "paid"),
    [
        (None, date(2026, 10, 5), date(2026, 10, 19), date(2026, 10, 19)),
        (12, date(2026, 10, 5), date(2026, 10, 19), date(2026, 10, 12)),
        (2, date(2026, 10, 25), date(2026, 11, 8), date(2026, 11, 2)),
        # A day that does not come while this bill waits leaves it to the due day.
        (25, date(2026, 10, 5), date(2026, 10, 19), date(2026, 10, 19)),
    ],
)
def test_a_bill_is_paid_on_the_wished_day_while_it_waits(
    wished: int | None, issued: date, due: date, paid: date
) -> None:
    standing = StandingPayment(account_id="a", person_id="p", pay_day=wished, changed_at=datetime(2026, 1, 1))
    assert standing.pays_on(issued, due) == paid


def test_some_of_it_now_and_the_rest_by_a_day() -> None:
    owed = Money(6714, "GBP")
    made = part_now(owed, Money(2000, "GBP"), date(2026, 9, 18), today=TODAY)
    assert made == [Part(TODAY, Money(2000, "GBP")), Part(date(2026, 9, 18), Money(4714, "GBP"))]
    for wrong in (0, 6714, 9999):
        with pytest.raises(InvalidValue):
            part_now(owed, Money(wrong, "GBP"), date(2026, 9, 18), today=TODAY)
    with pytest.raises(InvalidValue):
        part_now(owed, Money(100, "GBP"), date(2026, 10, 18), today=TODAY)


@pytest.mark.parametrize(
    ("start", "end", "usual", "cycle_day"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), 1, 1),
        (date(2026, 9, 1), date(2026, 9, 30), 11, 1),
        (date(2026, 9, 11), date(2026, 9, 30), 11, 1),
        (date(2026, 10, 1), date(2026, 10, 10), 11, 11),
        (date(2028, 1, 31), date(2028, 2, 28), 31, 31),
    ],
)
def test_a_billed_period_tells_its_cycle_after_it_has_moved(start: date, end: date, usual: int, cycle_day: int) -> None:
    assert cycle_day_of(Period(start, end), usual) == cycle_day


@pytest.mark.parametrize("minor", [0, 1, 25, 4242, -1, -25, -4242])
@pytest.mark.parametrize(("above", "below"), [(1, 2), (35, 30), (-35, 30), (35, -31), (17, 31), (20, 120)])
def test_a_share_is_rounded_half_away_from_nothing_as_decimals_are(minor: int, above: int, below: int) -> None:
    exact = Decimal(minor) * above / below
    assert Money(minor, "GBP").share(above, below).minor == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
