"""What two alike customers wait for: tickets, visits, a search for a fault, an order, a wish put to the manager."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from telecom.model.access import Actor, ChatSession
from telecom.model.appointments import Appointment, slots_ahead
from telecom.model.authorization import Approval
from telecom.model.ordering import Carrying, ItemAction, OrderItem, OrderState, ProductOrder
from telecom.model.parties import Individual
from telecom.model.trouble import FaultReport, TicketStatus, TroubleTicket
from telecom.model.troubleshooting import FaultSearch
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.proposals import digest_of
from tests.money import pounds


def keep(work: Work, thing: Any) -> Any:
    """Store a thing now, so that others can refer to it."""
    work.of(type(thing)).add(thing)
    work.flush()
    return thing


def trouble(work: Work, has: Mapping[str, Any], person: Individual, number: int) -> dict[str, Any]:
    """A ticket that is mended, one with a visit, one without, and a search that was left open."""
    broadband = has["broadband"]
    tickets = {}
    for offset, (name, service, status) in enumerate(
        [
            ("ticket", broadband, TicketStatus.IN_PROGRESS),
            ("visited", has["paused"], TicketStatus.IN_PROGRESS),
            ("mended", broadband, TicketStatus.RESOLVED),
        ]
    ):
        tickets[name] = keep(
            work,
            TroubleTicket(
                number=f"T-7{offset}{number}",
                customer_id=service.customer_id,
                service_id=service.id,
                reporter_id=person.id,
                words="no internet",
                status=status,
                opened_at=work.now,
                changed_at=work.now,
            ),
        )
    slot = slots_ahead(work.now, work.zone)[8]
    visit = Appointment(
        number=f"V-77{number}",
        key=f"visit {number}",
        customer_id=broadband.customer_id,
        service_id=has["paused"].id,
        person_id=person.id,
        ticket_id=tickets["visited"].id,
        place="Northgate",
        technician=number % 2 + 1,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        booked_at=work.now,
    )
    report = FaultReport(
        key=f"report {number}",
        service_id=broadband.id,
        reporter_id=person.id,
        words="no internet",
        reported_at=work.now,
    )
    keep(work, report)
    search = FaultSearch(
        service_id=broadband.id,
        person_id=person.id,
        report_id=report.id,
        kind="broadband",
        node="start",
        begun_at=work.now,
        changed_at=work.now,
    )
    return {**tickets, "visit": keep(work, visit), "search": keep(work, search)}


def wishes(work: Work, has: Mapping[str, Any], person: Individual, manager: Actor, number: int) -> dict[str, Any]:
    """An order that waits for its day, a wish beyond the helper's rights, and a second chat that is logged in."""
    mobile = has["mobile"]
    order = ProductOrder(
        key=f"order {number}",
        number=f"O-77{number}",
        customer_id=mobile.customer_id,
        asked_by=person.id,
        placed_at=work.now,
        wanted_on=date(2026, 10, 1),
        state=OrderState.PENDING,
    )
    keep(work, order)
    item = OrderItem(
        order_id=order.id,
        position=1,
        action=ItemAction.ADD,
        carrying=Carrying.ADD_ON,
        offering_id="roam-eu-5gb",
        service_id=has["prepaid"].id,
        account_id=mobile.account_id,
        one_off=pounds(10),
        state=OrderState.PENDING,
    )
    keep(work, item)
    terms = {"days": 3}
    approval = Approval(
        key=f"approval {number}",
        customer_id=mobile.customer_id,
        person_id=has["helper"].id,
        conversation_id=manager.conversation_id,
        kind="pause_service",
        terms=terms,
        terms_digest=digest_of(terms),
        shown=Utterance("utter_plain", {"text": f"wish {number}"}),
        created_at=work.now,
        expires_at=work.now + timedelta(hours=20),
    )
    standing = work.of(ChatSession).get(manager.session_id)
    session = ChatSession(
        person_id=person.id,
        conversation_id=standing.conversation_id,
        channel="telegram",
        address=f"chat {number}",
        started_at=work.now - timedelta(days=1),
        proved_at=work.now - timedelta(days=1),
        expires_at=work.now + timedelta(days=20),
    )
    return {"order": order, "approval": keep(work, approval), "session": keep(work, session)}
