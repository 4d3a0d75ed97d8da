"""What use beyond the allowances costs, where, and the tax on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.usage import UsageZone
from telecom.model.volumes import UsageKind


class NoTariff(BusinessError):
    """The operator has set no price or no tax for this day: nothing may be billed by guess."""

    response = "utter_error_refused"


@dataclass(kw_only=True, eq=False)
class UsageRate:
    """The price of `per` units (bytes, seconds, messages), charged in whole steps of `step` units.

    For everybody, or only for those who have the offering. Holds from a day on, until a later one for the same.
    """

    id: str = field(default_factory=new_id)
    zone: UsageZone
    kind: UsageKind
    price: Money
    per: int
    step: int = 1
    offering_id: str | None = None
    valid_from: date

    def cost(self, units: int) -> Money:
        """What so many units cost: every step begun is charged whole."""
        steps = -(-units // self.step)
        return self.price.share(steps * self.step, self.per)


@dataclass(kw_only=True, eq=False)
class TaxRate:
    """The value-added tax, in percent of the price without it; prices are held with tax in them."""

    id: str = field(default_factory=new_id)
    name: str
    percent: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Tariff:
    """All prices of usage, to be asked for a day."""

    rates: Mapping[tuple[UsageZone, UsageKind, str | None], tuple[UsageRate, ...]]

    @classmethod
    def of(cls, rates: Iterable[UsageRate]) -> "Tariff":
        """The tariff of these rates."""
        sorted_out: dict[tuple[UsageZone, UsageKind, str | None], list[UsageRate]] = {}
        for each in sorted(rates, key=lambda rate: rate.valid_from, reverse=True):
            sorted_out.setdefault((each.zone, each.kind, each.offering_id), []).append(each)
        return cls({key: tuple(found) for key, found in sorted_out.items()})

    def find(self, zone: UsageZone, kind: UsageKind, *, on: date, offerings: Iterable[str] = ()) -> UsageRate:
        """The rate of a day: one for an offering that the line has comes before the general one. NoTariff if none."""
        for offering_id in (*offerings, None):
            for each in self.rates.get((zone, kind, offering_id), ()):
                if each.valid_from <= on:
                    return each
        raise NoTariff(zone=zone.value, kind=kind.value)


def tax_percent(taxes: Iterable[TaxRate], *, on: date) -> int:
    """The percentage that holds on a day. NoTariff if none was set."""
    found = [tax for tax in taxes if tax.valid_from <= on]
    if not found:
        raise NoTariff()
    return max(found, key=lambda tax: tax.valid_from).percent
