"""Following an order, calling it off, and what people do about one that is held. [M.3345 App. I-2, F5, F6, F16]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telecom.management.fulfilment import (
    CARRY_OUT,
    ORDER_TASK,
    begin,
    go_on,
    items_of,
    tell_orderer,
    way_of,
    what_of,
)
from telecom.management.order_steps import CALL_OFF, begin_calling_off
from telecom.management.staff_tasks import resolves, withdraw_tasks
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.errors import NotFound
from telecom.model.ordering import (
    CANCELLABLE,
    Carrying,
    OrderItem,
    OrderState,
    ProductOrder,
    TooLateToCancel,
)
from telecom.model.proposals import Proposal
from telecom.model.tasks import WITH_PEOPLE, StaffTask
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import NetworkDown, OpenWork, Outside, PartnerDown, WarehouseDown, Work
from telecom.support.audit import note
from telecom.support.authorization import access_accounts, known, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose

CANCEL = "cancel_order"
START_DUE = "start of order"
RECENT = 5
_ASK_AGAIN = timedelta(seconds=30)
_UNDONE = {Carrying.PORT_IN: "utter_port_in_refused", Carrying.PORT_OUT: "utter_port_out_refused"}
# What other providers say, and the sentence for it.
_REASONS = {
    "number not with us": "utter_port_reason_unknown",
    "code does not fit": "utter_port_reason_code",
    "outstanding debt": "utter_port_reason_debt",
    "no mobile number": "utter_port_reason_unknown",
}


@dataclass(frozen=True, slots=True)
class ItemReport:
    """How far one item is: its name, how many, the state, and the steps that stand of those it has."""

    name: str
    quantity: int
    state: OrderState
    steps_done: Sequence[str]
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrderReport:
    """An order with its items; `by` is by when people look at it, where it is held."""

    order: ProductOrder
    items: Sequence[ItemReport]
    by: datetime | None


def access_orders(actor: Actor | None, *, work: Work, number: str | None = None) -> list[ProductOrder]:
    """The orders the actor may see, the newest first: those of customers they may order for, and their own. With a
    number just that one, or NotFound."""
    actor = known(actor)
    customers = {account.customer_id for account in access_accounts(actor, Function.ORDER, work=work)}
    found = work.of(ProductOrder).list(customer_id=customers, order="-placed_at,-number") if customers else []
    own = work.of(ProductOrder).list(asked_by=actor.person_id, order="-placed_at,-number")
    found = sorted({o.id: o for o in (*found, *own)}.values(), key=lambda o: (o.placed_at, o.number), reverse=True)
    if number is None:
        return found
    found = [order for order in found if order.number.casefold() == number.casefold()]
    if not found:
        raise NotFound("utter_order_no_such", number=number)
    return found


def order_status(actor: Actor | None, *, number: str | None = None, work: Work) -> list[OrderReport]:
    """How the orders stand that are under way, or the newest ones where none is; or one by its number. [F5]"""
    orders = access_orders(actor, work=work, number=number)
    shown = [order for order in orders if order.is_open] or orders[:1]
    return [report_of(order, work=work) for order in shown[:RECENT]]


def report_of(order: ProductOrder, *, work: Work) -> OrderReport:
    """An order with how far each of its items is."""
    items = items_of(order, work=work)
    names = {o.id: o.name for o in work.of(Offering).list(id={item.offering_id for item in items})}
    task = work.of(StaffTask).find(kind=ORDER_TASK, subject=order.id, state=WITH_PEOPLE)
    reports = [
        ItemReport(names[i.offering_id], i.quantity, i.state, i.steps_done, [s.name for s in way_of(i).steps])
        for i in items
    ]
    return OrderReport(order, reports, task.promised_by if task else None)


def cancellable_orders(actor: Actor | None, *, number: str | None = None, work: Work) -> list[ProductOrder]:
    """The orders that could still be called off. TooLateToCancel where what was named is done; NotFound where there
    is nothing."""
    orders = access_orders(actor, work=work, number=number)
    found = [order for order in orders if order.state in CANCELLABLE]
    if not found and number is not None:
        raise TooLateToCancel(number=number)
    if not found:
        raise NotFound("utter_order_none_to_cancel")
    return found


def propose_cancellation(actor: Actor | None, number: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to call an order off: what it was, and that nothing is charged."""
    order = cancellable_orders(actor, number=number, work=work)[0]
    actor = require_fresh_proof(actor, work=work)
    done = [item for item in items_of(order, work=work) if item.state is OrderState.COMPLETED]
    name = "utter_order_cancel_propose_rest" if done else "utter_order_cancel_propose"
    values = {"number": order.number, "what": what_of(order, work=work)}
    terms = {"order_id": order.id, "number": order.number}
    return propose(actor, CANCEL, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


@carries_out(CANCEL)
def cancel_order(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to calling an order off: from now nothing more is done for it, and what was done is taken back."""
    return call_off(actor, str(proposal.terms["number"]), work=work)


def call_off(actor: Actor, number: str, *, work: Work) -> Outcome:
    """Call an order off that was confirmed to be, or that is taken back. TooLateToCancel, NotFound."""
    order = cancellable_orders(actor, number=number, work=work)[0]
    order = work.of(ProductOrder).get(order.id, lock=True)
    if order.state not in CANCELLABLE:
        raise TooLateToCancel(number=number)
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        actor=actor,
        customer_id=order.customer_id,
        subject=order.id,
        change="cancel",
    )
    begin_calling_off(order, work=work)

    def call_off(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            call_off_order(order_id=order.id, open_work=open_work, outside=outside, tell=False)
        except RetryLater:
            return [Utterance("utter_order_cancel_slow", {"number": number})]
        with open_work() as later:
            return [how_it_ended(later.of(ProductOrder).get(order.id), work=later)]

    return Outcome([Utterance("utter_order_cancel_slow", {"number": number})], call_off)


@job(CALL_OFF)
def call_off_order(*, order_id: str, open_work: OpenWork, outside: Outside, tell: bool = True) -> None:
    """Ask the outside whether the order can still be stopped; if so take back what stands, else let it go on. All of
    it may be repeated: the order is cancelled in one transaction at the end."""
    with open_work() as work:
        order = work.of(ProductOrder).get(order_id, lock=True)
        if order.state is not OrderState.ASSESSING_CANCELLATION:
            return
        items = [i for i in items_of(order, work=work) if i.state is OrderState.ASSESSING_CANCELLATION]
    try:
        stopped = {item.id: way_of(item).stop(item, outside) for item in items}
        for item in items:
            if stopped[item.id]:
                for step in reversed(way_of(item).steps):
                    step.take_back(item, outside)
    except (NetworkDown, WarehouseDown, PartnerDown) as down:
        raise RetryLater(after=_ASK_AGAIN) from down
    with open_work() as work:
        order = work.of(ProductOrder).get(order_id, lock=True)
        if order.state is not OrderState.ASSESSING_CANCELLATION:
            return
        _conclude(order, stopped, work=work)
        if tell:
            tell_orderer(order, how_it_ended(order, work=work), what="called off", work=work)


def _conclude(order: ProductOrder, stopped: dict[str, bool], *, work: Work) -> None:
    """Cancel what could be stopped; an order of which something is done or on its way goes on with just that."""
    items = items_of(order, work=work, lock=True)
    for item in items:
        if item.state is OrderState.ASSESSING_CANCELLATION and stopped.get(item.id):
            cancel_item(item, order, work=work)
    if all(item.state is OrderState.CANCELLED for item in items):
        order.become(OrderState.PENDING_CANCELLATION)
        order.become(OrderState.CANCELLED)
        order.completed_at = work.now
        withdraw_tasks(ORDER_TASK, order.id, work=work)
        return
    before = order.state_before or OrderState.IN_PROGRESS
    going_on = [item for item in items if item.state is OrderState.ASSESSING_CANCELLATION]
    order.become(before if going_on else OrderState.IN_PROGRESS)
    for item in going_on:
        item.become(before)
    if not going_on:
        withdraw_tasks(ORDER_TASK, order.id, work=work)
    if order.state is OrderState.IN_PROGRESS:
        work.enqueue(CARRY_OUT, order_id=order.id, lock=f"order:{order.id}")


def cancel_item(item: OrderItem, order: ProductOrder, *, work: Work) -> None:
    """The item is called off, and all that was kept for it is free again."""
    item.become(OrderState.PENDING_CANCELLATION)
    item.become(OrderState.CANCELLED)
    item.completed_at = work.now
    way_of(item).release(item, order, work)


def how_it_ended(order: ProductOrder, *, work: Work) -> Utterance:
    """What is said of an order that was called off, by somebody or because it could not be had."""
    items = items_of(order, work=work)
    values = {"number": order.number, "what": what_of(order, work=work)}
    if order.state is OrderState.CANCELLED and order.trouble and items[0].details.get("together"):
        return _undone(order, items, values)
    if order.state is OrderState.CANCELLED:
        return Utterance("utter_order_cancelled", values)
    names = {o.id: o.name for o in work.of(Offering).list(id={i.offering_id for i in items})}
    kept = [names[i.offering_id] for i in items if i.state is not OrderState.CANCELLED]
    name = "utter_order_cancelled_rest" if len(kept) < len(items) else "utter_order_cancel_denied"
    back = ask_for("return_equipment", "utter_choice_return")
    return Utterance(name, {**values, "kept": kept}, [back])


def _undone(order: ProductOrder, items: Sequence[OrderItem], values: dict[str, Any]) -> Utterance:
    """What is said where somebody outside said no and all was taken back. A partner's reason comes after its name."""
    known = str(order.trouble).partition(": ")[2]
    reason = Utterance(_REASONS.get(known, "utter_port_reason_other"))
    values |= {"reason": reason, "ported": items[0].details.get("ported", "")}
    return Utterance(_UNDONE.get(items[0].carrying, "utter_bundle_undone"), values)


@resolves(ORDER_TASK, "retry", "done", "cancel")
def resolve_held_order(task: StaffTask, resolution: str, *, work: Work) -> None:
    """People say how a held order goes on: tried again, the failed step done by hand, or called off."""
    order = work.of(ProductOrder).get(task.subject, lock=True)
    if order.state is not OrderState.HELD:
        return
    values = {"number": order.number, "what": what_of(order, work=work)}
    if resolution == "cancel":
        begin_calling_off(order, work=work)
        return
    go_on(order, by_hand=resolution == "done", work=work)
    tell_orderer(order, Utterance("utter_order_goes_on", values), what=f"goes on:{task.id}", work=work)


def _starts_today(work: Work) -> Iterable[Due]:
    """Orders for a later day whose day has come."""
    for order in work.of(ProductOrder).list(state=OrderState.PENDING, wanted_on__lte=work.today()):
        yield Due(order.id, order.wanted_on.isoformat())


@due(START_DUE, _starts_today)
def start_due_order(one: Due, work: Work) -> None:
    """Begin an order whose day has come."""
    order = work.of(ProductOrder).get(one.subject, lock=True)
    if order.state is OrderState.PENDING and order.wanted_on <= work.today():
        begin(order, work=work)
