"""Faults: known outages first, then a test, then mended from afar, told what to do, searched together, or a ticket.

[M.3345 7.1, 5.1, A1, A6]
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from telecom.management.inventory import Meant, access_meant, place_of
from telecom.management.maintenance import find_next_work, find_running_work
from telecom.management.outages import find_outage, follow, note_alarms, suspect_outage
from telecom.management.testing import finish_service_test, note_test, refuse_paused
from telecom.management.tickets import find_open_ticket, open_ticket
from telecom.management.troubleshooting import WEAK_WIFI, begin_search, has_tree, tell_more
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.diagnosis import Mends, mends
from telecom.model.inventory import Service
from telecom.model.maintenance import PlannedWork
from telecom.model.symptoms import symptom_of
from telecom.model.testing import Health, ServiceTest
from telecom.model.trouble import LONGEST_WORDS, FaultReport, ReportOutcome, ServiceProblem, TroubleTicket
from telecom.model.troubleshooting import FaultSearch, SearchStatus
from telecom.ports import Alarm, NetworkDown, OpenWork, Outside, Work
from telecom.support.authorization import access_service, access_services

# Who says again within this time that it does not work was not helped by advice, and gets a ticket.
INSISTS_WITHIN = timedelta(hours=12)
# A search that rested longer than this begins with a new test.
GOES_ON_WITHIN = timedelta(hours=6)
# Behind a fault that was repaired from afar there may be another, and another.
MOST_REPAIRS = 3
_ADVICE = (ReportOutcome.ADVISED, ReportOutcome.GUIDED, ReportOutcome.FIXED)


@dataclass(frozen=True, slots=True)
class FaultAnswer:
    """What came of a report: `outcome` is None while it still has to be looked into; `health` is what the last test
    found; `search` is the search that begins or goes on; `mended` what was repaired from afar, in order."""

    report: FaultReport
    service: Service
    problem: ServiceProblem | None
    ticket: TroubleTicket | None
    health: Health | None = None
    search: FaultSearch | None = None
    planned: PlannedWork | None = None
    mended: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How one service stands: its outage, its open ticket, and the work that is planned on it, if there is any."""

    service: Service
    problem: ServiceProblem | None
    ticket: TroubleTicket | None
    planned: PlannedWork | None = None


def report_fault(actor: Actor | None, service_id: str, *, words: str, turn_id: str, work: Work) -> FaultAnswer:
    """Take a report, in the person's own words. A known outage, planned work that is being done, or a ticket that is
    open already answers it at once; otherwise `finish_report` looks into it. The same turn finds the same report.

    NotFound where the actor may not report on the service, NotRunning where it is paused.
    """
    service = access_service(actor, Function.REPORT, service_id, work=work, lock=True)
    assert actor is not None
    standing = work.of(FaultReport).find(key=turn_id)
    if standing is not None:
        return _answer(standing, work=work)
    refuse_paused(service, work=work)
    report = FaultReport(
        key=turn_id,
        service_id=service.id,
        reporter_id=actor.person_id,
        words=words[:LONGEST_WORDS],
        reported_at=work.now,
        symptom=symptom_of(words),
        kind=service.kind,
        place=place_of(service, work=work),
    )
    problem, ticket = find_outage(service, work=work), find_open_ticket(service, work=work)
    if problem is not None:
        report.outcome, report.problem_id = ReportOutcome.OUTAGE, problem.id
        follow(problem, actor.person_id, service.id, work=work)
    elif ticket is not None:
        report.outcome, report.ticket_id = ReportOutcome.STANDING, ticket.id
    elif (planned := find_running_work(service, work=work)) is not None:
        report.outcome, report.fault = ReportOutcome.OUTAGE, f"planned {planned.id}"
    elif (search := _open_search(report, work=work)) is not None:
        report.outcome = ReportOutcome.GUIDED
        tell_more(search, report, work=work)
    else:
        report.test_id = note_test(service, key=turn_id, asked_by=actor.person_id, work=work).id
    work.of(FaultReport).add(report)
    work.flush()
    return _answer(report, work=work)


def finish_report(report_id: str, *, open_work: OpenWork, outside: Outside) -> FaultAnswer:
    """Test, repair what can be repaired from afar, test again, and settle what came of it.

    Runs outside any transaction; run again after a crash it goes on where it was.
    """
    with open_work() as work:
        report = work.of(FaultReport).get(report_id)
        if report.outcome is not None:
            return _answer(report, work=work)
    assert report.test_id is not None
    test = finish_service_test(report.test_id, open_work=open_work, outside=outside)
    last = _repaired(report, test, open_work=open_work, outside=outside)
    alarms = _alarms(outside) if test.health is not Health.OK else None
    with open_work() as work:
        # The service is locked first, as by a report of another chat: only one of them opens a ticket.
        service = work.of(Service).get(report.service_id, lock=True)
        report = work.of(FaultReport).get(report_id, lock=True)
        if report.outcome is None:
            if alarms is not None:
                note_alarms(alarms, work=work)
            is_fixed = last is not test and last.health is Health.OK
            report.fault = _cause(test if is_fixed else last)
            report.second_test_id = last.id if last is not test else None
            _settle(report, service, last, fixed=is_fixed, work=work)
        return _answer(report, work=work)


def _cause(test: ServiceTest) -> str | None:
    """What the test found, or that it is merely slow."""
    return test.fault or ("slow" if test.health is Health.DEGRADED else None)


def _alarms(outside: Outside) -> Sequence[Alarm] | None:
    try:
        return outside.network.list_alarms()
    except NetworkDown:
        return None


def _repaired(report: FaultReport, test: ServiceTest, *, open_work: OpenWork, outside: Outside) -> ServiceTest:
    """The last test, after as many repairs from afar as helped: behind one fault there may be another. The same test
    where nothing could be repaired."""
    for key in _repair_keys(report):
        # A partner's line is mended by the partner's people, with a ticket.
        if test.fault is None or test.partner is not None:
            break
        try:
            if not outside.network.repair_line(report.service_id, test.fault):
                break
        except NetworkDown:
            break
        with open_work() as work:
            service = work.of(Service).get(report.service_id)
            noted = note_test(service, key=key, asked_by=report.reporter_id, work=work)
        before, test = test, finish_service_test(noted.id, open_work=open_work, outside=outside)
        if test.fault == before.fault:
            break
    return test


def _repair_keys(report: FaultReport) -> list[str]:
    """The keys of the tests that follow repairs, in order."""
    return [f"{report.key}:repaired", *(f"{report.key}:repaired {number}" for number in range(2, MOST_REPAIRS + 1))]


def _mended(report: FaultReport, *, work: Work) -> list[str]:
    """The faults that were repaired from afar on the way, in order: each was gone in the test after it."""
    found = {each.key: each for each in work.of(ServiceTest).list(key=[report.key, *_repair_keys(report)])}
    tests = [found[key] for key in (report.key, *_repair_keys(report)) if key in found]
    return [one.fault for one, after in pairwise(tests) if one.fault and after.is_over and after.fault != one.fault]


def _settle(report: FaultReport, service: Service, test: ServiceTest, *, fixed: bool, work: Work) -> None:
    problem = None if fixed else find_outage(service, work=work)
    advised = _advised_lately(report, work=work)
    if fixed:
        report.outcome = ReportOutcome.FIXED
    elif problem is not None:
        report.outcome, report.problem_id = ReportOutcome.OUTAGE, problem.id
        follow(problem, report.reporter_id, service.id, work=work)
    elif advised is None and mends(report.fault) is Mends.CUSTOMER:
        report.outcome = ReportOutcome.ADVISED
    elif has_tree(service.kind) and _can_be_searched(report, test, work=work):
        report.outcome = ReportOutcome.GUIDED
        begin_search(report, service, work=work)
    else:
        open_ticket(report, service, work=work)
    if report.outcome is ReportOutcome.TICKET:
        _look_at_the_place(report, work=work)


def _look_at_the_place(report: FaultReport, *, work: Work) -> None:
    """Whether this report makes an outage likely; the ticket stays, and its people are told of it."""
    work.flush()
    if report.place is None or report.kind is None or report.symptom is None:
        return
    problem = suspect_outage(report.kind, report.place, report.symptom, work=work)
    if problem is not None:
        report.problem_id = problem.id


def _can_be_searched(report: FaultReport, test: ServiceTest, *, work: Work) -> bool:
    """Whether looking together may help: nothing was found, or what was found of the Wi-Fi took more than advice."""
    advised = _advised_lately(report, work=work)
    if advised is None:
        return test.health is Health.OK
    return report.fault == WEAK_WIFI and advised.outcome is ReportOutcome.ADVISED


def _advised_lately(report: FaultReport, *, work: Work) -> FaultReport | None:
    """The report on which the same person was given advice on the same service lately, and is not helped."""
    last = work.of(FaultReport).find(
        service_id=report.service_id,
        reporter_id=report.reporter_id,
        outcome=_ADVICE,
        reported_at__gte=work.now - INSISTS_WITHIN,
        order="-reported_at",
    )
    return None if last is None or last.outcome is ReportOutcome.FIXED else last


def _open_search(report: FaultReport, *, work: Work) -> FaultSearch | None:
    return work.of(FaultSearch).find(
        service_id=report.service_id,
        person_id=report.reporter_id,
        status=SearchStatus.OPEN,
        changed_at__gte=work.now - GOES_ON_WITHIN,
    )


def latest_trouble(actor: Actor | None, *, within: timedelta, work: Work) -> FaultAnswer | None:
    """What came of the fault that the actor told last, if that is not long ago and the service still theirs to report
    on; an outage that began or ended since then counts as it stands now."""
    if actor is None:
        return None
    theirs = {service.id: service for service in access_services(actor, Function.REPORT, work=work)}
    report = work.of(FaultReport).find(
        reporter_id=actor.person_id,
        service_id=list(theirs),
        outcome__not=None,
        reported_at__gte=work.now - within,
        order="-reported_at",
    )
    if report is None:
        return None
    now = find_outage(theirs[report.service_id], work=work)
    return replace(_answer(report, work=work), problem=now)


def _answer(report: FaultReport, *, work: Work) -> FaultAnswer:
    test = work.of(ServiceTest).find(id=report.second_test_id or report.test_id)
    fault = report.fault or ""
    return FaultAnswer(
        report,
        work.of(Service).get(report.service_id),
        work.of(ServiceProblem).get(report.problem_id) if report.problem_id else None,
        work.of(TroubleTicket).get(report.ticket_id) if report.ticket_id else None,
        (test.health or Health.UNKNOWN) if test else None,
        _open_search(report, work=work) if report.outcome is ReportOutcome.GUIDED else None,
        work.of(PlannedWork).get(fault.removeprefix("planned ")) if fault.startswith("planned ") else None,
        _mended(report, work=work) if report.second_test_id else (),
    )


def check_service_status(actor: Actor | None, meant: Meant, *, work: Work) -> Sequence[ServiceStatus]:
    """How the services that were meant stand, by our records; all that the actor may see where none was named. [A6]"""
    return [
        ServiceStatus(
            service,
            find_outage(service, work=work),
            find_open_ticket(service, work=work),
            find_next_work(service, work=work),
        )
        for service in access_meant(actor, Function.CHECK, meant, work=work)
    ]
