"""Following an order, and calling it off."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.explaining import offered_last
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.warranty import claim_called_off, is_only_claim, means_claim
from telecom.management.fulfilment import what_of
from telecom.management.order_life import (
    ItemReport,
    OrderReport,
    cancellable_orders,
    order_status,
    propose_cancellation,
)
from telecom.management.returns import returnables
from telecom.model.errors import BusinessError
from telecom.model.ordering import CANCELLABLE, OrderState
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.ports import Work
from telecom.support import messaging

_STATES = {
    OrderState.ACKNOWLEDGED: "utter_order_state_waiting",
    OrderState.IN_PROGRESS: "utter_order_state_in_progress",
    OrderState.PENDING: "utter_order_state_pending",
    OrderState.HELD: "utter_order_state_held",
    OrderState.ASSESSING_CANCELLATION: "utter_order_state_cancelling",
    OrderState.PENDING_CANCELLATION: "utter_order_state_cancelling",
    OrderState.CANCELLED: "utter_order_state_cancelled",
    OrderState.COMPLETED: "utter_order_state_completed",
    OrderState.PARTIAL: "utter_order_state_partial",
    OrderState.FAILED: "utter_order_state_failed",
    OrderState.REJECTED: "utter_order_state_failed",
}
_WENT_THROUGH = re.compile(
    r"\b(?:that|it|this|das|es)\b.{0,20}\b(?:through|worked?|happen\w*|done|paid|booked|geklappt|durch)\b", re.I
)
# Answers that money was paid or put on in.
_OF_MONEY = ("payment", "credit", "arrears", "voucher", "transfer")
_STEPS = {
    "network": "utter_order_step_network",
    "activation": "utter_order_step_activation",
    "packing": "utter_order_step_packing",
    "sending": "utter_order_step_sending",
    "delivery": "utter_order_step_delivery",
    "partner": "utter_order_step_partner",
    "partner order": "utter_order_step_partner",
    "partner provisioning": "utter_order_step_partner_builds",
}


class OrderStatus(DialtoneAction):
    """How far orders are, item by item."""

    called = "action_order_status"
    in_general = "utter_order_in_general"

    def answer(self, asked: Asked, work: Work) -> Answer:
        number = asked.entities.get("order_id")
        if number is None and (instead := _instead(asked, work)) is not None:
            return instead
        reports = order_status(asked.actor, number=str(number) if number else None, work=work)
        if not reports:
            near = [
                ask_for(wish, f"utter_wish_{wish}") for wish in ("browse_catalogue", "check_ticket", "list_services")
            ]
            return Answer([Utterance("utter_order_none", {}, near)])
        lines = [order_line(report) for report in reports]
        choices = [
            said_as(
                ask_for("cancel_order", "utter_choice_cancel_order", order_id=report.order.number),
                *(
                    "cancel it",
                    "cancel that",
                    "cancel the order",
                    "cancel this",
                    "call it off",
                    "dont want it",
                    "stop it",
                ),
            )
            for report in reports
            if report.order.state in CANCELLABLE
        ]
        if len(lines) == 1:
            return Answer([Utterance(lines[0].response, lines[0].values, choices)])
        return Answer([Utterance("utter_order_status", {"orders": lines})])


def _instead(asked: Asked, work: Work) -> Answer | None:
    """What "did that go through?" is about where no order was spoken of: the offer that still waits for a yes, or the
    payment that was made just now."""
    if not _WENT_THROUGH.search(asked.text):
        return None
    if waits := offered_last(asked, work):
        return Answer([Utterance("utter_help_offered"), *waits])
    said = messaging.latest_answers(asked.conversation, work=work)
    if any(each.response.removeprefix("utter_").startswith(_OF_MONEY) for each in said):
        return DialtoneAction.named["action_show_payments"]().answer(asked, work)
    return None


def order_line(report: OrderReport) -> Utterance:
    """One order in words: number, when, state, and each item."""
    order = report.order
    values = {
        "number": order.number,
        "placed": order.placed_at,
        "state": state_of(report),
        "items": [_item(item, report) for item in report.items],
    }
    return Utterance("utter_order_status_one", values)


def state_of(report: OrderReport) -> Utterance:
    """The state of an order in words."""
    return Utterance(_STATES[report.order.state], {"day": report.order.wanted_on, "by": report.by or ""})


def _item(item: ItemReport, report: OrderReport) -> Utterance:
    open_step = next((step for step in item.steps if step not in item.steps_done), None)
    if item.state is OrderState.IN_PROGRESS and open_step in _STEPS:
        state = Utterance(_STEPS[str(open_step)])
    else:
        state = Utterance(_STATES[item.state], {"day": report.order.wanted_on, "by": report.by or ""})
    if item.quantity > 1:
        return Utterance("utter_order_item_several", {"count": item.quantity, "name": item.name, "state": state})
    return Utterance("utter_order_item", {"name": item.name, "state": state})


def _named(asked: Asked) -> str | None:
    number = asked.value("order_id")
    return str(number) if number else None


class CancelOrderForm(DialtoneForm):
    """Which order to call off, where there are several."""

    form = "cancel_order_form"
    form_slots = ("order_id",)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The order that holds the product that was named."""
        product = asked.entities.get("product")
        if asked.actor is None or asked.value("order_id") or not product:
            return {}
        try:
            found = cancellable_orders(asked.actor, work=work)
        except BusinessError:
            return {}
        holding = [order.number for order in found if product in what_of(order, work=work)]
        return {"order_id": holding[0]} if len(holding) == 1 else {}

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if means_claim(asked, work):
            return ()
        try:
            found = cancellable_orders(asked.actor, number=_named(asked), work=work)
        except BusinessError:
            return ()
        return ("order_id",) if len(found) > 1 else ()


class AskWhichOrder(DialtoneAction):
    """Asks which order to call off."""

    called = "action_ask_cancel_order_form_order_id"

    def answer(self, asked: Asked, work: Work) -> Answer:
        found = cancellable_orders(asked.actor, work=work)
        choices: list[Offered] = [
            ask_for(
                "cancel_order",
                "utter_choice_order",
                {"number": order.number, "what": what_of(order, work=work)},
                order_id=order.number,
            )
            for order in found
        ]
        return Answer([Utterance("utter_order_which_to_cancel", {}, choices)])


def _cancellable(asked: Asked, work: Work) -> bool:
    try:
        return bool(cancellable_orders(asked.actor, work=work))
    except BusinessError:
        return False


class CancelOrder(DialtoneAction):
    """Proposes to call an order off."""

    called = "action_cancel_order"
    form_slots = ("order_id",)

    def answer(self, asked: Asked, work: Work) -> Answer:
        if means_claim(asked, work):
            return claim_called_off(asked, work)
        if not _named(asked) and is_only_claim(asked, work) and not _cancellable(asked, work):
            return claim_called_off(asked, work)
        if not _named(asked) and not _cancellable(asked, work) and (come := _come_already(asked, work)) is not None:
            return come
        order = cancellable_orders(asked.actor, number=_named(asked), work=work)[0]
        return Answer([propose_cancellation(asked.actor, order.number, turn_id=asked.turn_id, work=work)])


def _come_already(asked: Asked, work: Work) -> Answer | None:
    """What was bought and has come is too late to cancel, and may go back; None where there is no such thing."""
    product = asked.entities.get("product")
    try:
        goods = [each for each in returnables(asked.actor, named=str(product or ""), work=work) if each.refund]
    except BusinessError:
        return None
    if not goods:
        return None
    newest = goods[-1]
    back = ask_for("return_equipment", "utter_choice_return", value=newest.product_id)
    values = {"product": newest.what, "until": newest.until, "refund": newest.refund}
    return Answer([Utterance("utter_order_come_already", values, [back])])
