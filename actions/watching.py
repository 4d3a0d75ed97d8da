"""Picking figures of a service to be watched, with limits."""

from actions.frame import Answer, Asked, DialtoneAction, say
from telecom.management.inventory import label_of
from telecom.management.watching import KeyFigure, Watchable, end_watch, list_figures, watch_figure
from telecom.model.inventory import Service
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work


def offer_to_watch(service: Service) -> Offered:
    """The choice to watch figures of a service."""
    return _choice("action_watch_figures", Utterance("utter_choice_watch"), service)


class WatchFigures(DialtoneAction):
    """The figures of a service, how they were yesterday, and limits to choose from."""

    called = "action_watch_figures"

    def answer(self, asked: Asked, work: Work) -> Answer:
        service, figures = list_figures(asked.actor, str(asked.value("service")), work=work)
        choices = [choice for each in figures for choice in _limits(each, service)]
        values = {"service": label_of(service), "figures": [_line(each) for each in figures]}
        return Answer([Utterance("utter_watching_figures", values, choices)])


class WatchFigure(DialtoneAction):
    """Watches one figure with one limit."""

    called = "action_watch_figure"

    def answer(self, asked: Asked, work: Work) -> Answer:
        limit = int(asked.value("limit"))
        service, figure = watch_figure(
            asked.actor, str(asked.value("service")), figure=str(asked.value("figure")), limit=limit, work=work
        )
        values = {"service": label_of(service), "limit": limit, **_named(figure)}
        name = "utter_watching_above" if figure.above else "utter_watching_below"
        return Answer([Utterance(name, values, [offer_to_watch(service)])])


class EndWatch(DialtoneAction):
    """Watches a figure no longer."""

    called = "action_end_watch"

    def answer(self, asked: Asked, work: Work) -> Answer:
        service, figure = end_watch(
            asked.actor, str(asked.value("service")), figure=str(asked.value("figure")), work=work
        )
        return say("utter_watching_ended", service=label_of(service), **_named(figure))


def _named(figure: KeyFigure) -> dict[str, object]:
    word = Utterance(f"utter_watching_figure_{figure.name.replace(' ', '_')}")
    return {"figure": word, "unit": figure.unit}


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
