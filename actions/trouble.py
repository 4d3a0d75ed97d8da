"""Answers about faults: reports, tickets, outages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.frame import Answer, Asked, DialtoneAction, say
from actions.inventory import KINDS, AskService, ServiceForm, ask_which, kind_of, read_meant, read_named
from telecom.bootstrap import Telecom
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.trouble import (
    FaultAnswer,
    ServiceStatus,
    check_service_status,
    finish_report,
    list_outages,
    list_tickets,
    report_fault,
)
from telecom.model.authorization import Function
from telecom.model.inventory import Service, ServiceState
from telecom.model.testing import Health
from telecom.model.trouble import ReportOutcome, ServiceProblem, TicketStatus, TroubleTicket
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

# What the network found and repaired, in words.
FOUND = {
    "port fault": "utter_trouble_was_port",
    "stale profile": "utter_trouble_was_profile",
    "set-top box frozen": "utter_trouble_was_box",
}
TICKET = {
    TicketStatus.ACKNOWLEDGED: "utter_trouble_ticket_received",
    TicketStatus.IN_PROGRESS: "utter_trouble_ticket_worked_on",
    TicketStatus.HELD: "utter_trouble_ticket_held",
    TicketStatus.PENDING: "utter_trouble_ticket_pending",
    TicketStatus.RESOLVED: "utter_trouble_ticket_resolved",
    TicketStatus.CLOSED: "utter_trouble_ticket_closed",
    TicketStatus.REJECTED: "utter_trouble_ticket_rejected",
    TicketStatus.CANCELLED: "utter_trouble_ticket_cancelled",
}
# What is said of a new ticket where the test found nothing wrong, or could not be run.
OPENED = {Health.OK: "utter_trouble_opened_fine", Health.UNKNOWN: "utter_trouble_opened_untested"}

# The sentence about an outage without an expected end.
NO_END = {
    "utter_trouble_known": "utter_trouble_known_no_end",
    "utter_trouble_outage": "utter_trouble_outage_no_end",
    "utter_trouble_status_outage": "utter_trouble_status_outage_no_end",
}


class ReportFaultForm(ServiceForm):
    """Which service; the person's own words stand for the symptom."""

    form = "report_fault_form"

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return access_meant(asked.actor, Function.REPORT, meant, work=work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """What was written at first says what is wrong; it is not asked for again."""
        found = dict(super().filled(asked, work))
        if asked.intent == "report_fault" and asked.text:
            found["symptom"] = asked.text
        return found


class AskFaultyService(AskService):
    """Asks which service does not work."""

    called = "action_ask_report_fault_form_service"
    asks_for = ReportFaultForm


class ReportFault(DialtoneAction):
    """A known outage, a repair from afar, or a ticket."""

    called = "action_report_fault"
    form_slots = ("service", "phone_number", "symptom")

    def answer(self, asked: Asked, work: Work) -> Answer:
        words = str(asked.value("symptom") or asked.text)
        services = access_meant(asked.actor, Function.REPORT, read_meant(asked), work=work)
        if len(services) > 1:
            return ask_which("report_fault", services, symptom=words or None)
        found = report_fault(asked.actor, services[0].id, words=words, turn_id=asked.turn_id, work=work)
        if found.report.outcome is not None:
            return Answer([_describe(found, work.now)])

        now = work.now

        def look_into(telecom: Telecom) -> Sequence[Utterance]:
            done = finish_report(found.report.id, open_work=telecom.open_work, outside=telecom.outside)
            return [_describe(done, now)]

        return Answer([], follow_up=look_into)


def _describe(found: FaultAnswer, now: datetime) -> Utterance:
    service = label_of(found.service)
    outcome, tickets = found.report.outcome, [ask_for("check_ticket", "utter_choice_tickets")]
    if outcome is ReportOutcome.OUTAGE and found.problem is not None:
        return _outage("utter_trouble_known", found.problem, now, service=service)
    if outcome is ReportOutcome.FIXED:
        cause = Utterance(FOUND.get(found.report.fault or "", "utter_trouble_was_line"))
        test = ask_for("test_service", "utter_choice_test_again", service=found.service.id)
        return Utterance("utter_trouble_fixed", {"service": service, "cause": cause}, [test])
    assert found.ticket is not None
    values = {"service": service, "number": found.ticket.number, "opened": found.ticket.opened_at}
    name = OPENED.get(found.health or Health.UNKNOWN, "utter_trouble_opened")
    return Utterance(name if outcome is ReportOutcome.TICKET else "utter_trouble_open_already", values, tickets)


def _outage(response: str, problem: ServiceProblem, now: datetime, **more: Any) -> Utterance:
    """An outage, with its expected end where one is known and not past already."""
    values = {"kind": kind_of(problem.kind), "place": problem.place, "started": problem.started_at, **more}
    if problem.expected_end is None or problem.expected_end <= now:
        return Utterance(NO_END[response], values)
    return Utterance(response, {**values, "end": problem.expected_end})


class CheckTicket(DialtoneAction):
    """The tickets under way and lately settled, or one by its number."""

    called = "action_check_ticket"

    def answer(self, asked: Asked, work: Work) -> Answer:
        number = asked.entities.get("ticket_id")
        reports = list_tickets(asked.actor, number=str(number) if number else None, work=work)
        if not reports:
            choices = [ask_for("report_fault", "utter_choice_fault")]
            return Answer([Utterance("utter_trouble_no_tickets", {}, choices)])
        lines = [_ticket(report.ticket, label_of(report.service)) for report in reports]
        return say("utter_trouble_tickets", tickets=lines)


def _ticket(ticket: TroubleTicket, service: Utterance) -> Utterance:
    values = {
        "number": ticket.number,
        "service": service,
        "opened": ticket.opened_at.date(),
        "changed": ticket.changed_at.date(),
    }
    return Utterance(TICKET[ticket.status], values)


class CheckServiceStatus(DialtoneAction):
    """Outages in a place that was named, else how one's own services stand."""

    called = "action_check_service_status"

    def answer(self, asked: Asked, work: Work) -> Answer:
        place, meant = asked.entities.get("place"), read_named(asked)
        if place:
            kind = meant.named if meant.named in KINDS else None
            outages = list_outages(str(place), kind=kind, work=work)
            lines = [_outage("utter_trouble_outage", problem, work.now) for problem in outages]
            if lines:
                return say("utter_trouble_outages", place=str(place), outages=lines)
            choices = [ask_for("report_fault", "utter_choice_fault")]
            return Answer([Utterance("utter_trouble_no_outage", {"place": str(place)}, choices)])
        statuses = check_service_status(asked.actor, meant, work=work)
        choices = [ask_for("test_service", "utter_choice_test"), ask_for("report_fault", "utter_choice_fault")]
        return Answer(
            [Utterance("utter_trouble_status", {"services": [_status(s, work.now) for s in statuses]}, choices)]
        )


def _status(status: ServiceStatus, now: datetime) -> Utterance:
    service = label_of(status.service)
    if status.service.state is not ServiceState.ACTIVE:
        return Utterance("utter_trouble_status_paused", {"service": service})
    if status.problem is not None:
        return _outage("utter_trouble_status_outage", status.problem, now, service=service)
    if status.ticket is not None:
        return Utterance("utter_trouble_status_ticket", {"service": service, "number": status.ticket.number})
    return Utterance("utter_trouble_status_fine", {"service": service})
