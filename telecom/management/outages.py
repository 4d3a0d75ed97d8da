"""Outages: known from the network's alarms or from what many report; who is hit is told when they begin and end.

[M.3345 7.1, 5.1.1, A1, A6, A9, P4]
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from telecom.management.inventory import label_of, place_of
from telecom.model.errors import NotFound
from telecom.model.experience import SUSPECTED_FROM, TOGETHER, ExperienceReport
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.parties import Individual, Membership, Role
from telecom.model.places import Place
from telecom.model.spoken_answers import STILL_BAD
from telecom.model.trouble import (
    OUTAGE_GOES_ON,
    FaultReport,
    OutageFollower,
    ProblemStatus,
    ReportOutcome,
    ServiceProblem,
)
from telecom.model.utterances import Utterance, ask_for, said_as
from telecom.ports import Alarm, Work
from telecom.services.smi import registered_kinds
from telecom.support import telling
from telecom.support.due import Due, due

BEGAN, ENDED = "outage began", "outage ended"
# An outage that nobody heard of for so long needs no message any more.
WORTH_TELLING = timedelta(days=2)
_COUNTED = (ReportOutcome.TICKET, ReportOutcome.GUIDED, ReportOutcome.STANDING, None)


def find_outage(service: Service, *, work: Work) -> ServiceProblem | None:
    """The outage that touches a service: of its kind, or of one that it needs, where it is."""
    place = place_of(service, work=work)
    if place is None:
        return None
    found = list_outages(place, work=work)
    needed = needed_kinds(service.kind)
    return next((problem for kind in needed for problem in found if problem.kind == kind), None)


def needed_kinds(kind: str) -> Sequence[str]:
    """A kind of service, and those without which it does not work."""
    declared = registered_kinds().get(kind)
    return (kind, *(declared.lifecycle.dependencies if declared else ()))


def list_outages(place: str, *, work: Work, kind: str | None = None) -> list[ServiceProblem]:
    """The outages that go on in a place now, of a kind of service or of all, the newest first. Anybody may know."""
    found = work.of(ServiceProblem).list(
        place=place, status=OUTAGE_GOES_ON, started_at__lte=work.now, order="-started_at"
    )
    return [problem for problem in found if kind is None or problem.kind == kind]


def note_alarms(alarms: Sequence[Alarm], *, work: Work) -> None:
    """Take over what the network sees: a new alarm is an outage, one that is gone ends it."""
    running = {alarm.key: alarm for alarm in alarms}
    for key, alarm in running.items():
        if work.of(ServiceProblem).find(alarm_key=key) is None:
            problem = ServiceProblem(
                kind=alarm.kind,
                place=alarm.place,
                started_at=alarm.since,
                expected_end=alarm.expected_end,
                alarm_key=key,
            )
            work.of(ServiceProblem).add_once(problem, key="alarm_key")
    known = work.of(ServiceProblem).list(status=OUTAGE_GOES_ON, alarm_key__not=None, lock=True)
    for problem in known:
        if problem.alarm_key not in running:
            end_outage(problem, work=work)


def end_outage(problem: ServiceProblem, *, work: Work) -> None:
    """Everything works again; those who were told of it are told by `tell_end`."""
    if problem.status is ProblemStatus.ACKNOWLEDGED:
        problem.become(ProblemStatus.IN_PROGRESS, at=work.now)
    problem.become(ProblemStatus.RESOLVED, at=work.now)


def follow(problem: ServiceProblem, person_id: str, service_id: str, *, work: Work) -> None:
    """Tell this person when the outage is over, once."""
    follower = OutageFollower(problem_id=problem.id, person_id=person_id, service_id=service_id)
    work.of(OutageFollower).add_once(follower, key="problem_id,person_id")


def suspect_outage(kind: str, place: str, symptom: str, *, work: Work) -> ServiceProblem | None:
    """An outage that so many customers report that it is likely one: same kind, place and symptom within three hours.

    It is acknowledged, not confirmed; people look into it. None while there are too few.
    """
    since = work.now - TOGETHER
    same: dict[str, Any] = {"kind": kind, "place": place, "symptom": symptom, "reported_at__gte": since}
    reports = work.of(FaultReport).list(**same)
    who = {report.reporter_id for report in reports if report.outcome in _COUNTED}
    who |= {report.person_id for report in work.of(ExperienceReport).list(**same)}
    if len(who) < SUSPECTED_FROM:
        return None
    standing = list_outages(place, kind=kind, work=work)
    if standing:
        return standing[0]
    problem = ServiceProblem(
        kind=kind,
        place=place,
        started_at=min([r.reported_at for r in reports], default=work.now),
        status=ProblemStatus.ACKNOWLEDGED,
        suspected=True,
    )
    work.of(ServiceProblem).add(problem)
    work.flush()
    for report in reports:
        follow(problem, report.reporter_id, report.service_id, work=work)
    return problem


def services_hit(kind: str, place: str, *, work: Work) -> list[Service]:
    """The services in use that an outage or planned work of a kind in a place touches, those that need it too."""
    kinds = [name for name in registered_kinds() if kind in needed_kinds(name)]
    state = ServiceState.ACTIVE
    hit = work.of(Service).list(kind=kinds, place=place, state=state)
    if "mobile" in kinds:
        living_there = [person.id for person in work.of(Individual).list(place=place)]
        if living_there:
            hit += work.of(Service).list(kind="mobile", place=None, user_id=living_there, state=state)
    return sorted(hit, key=lambda service: service.id)


def people_of(service: Service, *, work: Work) -> list[Individual]:
    """Who is told about a service: those who manage its customer, and who uses it."""
    managers = work.of(Membership).list(customer_id=service.customer_id, role=Role.MANAGER)
    ids = {membership.person_id for membership in managers} | ({service.user_id} if service.user_id else set())
    return [work.of(Individual).get(person_id) for person_id in sorted(ids)]


def _outages_to_announce(work: Work) -> Iterable[Due]:
    found = work.of(ServiceProblem).list(status=OUTAGE_GOES_ON, announced_at=None, suspected=False)
    return [Due(problem.id, "began") for problem in found if problem.started_at > work.now - WORTH_TELLING]


@due(BEGAN, _outages_to_announce)
def tell_begin(one: Due, work: Work) -> None:
    """Tell everybody whose service is hit, once, with the expected end where there is one. [P4]"""
    problem = work.of(ServiceProblem).get(one.subject, lock=True)
    if problem.announced_at is not None or problem.status not in OUTAGE_GOES_ON:
        return
    problem.announced_at = work.now
    for service in services_hit(problem.kind, problem.place, work=work):
        values = {"service": label_of(service), "place": problem.place, "end": problem.expected_end}
        later = problem.expected_end is not None and problem.expected_end > work.now
        sentence = "utter_notice_outage_began" if later else "utter_notice_outage_began_no_end"
        for person in people_of(service, work=work):
            follow(problem, person.id, service.id, work=work)
            telling.push(
                work,
                person.id,
                person.phone_number,
                Utterance(sentence, values),
                key=f"{BEGAN}:{problem.id}:{person.id}",
                priority=Priority.PROGRESS,
            )


def _outages_over(work: Work) -> Iterable[Due]:
    since = work.now - WORTH_TELLING
    over = work.of(ServiceProblem).list(status=[ProblemStatus.RESOLVED], ended_at__gte=since)
    return [Due(problem.id, "ended") for problem in over]


@due(ENDED, _outages_over)
def tell_end(one: Due, work: Work) -> None:
    """Tell everybody who was told of the outage, or who asked about it, that it is over. [A1, P4]"""
    problem = work.of(ServiceProblem).get(one.subject)
    for follower in work.of(OutageFollower).list(problem_id=problem.id, order="id"):
        service, person = work.of(Service).get(follower.service_id), work.of(Individual).get(follower.person_id)
        values = {"service": label_of(service), "place": problem.place}
        choices = [
            ask_for("test_service", "utter_choice_test", service=service.id),
            said_as(ask_for("report_fault", "utter_choice_still_broken", service=service.id), *STILL_BAD),
        ]
        telling.push(
            work,
            person.id,
            person.phone_number,
            Utterance("utter_notice_outage_ended", values, choices),
            key=f"{ENDED}:{problem.id}:{person.id}",
            priority=Priority.PROGRESS,
        )


# What the operator's people do.


def going_on(*, work: Work) -> list[ServiceProblem]:
    """Every outage that goes on, the suspected ones too, the oldest first."""
    return work.of(ServiceProblem).list(status=OUTAGE_GOES_ON, order="started_at", lock=True)


def declare_outage(kind: str, place: str, *, expected_end: datetime | None, work: Work) -> ServiceProblem:
    """Somebody of the operator's knows of an outage; those who are hit are told. NotFound for a place or kind that
    the operator does not have."""
    known = work.of(Place).find(name=place)
    if known is None or kind not in registered_kinds():
        raise NotFound("utter_error_not_found", kind="Place")
    standing = list_outages(place, kind=kind, work=work)
    if standing:
        return standing[0]
    problem = ServiceProblem(kind=kind, place=place, started_at=work.now, expected_end=expected_end)
    return work.of(ServiceProblem).add(problem)


def confirm_outage(problem: ServiceProblem, *, work: Work) -> None:
    """A suspected outage is one: from now on everybody who is hit is told."""
    problem.suspected = False
    if problem.status is ProblemStatus.ACKNOWLEDGED:
        problem.become(ProblemStatus.IN_PROGRESS, at=work.now)
