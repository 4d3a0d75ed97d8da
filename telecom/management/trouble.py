"""Faults: known outages first, then a test, then fixed at once or a ticket. [M.3345 7.1, 5.1, A1, A3, A6]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from telecom.management.inventory import Meant, access_meant, place_of
from telecom.management.testing import finish_service_test, note_test, refuse_paused
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.testing import Health, ServiceTest
from telecom.model.trouble import (
    LONGEST_WORDS,
    OUTAGE_GOES_ON,
    UNDER_WAY,
    FaultReport,
    ReportOutcome,
    ServiceProblem,
    TroubleTicket,
)
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.support.authorization import access_service, access_services, require_any

# Tickets that were settled so long ago are not shown unless asked for by number.
SHOWN_AFTERWARDS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FaultAnswer:
    """What came of a report: `outcome` is None while it still has to be looked into; `health` is what the last test
    found."""

    report: FaultReport
    service: Service
    problem: ServiceProblem | None
    ticket: TroubleTicket | None
    health: Health | None = None


@dataclass(frozen=True, slots=True)
class TicketReport:
    """A ticket and the service it is about."""

    ticket: TroubleTicket
    service: Service


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How one service stands: its outage and its open ticket, if there are any."""

    service: Service
    problem: ServiceProblem | None
    ticket: TroubleTicket | None


def report_fault(actor: Actor | None, service_id: str, *, words: str, turn_id: str, work: Work) -> FaultAnswer:
    """Take a report, in the person's own words. A known outage or a ticket that is open already answers it at once;
    otherwise `finish_report` looks into it. The same turn finds the same report.

    NotFound where the actor may not report on the service, NotRunning where it is paused.
    """
    service = access_service(actor, Function.REPORT, service_id, work=work, lock=True)
    assert actor is not None
    standing = work.of(FaultReport).find(key=turn_id)
    if standing is not None:
        return _answer(standing, work=work)
    refuse_paused(service)
    report = FaultReport(
        key=turn_id,
        service_id=service.id,
        reporter_id=actor.person_id,
        words=words[:LONGEST_WORDS],
        reported_at=work.now,
    )
    problem, ticket = find_outage(service, work=work), _open_ticket(service, work=work)
    if problem is not None:
        report.outcome, report.problem_id = ReportOutcome.OUTAGE, problem.id
    elif ticket is not None:
        report.outcome, report.ticket_id = ReportOutcome.STANDING, ticket.id
    else:
        report.test_id = note_test(service, key=turn_id, asked_by=actor.person_id, work=work).id
    work.of(FaultReport).add(report)
    work.flush()
    return FaultAnswer(report, service, problem, ticket)


def finish_report(report_id: str, *, open_work: OpenWork, outside: Outside) -> FaultAnswer:
    """Test, repair what can be repaired from afar, test again; fixed, or a ticket with the test attached.

    Runs outside any transaction; run again after a crash it goes on where it was.
    """
    with open_work() as work:
        report = work.of(FaultReport).get(report_id)
        if report.outcome is not None:
            return _answer(report, work=work)
    assert report.test_id is not None
    test = finish_service_test(report.test_id, open_work=open_work, outside=outside)
    second = _repaired(report, test, open_work=open_work, outside=outside)
    with open_work() as work:
        # The service is locked first, as by a report of another chat: only one of them opens a ticket.
        service = work.of(Service).get(report.service_id, lock=True)
        report = work.of(FaultReport).get(report_id, lock=True)
        if report.outcome is None:
            report.fault, report.second_test_id = test.fault, second.id if second else None
            _settle(report, service, fixed=second is not None and second.health is Health.OK, work=work)
        return _answer(report, work=work)


def _repaired(report: FaultReport, test: ServiceTest, *, open_work: OpenWork, outside: Outside) -> ServiceTest | None:
    """The second test, after a repair from afar; None where there was nothing that it could repair."""
    if test.fault is None:
        return None
    try:
        if not outside.network.repair_line(report.service_id, test.fault):
            return None
    except NetworkDown:
        return None
    with open_work() as work:
        service = work.of(Service).get(report.service_id)
        second = note_test(service, key=f"{report.key}:repaired", asked_by=report.reporter_id, work=work)
    return finish_service_test(second.id, open_work=open_work, outside=outside)


def _settle(report: FaultReport, service: Service, *, fixed: bool, work: Work) -> None:
    standing = _open_ticket(service, work=work)
    if fixed:
        report.outcome = ReportOutcome.FIXED
    elif standing is not None:
        report.outcome, report.ticket_id = ReportOutcome.STANDING, standing.id
    else:
        ticket = TroubleTicket(
            number=f"TT-{work.next_number('ticket')}",
            customer_id=service.customer_id,
            service_id=service.id,
            reporter_id=report.reporter_id,
            words=report.words,
            fault=report.fault,
            test_id=report.second_test_id or report.test_id,
            opened_at=work.now,
            changed_at=work.now,
        )
        work.of(TroubleTicket).add(ticket)
        work.flush()
        report.outcome, report.ticket_id = ReportOutcome.TICKET, ticket.id


def _answer(report: FaultReport, *, work: Work) -> FaultAnswer:
    test = work.of(ServiceTest).find(id=report.second_test_id or report.test_id)
    return FaultAnswer(
        report,
        work.of(Service).get(report.service_id),
        work.of(ServiceProblem).get(report.problem_id) if report.problem_id else None,
        work.of(TroubleTicket).get(report.ticket_id) if report.ticket_id else None,
        (test.health or Health.UNKNOWN) if test else None,
    )


def find_outage(service: Service, *, work: Work) -> ServiceProblem | None:
    """The outage that touches a service: of its kind, where it is."""
    place = place_of(service, work=work)
    if place is None:
        return None
    found = list_outages(place, kind=service.kind, work=work)
    return found[0] if found else None


def list_outages(place: str, *, work: Work, kind: str | None = None) -> list[ServiceProblem]:
    """The outages that go on in a place now, of a kind of service or of all, the newest first. Anybody may know."""
    found = work.of(ServiceProblem).list(
        place=place, status=OUTAGE_GOES_ON, started_at__lte=work.now, order="-started_at"
    )
    return [problem for problem in found if kind is None or problem.kind == kind]


def _open_ticket(service: Service, *, work: Work) -> TroubleTicket | None:
    return work.of(TroubleTicket).find(service_id=service.id, status=UNDER_WAY)


def list_tickets(actor: Actor | None, *, number: str | None = None, work: Work) -> list[TicketReport]:
    """The tickets on services the actor may see, newest first: those under way and those lately settled, or the one
    of a number. NotFound where that is none of theirs. [A3]"""
    services = {s.id: s for s in access_services(actor, Function.CHECK, work=work, ended=True)}
    require_any(list(services))
    tickets = work.of(TroubleTicket).list(service_id=list(services), order="-opened_at,-number")
    if number is not None:
        tickets = [t for t in tickets if t.number == number.upper()]
        if not tickets:
            raise NotFound("utter_trouble_no_such_ticket", number=number.upper())
    else:
        since = work.now - SHOWN_AFTERWARDS
        tickets = [t for t in tickets if t.status in UNDER_WAY or t.changed_at >= since]
    return [TicketReport(t, services[t.service_id]) for t in tickets]


def check_service_status(actor: Actor | None, meant: Meant, *, work: Work) -> Sequence[ServiceStatus]:
    """How the services that were meant stand, by our records; all that the actor may see where none was named. [A6]"""
    return [
        ServiceStatus(service, find_outage(service, work=work), _open_ticket(service, work=work))
        for service in access_meant(actor, Function.CHECK, meant, work=work)
    ]
