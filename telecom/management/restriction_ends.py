"""Restrictions begin and end by themselves on their days, and whoever asked for them is told. [F14]"""

from collections.abc import Iterable

from telecom.management.configuration import APPLY_SETTINGS
from telecom.management.inventory import label_of
from telecom.management.rules_in_force import words_of
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.restrictions import Restriction, RestrictionStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.services.smi import service_of
from telecom.support.due import Due, due
from telecom.support.telling import push


def due_starts(work: Work) -> Iterable[Due]:
    """The restrictions whose first day has come."""
    found = work.of(Restriction).list(status=RestrictionStatus.SCHEDULED, starts_at__lte=work.now)
    return [Due(each.id, "start") for each in found]


@due("start_of_restriction", due_starts)
def begin_due(one: Due, work: Work) -> None:
    """Note that a restriction has begun; the service has obeyed it from the moment itself."""
    restriction = work.of(Restriction).get(one.subject, lock=True)
    if restriction.status is RestrictionStatus.SCHEDULED and restriction.starts_at <= work.now:
        restriction.become(RestrictionStatus.RUNNING)
        work.enqueue(APPLY_SETTINGS, service_id=restriction.service_id, lock=f"line:{restriction.service_id}")


def due_ends(work: Work) -> Iterable[Due]:
    """The restrictions whose last day is over."""
    found = work.of(Restriction).list(status=RestrictionStatus.RUNNING, ends_at__lte=work.now)
    return [Due(each.id, "end") for each in found]


@due("end_of_restriction", due_ends)
def end_due(one: Due, work: Work) -> None:
    """Close a restriction whose last day is over, and say so to whoever asked for it. [F14]"""
    restriction = work.of(Restriction).get(one.subject, lock=True)
    if restriction.status is not RestrictionStatus.RUNNING or not restriction.ends_at:
        return
    if restriction.ends_at > work.now:
        return
    service = work.of(Service).get(restriction.service_id)
    declared = service_of(service).lifecycle.restriction(restriction.kind)
    restriction.become(RestrictionStatus.ENDED)
    restriction.ended_at = work.now
    work.enqueue(APPLY_SETTINGS, service_id=service.id, lock=f"line:{service.id}")
    if declared is None:
        return
    person = work.of(Individual).get(restriction.asked_by)
    again = ask_for("restrict_calls", "utter_choice_restrict", service=service.id)
    values = {"service": label_of(service), "what": words_of(restriction, declared)}
    notice = Utterance("utter_restriction_ended_notice", values, [again])
    push(work, person.id, person.phone_number, notice, key=f"rule:ended:{restriction.id}", priority=Priority.PROGRESS)
