"""Alarms about figures of a service, set, changed and ended in words: lost calls, speed, delay... [A10, F15]"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from telecom.management.calls import lines_of
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.watching import (
    KeyFigure,
    declared_figure,
    end_watch,
    figure_on,
    watch_figure,
    word_for,
)
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance, ask_for
from telecom.model.watching import FigureWatch, FigureWish, NoSuchFigure, WrongSide, read_limit
from telecom.ports import Work
from telecom.services.smi import service_of
from telecom.support.proposals import Outcome
from telecom.support.undoing import amends, remember, undoes

WATCH = "watch_figure"
# Figures of calls: where some lines carry many calls at once, those are meant.
_OF_CALLS = ("lost calls", "occupancy")


def watchable_services(actor: Actor | None, figure: str | None, meant: Meant, *, work: Work) -> list[Service]:
    """The services that were meant and that have a figure, never empty. NoSuchFigure; errors as access_meant."""
    found = access_meant(actor, Function.CHECK, meant, work=work)
    having = [s for s in found if figure in (None, *(f.name for f in service_of(s).lifecycle.key_figures))]
    if not having:
        raise NoSuchFigure(service=label_of(found[0]))
    if figure in _OF_CALLS and len(having) > 1:
        having = [service for service in having if lines_of(service, work=work) > 1] or having
    return having


def set_watch(actor: Actor | None, service_id: str, wish: FigureWish, *, turn_id: str, work: Work) -> Outcome:
    """Watch a figure as it was said, or no longer; it can be taken back, and its limit corrected for a while.

    NoSuchFigure, WrongSide, InvalidValue; NotFound for others' services. A turn that is run again changes nothing more.
    """
    assert wish.figure is not None
    if wish.off:
        return _end(actor, service_id, wish.figure, turn_id=turn_id, work=work)
    limit = wish.limit
    services = access_meant(actor, Function.CHECK, Meant(service_id), work=work)
    figure = declared_figure(services[0], wish.figure)
    if wish.above is not None and wish.above is not figure.above and limit is not None:
        side = Utterance("utter_watching_side_above" if figure.above else "utter_watching_side_below")
        raise WrongSide(figure=word_for(figure), side=side)
    if limit is None and not figure.limits:
        raise InvalidValue("utter_watching_which_limit", figure=word_for(figure), unit=figure.unit)
    before = _limit_of(actor, service_id, wish.figure, work=work)
    chosen = figure.limits[0] if limit is None else limit
    service, figure = watch_figure(actor, service_id, figure=wish.figure, limit=chosen, work=work)
    return _told(actor, service, figure, chosen, before, turn_id=turn_id, work=work)


def _end(actor: Actor | None, service_id: str, name: str, *, turn_id: str, work: Work) -> Outcome:
    before = _limit_of(actor, service_id, name, work=work)
    service, figure = end_watch(actor, service_id, figure=name, work=work)
    assert actor is not None
    values = {"service": label_of(service), "figure": word_for(figure)}
    if before is None and work.of(Change).find(key=turn_id) is None:
        return Outcome([Utterance("utter_watching_not_watched", values)])
    undo = remember(actor, WATCH, terms=_terms(service, figure, before, None), key=turn_id, work=work)
    return Outcome([Utterance("utter_watching_ended", values, [undo])])


def _told(
    actor: Actor | None, service: Service, figure: KeyFigure, limit: float, before: float | None, *, turn_id: str,
    work: Work,
) -> Outcome:  # fmt: skip
    assert actor is not None
    undo = remember(actor, WATCH, terms=_terms(service, figure, before, limit), key=turn_id, work=work)
    value = figure_on(figure.name, service, work.today() - timedelta(days=1), work=work)
    values: dict[str, Any] = {
        "service": label_of(service),
        "figure": word_for(figure),
        "limit": limit,
        "unit": figure.unit,
        "now": [Utterance("utter_watching_yesterday", {"value": round(value, 1), "unit": figure.unit})]
        if value is not None
        else [],
    }
    name = "utter_watching_above" if figure.above else "utter_watching_below"
    return Outcome([Utterance(name, values, [undo, ask_for("set_alerts", "utter_choice_alarms")])])


def _terms(service: Service, figure: KeyFigure, before: float | None, limit: float | None) -> Mapping[str, Any]:
    return {"service_id": service.id, "figure": figure.name, "before": before, "limit": limit}


def _limit_of(actor: Actor | None, service_id: str, figure: str, *, work: Work) -> float | None:
    person = actor.person_id if actor else ""
    running = work.of(FigureWatch).find(person_id=person, service_id=service_id, figure=figure, ended_at=None)
    return running.limit if running else None


@undoes(WATCH)
def undo_watch(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Have a figure watched as it was before, or not at all."""
    service_id, name, before = (change.terms[each] for each in ("service_id", "figure", "before"))
    if before is None:
        service, figure = end_watch(actor, service_id, figure=name, work=work)
        return Outcome([Utterance("utter_watching_ended", {"service": label_of(service), "figure": word_for(figure)})])
    service, figure = watch_figure(actor, service_id, figure=name, limit=before, work=work)
    values = {"service": label_of(service), "figure": word_for(figure), "limit": before, "unit": figure.unit}
    return Outcome([Utterance("utter_watching_as_before", values)])


@amends(WATCH)
def correct_watch(actor: Actor, change: Change, text: str, *, turn_id: str, work: Work) -> Outcome | None:
    """Another limit for the figure that was named just now; None where no number was said."""
    limit = read_limit(text, bare=True)
    if limit is None or change.terms["limit"] is None:
        return None
    wish = FigureWish(change.terms["figure"], limit)
    return set_watch(actor, change.terms["service_id"], wish, turn_id=turn_id, work=work)


def list_watches(person_id: str, *, work: Work) -> list[Utterance]:
    """The figures that a person watches, a line each."""
    lines = []
    for watch in work.of(FigureWatch).list(person_id=person_id, ended_at=None, order="since,id"):
        service = work.of(Service).get(watch.service_id)
        figure = declared_figure(service, watch.figure)
        values = {"service": label_of(service), "figure": word_for(figure), "limit": watch.limit, "unit": figure.unit}
        lines.append(Utterance(f"utter_alarms_line_{'above' if figure.above else 'below'}", values))
    return lines
