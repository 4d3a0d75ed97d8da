"""The provider's view of self-service: what was done without anybody, how fast, how often again, how it was felt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from statistics import fmean, median

# Somebody who is back with the same within this time is a repeated contact.
AGAIN_WITHIN = timedelta(days=7)


class Happening(Enum):
    """What the figures are made of."""

    ORDER = "order"
    FAULT = "fault"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Case:
    """One order, fault or rating: of which kind of service, where and when. `untouched` where nobody of the operator's
    had to do with it, `took` from beginning to end where it is over, `again` where the same person had it before."""

    happening: Happening
    kind: str
    region: str
    at: datetime
    untouched: bool = False
    took: timedelta | None = None
    again: bool = False
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of some cases; None where there is nothing to reckon them from. Times are medians."""

    name: str
    orders: int
    faults: int
    zero_touch: float | None
    to_active: timedelta | None
    to_restored: timedelta | None
    repeated: float | None
    rating: float | None
    ratings: int


def summarise(name: str, cases: Sequence[Case]) -> Summary:
    """The figures of these cases."""
    orders = [case for case in cases if case.happening is Happening.ORDER]
    faults = [case for case in cases if case.happening is Happening.FAULT]
    stars = [case.rating for case in cases if case.rating is not None]
    asked = [*orders, *faults]
    return Summary(
        name,
        len(orders),
        len(faults),
        _share(case.untouched for case in asked),
        _middle(case.took for case in orders),
        _middle(case.took for case in faults),
        _share(case.again for case in faults),
        fmean(stars) if stars else None,
        len(stars),
    )


def by_kind_and_region(cases: Sequence[Case]) -> list[Summary]:
    """A summary for each kind of service in each region, and one of everything."""
    groups = sorted({(case.kind, case.region) for case in cases})
    found = [
        summarise(f"{kind}, {region}", [case for case in cases if (case.kind, case.region) == (kind, region)])
        for kind, region in groups
    ]
    return [*found, summarise("all", cases)]


def by_week(cases: Sequence[Case], *, first: date, weeks: int) -> list[Summary]:
    """A summary for each week from a first day on, named by its first day."""
    begins = [first + timedelta(weeks=number) for number in range(weeks)]
    return [
        summarise(begin.isoformat(), [c for c in cases if begin <= c.at.date() < begin + timedelta(weeks=1)])
        for begin in begins
    ]


def _share(which: Iterable[bool]) -> float | None:
    found = list(which)
    return sum(found) / len(found) if found else None


def _middle(times: Iterable[timedelta | None]) -> timedelta | None:
    seconds = [each.total_seconds() for each in times if each is not None]
    return timedelta(seconds=median(seconds)) if seconds else None
