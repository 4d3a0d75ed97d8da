"""The provider's view of self-service: what was done without anybody, how fast, how often again, how it was felt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from statistics import fmean, median

from telecom.model.money import Money

# Somebody who is back with the same within this time is a repeated contact.
AGAIN_WITHIN = timedelta(days=7)


class Happening(Enum):
    """What the figures are made of."""

    ORDER = "order"
    FAULT = "fault"
    RATING = "rating"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class ContactCosts:
    """What a contact costs the operator on average: one that nobody had to do with, and one with people in it."""

    by_itself: Money
    with_people: Money

    def each(self, cases: Sequence["Case"]) -> Money | None:
        """What one of these cost, on average; None of none."""
        if not cases:
            return None
        spent = sum((self.by_itself if case.untouched else self.with_people).minor for case in cases)
        return Money(round(spent / len(cases)), self.by_itself.currency)


@dataclass(frozen=True, slots=True)
class Case:
    """One order, fault, rating or talk with a person: of which kind of service, where and when. `untouched` where
    nobody of the operator's had to do with it, `took` from beginning to end where it is over, `again` where the same
    person had it before."""

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
    cost: Money | None = None


def summarise(name: str, cases: Sequence[Case], costs: ContactCosts | None = None) -> Summary:
    """The figures of these cases; what a contact cost where it is known what contacts cost."""
    orders = [case for case in cases if case.happening is Happening.ORDER]
    faults = [case for case in cases if case.happening is Happening.FAULT]
    stars = [case.rating for case in cases if case.rating is not None]
    asked = [*orders, *faults]
    contacts = [case for case in cases if case.happening is not Happening.RATING]
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
        costs.each(contacts) if costs else None,
    )


def by_kind_and_region(cases: Sequence[Case], costs: ContactCosts | None = None) -> list[Summary]:
    """A summary for each kind of service in each region, and one of everything."""
    groups = sorted({(case.kind, case.region) for case in cases})
    found = [
        summarise(f"{kind}, {region}", [case for case in cases if (case.kind, case.region) == (kind, region)], costs)
        for kind, region in groups
    ]
    return [*found, summarise("all", cases, costs)]


def by_week(cases: Sequence[Case], *, first: date, weeks: int, costs: ContactCosts | None = None) -> list[Summary]:
    """A summary for each week from a first day on, named by its first day."""
    begins = [first + timedelta(weeks=number) for number in range(weeks)]
    return [
        summarise(begin.isoformat(), [c for c in cases if begin <= c.at.date() < begin + timedelta(weeks=1)], costs)
        for begin in begins
    ]


def _share(which: Iterable[bool]) -> float | None:
    found = list(which)
    return sum(found) / len(found) if found else None


def _middle(times: Iterable[timedelta | None]) -> timedelta | None:
    seconds = [each.total_seconds() for each in times if each is not None]
    return timedelta(seconds=median(seconds)) if seconds else None
