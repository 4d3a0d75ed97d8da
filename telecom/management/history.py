"""What was with a service over a time: tests, faults, and how well it worked, day by day. [M.3345 7.1, A8]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from telecom.management.inventory import Meant, access_meant, sold_on
from telecom.management.measuring import list_measurements
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service
from telecom.model.measuring import Measurement, availability
from telecom.model.testing import Health, ServiceTest, ServiceTestStatus
from telecom.model.trouble import FaultReport
from telecom.ports import Work

USUAL_DAYS, LONGEST_DAYS = 30, 366


@dataclass(frozen=True, slots=True)
class DayQuality:
    """One day of a service: the middle of its download speed (bit/s) or, without one, of its delay (ms); and in how
    many of its hours it was down."""

    day: date
    speed: float | None
    latency: float | None
    hours_down: int


@dataclass(frozen=True, slots=True)
class History:
    """The past of one service, and those of the actor's services that were meant as well."""

    service: Service
    period: Period
    tests: Sequence[ServiceTest]
    faults: Sequence[FaultReport]
    days: Sequence[DayQuality]
    available: float | None
    sold_down: int | None
    others: Sequence[Service] = field(default_factory=tuple)

    @property
    def bad_tests(self) -> int:
        return sum(test.health is not Health.OK for test in self.tests)


def show_history(actor: Actor | None, meant: Meant, *, period: Period | None, work: Work) -> History:
    """The tests, faults and quality of the service that was meant, over a period or the last thirty days.

    Where several fit, the one with the most faults in that time is shown and the others are named. InvalidValue for a
    time that is still to come.
    """
    services = access_meant(actor, Function.CHECK, meant, work=work)
    days = bounded(period, today=work.today())
    since, until = days.moments(work.zone)
    assert since is not None and until is not None
    ids = [service.id for service in services]
    faults = work.of(FaultReport).list(
        service_id=ids, reported_at__gte=since, reported_at__lt=until, order="reported_at"
    )
    by_service = {service.id: [fault for fault in faults if fault.service_id == service.id] for service in services}
    chosen = max(services, key=lambda service: len(by_service[service.id]))
    tests = work.of(ServiceTest).list(
        service_id=chosen.id,
        status=ServiceTestStatus.COMPLETED,
        asked_at__gte=since,
        asked_at__lt=until,
        order="asked_at",
    )
    measured = list_measurements(chosen, since, until, work=work)
    return History(
        chosen,
        days,
        tests,
        by_service[chosen.id],
        by_day(measured, work=work),
        availability(measured),
        sold_on(chosen, work=work).down,
        [service for service in services if service is not chosen],
    )


def bounded(period: Period | None, *, today: date) -> Period:
    """A period with both ends, none of them after today, at most a year long."""
    end = min((period.end if period else None) or today, today)
    start = (period.start if period else None) or end - timedelta(days=USUAL_DAYS - 1)
    if start > end:
        raise InvalidValue("utter_history_ahead")
    return Period(max(start, end - timedelta(days=LONGEST_DAYS)), end)


def by_day(measured: Sequence[Measurement], *, work: Work) -> list[DayQuality]:
    """Hours put together to the operator's days."""
    days: dict[date, list[Measurement]] = {}
    for each in measured:
        days.setdefault(each.at.astimezone(work.zone).date(), []).append(each)
    return [_day(day, hours) for day, hours in sorted(days.items())]


def _day(day: date, hours: Sequence[Measurement]) -> DayQuality:
    speeds = [each.down for each in hours if each.down is not None]
    delays = [each.latency for each in hours if each.latency is not None]
    down = sum(not each.reachable for each in hours)
    return DayQuality(day, median(speeds) if speeds else None, median(delays) if delays else None, down)


def faults_by_day(history: History, *, work: Work) -> Mapping[date, FaultReport]:
    """The first fault of each day that had one."""
    found: dict[date, FaultReport] = {}
    for fault in history.faults:
        found.setdefault(fault.reported_at.astimezone(work.zone).date(), fault)
    return found
