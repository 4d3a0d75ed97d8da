"""No visit after all, below the times that were offered for one: the fault is gone, or nobody is to come."""

import re

from actions.appointments import BookVisit
from actions.asked import Asked
from actions.explaining import last_choices
from actions.frame import Answer, DialtoneAction
from actions.tickets import UpdateTicket, wanted_change
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_CALLS_OFF = frozenset(
    {"cancel", "deny", "manage_appointment", "update_ticket", "out_of_scope", "cancel_order", "thank"}
)
# "Cancel it" alone says nothing of the fault.
_IS_WELL = re.compile(
    r"\b(?:works?|working|fixed|solved|sorted|fine|gone|back|ok(?:ay)? (?:now|again)|geht|läuft|klappt|behoben|weg)\b",
    re.I,
)


def below_times_called_off(asked: Asked, work: Work) -> Answer | None:
    """Closes the ticket where all is well again, else leaves it open and says so; None for anything else."""
    if asked.actor is None or asked.intent not in _CALLS_OFF or wanted_change(asked) != "close":
        return None
    times = [
        each.content["slots"] for each in last_choices(asked, work) if each.content.get("action") == BookVisit.called
    ]
    ticket = next((str(each["ticket_id"]) for each in times if each.get("ticket_id") and not each.get("visit")), None)
    if ticket is None:
        return None
    if _IS_WELL.search(asked.text):
        return UpdateTicket.closed(asked, ticket, work)
    choices = [
        ask_for("update_ticket", "utter_choice_ticket_close", ticket_id=ticket, value="close"),
        ask_for("manage_appointment", "utter_choice_visit_book"),
    ]
    return Answer([Utterance("utter_appointment_not_booked", {"number": ticket}, choices)])


DialtoneAction.below_last.append(below_times_called_off)
