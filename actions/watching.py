"""Picking figures of a service to be watched, with limits."""

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.figure_alarms import set_watch
from telecom.management.inventory import label_of
from telecom.management.watching import KeyFigure, Watchable, list_figures, word_for
from telecom.model.access import Actor
from telecom.model.inventory import Service
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.model.watching import FigureWish
from telecom.ports import Work


def offer_to_watch(service: Service) -> Offered:
    """The choice to watch figures of a service."""
    return _choice("action_watch_figures", Utterance("utter_choice_watch"), service)


def figures_of(actor: Actor | None, service_id: str, work: Work) -> Answer:
    """The figures of a service with the limits that can be picked."""
    service, figures = list_figures(actor, service_id, work=work)
    choices = [choice for each in figures for choice in _limits(each, service)]
    values = {"service": label_of(service), "figures": [_line(each) for each in figures]}
    return Answer([Utterance("utter_watching_figures", values, choices)])


class WatchFigures(DialtoneAction):
    """The figures of a service, how they were yesterday, and limits to choose from."""

    called = "action_watch_figures"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return figures_of(asked.actor, str(asked.value("service")), work)


class WatchFigure(DialtoneAction):
    """Watches one figure with one limit."""

    called = "action_watch_figure"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = FigureWish(str(asked.value("figure")), float(asked.value("limit")))
        return _set(asked, wish, work)


class EndWatch(DialtoneAction):
    """Watches a figure no longer."""

    called = "action_end_watch"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return _set(asked, FigureWish(str(asked.value("figure")), off=True), work)


def _set(asked: Asked, wish: FigureWish, work: Work) -> Answer:
    return Answer(set_watch(asked.actor, str(asked.value("service")), wish, turn_id=asked.turn_id, work=work).said)


def _named(figure: KeyFigure) -> dict[str, object]:
    return {"figure": word_for(figure), "unit": figure.unit}


def _line(watchable: Watchable) -> Utterance:
    values = {**_named(watchable.figure), "value": round(watchable.value or 0, 1), "limit": watchable.limit}
    if watchable.value is None:
        return Utterance("utter_watching_line_unmeasured", values)
    return Utterance("utter_watching_line_watched" if watchable.limit is not None else "utter_watching_line", values)


def _limits(watchable: Watchable, service: Service) -> list[Offered]:
    """A choice for each limit, or to stop where one is watched."""
    figure = watchable.figure
    if watchable.limit is not None:
        label = Utterance("utter_choice_watch_end", _named(figure))
        return [_choice("action_end_watch", label, service, figure=figure.name)]
    name = "utter_choice_watch_above" if figure.above else "utter_choice_watch_below"
    return [
        _choice(
            "action_watch_figure", Utterance(name, {**_named(figure), "limit": limit}), service,
            figure=figure.name, limit=limit,
        )
        for limit in figure.limits
    ]  # fmt: skip


def _choice(action: str, label: Utterance, service: Service, **slots: object) -> Offered:
    return Offered(label, ChoiceKind.ACTION, {"action": action, "slots": {"service": service.id, **slots}})
