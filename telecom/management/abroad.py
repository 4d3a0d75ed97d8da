"""On which days lines were used in other countries, by their records of use. [B3]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from telecom.management.history import bounded
from telecom.management.inventory import Meant, access_meant
from telecom.management.usage import find_records
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.inventory import Service
from telecom.model.money import Money, total
from telecom.model.usage import UsageRecord, UsageZone
from telecom.ports import Work

# So far back where no days are named.
USUAL_DAYS = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Stay:
    """A line used abroad: from the first day to the last without use at home between, how many uses were charged, and
    what they cost."""

    service: Service
    days: Period
    count: int
    cost: Money


@dataclass(frozen=True, slots=True)
class Stays:
    """All stays in some days, the oldest first."""

    period: Period
    stays: Sequence[Stay]


def days_abroad(actor: Actor | None, meant: Meant, *, period: Period | None = None, work: Work) -> Stays:
    """When what was meant was used in other countries, over a period or the last three months. Errors as show_history.

    Only use is known: a day abroad on which nothing was used is none here, unless it lies within a stay.
    """
    services = [s for s in access_meant(actor, Function.CHECK, meant, work=work) if s.kind == "mobile"]
    days = bounded(period or Period(work.today() - USUAL_DAYS, work.today()), today=work.today())
    records = find_records(services, days, work=work) if services else []
    found = [
        _stay(service, together, work=work)
        for service in services
        for together in _together(record for record in records if record.service_id == service.id)
    ]
    return Stays(days, sorted(found, key=lambda stay: (stay.days.start, stay.service.name)))


def _together(records: Iterable[UsageRecord]) -> list[list[UsageRecord]]:
    """The uses abroad of one line, those together between which it was not used at home."""
    stays: list[list[UsageRecord]] = []
    away = False
    for record in records:
        if record.zone is UsageZone.ROAMING:
            stays += [] if away else [[]]
            stays[-1].append(record)
            away = True
        elif record.zone is UsageZone.HOME:
            away = False
    return stays


def _stay(service: Service, uses: Sequence[UsageRecord], *, work: Work) -> Stay:
    first, last = (use.at.astimezone(work.zone).date() for use in (uses[0], uses[-1]))
    cost = total((use.charge for use in uses), currency=work.currency)
    return Stay(service, Period(first, last), sum(use.charge.is_positive for use in uses), cost)
