"""Points for loyalty: one for each whole unit paid, changed into credit by the hundred. Kept in the ledger."""

from telecom.model.errors import InvalidValue
from telecom.model.money import MINOR_UNITS_PER_UNIT, Money

# Points are booked as an amount of a currency of their own, one minor unit each.
POINTS = "PTS"
POINTS_PER_UNIT = 100
SMALLEST_EXCHANGE = 100


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
