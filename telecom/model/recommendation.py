"""What suits somebody: plans held against what was really used in the months before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from telecom.model.catalogue import Offering
from telecom.model.money import Money
from telecom.model.volumes import UsageKind

# So much above the highest month a plan should still cover.
HEADROOM_PERCENT = 10


@dataclass(frozen=True, slots=True)
class MonthlyUse:
    """The most that was used of each kind in one of the last months, and what was paid beyond the plan then."""

    most: Mapping[UsageKind, int]
    beyond: Money | None = None
    months: int = 0

    def with_headroom(self, kind: UsageKind) -> int:
        """What a plan has to cover of a kind."""
        return self.most.get(kind, 0) * (100 + HEADROOM_PERCENT) // 100


def covers(offering: Offering, use: MonthlyUse) -> bool:
    """Whether a plan's allowances reach for the use, with a little to spare."""
    unlimited = set(offering.terms.get("unlimited") or ())
    return all(
        kind.value in unlimited or offering.allowances.get(kind.value, 0) >= use.with_headroom(kind)
        for kind, units in use.most.items()
        if units > 0
    )


def speed_covers(offering: Offering, wanted_down: int) -> bool:
    """Whether a line of this offering is as fast as wanted (bit/s)."""
    return int(offering.terms.get("down", 0)) >= wanted_down


def cheapest_covering(offerings: Iterable[Offering], use: MonthlyUse) -> Offering | None:
    """The cheapest plan with a monthly price that covers the use."""
    fitting = [o for o in offerings if o.monthly is not None and covers(o, use)]
    return min(fitting, key=_price, default=None)


def _price(offering: Offering) -> tuple[int, str]:
    assert offering.monthly is not None
    return offering.monthly.minor, offering.id


def months_use(monthly: Sequence[Mapping[UsageKind, int]], *, beyond: Money | None = None) -> MonthlyUse:
    """The highest month of each kind."""
    most = {kind: max((month.get(kind, 0) for month in monthly), default=0) for kind in UsageKind}
    return MonthlyUse(most, beyond, len(monthly))
