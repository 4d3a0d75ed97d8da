"""Watching figures: somebody picks some of a service with limits; a day beyond one is told to them and to us. [A10]"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from telecom.management.calls import lines_of
from telecom.management.inventory import label_of, sold_on
from telecom.management.measuring import list_measurements
from telecom.management.notices import may_tell_now
from telecom.management.staff_tasks import open_task, resolves
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.calls import busy_hour, count_calls
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service
from telecom.model.measuring import Measurement, availability
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.tasks import StaffTask
from telecom.model.utterances import Utterance, ask_for
from telecom.model.watching import FigureWatch, NoSuchFigure
from telecom.ports import Work
from telecom.services.declaring import KeyFigure as KeyFigure
from telecom.services.smi import service_of
from telecom.support import telling
from telecom.support.authorization import access_service, access_services
from telecom.support.due import Due, due

BREACH = "figure beyond its limit"
LARGEST_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Watchable:
    """A figure of a service with what it was yesterday (None: nothing to measure), and the limit that is watched."""

    figure: KeyFigure
    value: float | None
    limit: float | None


def list_figures(actor: Actor | None, service_id: str, *, work: Work) -> tuple[Service, list[Watchable]]:
    """The key figures of a service that are offered or that the actor watches, and how they were yesterday."""
    service = access_service(actor, Function.CHECK, service_id, work=work)
    assert actor is not None
    running = work.of(FigureWatch).list(person_id=actor.person_id, service_id=service_id, ended_at=None)
    limits = {watch.figure: watch.limit for watch in running}
    day = work.today() - timedelta(days=1)
    figures = [f for f in service_of(service).lifecycle.key_figures if f.limits or f.name in limits]
    return service, [Watchable(f, figure_on(f.name, service, day, work=work), limits.get(f.name)) for f in figures]


def watch_figure(
    actor: Actor | None, service_id: str, *, figure: str, limit: float, work: Work
) -> tuple[Service, KeyFigure]:
    """Watch a figure with a limit from now on, in place of another limit for it. NoSuchFigure, InvalidValue."""
    service = access_service(actor, Function.CHECK, service_id, work=work)
    assert actor is not None
    declared = declared_figure(service, figure)
    if not 0 <= limit <= LARGEST_LIMIT:
        raise InvalidValue("utter_error_value")
    mine = {"person_id": actor.person_id, "service_id": service_id, "figure": figure, "ended_at": None}
    running = work.of(FigureWatch).find(lock=True, **mine)
    if running is not None:
        running.limit = limit
    else:
        made = FigureWatch(person_id=actor.person_id, service_id=service_id, figure=figure, limit=limit, since=work.now)
        work.of(FigureWatch).add(made)
    return service, declared


def end_watch(actor: Actor | None, service_id: str, *, figure: str, work: Work) -> tuple[Service, KeyFigure]:
    """Watch a figure no longer; one that nobody watches is no error."""
    service = access_service(actor, Function.CHECK, service_id, work=work)
    assert actor is not None
    running = work.of(FigureWatch).find(
        lock=True, person_id=actor.person_id, service_id=service_id, figure=figure, ended_at=None
    )
    if running is not None:
        running.ended_at = work.now
    return service, declared_figure(service, figure)


def declared_figure(service: Service, figure: str) -> KeyFigure:
    """The figure of this name that the kind of service has, or NoSuchFigure."""
    found = next((each for each in service_of(service).lifecycle.key_figures if each.name == figure), None)
    if found is None:
        raise NoSuchFigure(service=label_of(service))
    return found


def word_for(figure: KeyFigure) -> Utterance:
    """What a figure is called in a sentence."""
    return Utterance(f"utter_watching_figure_{figure.name.replace(' ', '_')}")


def figure_on(figure: str, service: Service, day: date, *, work: Work) -> float | None:
    """A key figure of a service on a day; None where there was nothing to measure it by."""
    since, until = Period(day, day).moments(work.zone)
    assert since is not None and until is not None
    if figure in ("lost calls", "occupancy"):
        hours = work.call_hours([service.id], since, until)
        count, busy = count_calls(hours), busy_hour(hours)
        if figure == "lost calls":
            return None if count.answered_percent is None else 100 - count.answered_percent
        return 100 * busy.traffic / lines_of(service, work=work) if busy else None
    measured = list_measurements(service, since, until, work=work)
    if figure == "availability":
        return availability(measured)
    if figure == "speed":
        sold = sold_on(service, work=work).down
        speed = _middle(each.down for each in measured)
        return 100 * speed / sold if sold and speed is not None else None
    return _middle(_MEASURED[figure](each) for each in measured)


_MEASURED: Mapping[str, Callable[[Measurement], float | None]] = {
    "delay": lambda each: each.latency,
    "loss": lambda each: each.loss,
    "download": lambda each: None if each.down is None else each.down / 1_000_000,
    "upload": lambda each: None if each.up is None else each.up / 1_000_000,
}


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _days_over(work: Work) -> Iterable[Due]:
    """Every watch for the day that is over; each is looked at once a day."""
    if may_tell_now(work):
        day = (work.today() - timedelta(days=1)).isoformat()
        yield from (Due(watch.id, day) for watch in work.of(FigureWatch).list(ended_at=None))


@due(BREACH, _days_over)
def tell_breach(one: Due, work: Work) -> None:
    """Tell who watches a figure that it was beyond the limit, and put it before the operator's people; nothing to whom
    the service is none of theirs any more."""
    watch, day = work.of(FigureWatch).get(one.subject), date.fromisoformat(one.period)
    watcher = Actor(watch.person_id, "", "", "", watch.since)
    allowed = {service.id: service for service in access_services(watcher, Function.CHECK, work=work)}
    service = allowed.get(watch.service_id)
    if service is None or watch.ended_at is not None:
        return
    figure = declared_figure(service, watch.figure)
    value = figure_on(watch.figure, service, day, work=work)
    if value is None or not figure.is_breached(value, watch.limit):
        return
    key = f"{BREACH}:{watch.id}:{day}"
    person, said = work.of(Individual).get(watch.person_id), _breach_said(watch, figure, service, value, day)
    telling.push(work, person.id, person.phone_number, said, key=key, priority=Priority.PROGRESS)
    measured = {"day": day.isoformat(), "figure": figure.name, "value": round(value, 1), "limit": watch.limit}
    open_task(
        BREACH,
        key=key,
        customer_id=service.customer_id,
        asked_by=watch.person_id,
        subject=service.id,
        reason=f"{figure.name} {round(value, 1)} {figure.unit}, limit {watch.limit:g}",
        needs={"service": service.name, "kind": service.kind, **measured},
        work=work,
    )


def _breach_said(watch: FigureWatch, figure: KeyFigure, service: Service, value: float, day: date) -> Utterance:
    values: dict[str, Any] = {
        "service": label_of(service),
        "figure": word_for(figure),
        "value": round(value, 1),
        "unit": figure.unit,
        "limit": watch.limit,
        "day": day,
    }
    choices = [
        ask_for("show_history", "utter_wish_show_history", service=service.id),
        ask_for("report_fault", "utter_choice_fault", service=service.id),
    ]
    return Utterance("utter_notice_figure_above" if figure.above else "utter_notice_figure_below", values, choices)


@resolves(BREACH, "seen", "mended")
def close_breach(task: StaffTask, resolution: str, *, work: Work) -> None:
    """Our people have looked at it; who watches is told once it is mended."""
    if resolution != "mended":
        return
    person, service = work.of(Individual).get(task.asked_by), work.of(Service).get(task.subject)
    said = Utterance("utter_notice_figure_mended", {"service": label_of(service)})
    key = f"{BREACH}:{task.number}"
    telling.push(work, person.id, person.phone_number, said, key=key, priority=Priority.PROGRESS)
