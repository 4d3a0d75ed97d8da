"""Orders: what somebody asked us to deliver, change or end, item by item, and how far each is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance

MOST_OF_ONE = 20


class OrderState(Enum):
    """Life of an order, and of each of its items (TM Forum 622)."""

    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    IN_PROGRESS = "inProgress"
    PENDING = "pending"
    HELD = "held"
    ASSESSING_CANCELLATION = "assessingCancellation"
    PENDING_CANCELLATION = "pendingCancellation"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    FAILED = "failed"
    PARTIAL = "partial"


_ITEM_LIFE = {
    OrderState.ACKNOWLEDGED: frozenset({OrderState.IN_PROGRESS, OrderState.PENDING, OrderState.REJECTED}),
    OrderState.IN_PROGRESS: frozenset(
        {
            OrderState.PENDING,
            OrderState.HELD,
            OrderState.ASSESSING_CANCELLATION,
            OrderState.COMPLETED,
            OrderState.FAILED,
        }
    ),
    OrderState.PENDING: frozenset({OrderState.IN_PROGRESS, OrderState.ASSESSING_CANCELLATION, OrderState.CANCELLED}),
    OrderState.HELD: frozenset({OrderState.IN_PROGRESS, OrderState.ASSESSING_CANCELLATION, OrderState.CANCELLED}),
    # Back to where it was where the cancellation is denied.
    OrderState.ASSESSING_CANCELLATION: frozenset(
        {OrderState.PENDING, OrderState.HELD, OrderState.IN_PROGRESS, OrderState.PENDING_CANCELLATION}
    ),
    OrderState.PENDING_CANCELLATION: frozenset({OrderState.CANCELLED}),
}
ITEM_LIFE = _ITEM_LIFE
ORDER_LIFE = _ITEM_LIFE | {OrderState.IN_PROGRESS: _ITEM_LIFE[OrderState.IN_PROGRESS] | {OrderState.PARTIAL}}
ORDER_OPEN = (
    OrderState.ACKNOWLEDGED,
    OrderState.IN_PROGRESS,
    OrderState.PENDING,
    OrderState.HELD,
    OrderState.ASSESSING_CANCELLATION,
    OrderState.PENDING_CANCELLATION,
)
CANCELLABLE = (OrderState.IN_PROGRESS, OrderState.PENDING, OrderState.HELD)


class ItemAction(Enum):
    """What an item does to the inventory (TM Forum 622)."""

    ADD = "add"
    MODIFY = "modify"
    DELETE = "delete"
    NO_CHANGE = "noChange"


class Carrying(Enum):
    """How an item is carried out: each way has its own steps."""

    NEW_SERVICE = "new service"
    ADD_ON = "add-on"
    GOODS = "goods"
    PLAN_CHANGE = "plan change"
    END_SERVICE = "end of service"
    END_ADD_ON = "end of add-on"
    PORT_IN = "number brought in"
    PORT_OUT = "number taken away"
    MOVE = "move"


class CannotOrder(BusinessError):
    """This cannot be ordered as asked; the response says why."""

    response = "utter_order_cannot"


class TooLateToCancel(BusinessError):
    """What was ordered is done, or on its way, and can no longer be called off."""

    response = "utter_order_too_late"


@dataclass(kw_only=True, eq=False)
class OrderItem:
    """One thing of an order. `provider` is None for the operator itself, else the partner who carries it out.

    `steps_done` are the names of the steps that stand, in their order; `held_minor` is prepaid money set aside for it.
    """

    id: str = field(default_factory=new_id)
    order_id: str
    position: int
    action: ItemAction
    carrying: Carrying
    offering_id: str
    quantity: int = 1
    provider: str | None = None
    service_id: str | None = None
    product_id: str | None = None
    account_id: str
    one_off: Money | None = None
    monthly: Money | None = None
    details: dict[str, Any] = field(default_factory=dict)
    steps_done: list[str] = field(default_factory=list)
    state: OrderState = OrderState.ACKNOWLEDGED
    completed_at: datetime | None = None

    def become(self, state: OrderState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, ITEM_LIFE, subject="order item")

    def note_step(self, name: str) -> None:
        """The step stands. A new list: a change inside the old one would not be seen by the storage."""
        self.steps_done = [*self.steps_done, name]


@dataclass(kw_only=True, eq=False)
class ProductOrder:
    """One order, with the number that people quote. `key` is the proposal that was confirmed: one yes, one order.

    `wanted_on` is the day from which it is carried out; `state_before` where it goes back to if a cancellation is
    denied; `trouble` is why it is held, `tries` how often its present step failed.
    """

    id: str = field(default_factory=new_id)
    key: str
    number: str
    customer_id: str
    asked_by: str
    placed_at: datetime
    wanted_on: date
    state: OrderState = OrderState.ACKNOWLEDGED
    state_before: OrderState | None = None
    tries: int = 0
    trouble: str | None = None
    completed_at: datetime | None = None

    def become(self, state: OrderState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, ORDER_LIFE, subject="order")

    @property
    def is_open(self) -> bool:
        return self.state in ORDER_OPEN


def outcome_of(items: Iterable[OrderItem]) -> OrderState:
    """How an order stands whose items have all come to an end: completed, failed, or partly done."""
    states = {item.state for item in items}
    if states == {OrderState.COMPLETED}:
        return OrderState.COMPLETED
    return OrderState.PARTIAL if OrderState.COMPLETED in states else OrderState.FAILED
