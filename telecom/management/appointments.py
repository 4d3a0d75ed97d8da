"""A technician's visit: times that are free, booking, moving, cancelling, and a reminder the day before. [A11, A1]"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from telecom.management.inventory import label_of, place_of
from telecom.management.tickets import access_ticket
from telecom.model.access import Actor
from telecom.model.appointments import (
    SHORTEST_NOTICE,
    STANDS,
    WINDOWS,
    Appointment,
    AppointmentStatus,
    NoSuchSlot,
    Slot,
    TooLate,
    free_technician,
    slots_ahead,
)
from telecom.model.authorization import Function
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.notices import is_quiet
from telecom.model.parties import Individual
from telecom.model.trouble import UNDER_WAY, TicketStatus, TroubleTicket
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Duplicate, Work
from telecom.support import telling
from telecom.support.audit import note_look
from telecom.support.authorization import access_services
from telecom.support.due import Due, due

REMINDER = "visit tomorrow"
NOWHERE = "everywhere"


def free_slots(
    service: Service, *, work: Work, from_day: date | None = None, limit: int = 4, earliest: int = 0
) -> list[Slot]:
    """Times at which a technician can come to a service's place, soonest first; from a day on, from an hour on, or the
    last of a day where nobody comes so late."""
    earliest = min(earliest, WINDOWS[-1][0].hour)
    place = place_of(service, work=work) or NOWHERE
    taken: dict[datetime, list[int]] = {}
    for visit in work.of(Appointment).list(place=place, status=STANDS, starts_at__gt=work.now):
        taken.setdefault(visit.starts_at, []).append(visit.technician)
    found = []
    for slot in slots_ahead(work.now, work.zone):
        local = slot.starts_at.astimezone(work.zone)
        wanted = (from_day is None or local.date() >= from_day) and local.hour >= earliest
        if wanted and free_technician(taken.get(slot.starts_at, ())) is not None:
            found.append(slot)
    return found[:limit]


def list_visits(actor: Actor | None, *, work: Work) -> list[tuple[Appointment, Service]]:
    """The visits to come on services the actor may report on, soonest first."""
    services = {s.id: s for s in access_services(actor, Function.REPORT, work=work)}
    if not services:
        return []
    visits = work.of(Appointment).list(
        service_id=list(services), status=STANDS, ends_at__gt=work.now, order="starts_at"
    )
    return [(visit, services[visit.service_id]) for visit in visits]


def tickets_to_visit(actor: Actor | None, *, work: Work) -> list[tuple[TroubleTicket, Service]]:
    """The open tickets for which somebody could come and no visit is booked."""
    services = {s.id: s for s in access_services(actor, Function.REPORT, work=work) if s.kind != "mobile"}
    if not services:
        return []
    booked = {visit.ticket_id for visit, _ in list_visits(actor, work=work)}
    tickets = work.of(TroubleTicket).list(service_id=list(services), status=UNDER_WAY, order="-opened_at")
    return [(ticket, services[ticket.service_id]) for ticket in tickets if ticket.id not in booked]


def book_visit(actor: Actor | None, ticket_number: str, starts_at: datetime, *, key: str, work: Work) -> Appointment:
    """Book a technician for a ticket at a time that is free, once per key. It costs nothing. NoSuchSlot else."""
    ticket = access_ticket(actor, ticket_number, work=work)
    assert actor is not None
    standing = work.of(Appointment).find(key=key)
    if standing is not None:
        return standing
    for older in work.of(Appointment).list(ticket_id=ticket.id, status=STANDS, lock=True):
        return _move(older, starts_at, work=work)
    service = work.of(Service).get(ticket.service_id)
    place = place_of(service, work=work) or NOWHERE
    slot, technician = _take(place, starts_at, work=work)
    visit = Appointment(
        number=f"V-{work.next_number('ticket')}",
        key=key,
        customer_id=service.customer_id,
        service_id=service.id,
        person_id=actor.person_id,
        ticket_id=ticket.id,
        place=place,
        technician=technician,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        booked_at=work.now,
    )
    work.of(Appointment).add(visit)
    _flush(work)
    if ticket.status in (TicketStatus.ACKNOWLEDGED, TicketStatus.IN_PROGRESS):
        if ticket.status is TicketStatus.ACKNOWLEDGED:
            ticket.become(TicketStatus.IN_PROGRESS, at=work.now)
        ticket.become(TicketStatus.PENDING, at=work.now)
    return visit


def access_visit(actor: Actor | None, number: str, *, work: Work) -> Appointment:
    """A visit to come, locked, if the actor may report on its service; otherwise NotFound."""
    visit = work.of(Appointment).find(number=number.upper(), lock=True)
    allowed = {service.id for service in access_services(actor, Function.REPORT, work=work, ended=True)}
    if visit is None or visit.service_id not in allowed:
        raise NotFound("utter_appointment_none")
    if visit.status not in STANDS or visit.starts_at - work.now < SHORTEST_NOTICE:
        raise TooLate()
    return visit


def move_visit(actor: Actor | None, number: str, starts_at: datetime, *, work: Work) -> Appointment:
    """Another time for a visit; doing it again changes nothing. TooLate, NoSuchSlot."""
    return _move(access_visit(actor, number, work=work), starts_at, work=work)


def _move(visit: Appointment, starts_at: datetime, *, work: Work) -> Appointment:
    if visit.starts_at != starts_at:
        slot, visit.technician = _take(visit.place, starts_at, work=work)
        visit.starts_at, visit.ends_at = slot.starts_at, slot.ends_at
        _flush(work)
    return visit


def cancel_visit(actor: Actor | None, number: str, *, work: Work) -> Appointment:
    """Nobody comes; the ticket goes on with the people at the desk. TooLate shortly before."""
    visit = access_visit(actor, number, work=work)
    visit.become(AppointmentStatus.CANCELLED)
    ticket = work.of(TroubleTicket).get(visit.ticket_id, lock=True) if visit.ticket_id else None
    if ticket is not None and ticket.status is TicketStatus.PENDING:
        ticket.become(TicketStatus.IN_PROGRESS, at=work.now)
    return visit


def _take(place: str, starts_at: datetime, *, work: Work) -> tuple[Slot, int]:
    slot = next((each for each in slots_ahead(work.now, work.zone) if each.starts_at == starts_at), None)
    visits = work.of(Appointment).list(place=place, starts_at=starts_at, status=STANDS)
    technician = free_technician(visit.technician for visit in visits)
    if slot is None or technician is None:
        raise NoSuchSlot()
    return slot, technician


def _flush(work: Work) -> None:
    """Somebody else took the same technician a moment ago: the database knows."""
    try:
        work.flush()
    except Duplicate as taken:
        raise NoSuchSlot() from taken


def window_values(visit: Appointment | Slot, work: Work) -> dict[str, object]:
    """A window of time for a sentence: its beginning, and the hour of its end."""
    return {"starts": visit.starts_at, "until": visit.ends_at.astimezone(work.zone).strftime("%H:%M")}


def _visits_tomorrow(work: Work) -> Iterable[Due]:
    if is_quiet(work.now.astimezone(work.zone).time()):
        return
    until = work.now + timedelta(days=1)
    for visit in work.of(Appointment).list(status=STANDS, starts_at__gt=work.now, starts_at__lte=until):
        if work.now - visit.booked_at > timedelta(hours=2):
            yield Due(visit.id, visit.starts_at.isoformat())


@due(REMINDER, _visits_tomorrow)
def remind_of_visit(one: Due, work: Work) -> None:
    """Say the day before that a technician comes, with the choice to move or cancel; nothing if that was done. [P4]"""
    visit = work.of(Appointment).get(one.subject)
    if visit.status not in STANDS or visit.starts_at.isoformat() != one.period:
        return
    person, service = work.of(Individual).get(visit.person_id), work.of(Service).get(visit.service_id)
    choices = [ask_for("manage_appointment", "utter_choice_visit_change", value="move")]
    notice = Utterance("utter_notice_visit", {"service": label_of(service), **window_values(visit, work)}, choices)
    key = f"{REMINDER}:{visit.id}:{one.period}"
    telling.push(work, person.id, person.phone_number, notice, key=key, priority=Priority.PROGRESS)


def settle_visit(number: str, *, done: bool, work: Work) -> Appointment:
    """The technician reports back: done, or nobody was met. Both are the operator's to say."""
    visit = work.of(Appointment).find(number=number.strip().upper(), lock=True)
    if visit is None:
        raise NotFound("utter_appointment_none")
    if visit.status is AppointmentStatus.INITIALIZED:
        visit.become(AppointmentStatus.CONFIRMED)
    visit.become(AppointmentStatus.COMPLETED if done else AppointmentStatus.FAILED)
    return visit


def waiting_visits(staff: str, *, work: Work) -> Sequence[Appointment]:
    """All visits to come, soonest first, for the people who make them; each look is written down. [S5]"""
    visits = work.of(Appointment).list(status=STANDS, order="starts_at")
    for visit in visits:
        note_look(work, staff, subject=visit.number, customer_id=work.of(Service).get(visit.service_id).customer_id)
    return visits
