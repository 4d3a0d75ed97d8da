"""What a business learns from its calls: how many, when, how many are lost, and whether the lines are enough. [A10]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from telecom.management.capacity import share_of
from telecom.management.history import bounded
from telecom.management.inventory import Meant, access_meant
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.calls import (
    BusyHour,
    CallCount,
    busiest_day,
    busy_hour,
    by_day,
    by_hour,
    by_line,
    by_month,
    count_calls,
    flow,
    lines_needed,
)
from telecom.model.capacity import ShareUnit
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service
from telecom.model.measuring import Measurement
from telecom.model.parties import GroupedLine, LineGroup
from telecom.ports import Work

_EVERYBODY = re.compile(r"(?:(?:the|our|my|whole|das|dem|unser\w*|ganze\w*)\s+)*(?:team|crew|group)", re.I)
# Kinds of service that have a number to be called at.
CALLED = ("fixed", "mobile")


class NoCalls(BusinessError):
    """None of what was meant can be called."""

    response = "utter_calls_no_lines"


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A number with several channels: its calls, how many channels it has, how many are in use in its busy hour on
    average, and how many would be enough."""

    service: Service
    count: CallCount
    lines: int
    traffic: float
    needed: int


@dataclass(frozen=True, slots=True)
class CallAnalysis:
    """The calls of some services over a time. `lines` is how many calls they can carry at once, `needed` how many
    lines are enough for the busy hour, `flow` calls by weekday and hour; `group` is set where a group was meant."""

    services: Sequence[Service]
    group: str | None
    period: Period
    total: CallCount
    by_service: Mapping[str, CallCount]
    by_day: Mapping[date, CallCount]
    by_month: Mapping[date, CallCount]
    by_hour: Sequence[CallCount]
    flow: Sequence[Sequence[float]]
    busy: BusyHour | None
    lines: int
    needed: int
    available: float | None
    shared: Sequence[SharedLine] = ()

    @property
    def busiest_day(self) -> date | None:
        return busiest_day(self.by_day)

    @property
    def occupancy(self) -> float | None:
        """Percent of the lines that are in use in the busy hour, on average."""
        return 100 * self.busy.traffic / self.lines if self.busy and self.lines else None


def analyse_calls(
    actor: Actor | None, meant: Meant, *, group: str | None = None, period: Period | None = None, work: Work
) -> CallAnalysis:
    """Analyse the calls of the line or group that was meant, or of all lines, over a period or the last thirty days.

    NoCalls where nothing that was meant has a number; NotFound for another's group; errors as show_history.
    """
    services = [s for s in access_meant(actor, Function.CHECK, meant, work=work) if s.kind in CALLED]
    name = None
    if group is not None:
        name, services = in_group(group, services, work=work)
    if not services:
        raise NoCalls()
    days = bounded(period, today=work.today())
    since, until = days.moments(work.zone)
    assert since is not None and until is not None
    hours = work.call_hours([service.id for service in services], since, until)
    busy = busy_hour(hours)
    ids = [service.id for service in services]
    measured = work.of(Measurement).count(service_id=ids, at__gte=since, at__lt=until)
    reachable = work.of(Measurement).count(service_id=ids, at__gte=since, at__lt=until, reachable=True)
    return CallAnalysis(
        services,
        name,
        days,
        count_calls(hours),
        by_line(hours),
        by_day(hours, days),
        by_month(hours),
        by_hour(hours),
        flow(hours, days),
        busy,
        sum(lines_of(service, work=work) for service in services),
        lines_needed(busy.traffic) if busy else 0,
        100 * reachable / measured if measured else None,
        [shared for service in services if (shared := _shared(service, since, until, work=work))],
    )


def _shared(service: Service, since: datetime, until: datetime, *, work: Work) -> SharedLine | None:
    """The calls of a number that has several channels, None for others."""
    lines = lines_of(service, work=work)
    hours = work.call_hours([service.id], since, until) if lines > 1 else []
    busy = busy_hour(hours)
    if busy is None:
        return None
    return SharedLine(service, count_calls(hours), lines, busy.traffic, lines_needed(busy.traffic))


def recent_load(actor: Actor | None, service_id: str, *, work: Work) -> SharedLine | None:
    """The calls of the last thirty days on a number with several channels; None where there were none."""
    days = bounded(None, today=work.today())
    since, until = days.moments(work.zone)
    assert since is not None and until is not None
    allowed = access_meant(actor, Function.CHECK, Meant(service_id), work=work)
    return _shared(allowed[0], since, until, work=work)


def in_group(named: str, services: Sequence[Service], *, work: Work) -> tuple[str | None, list[Service]]:
    """The name of a group of the same customers, and those of the services that are in it; the team is everybody,
    unless a group is called so."""
    customers = {service.customer_id for service in services}
    groups = work.of(LineGroup).list(customer_id=customers, order="name")
    found = next((each for each in groups if each.name.casefold() == named.casefold().strip()), None)
    if found is None and _EVERYBODY.fullmatch(named.strip()):
        return None, list(services)
    if found is None:
        raise NotFound("utter_calls_no_group", group=named, groups=[each.name for each in groups])
    members = {each.service_id for each in work.of(GroupedLine).list(group_id=found.id)}
    return found.name, [service for service in services if service.id in members]


def lines_of(service: Service, *, work: Work) -> int:
    """How many calls a service can carry at once: the channels of its share, else one."""
    share = share_of(service, work=work)
    return share.allotted if share is not None and share.terms.unit is ShareUnit.CHANNELS else 1
