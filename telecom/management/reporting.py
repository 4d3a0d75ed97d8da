"""The figures of self-service for the provider, from orders, faults, tickets and ratings. [V1, 5.1, 7.1]"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecom.model.catalogue import Offering
from telecom.model.feedback import PartyInteraction
from telecom.model.handover import AgentCase
from telecom.model.inventory import Service
from telecom.model.ordering import OrderItem, OrderState, ProductOrder
from telecom.model.parties import Individual
from telecom.model.reporting import AGAIN_WITHIN, Case, ContactCosts, Happening, Summary, by_kind_and_region, by_week
from telecom.model.tasks import StaffTask
from telecom.model.trouble import FaultReport, ReportOutcome, TicketStatus, TroubleTicket
from telecom.ports import Work

NOWHERE = "-"
_WITH_PEOPLE = (ReportOutcome.TICKET, ReportOutcome.STANDING)
_RESTORED = (TicketStatus.RESOLVED, TicketStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Report:
    """The last weeks: by kind of service and region, and by week."""

    groups: list[Summary]
    weeks: list[Summary]


def make_report(*, weeks: int, costs: ContactCosts | None = None, work: Work) -> Report:
    """The figures of so many weeks up to now; what a contact cost where `costs` says what they cost."""
    since = work.now - timedelta(weeks=weeks)
    services = {service.id: service for service in work.of(Service).list()}
    homes = {person.id: person.place for person in work.of(Individual).list()}
    cases = [
        *_orders(since, services, homes, work),
        *_faults(since, services, work),
        *_ratings(since, work),
        *_talks(since, homes, work),
    ]
    first = work.today() - timedelta(days=7 * weeks - 1)
    return Report(by_kind_and_region(cases, costs), by_week(cases, first=first, weeks=weeks, costs=costs))


def _orders(
    since: datetime, services: Mapping[str, Service], homes: Mapping[str, str | None], work: Work
) -> Iterable[Case]:
    """Orders that are over or under way; one with a task for people was touched."""
    orders = work.of(ProductOrder).list(placed_at__gte=since, order="placed_at")
    ids = [order.id for order in orders]
    touched = {task.subject for task in work.of(StaffTask).list(subject=ids)} if ids else set()
    items = work.of(OrderItem).list(order_id=ids, order="position") if ids else []
    first = {item.order_id: item for item in reversed(items)}
    kinds = {offering.id: offering.service_kind or "goods" for offering in work.of(Offering).list()}
    for order in orders:
        item = first.get(order.id)
        service = services.get(item.service_id) if item and item.service_id else None
        done = order.completed_at if order.state is OrderState.COMPLETED else None
        yield Case(
            Happening.ORDER,
            kinds.get(item.offering_id, "goods") if item else "goods",
            (service.place if service else None) or homes.get(order.asked_by) or NOWHERE,
            order.placed_at,
            untouched=order.id not in touched,
            took=done - order.placed_at if done else None,
        )


def _faults(since: datetime, services: Mapping[str, Service], work: Work) -> Iterable[Case]:
    """Fault reports; restored is when the ticket was solved, or at once where none was needed."""
    reports = work.of(FaultReport).list(reported_at__gte=since - AGAIN_WITHIN, order="reported_at")
    ids = {report.ticket_id for report in reports if report.ticket_id}
    tickets = {ticket.id: ticket for ticket in work.of(TroubleTicket).list(id=ids)} if ids else {}
    last: dict[tuple[str, str], datetime] = {}
    for report in reports:
        whose = (report.reporter_id, report.service_id)
        before, last[whose] = last.get(whose), report.reported_at
        if report.reported_at < since:
            continue
        service, ticket = services[report.service_id], tickets.get(report.ticket_id or "")
        took = ticket.changed_at - report.reported_at if ticket and ticket.status in _RESTORED else None
        yield Case(
            Happening.FAULT,
            service.kind,
            report.place or service.place or NOWHERE,
            report.reported_at,
            untouched=report.outcome not in _WITH_PEOPLE,
            took=timedelta(0) if report.outcome is ReportOutcome.FIXED else took,
            again=before is not None and report.reported_at - before <= AGAIN_WITHIN,
        )


def _ratings(since: datetime, work: Work) -> Iterable[Case]:
    for said in work.of(PartyInteraction).list(said_at__gte=since, rating__not=None):
        yield Case(Happening.RATING, said.about, said.place or NOWHERE, said.said_at, rating=said.rating)


def _talks(since: datetime, homes: Mapping[str, str | None], work: Work) -> Iterable[Case]:
    """Talks that were handed to a person."""
    for case in work.of(AgentCase).list(opened_at__gte=since):
        yield Case(Happening.TALK, "talk with a person", homes.get(case.person_id or "") or NOWHERE, case.opened_at)
