"""The free times of a technician as choices, and what people call them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from telecom.management.appointments import free_slots, window_values
from telecom.model.inventory import Service
from telecom.model.trouble import TroubleTicket
from telecom.model.utterances import ChoiceKind, Offered, Utterance, said_as
from telecom.ports import Work

NOON = 12
_SOONEST = ("earliest", "soonest", "as soon as", "asap", "first one", "whichever", "any time", "anytime", "first thing")


def offered_visits(
    ticket: TroubleTicket, service: Service, work: Work, *, from_day: date | None = None, earliest: int = 0
) -> list[Offered]:
    """Free times for a ticket; choosing one books it."""
    slots = free_slots(service, work=work, from_day=from_day, earliest=earliest)
    return [visit_choice(slot, {"ticket_id": ticket.number}, work, is_first=slot is slots[0]) for slot in slots]


def visit_choice(slot: Any, told: dict[str, Any], work: Work, *, is_first: bool = False) -> Offered:
    """A free time; choosing it books it, or moves the visit that `told` names."""
    label = Utterance("utter_choice_slot", window_values(slot, work))
    slots = {**told, "starts": slot.starts_at.isoformat()}
    chosen = Offered(label, ChoiceKind.ACTION, {"action": "action_book_visit", "slots": slots})
    return said_as(chosen, *_names_of(slot.starts_at.astimezone(work.zone), work), *(_SOONEST if is_first else ()))


def _names_of(starts: datetime, work: Work) -> Sequence[str]:
    """What people call a time that is offered: Friday morning, tomorrow afternoon, 8 o'clock."""
    days = [starts.strftime("%A").casefold()]
    if starts.date() - work.today() == timedelta(days=1):
        days.append("tomorrow")
    part = "morning" if starts.hour < NOON else "afternoon"
    hour = (starts.hour - 1) % NOON + 1
    return [*(f"{day} {part}" for day in days), f"at {hour}", f"{hour} is fine", f"{hour} o'clock"]
