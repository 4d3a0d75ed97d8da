"""All that is under way for somebody in one list: orders, tickets, tasks, and what other functions add. [5.2, X5]"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from telecom.management.fulfilment import what_of
from telecom.management.order_life import access_orders, report_of
from telecom.management.tickets import due_of
from telecom.model.access import Actor
from telecom.model.inventory import Service
from telecom.model.tasks import WITH_PEOPLE, StaffTask
from telecom.model.trouble import UNDER_WAY, TroubleTicket
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.authorization import known


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """One thing that is under way: since when, a line that says what it is, how it stands and what comes next (with
    by when, where that is known), and how to ask more about it (an intent with its entities)."""

    since: datetime
    line: Utterance
    intent: str
    entities: dict[str, str]
    label: Utterance


# Finds what is under way of one kind for an actor, inside their rights.
Source = Callable[[Actor, Work], Iterable[OpenRequest]]
_SOURCES: dict[str, Source] = {}


def lists_requests(kind: str) -> Callable[[Source], Source]:
    """Registers where requests of a kind come from: disputes, returns, appointments add themselves here."""

    def register(source: Source) -> Source:
        standing = _SOURCES.get(kind)
        assert standing is None or standing.__qualname__ == source.__qualname__, kind
        _SOURCES[kind] = source
        return source

    return register


def list_requests(actor: Actor | None, *, work: Work) -> list[OpenRequest]:
    """All that is under way for the actor, the oldest first. ProofRequired when nobody is logged in. [X5]"""
    actor = known(actor)
    found = [request for source in _SOURCES.values() for request in source(actor, work)]
    return sorted(found, key=lambda each: each.since)


@lists_requests("order")
def _orders(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    for order in access_orders(actor, work=work):
        if not order.is_open:
            continue
        report = report_of(order, work=work)
        values = {
            "number": order.number,
            "what": what_of(order, work=work),
            "day": order.wanted_on,
            "by": report.by or "",
        }
        line = Utterance(f"utter_request_order_{_STAGE.get(order.state.value, 'on')}", values)
        label = Utterance("utter_choice_request", {"number": order.number})
        yield OpenRequest(order.placed_at, line, "order_status", {"order_id": order.number}, label)


_STAGE = {"pending": "later", "held": "held"}


@lists_requests("ticket")
def _tickets(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    tickets = work.of(TroubleTicket).list(reporter_id=actor.person_id, status=UNDER_WAY, order="opened_at")
    services = {s.id: s for s in work.of(Service).list(id={t.service_id for t in tickets})}
    for ticket in tickets:
        service = services[ticket.service_id]
        due = due_of(ticket, service, work=work)
        values = {"number": ticket.number, "service": service.name, "since": ticket.changed_at, "by": due or ""}
        line = Utterance("utter_request_ticket_due" if due else "utter_request_ticket", values)
        label = Utterance("utter_choice_request", {"number": ticket.number})
        yield OpenRequest(ticket.opened_at, line, "check_ticket", {"ticket_id": ticket.number}, label)


@lists_requests("task")
def _tasks(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    """Tasks with people that belong to nothing else: those of an order or a dispute are told of with it."""
    for task in work.of(StaffTask).list(asked_by=actor.person_id, state=WITH_PEOPLE):
        if task.kind in _SOURCES:
            continue
        values = {"number": task.number, "by": task.promised_by}
        label = Utterance("utter_choice_request", {"number": task.number})
        yield OpenRequest(task.opened_at, Utterance("utter_request_task", values), "talk_to_agent", {}, label)
