"""Moving house: what can come along is looked at first; then all changes its place on one day, without a gap. [F18]

Everything at the new place is kept from the yes on. On the day the network changes over each line; the old port is
given back only when the new one works.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from telecom.management.availability import require_feasible, reserve_port
from telecom.management.catalogue import base_of
from telecom.management.contracts import under_way_on
from telecom.management.inventory import label_of
from telecom.management.order_items import Line, Place
from telecom.management.order_steps import Step, Way, carried_out_by, items_of
from telecom.management.ordering import open_order, start_order
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.catalogue import Price
from telecom.model.inventory import Service, ServiceState
from telecom.model.ordering import CannotOrder, Carrying, ItemAction, OrderItem, OrderState, ProductOrder
from telecom.model.other_days import day_corrected
from telecom.model.parties import BillingAccount, Individual
from telecom.model.partners import partner_of
from telecom.model.proposals import Proposal
from telecom.model.resources import IN_A_PLACE, Resource, ResourceKind, ResourceStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Outside, Work
from telecom.services.smi import registered_kinds
from telecom.support.audit import note
from telecom.support.authorization import (
    access_services,
    known,
    refuse_outside_contract,
    require_any,
    require_fresh_proof,
    require_services,
)
from telecom.support.proposals import Outcome, carries_out, corrects, propose

MOVE, MOVE_DAY = "move_service", "move_another_day"


def movable(
    actor: Actor | None, *, kind: str | None = None, service_id: str | None = None, work: Work
) -> list[Service]:
    """The services that stay in a place and may come along, of those the actor may order for: all where they live, or
    just those of a kind, or one. CannotOrder where there is nothing to move."""
    found = access_services(actor, Function.ORDER, work=work)
    require_services(actor, Function.ORDER, found, work=work)
    found = [s for s in found if s.kind in IN_A_PLACE and s.state is ServiceState.ACTIVE]
    if service_id is not None:
        found = [s for s in found if s.id == service_id]
    elif kind in IN_A_PLACE:
        found = [s for s in found if s.kind == kind]
    home = work.of(Individual).get(known(actor).person_id).place
    at_home = [s for s in found if s.place == home]
    found = at_home or [s for s in found if found and s.place == found[0].place]
    if not found:
        refuse_outside_contract(actor, Function.ORDER, lambda s: s.kind in IN_A_PLACE, work=work)
        raise CannotOrder("utter_move_nothing")
    # What others stand on moves first.
    kinds = registered_kinds()
    return sorted(found, key=lambda s: (len(kinds[s.kind].lifecycle.dependencies), s.kind, s.name))


def check_move(actor: Actor | None, services: Sequence[Service], place: str, *, work: Work) -> list[Line]:
    """Whether each of these can be had in the new place. NothingFree, CannotOrder where one cannot."""
    return [_line(service, Place(place), work=work) for service in services]


def _line(service: Service, to: Place, *, work: Work) -> Line:
    base = base_of(service, work=work)
    if base is None or service.place == to.name:
        raise CannotOrder("utter_move_there_already", service=label_of(service), place=to.name)
    offering = base[1]
    if partner_of(offering) is not None:
        raise CannotOrder("utter_move_partner", service=label_of(service), product=offering.name)
    other = under_way_on(service, work=work)
    if other is not None:
        raise CannotOrder("utter_change_under_way", service=label_of(service), number=other.number)
    require_feasible(offering, to.name, work=work)
    details = {
        "together": True,
        "service_id": service.id,
        "kind": service.kind,
        "place": to.name,
        "address": to.address,
        "old_place": service.place,
        "down": offering.terms.get("down"),
        "up": offering.terms.get("up"),
    }
    account = work.of(BillingAccount).get(service.account_id)
    return Line(offering, Carrying.MOVE, 1, account, service, Price(), details, ItemAction.MODIFY)


def propose_move(
    actor: Actor | None, service_ids: Sequence[str], to: Place, *, day: date, turn_id: str, work: Work
) -> Utterance:
    """Propose to take services along to another place on a day. CannotOrder, NothingFree, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    if day < work.today():
        raise CannotOrder("utter_order_in_past", day=day)
    terms = {"service_ids": list(service_ids), "place": to.name, "address": to.address, "day": day}
    lines = _lines(actor, terms, work=work)
    values = {
        "services": [label_of(line.service) for line in lines if line.service is not None],
        "place": to.address or to.name or "",
        "old": lines[0].details["old_place"] or "",
        "day": day,
    }
    return propose(actor, MOVE, terms=terms, shown=Utterance("utter_move_propose", values), turn_id=turn_id, work=work)


@corrects(MOVE)
def correct_move(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another day: "can it be the 20th", "a week later"."""
    terms = proposal.terms
    if changes.get("place") or (day := _day_said(terms["day"], changes, work=work)) is None:
        return None
    to = Place(terms["place"], terms["address"])
    return propose_move(actor, terms["service_ids"], to, day=day, turn_id=turn_id, work=work)


def _day_said(standing: date, changes: Mapping[str, Any], *, work: Work) -> date | None:
    return day_corrected(standing, changes.get("date"), words=str(changes.get("text") or ""), today=work.today())


@dataclass(frozen=True, slots=True)
class MoveAhead:
    """A move that is ordered and has not begun: its order, where it goes, and what comes along."""

    order: ProductOrder
    place: str
    services: Sequence[Service]


def move_ahead(actor: Actor | None, *, work: Work) -> MoveAhead | None:
    """The move that waits for its day, of services that the actor may order for; None where there is none."""
    for service in access_services(actor, Function.ORDER, work=work):
        order = under_way_on(service, work=work) if service.kind in IN_A_PLACE else None
        if order is None or order.state is not OrderState.PENDING:
            continue
        items = [item for item in items_of(order, work=work) if item.carrying is Carrying.MOVE]
        if items:
            services = work.of(Service).list(id=[str(item.service_id) for item in items], order="name")
            return MoveAhead(order, str(items[0].details["place"]), services)
    return None


def propose_other_day(actor: Actor | None, *, day: date, turn_id: str, work: Work) -> Utterance:
    """Propose another day for the move that is ordered. CannotOrder where none waits, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    ahead = move_ahead(actor, work=work)
    if ahead is None:
        raise CannotOrder("utter_move_none_ahead")
    if day < work.today():
        raise CannotOrder("utter_order_in_past", day=day)
    values = {"services": [label_of(one) for one in ahead.services], "place": ahead.place, "day": day,
              "old": ahead.order.wanted_on}  # fmt: skip
    terms = {"order_id": ahead.order.id, "day": day}
    shown = Utterance("utter_move_propose_day", values)
    return propose(actor, MOVE_DAY, terms=terms, shown=shown, turn_id=turn_id, work=work)


@corrects(MOVE_DAY)
def correct_other_day(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Yet another day."""
    day = _day_said(proposal.terms["day"], changes, work=work)
    return propose_other_day(actor, day=day, turn_id=turn_id, work=work) if day is not None else None


@carries_out(MOVE_DAY)
def move_on_other_day(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to another day: everything that is kept at the new place stays kept until then."""
    ahead = move_ahead(actor, work=work)
    if ahead is None or ahead.order.id != proposal.terms["order_id"]:
        raise CannotOrder("utter_move_none_ahead")
    order = work.of(ProductOrder).get(ahead.order.id, lock=True)
    if order.state is not OrderState.PENDING:
        raise CannotOrder("utter_move_none_ahead")
    order.wanted_on = proposal.terms["day"]
    note(work, SecurityEvent.SERVICE_CHANGED, actor=actor, customer_id=order.customer_id, subject=order.number,
         change="another day")  # fmt: skip
    choices = [ask_for("order_status", "utter_choice_order_status", order_id=order.number)]
    return Outcome([Utterance("utter_move_day_set", {"number": order.number, "day": order.wanted_on}, choices)])


def _lines(actor: Actor, terms: dict[str, Any], *, work: Work) -> list[Line]:
    to = Place(terms["place"], terms["address"])
    allowed = {s.id: s for s in access_services(actor, Function.ORDER, work=work)}
    found = [allowed[one] for one in terms["service_ids"] if one in allowed]
    require_any(found)
    return [_line(service, to, work=work) for service in found]


@carries_out(MOVE)
def move_services(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to a move: a port for each is kept in the new place from now on, and they change over on the day."""
    lines = _lines(actor, proposal.terms, work=work)
    order = open_order(actor, lines, key=proposal.id, day=proposal.terms["day"], work=work)
    for item in items_of(order, work=work, lock=True):
        reserve_port(item, str(item.details["kind"]), str(item.details["place"]), work=work)
    return start_order(order, scheduled="utter_move_scheduled", work=work)


def _change_over(item: OrderItem, outside: Outside) -> None:
    _provision(item, outside, place=item.details["place"])


def _change_back(item: OrderItem, outside: Outside) -> None:
    _provision(item, outside, place=item.details["old_place"])


def _provision(item: OrderItem, outside: Outside, *, place: str | None) -> None:
    details = item.details
    outside.network.provision(
        str(details["service_id"]), str(details["kind"]), down=details["down"], up=details["up"], place=place
    )


def _has_moved(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The service is in its new place on its new port; the old one is free. Who lived there lives in the new place."""
    service = work.of(Service).get(str(item.service_id), lock=True)
    old, new = item.details["old_place"], str(item.details["place"])
    for port in work.of(Resource).list(service_id=service.id, kind=ResourceKind.PORT, lock=True):
        port.free()
    for port in work.of(Resource).list(item_id=item.id, kind=ResourceKind.PORT, lock=True):
        port.take(service.id)
    service.place = new
    if old and service.name.startswith(f"{old} "):
        service.name = new + service.name.removeprefix(old)
    person = work.of(Individual).get(order.asked_by, lock=True)
    if person.place in (None, old):
        person.place = new
        person.address = item.details["address"] or person.address


def _release(item: OrderItem, order: ProductOrder, work: Work) -> None:
    for port in work.of(Resource).list(item_id=item.id, status=ResourceStatus.RESERVED, lock=True):
        port.free()


carried_out_by(
    Carrying.MOVE,
    Way([Step("network", ask=_change_over, take_back=_change_back), Step("move", do=_has_moved)], _release),
)
