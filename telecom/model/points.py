"""Points for loyalty: one for each whole unit paid, changed into credit by the hundred. Kept in the ledger.

They can be used until the end of the month a year after they were earned; the oldest are used first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from telecom.model.calendar import month_of
from telecom.model.errors import InvalidValue
from telecom.model.identities import new_id
from telecom.model.money import MINOR_UNITS_PER_UNIT, Money

# Points are booked as an amount of a currency of their own, one minor unit each.
POINTS = "PTS"
POINTS_PER_UNIT = 100
SMALLEST_EXCHANGE = 100
TOLD_BEFORE = timedelta(days=30)


@dataclass(kw_only=True, eq=False)
class PointLot:
    """The points that a billing account earned in a month: how many, how many of them are left, and the last day on
    which they can be used."""

    id: str = field(default_factory=new_id)
    account_id: str
    last_day: date
    earned: int = 0
    left: int = 0

    def add(self, points: int) -> None:
        self.earned, self.left = self.earned + points, self.left + points


def last_day_of(earned_on: date) -> date:
    """The last day on which points that were earned on a day can be used."""
    last = month_of(date(earned_on.year + 1, earned_on.month, 1)).end
    assert last is not None
    return last


def take(points: int, lots: Iterable[PointLot]) -> None:
    """Take points from lots, those first that can be used the shortest."""
    for lot in sorted(lots, key=lambda lot: lot.last_day):
        taken = min(points, lot.left)
        lot.left, points = lot.left - taken, points - taken


def points_towards(price: Money, *, held: int) -> int:
    """How many points can go towards a price: whole hundreds, no more than are held or the price is worth."""
    for_all = price.minor * POINTS_PER_UNIT // MINOR_UNITS_PER_UNIT
    return min(held, for_all) // SMALLEST_EXCHANGE * SMALLEST_EXCHANGE


def points_for(paid: Money) -> int:
    """How many points a payment earns."""
    return paid.minor // MINOR_UNITS_PER_UNIT


def worth(points: int, currency: str) -> Money:
    """What points are worth as credit: one unit of money for each hundred."""
    return Money(points * MINOR_UNITS_PER_UNIT // POINTS_PER_UNIT, currency)


def check_exchange(points: int, *, held: int) -> int:
    """The points, if so many can be changed: whole hundreds, no more than are held. InvalidValue otherwise."""
    if points < SMALLEST_EXCHANGE or points % SMALLEST_EXCHANGE:
        raise InvalidValue("utter_points_by_the_hundred", smallest=SMALLEST_EXCHANGE, held=held)
    if points > held:
        raise InvalidValue("utter_points_too_few", points=points, held=held)
    return points
