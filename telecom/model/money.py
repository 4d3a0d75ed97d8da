"""Money, counted in whole pence so that nothing is ever lost in rounding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from telecom.model.errors import InvalidValue

MINOR_UNITS_PER_UNIT = 100
LARGEST_MINOR = 10**12


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were put together."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (pence, cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are whole numbers, not {type(self.minor).__name__}")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError("a currency is three capital letters")

    def _same(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other).minor

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other).minor

    @property
    def is_positive(self) -> bool:
        return self.minor > 0

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    def share(self, numerator: int | Decimal, denominator: int | Decimal) -> "Money":
        """This amount times numerator / denominator, rounded half up (away from zero) to whole minor units."""
        if isinstance(numerator, int) and isinstance(denominator, int):
            # Bills are made of these by the million, and whole numbers are many times as quick as decimals.
            above, below = self.minor * numerator, abs(denominator)
            sign = -1 if (above < 0) != (denominator < 0) else 1
            whole, left = divmod(abs(above), below)
            return Money(sign * (whole + (2 * left >= below)), self.currency)
        exact = Decimal(self.minor) * Decimal(numerator) / Decimal(denominator)
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), self.currency)


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The sum of amounts, zero of `currency` where there are none."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def read_amount(value: Any, *, currency: str) -> Money:
    """The amount somebody named, as a value `{"minor": 1000, "currency": "GBP"}`; whole minor units, above zero.

    InvalidValue for everything else: no whole number, another shape, another currency, nothing, too much. [R15]
    """
    minor, named = _parts(value)
    if isinstance(minor, bool) or not isinstance(minor, int) or not isinstance(named, str):
        raise InvalidValue("utter_error_amount_unreadable")
    if named != currency:
        raise InvalidValue("utter_error_amount_currency", currency=currency)
    if minor <= 0:
        raise InvalidValue("utter_error_amount_not_positive")
    if minor > LARGEST_MINOR:
        raise InvalidValue("utter_error_amount_too_large")
    return Money(minor, currency)


def _parts(value: Any) -> tuple[Any, Any]:
    if isinstance(value, Money):
        return value.minor, value.currency
    # `_` is the mark of a value that has travelled as JSON.
    if (
        isinstance(value, Mapping)
        and set(value) - {"_"} == {"minor", "currency"}
        and value.get("_", "money") == "money"
    ):
        return value["minor"], value["currency"]
    return None, None
