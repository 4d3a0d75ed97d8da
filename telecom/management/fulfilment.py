"""Carrying orders out, step by step, without anybody's help; what fails goes to the operator's people. [F4, F5, F16]

Each way of carrying out an item is a list of steps. A step asks the outside (repeating it changes nothing), then does
its work in the database in the transaction that also notes the step. So whatever is killed or cut, each step stands
whole or not at all, and the next run goes on with the first that does not.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import structlog

from telecom.management.feedback import stars_if_due
from telecom.management.first_sims import first_sims
from telecom.management.order_steps import NotYet as NotYet
from telecom.management.order_steps import Step as Step
from telecom.management.order_steps import StepRefused as StepRefused
from telecom.management.order_steps import Way as Way
from telecom.management.order_steps import begin_calling_off, next_step
from telecom.management.order_steps import carried_out_by as carried_out_by
from telecom.management.order_steps import items_of as items_of
from telecom.management.order_steps import way_of as way_of
from telecom.management.staff_tasks import open_task
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.ordering import Carrying, OrderItem, OrderState, ProductOrder, outcome_of
from telecom.model.parties import Customer, Individual
from telecom.model.returns import RETURN_WITHIN
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import NetworkDown, OpenWork, Outside, PartnerDown, WarehouseDown, Work
from telecom.support import telling
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job

log = structlog.get_logger("fulfilment")
CARRY_OUT = "carry_out_order"
ORDER_TASK = "order"
UNDER_WAY = "orders under way"
MOST_TRIES = 3
_ASK_AGAIN = timedelta(seconds=20)
# How often orders that wait for something outside are looked at.
_ASK_EVERY = timedelta(hours=2)
# By when a run that was begun in the chat must be over; a crash in between is made up for by the job.
_SAFETY_NET = timedelta(seconds=20)


_SAID_WHEN_DONE = {
    Carrying.PLAN_CHANGE: "utter_change_done",
    Carrying.END_SERVICE: "utter_terminate_done",
    Carrying.END_ADD_ON: "utter_terminate_done_add_on",
    Carrying.PORT_IN: "utter_port_in_done",
    Carrying.PORT_OUT: "utter_port_out_done",
    Carrying.MOVE: "utter_move_done",
}


def begin(order: ProductOrder, *, work: Work, in_chat: bool = False) -> None:
    """Begin to carry an order out: a worker does it, at once, or, where it is begun in the chat, if that fails to."""
    order.become(OrderState.IN_PROGRESS)
    for item in items_of(order, work=work, lock=True):
        if item.state not in (OrderState.COMPLETED, OrderState.CANCELLED):
            item.become(OrderState.IN_PROGRESS)
    order.tries = 0
    after = _SAFETY_NET if in_chat else None
    work.enqueue(CARRY_OUT, order_id=order.id, lock=f"order:{order.id}", after=after)


@job(CARRY_OUT)
def carry_out_order(*, order_id: str, open_work: OpenWork, outside: Outside, tell: bool = True) -> None:
    """Carry an order out as far as it goes now. RetryLater where the outside does not answer, until it has been asked
    often enough and people take over."""
    waiting: set[str] = set()
    while True:
        with open_work() as work:
            order = work.of(ProductOrder).get(order_id, lock=True)
            if order.state is not OrderState.IN_PROGRESS:
                return
            found = next_step(items_of(order, work=work), waiting)
            if found is None:
                if not waiting:
                    _finish(order, tell=tell, work=work)
                return
        item, step = found
        try:
            _take(item, step, open_work, outside)
        except NotYet:
            waiting.add(item.id)
        except (StepRefused, NetworkDown, WarehouseDown, PartnerDown, BusinessError) as trouble:
            _stumble(order_id, item, step, trouble, open_work)
        except Exception as trouble:
            log.exception("step failed", order=order_id, step=step.name)
            _stumble(order_id, item, step, trouble, open_work)


def _take(item: OrderItem, step: Step, open_work: OpenWork, outside: Outside) -> None:
    if step.name not in item.details.get("by_hand", ()):
        step.ask(item, outside)
    with open_work() as work:
        order = work.of(ProductOrder).get(item.order_id, lock=True)
        item = work.of(OrderItem).get(item.id, lock=True)
        # Somebody else may have taken this step meanwhile, or the order may have been cancelled.
        if order.state is not OrderState.IN_PROGRESS or step.name in item.steps_done:
            return
        step.do(item, order, work)
        item.note_step(step.name)
        order.tries = 0
        if len(item.steps_done) == len(way_of(item).steps):
            item.become(OrderState.COMPLETED)
            item.completed_at = work.now


def _stumble(order_id: str, item: OrderItem, step: Step, trouble: Exception, open_work: OpenWork) -> None:
    """Count a failed try: again later, or, when it has failed often enough, over to people."""
    with open_work() as work:
        order = work.of(ProductOrder).get(order_id, lock=True)
        if order.state is not OrderState.IN_PROGRESS:
            return
        order.tries += 1
        again = order.tries < MOST_TRIES and not isinstance(trouble, StepRefused | BusinessError)
        if not again and _can_be_undone(item, trouble, items_of(order, work=work)):
            # What stands or falls together falls: the rest is taken back, and nobody has to look at it. [F8]
            order.trouble = _reason(trouble)
            begin_calling_off(order, work=work)
        elif not again:
            _hold(order, item, step, trouble, work)
    if again:
        raise RetryLater(after=_ASK_AGAIN)


def _can_be_undone(item: OrderItem, trouble: Exception, items: Iterable[OrderItem]) -> bool:
    refused = isinstance(trouble, StepRefused | BusinessError) and bool(item.details.get("together"))
    return refused and all(each.state is not OrderState.COMPLETED for each in items)


def _reason(trouble: Exception) -> str:
    if isinstance(trouble, StepRefused):
        return trouble.reason[:60]
    if isinstance(trouble, BusinessError):
        return trouble.name
    silent = {NetworkDown: "network", WarehouseDown: "warehouse", PartnerDown: "partner"}.get(type(trouble))
    return f"{silent} does not answer" if silent else "unexpected error"


def _hold(order: ProductOrder, item: OrderItem, step: Step, trouble: Exception, work: Work) -> None:
    """Stop, give the order to the operator's people with all they need, and tell the subscriber. [F16]"""
    order.become(OrderState.HELD)
    for each in items_of(order, work=work):
        if each.state is OrderState.IN_PROGRESS:
            each.become(OrderState.HELD)
    order.trouble = _reason(trouble)
    customer = work.of(Customer).get(order.customer_id)
    needs = {
        "order": order.number,
        "customer": f"{customer.number} {customer.name}",
        "product": work.of(Offering).get(item.offering_id).name,
        "what": item.carrying.value,
        "failed step": step.name,
        "steps that stand": item.steps_done,
        "service": item.service_id or item.details.get("service_id"),
        **{name: str(item.details[name]) for name in ("place", "number", "address", "ports") if item.details.get(name)},
    }
    task = open_task(
        ORDER_TASK,
        key=f"order:{order.id}:{item.id}:{step.name}:{work.now.isoformat()}",
        customer_id=order.customer_id,
        asked_by=order.asked_by,
        subject=order.id,
        reason=order.trouble,
        needs=needs,
        work=work,
    )
    values = {"number": order.number, "what": what_of(order, work=work), "by": task.promised_by}
    tell_orderer(order, Utterance("utter_order_held", values), what=f"held:{task.id}", work=work)


def go_on(order: ProductOrder, *, by_hand: bool, work: Work) -> None:
    """People have mended what held the order up: it goes on, with the step that failed done by hand or tried again."""
    for item in items_of(order, work=work, lock=True):
        step = next((s.name for s in way_of(item).steps if s.name not in item.steps_done), None)
        if by_hand and item.state is OrderState.HELD and step is not None:
            item.details = {**item.details, "by_hand": [*item.details.get("by_hand", ()), step]}
    order.trouble = None
    begin(order, work=work)


def _finish(order: ProductOrder, *, tell: bool, work: Work) -> None:
    items = items_of(order, work=work)
    order.become(outcome_of(items))
    order.completed_at = work.now
    if tell:
        tell_orderer(order, done_utterance(order, work=work), what="done", work=work)


def done_utterance(order: ProductOrder, *, work: Work) -> Utterance:
    """What is said of an order that has come to its end."""
    items = items_of(order, work=work)
    touched = work.of(Service).list(id={i.service_id for i in items if i.service_id}, order="name")
    values = {
        "number": order.number,
        "what": what_of(order, work=work),
        "services": [service.name for service in touched],
        "ported": items[0].details.get("ported", ""),
        "place": items[0].details.get("place") or "",
        "sims": first_sims({service.id for service in touched}, work=work) if touched else [],
    }
    if order.state is OrderState.COMPLETED:
        name = _SAID_WHEN_DONE.get(items[0].carrying)
        rated = [] if name else stars_if_due(order.asked_by, "order", order.number, work=work)
        values["rate"] = [Utterance("utter_feedback_ask")] if rated else []
        if all(item.carrying is Carrying.GOODS for item in items):
            values["days"] = RETURN_WITHIN.days
            return Utterance(
                "utter_order_arrived", values, [*rated, ask_for("return_equipment", "utter_choice_return")]
            )
        choices = [*rated, ask_for("list_services", "utter_choice_services")]
        return Utterance(name or "utter_order_completed", values, choices)
    return Utterance("utter_order_partial", values)


def what_of(order: ProductOrder, *, work: Work) -> list[str]:
    """The names of what was ordered, each once."""
    items = items_of(order, work=work)
    names: Mapping[str, str] = {o.id: o.name for o in work.of(Offering).list(id={i.offering_id for i in items})}
    return list(dict.fromkeys(str(item.details.get("bundle") or names[item.offering_id]) for item in items))


def tell_orderer(order: ProductOrder, notice: Utterance, *, what: str, work: Work) -> None:
    """Push news of an order to whoever placed it, once for each piece of news."""
    person = work.of(Individual).get(order.asked_by)
    key = f"order:{order.id}:{what}"
    telling.push(work, person.id, person.phone_number, notice, key=key, priority=Priority.PROGRESS)


def _under_way(work: Work) -> Iterable[Due]:
    """Orders that wait for something, such as parcels on their way, once in two hours."""
    period = str(int(work.now.timestamp()) // int(_ASK_EVERY.total_seconds()))
    for order in work.of(ProductOrder).list(state=OrderState.IN_PROGRESS, placed_at__lt=work.now - _SAFETY_NET):
        yield Due(order.id, period)


@due(UNDER_WAY, _under_way)
def follow_order(one: Due, work: Work) -> None:
    """Have a worker see how far an order can be carried out now."""
    work.enqueue(CARRY_OUT, order_id=one.subject, lock=f"order:{one.subject}")
