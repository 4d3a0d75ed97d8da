"""Pauses begin and end by themselves when their day has come, and say so. [F12, P4]"""

from collections.abc import Iterable

from telecom.management.inventory import label_of
from telecom.management.suspension import begin_pause, end_pause
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.due import Due, due
from telecom.support.telling import push


def due_starts(work: Work) -> Iterable[Due]:
    """The pauses whose first day has come."""
    found = work.of(Suspension).list(status=SuspensionStatus.SCHEDULED, starts_at__lte=work.now)
    return [Due(each.id, "start") for each in found]


@due("start_of_pause", due_starts)
def begin_due(one: Due, work: Work) -> None:
    """Begin a pause whose time has come, and say so. One whose end has come too, or whose service rests, is dropped."""
    suspension, service = _locked(one, work)
    if suspension.status is not SuspensionStatus.SCHEDULED or suspension.starts_at > work.now:
        return
    if suspension.ends_at <= work.now or service.state is not ServiceState.ACTIVE:
        suspension.become(SuspensionStatus.CANCELLED)
        suspension.ended_at = work.now
        return
    begin_pause(suspension, service, work=work)
    values = {"service": label_of(service), "period": suspension.period, "back_on": suspension.back_on}
    _tell(suspension, Utterance("utter_suspension_begun_notice", values), "begun", work=work)


def due_ends(work: Work) -> Iterable[Due]:
    """The pauses whose last day is over."""
    found = work.of(Suspension).list(status=SuspensionStatus.RUNNING, ends_at__lte=work.now)
    return [Due(each.id, "end") for each in found]


@due("end_of_pause", due_ends)
def resume_due(one: Due, work: Work) -> None:
    """End a pause whose last day is over, and say so. [F12, P4]"""
    suspension, service = _locked(one, work)
    if suspension.status is not SuspensionStatus.RUNNING or suspension.ends_at > work.now:
        return
    end_pause(suspension, service, work=work)
    again = ask_for("pause_service", "utter_choice_pause", service=service.id)
    _tell(
        suspension,
        Utterance("utter_suspension_ended_notice", {"service": label_of(service)}, [again]),
        "ended",
        work=work,
    )


def _locked(one: Due, work: Work) -> tuple[Suspension, Service]:
    """The pause and its service, the service locked first as everybody locks them."""
    suspension = work.of(Suspension).get(one.subject)
    service = work.of(Service).get(suspension.service_id, lock=True)
    return work.of(Suspension).get(one.subject, lock=True), service


def _tell(suspension: Suspension, notice: Utterance, what: str, *, work: Work) -> None:
    person = work.of(Individual).get(suspension.asked_by)
    push(work, person.id, person.phone_number, notice, key=f"pause:{suspension.id}:{what}", priority=Priority.PROGRESS)
