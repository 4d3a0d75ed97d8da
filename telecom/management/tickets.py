"""Tickets: see them, add to them, close and reopen them, choose how to be told; and the people who work on them.

[M.3345 7.1, A3; F16]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecom.management.inventory import label_of
from telecom.management.service_levels import repair_due
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.spoken_answers import STILL_BAD, WORKS
from telecom.model.trouble import (
    LONGEST_WORDS,
    UNDER_WAY,
    FaultReport,
    ReportOutcome,
    TellBy,
    TicketNote,
    TicketStatus,
    TroubleTicket,
)
from telecom.model.utterances import Utterance, ask_for, said_as
from telecom.ports import Work
from telecom.support import telling
from telecom.support.audit import note_look
from telecom.support.authorization import access_services, require_any, require_services

# Tickets that were settled so long ago are not shown unless asked for by number.
SHOWN_AFTERWARDS = timedelta(days=30)
# So long after it was solved or taken back a ticket can be taken up again.
REOPENS_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TicketReport:
    """A ticket, the service it is about, what was added to it since, and by when the mending is promised."""

    ticket: TroubleTicket
    service: Service
    notes: Sequence[TicketNote] = ()
    due: datetime | None = None


def find_open_ticket(service: Service, *, work: Work) -> TroubleTicket | None:
    """The ticket of a service that is still being worked on."""
    return work.of(TroubleTicket).find(service_id=service.id, status=UNDER_WAY)


def open_ticket(report: FaultReport, service: Service, *, steps: Sequence[str] = (), work: Work) -> TroubleTicket:
    """A ticket with a report's words, its last test, and the steps that were taken; one that is open stays the one."""
    standing = find_open_ticket(service, work=work)
    if standing is not None:
        report.outcome, report.ticket_id = ReportOutcome.STANDING, standing.id
        return standing
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
        steps=list(steps),
    )
    work.of(TroubleTicket).add(ticket)
    work.flush()
    report.outcome, report.ticket_id = ReportOutcome.TICKET, ticket.id
    return ticket


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
    notes = work.of(TicketNote).list(ticket_id=[t.id for t in tickets], order="at") if tickets else []
    return [
        TicketReport(
            ticket,
            services[ticket.service_id],
            [note for note in notes if note.ticket_id == ticket.id],
            due_of(ticket, services[ticket.service_id], work=work),
        )
        for ticket in tickets
    ]


def due_of(ticket: TroubleTicket, service: Service, *, work: Work) -> datetime | None:
    """By when a ticket is promised to be solved; None where it is, or nothing is promised."""
    return repair_due(service, ticket.opened_at, work=work) if ticket.status in UNDER_WAY else None


def access_ticket(actor: Actor | None, number: str, *, work: Work) -> TroubleTicket:
    """A ticket by its number, locked, if the actor may report on its service; otherwise NotFound."""
    found = work.of(TroubleTicket).find(number=number.upper(), lock=True)
    allowed = {service.id for service in access_services(actor, Function.REPORT, work=work, ended=True)}
    # Which numbers there are is nobody's business either: another's ticket sounds like none at all.
    if found is None or found.service_id not in allowed:
        raise NotFound("utter_trouble_no_such_ticket", number=number.upper())
    return found


def changeable_tickets(actor: Actor | None, *, work: Work) -> list[TroubleTicket]:
    """The tickets the actor may change: under way, or ended so lately that they can be taken up again."""
    services = access_services(actor, Function.REPORT, work=work)
    require_services(actor, Function.REPORT, services, work=work)
    found = work.of(TroubleTicket).list(service_id=[s.id for s in services], order="-opened_at,-number")
    return [t for t in found if t.status in UNDER_WAY or _can_reopen(t, work=work)]


def _can_reopen(ticket: TroubleTicket, *, work: Work) -> bool:
    over = (TicketStatus.RESOLVED, TicketStatus.CLOSED, TicketStatus.CANCELLED)
    return ticket.status in over and work.now - ticket.changed_at <= REOPENS_WITHIN


def add_to_ticket(actor: Actor | None, number: str, text: str, *, key: str, work: Work) -> TroubleTicket:
    """Write something into a ticket, once per key; where it waited for the person, work goes on."""
    ticket = access_ticket(actor, number, work=work)
    assert actor is not None
    note = TicketNote(ticket_id=ticket.id, key=key, at=work.now, text=text[:LONGEST_WORDS], author_id=actor.person_id)
    work.of(TicketNote).add_once(note, key="key")
    if ticket.status is TicketStatus.PENDING:
        ticket.become(TicketStatus.IN_PROGRESS, at=work.now)
    return ticket


def close_ticket(actor: Actor | None, number: str, *, work: Work) -> TroubleTicket:
    """It works again: what was solved is accepted, what was still open is taken back. A closed one stays closed."""
    ticket = access_ticket(actor, number, work=work)
    if ticket.status is TicketStatus.RESOLVED:
        ticket.become(TicketStatus.CLOSED, at=work.now)
    elif ticket.status in UNDER_WAY:
        if ticket.status is TicketStatus.HELD:
            ticket.become(TicketStatus.IN_PROGRESS, at=work.now)
        ticket.become(TicketStatus.CANCELLED, at=work.now)
    return ticket


def reopen_ticket(actor: Actor | None, number: str, *, work: Work) -> TroubleTicket:
    """It is not solved after all. A solved ticket goes on; for one that is closed a new one is opened with its words,
    as the life of a ticket has it. [TM Forum 621]"""
    ticket = access_ticket(actor, number, work=work)
    if ticket.status in UNDER_WAY:
        return ticket
    service = work.of(Service).get(ticket.service_id, lock=True)
    standing = find_open_ticket(service, work=work)
    if standing is not None:
        return standing
    if ticket.status is TicketStatus.RESOLVED:
        ticket.become(TicketStatus.IN_PROGRESS, at=work.now)
        return ticket
    again = TroubleTicket(
        number=f"TT-{work.next_number('ticket')}",
        customer_id=ticket.customer_id,
        service_id=ticket.service_id,
        reporter_id=ticket.reporter_id,
        words=ticket.words,
        fault=ticket.fault,
        test_id=ticket.test_id,
        opened_at=work.now,
        changed_at=work.now,
        steps=[*ticket.steps, f"after {ticket.number}"],
        tell_by=ticket.tell_by,
    )
    work.of(TroubleTicket).add(again)
    work.flush()
    return again


def choose_how_to_be_told(actor: Actor | None, number: str, tell_by: TellBy, *, work: Work) -> TroubleTicket:
    """From now on the reporter hears of this ticket in this way."""
    ticket = access_ticket(actor, number, work=work)
    ticket.tell_by = tell_by
    return ticket


# What the operator's people do. They log in elsewhere; these functions take the name of who acts.


def list_waiting_tickets(staff: str, *, work: Work) -> list[TicketReport]:
    """The tickets that are open, the oldest first; each that somebody so looks at is written into the trail. [S5]"""
    tickets = work.of(TroubleTicket).list(status=UNDER_WAY, order="opened_at,number")
    for ticket in tickets:
        note_look(work, staff, subject=ticket.number, customer_id=ticket.customer_id)
    services = {s.id: s for s in work.of(Service).list(id={t.service_id for t in tickets})} if tickets else {}
    return [TicketReport(ticket, services[ticket.service_id]) for ticket in tickets]


def move_ticket(number: str, status: TicketStatus, *, by: str, text: str | None = None, work: Work) -> TroubleTicket:
    """Take a ticket on, put it on hold, ask back, solve or reject it; the reporter is told. NotFound, or
    IllegalTransition where its life does not have this."""
    ticket = work.of(TroubleTicket).find(number=number.strip().upper(), lock=True)
    if ticket is None:
        raise NotFound("utter_trouble_no_such_ticket", number=number.upper())
    # Who solves or asks back has taken the ticket on, whether or not they said so before.
    passes = {TicketStatus.ACKNOWLEDGED: _AFTER_TAKING, TicketStatus.HELD: _SOLVED, TicketStatus.PENDING: _SOLVED}
    if status in passes.get(ticket.status, ()):
        ticket.become(TicketStatus.IN_PROGRESS, at=work.now)
    ticket.become(status, at=work.now)
    ticket.taken_by = by
    if text:
        note = TicketNote(
            ticket_id=ticket.id, key=f"{ticket.id}:{status.value}:{work.now.isoformat()}", at=work.now, text=text
        )
        work.of(TicketNote).add_once(note, key="key")
        if status is TicketStatus.RESOLVED:
            ticket.resolution = text[:LONGEST_WORDS]
    tell_of_ticket(ticket, text, work=work)
    return ticket


_SOLVED = (TicketStatus.RESOLVED,)
_AFTER_TAKING = (TicketStatus.HELD, TicketStatus.PENDING, TicketStatus.RESOLVED)
TOLD = {
    TicketStatus.IN_PROGRESS: "utter_notice_ticket_in_progress",
    TicketStatus.HELD: "utter_notice_ticket_held",
    TicketStatus.PENDING: "utter_notice_ticket_pending",
    TicketStatus.RESOLVED: "utter_notice_ticket_resolved",
    TicketStatus.REJECTED: "utter_notice_ticket_rejected",
}


def tell_of_ticket(ticket: TroubleTicket, text: str | None, *, work: Work) -> None:
    """Tell the reporter how their ticket stands, in the way they chose. [A3, P4]"""
    if ticket.tell_by is TellBy.NOTHING or ticket.status not in TOLD:
        return
    person = work.of(Individual).get(ticket.reporter_id)
    service = work.of(Service).get(ticket.service_id)
    says = [Utterance("utter_notice_ticket_says", {"text": text})] if text else []
    values = {"number": ticket.number, "service": label_of(service), "says": says}
    choices = [ask_for("check_ticket", "utter_choice_tickets")]
    if ticket.status is TicketStatus.PENDING:
        choices.append(ask_for("update_ticket", "utter_choice_ticket_add", ticket_id=ticket.number, value="add"))
    if ticket.status is TicketStatus.RESOLVED:
        closes = ask_for("update_ticket", "utter_choice_ticket_close", ticket_id=ticket.number, value="close")
        reopens = ask_for("update_ticket", "utter_choice_ticket_reopen", ticket_id=ticket.number, value="reopen")
        choices = [said_as(closes, *WORKS), said_as(reopens, *STILL_BAD)]
    notice = Utterance(TOLD[ticket.status], values, choices)
    key = f"ticket:{ticket.id}:{ticket.status.value}:{work.now.isoformat()}"
    if ticket.tell_by is TellBy.SMS and person.phone_number is not None:
        plain = Utterance(notice.response, notice.values)
        telling.send_sms(work, person.phone_number, plain, key=key, priority=Priority.PROGRESS)
    else:
        telling.push(work, person.id, person.phone_number, notice, key=key, priority=Priority.PROGRESS)
