"""The service that a talk about trouble is about, where a message names none: "do I get something for that?"."""

from actions.asked import Asked
from actions.inventory import KINDS, read_named
from actions.troubleshooting import search_going_on
from telecom.management.inventory import Meant
from telecom.management.tickets import list_tickets
from telecom.model.trouble import UNDER_WAY
from telecom.ports import Work


def service_in_trouble(asked: Asked, work: Work) -> Meant:
    """How the message, the wish before it, the search that goes on or the newest open ticket names a service."""
    named = read_named(asked)
    if named != Meant() or asked.actor is None:
        return named
    before = asked.last_wish.entities.get("service") if asked.last_wish is not None else None
    if before in KINDS:
        return Meant(str(before))
    if (step := search_going_on(asked, work)) is not None:
        return Meant(step.service.id)
    reports = list_tickets(asked.actor, work=work)
    newest = reports[0] if reports and reports[0].ticket.status in UNDER_WAY else None
    return Meant(newest.service.id) if newest is not None else named
