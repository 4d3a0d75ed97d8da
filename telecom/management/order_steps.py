"""The steps of orders: what is asked outside and done inside for each, and how it is taken back. [F4, F6, R43]"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from telecom.model.ordering import Carrying, OrderItem, OrderState, ProductOrder
from telecom.ports import Outside, Work

CALL_OFF = "call_off_order"


class NotYet(Exception):
    """The step waits for something outside, such as a parcel on its way; it is asked about again when due."""


class StepRefused(Exception):
    """The outside says no for good: trying again will not help. `reason` is a word for the task."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _nothing_to_ask(item: OrderItem, outside: Outside) -> None:
    return None


def _nothing_to_do(item: OrderItem, order: ProductOrder, work: Work) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an item: what is asked outside and done inside, and how both are taken back."""

    name: str
    ask: Callable[[OrderItem, Outside], None] = _nothing_to_ask
    do: Callable[[OrderItem, ProductOrder, Work], None] = _nothing_to_do
    take_back: Callable[[OrderItem, Outside], None] = _nothing_to_ask


@dataclass(frozen=True, slots=True)
class Way:
    """How items of a kind are carried out. `release` gives back, inside the cancelling transaction, what the order
    had set aside; `stop` asks the outside whether it can still be stopped, False where it is too late."""

    steps: Sequence[Step]
    release: Callable[[OrderItem, ProductOrder, Work], None]
    stop: Callable[[OrderItem, Outside], bool] = lambda item, outside: True


_WAYS: dict[tuple[Carrying, str | None], Way] = {}


def carried_out_by(carrying: Carrying, way: Way, *, provider: str | None = None) -> None:
    """Say how items are carried out: by the operator itself, or by a partner of this name ("*" for any partner)."""
    _WAYS[carrying, provider] = way


def way_of(item: OrderItem) -> Way:
    """The way of an item; KeyError where nobody has said one."""
    return _WAYS.get((item.carrying, item.provider)) or _WAYS[item.carrying, "*" if item.provider else None]


def items_of(order: ProductOrder, *, work: Work, lock: bool = False) -> list[OrderItem]:
    """The items of an order in the order in which they are carried out."""
    return work.of(OrderItem).list(order_id=order.id, order="position", lock=lock)


def begin_calling_off(order: ProductOrder, *, work: Work) -> None:
    """From now nothing more is done for an order; a worker asks the outside and takes back what was done."""
    order.state_before = order.state
    order.become(OrderState.ASSESSING_CANCELLATION)
    for item in items_of(order, work=work, lock=True):
        if item.state is not OrderState.COMPLETED:
            item.become(OrderState.ASSESSING_CANCELLATION)
    work.enqueue(CALL_OFF, order_id=order.id, lock=f"order:{order.id}")


def next_step(items: Sequence[OrderItem], waiting: set[str]) -> tuple[OrderItem, Step] | None:
    """The first step that does not stand yet. Where items stand or fall together, all that is asked outside stands,
    one after the other, before any of them begins to run, so that a no can still be made good."""
    if items and items[0].details.get("together"):
        if waiting:
            return None
        return _first_open(items, slice(None, -1), waiting) or _first_open(items, slice(-1, None), waiting)
    return _first_open(items, slice(None), waiting)


def _first_open(items: Sequence[OrderItem], part: slice, waiting: set[str]) -> tuple[OrderItem, Step] | None:
    for item in items:
        if item.state is not OrderState.IN_PROGRESS or item.id in waiting:
            continue
        for step in way_of(item).steps[part]:
            if step.name not in item.steps_done:
                return item, step
    return None
