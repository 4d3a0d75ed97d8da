"""A technician's visit: offering times, booking, moving, cancelling; and asking for planned work at another time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import MOST_ASKED, read_named
from actions.other_times import first_day, other_times
from actions.troubleshooting import describe_search, offer_visit, search_going_on, visit_instead
from actions.visits import NOON, offered_visits, visit_choice
from telecom.management.appointments import (
    book_visit,
    cancel_visit,
    free_slots,
    list_visits,
    move_visit,
    tickets_to_visit,
    window_values,
)
from telecom.management.inventory import access_meant, label_of
from telecom.management.maintenance import ask_for_another_window
from telecom.model.appointments import Appointment
from telecom.model.authorization import Function
from telecom.model.errors import NotAllowed
from telecom.model.inventory import Service
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work

CANCELS = re.compile(
    r"\bcancel|call (it |\w+ )?off|no need|not need|don'?t (need|send|come)|do not (send|come)|no longer|isn'?t needed"
    r"|needn'?t|scrap|fixed itself",
    re.IGNORECASE,
)
MOVES = re.compile(
    r"\bmov|chang|swap|resched|re-?book|postpone|put (\w+ )?off|push|delay|instead|another|other (day|time)|new time"
    r"|different|earlier|later|won'?t be (in|home)|missed|can'?t (make|do)|not (be )?(in|home)",
    re.IGNORECASE,
)
_AFTERNOON = re.compile(r"\b(afternoons?|after lunch|evening|nachmittags?|abends?)\b", re.I)
_SENDS = re.compile(
    r"\b(?:send|book|arrange|schedule|order|get (?:me )?(?:an?|some)|want|need|schick\w*|bestell\w*"
    r"|(?:can|could|possible|would|have|get|like|please|kann|könnte|können)\b.*\b(?:come|visit|pop|kommen|vorbei\w*))\b",
    re.I,
)


class ManageAppointment(DialtoneAction):
    """Shows the visit that is booked; moves or cancels it, or offers times for a ticket that needs one."""

    called = "action_manage_appointment"

    def answer(self, asked: Asked, work: Work) -> Answer:
        visits = list_visits(asked.actor, work=work)
        wanted = asked.entities.get("value")
        said = None if wanted or CANCELS.search(asked.text) else other_times(asked, work)
        if said is not None:
            return Answer([said])
        if not visits:
            return self._offer(asked, work)
        visit, service = visits[0]
        values = {"service": label_of(service), **window_values(visit, work)}
        if wanted == "cancel" or (wanted is None and CANCELS.search(asked.text)):
            cancel_visit(asked.actor, visit.number, work=work)
            again = ask_for("manage_appointment", "utter_choice_visit_book")
            return Answer([Utterance("utter_appointment_cancelled", values, [again])])
        if wanted == "move" or MOVES.search(asked.text) or first_day(asked) is not None:
            choices = _times(visit, service, asked, work)
            name = "utter_appointment_move" if choices else "utter_appointment_full"
            return Answer([Utterance(name, values, choices)])
        change = [
            ask_for("manage_appointment", "utter_choice_visit_change", value="move"),
            ask_for("manage_appointment", "utter_choice_visit_cancel", value="cancel"),
        ]
        return Answer([Utterance("utter_appointment_booked_is", values, change)])

    def _offer(self, asked: Asked, work: Work) -> Answer:
        if CANCELS.search(asked.text):
            return Answer([Utterance("utter_appointment_none")])
        waiting = tickets_to_visit(asked.actor, work=work)
        named = asked.entities.get("ticket_id")
        waiting = [each for each in waiting if each[0].number == named] or waiting
        if not waiting:
            return _nothing_to_visit(asked, work)
        ticket, service = waiting[0]
        choices = offered_visits(ticket, service, work, from_day=first_day(asked), earliest=_hour(asked))
        values = {"service": label_of(service), "number": ticket.number}
        return Answer([Utterance("utter_appointment_offer" if choices else "utter_appointment_full", values, choices)])


def _nothing_to_visit(asked: Asked, work: Work) -> Answer:
    """Nobody comes before it is known that somebody must: the search that is going on is ended, or a fault told."""
    step = search_going_on(asked, work)
    if step is not None and (_SENDS.search(asked.text) or first_day(asked) is not None):
        return visit_instead(asked, step, work, from_day=first_day(asked), earliest=_hour(asked))
    if step is not None:
        said = Utterance("utter_appointment_after_search", {"service": label_of(step.service)})
        question = describe_search(step)
        return Answer([said, replace(question, choices=[*question.choices, offer_visit(step)])])
    try:
        services = access_meant(asked.actor, Function.REPORT, read_named(asked), work=work)
    except NotAllowed:
        services = []
    choices = [
        ask_for("report_fault", "utter_choice_service", {"service": label_of(each)}, service=each.id)
        for each in services[:MOST_ASKED]
    ]
    choices.append(ask_for("check_ticket", "utter_choice_tickets"))
    return Answer([Utterance("utter_appointment_needs_ticket", {}, choices)])


def _times(visit: Appointment, service: Service, asked: Asked, work: Work) -> list[Offered]:
    slots = free_slots(service, work=work, from_day=first_day(asked), earliest=_hour(asked), limit=5)
    others = [slot for slot in slots if slot.starts_at != visit.starts_at]
    return [visit_choice(slot, {"visit": visit.number}, work, is_first=slot is others[0]) for slot in others[:4]]


def _hour(asked: Asked) -> int:
    said = str(asked.entities.get("time_of_day") or "")
    if _AFTERNOON.search(asked.text):
        return NOON
    return int(said[:2]) if re.fullmatch(r"\d\d:\d\d", said) and int(said[:2]) >= 12 else 0


class BookVisit(DialtoneAction):
    """Books or moves a visit to the time that was chosen."""

    called = "action_book_visit"

    def answer(self, asked: Asked, work: Work) -> Answer:
        starts = datetime.fromisoformat(str(asked.slots.get("starts")))
        number = asked.slots.get("visit")
        if number:
            visit = move_visit(asked.actor, str(number), starts, work=work)
        else:
            ticket = str(asked.slots.get("ticket_id"))
            visit = book_visit(asked.actor, ticket, starts, key=asked.turn_id, work=work)
        # The reminder goes out the day before, so a visit of today is not promised one.
        today = starts.astimezone(work.zone).date() == work.today()
        booked = "utter_appointment_booked_today" if today else "utter_appointment_booked"
        name = "utter_appointment_moved" if number else booked
        return Answer([Utterance(name, window_values(visit, work), _changes())])


def _changes() -> Sequence[Offered]:
    return [
        ask_for("manage_appointment", "utter_choice_visit_change", value="move"),
        ask_for("manage_appointment", "utter_choice_visit_cancel", value="cancel"),
    ]


class AskOtherWindow(DialtoneAction):
    """Passes on the wish that planned work be done at another time."""

    called = "action_ask_other_window"

    def answer(self, asked: Asked, work: Work) -> Answer:
        planned = ask_for_another_window(
            asked.actor,
            str(asked.slots.get("work_id")),
            str(asked.slots.get("service")),
            wanted=str(asked.slots.get("wanted")),
            key=asked.turn_id,
            work=work,
        )
        return Answer([Utterance("utter_maintenance_asked", {"starts": planned.starts_at})])
