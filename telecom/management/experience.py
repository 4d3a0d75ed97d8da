"""Weak signal or no service in a place, as people report it; many such reports become an outage. [App. I-1, A9]"""

from dataclasses import dataclass

from telecom.management.inventory import Meant, place_of, services_meant
from telecom.management.outages import list_outages, suspect_outage
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import InvalidValue
from telecom.model.experience import ExperienceReport
from telecom.model.inventory import Service
from telecom.model.parties import Individual
from telecom.model.places import Place
from telecom.model.symptoms import symptom_of
from telecom.model.trouble import LONGEST_WORDS, ServiceProblem
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.support.authorization import access_services, known

USUAL = "no signal"


@dataclass(frozen=True, slots=True)
class ExperienceAnswer:
    """A report that was kept, the outage that explains it (known or now suspected), and how many others said so."""

    report: ExperienceReport
    problem: ServiceProblem | None
    others: int


def report_experience(
    actor: Actor | None, *, place: str | None, meant: Meant, words: str, key: str, work: Work
) -> ExperienceAnswer:
    """Keep what somebody lives through in a place: the one they name, or where they are at home; once per key.

    InvalidValue where no place is known. Whoever uses a service may report.
    """
    actor = known(actor)
    standing = work.of(ExperienceReport).find(key=key)
    if standing is not None:
        return _answer(standing, work=work)
    service = _service(actor, meant, work=work)
    place = place or _home(actor, service, work=work)
    if place is None:
        raise InvalidValue("utter_experience_which_place", places=places(work=work))
    report = ExperienceReport(
        key=key,
        person_id=actor.person_id,
        service_id=service.id if service else None,
        kind=service.kind if service else "mobile",
        place=place,
        symptom=symptom_of(words) or USUAL,
        words=words[:LONGEST_WORDS],
        reported_at=work.now,
    )
    work.of(ExperienceReport).add(report)
    work.flush()
    return _answer(report, work=work)


def places(*, work: Work) -> list[str]:
    """Where the operator has a network."""
    return [place.name for place in work.of(Place).list(order="name")]


def _service(actor: Actor, meant: Meant, *, work: Work) -> Service | None:
    own = access_services(actor, Function.CHECK, work=work)
    if meant.named or meant.number:
        named = services_meant(own, meant)
        return named[0] if named else None
    theirs = [s for s in own if s.kind == "mobile" and s.user_id == actor.person_id]
    return next(iter(theirs or [s for s in own if s.kind == "mobile"]), None)


def _home(actor: Actor, service: Service | None, *, work: Work) -> str | None:
    person = work.of(Individual).get(actor.person_id)
    return person.place or (place_of(service, work=work) if service else None)


def _answer(report: ExperienceReport, *, work: Work) -> ExperienceAnswer:
    known_ones = list_outages(report.place, kind=report.kind, work=work)
    problem = known_ones[0] if known_ones else None
    if problem is None:
        problem = suspect_outage(report.kind, report.place, report.symptom, work=work)
    same = work.of(ExperienceReport).list(place=report.place, kind=report.kind, symptom=report.symptom)
    return ExperienceAnswer(report, problem, len({each.person_id for each in same} - {report.person_id}))


def note_signal(report_id: str, *, open_work: OpenWork, outside: Outside) -> ExperienceReport:
    """Write down which cell the reporter's phone hears and how strongly, outside any transaction; nothing where the
    network does not answer. People who plan the network read it."""
    with open_work() as work:
        report = work.of(ExperienceReport).get(report_id)
    if report.service_id is None or report.cell is not None:
        return report
    try:
        reading = outside.network.read_line(report.service_id)
    except NetworkDown:
        return report
    with open_work() as work:
        report = work.of(ExperienceReport).get(report_id, lock=True)
        report.cell, report.signal = reading.cell, reading.signal
    return report
