"""How services stand: outages and planned work, in a place or with one's own."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.asked import Asked
from actions.coverage import asks_for_map, coverage_map
from actions.frame import Answer, DialtoneAction, say
from actions.inventory import KINDS, kind_of, read_named
from actions.trouble import outage_in_words
from actions.use_prices import about_use
from telecom.management.inventory import label_of
from telecom.management.maintenance import list_planned_works, other_times
from telecom.management.outages import list_outages
from telecom.management.trouble import ServiceStatus, check_service_status
from telecom.model.inventory import ServiceState
from telecom.model.maintenance import PlannedWork
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

# What is asked of planned work.
OF_WORKS = re.compile(r"\b(?:works?|maintenance|wartung\w*|arbeiten|bauarbeiten)\b", re.I)


class CheckServiceStatus(DialtoneAction):
    """Outages in a place that was named, else how one's own services stand."""

    called = "action_check_service_status"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asks_for_map(asked):
            return coverage_map(asked, work)
        if told := about_use(asked, work, home=self.telecom.settings.country):
            return Answer(told)
        place, meant = asked.entities.get("place"), read_named(asked)
        if place:
            return _of_place(str(place), meant.named if meant.named in KINDS else None, work)
        statuses = check_service_status(asked.actor, meant, work=work)
        choices = [ask_for("test_service", "utter_choice_test"), ask_for("report_fault", "utter_choice_fault")]
        planned = next((s for s in statuses if s.planned is not None and s.planned.starts_at > work.now), None)
        if planned is not None and planned.planned is not None:
            choices = other_times(planned.planned, planned.service)
        none = [] if planned is not None or not OF_WORKS.search(asked.text) else [Utterance("utter_maintenance_none")]
        values = {"services": [*none, *_standing(statuses, work.now)]}
        return Answer([Utterance("utter_trouble_status", values, choices)])


def _of_place(place: str, kind: str | None, work: Work) -> Answer:
    """Outages and planned work in a place; anybody may know."""
    outages = list_outages(place, kind=kind, work=work)
    lines = [
        Utterance("utter_trouble_outage_suspected", {"kind": kind_of(problem.kind), "started": problem.started_at})
        if problem.suspected
        else outage_in_words("utter_trouble_outage", problem, work.now)
        for problem in outages
    ]
    works = [each for each in list_planned_works(place, work=work) if kind in (None, each.kind)]
    lines += [_planned("utter_maintenance_planned_kind", each, kind=kind_of(each.kind)) for each in works]
    if outages:
        return say("utter_trouble_outages", place=place, outages=lines)
    choices = [ask_for("report_fault", "utter_choice_fault")]
    return Answer([Utterance("utter_trouble_no_outage", {"place": place, "planned": lines}, choices)])


def _planned(response: str, planned: PlannedWork, **more: Any) -> Utterance:
    values = {"starts": planned.starts_at, "ends": planned.ends_at, "reason": planned.reason, "effect": planned.effect}
    return Utterance(response, {**values, **more})


def _standing(statuses: Sequence[ServiceStatus], now: datetime) -> list[Utterance]:
    """How services stand, those that are well in one line, and each planned work once for all that it touches."""
    lines = [_status(each, now) for each in statuses if not _is_well(each)]
    if well := [each.service for each in statuses if _is_well(each)]:
        said = label_of(well[0]) if len(well) == 1 else [each.name for each in well]
        lines.append(Utterance("utter_trouble_status_fine", {"service": said}))
    for planned in {each.planned.id: each.planned for each in statuses if each.planned is not None}.values():
        touched = [each.service.name for each in statuses if each.planned is not None and each.planned.id == planned.id]
        lines.append(_planned("utter_maintenance_planned", planned, service=touched))
    return lines


def _is_well(status: ServiceStatus) -> bool:
    return status.service.state is ServiceState.ACTIVE and status.problem is None and status.ticket is None


def _status(status: ServiceStatus, now: datetime) -> Utterance:
    """What is wrong with one that is not well."""
    service = label_of(status.service)
    if status.service.state is not ServiceState.ACTIVE:
        return Utterance("utter_trouble_status_paused", {"service": service})
    if status.problem is not None and status.problem.suspected:
        values = {"service": service, "place": status.problem.place}
        return Utterance("utter_trouble_status_suspected", values)
    if status.problem is not None:
        return outage_in_words("utter_trouble_status_outage", status.problem, now, service=service)
    number = status.ticket.number if status.ticket is not None else ""
    return Utterance("utter_trouble_status_ticket", {"service": service, "number": number})
