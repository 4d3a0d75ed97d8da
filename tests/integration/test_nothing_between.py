"""A fault at each step of an order, a change, a pause and an end: afterwards it is as before or done, never between.

[R16, R43]
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.management.changing import propose_change
from telecom.management.fulfilment import carry_out_order
from telecom.management.order_items import Wanted
from telecom.management.order_life import call_off_order, propose_cancellation
from telecom.management.suspension import propose_pause, propose_resume
from telecom.management.switching import SET_LINE, set_line
from telecom.management.termination import propose_termination
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge
from telecom.model.inventory import Product, Service
from telecom.model.messaging import Conversation
from telecom.model.ordering import OrderItem, OrderState, ProductOrder
from telecom.model.parties import BillingMode
from telecom.model.resources import Resource, ResourceStatus
from telecom.model.suspension import Suspension
from telecom.model.utterances import Utterance
from telecom.ports import NetworkDown, OpenWork, Work
from telecom.support import proposals
from telecom.support.authorization import access_services, managed_customers
from telecom.support.jobs import RetryLater
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import runs_on
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop, ordered, proposed

SOME_DAYS = Period(date(2026, 9, 15), date(2026, 9, 30))


class Cut(Exception):
    """The process dies here, or the connection is cut."""


class Faults:
    """Lets everything pass but the n-th transaction or the n-th call of the network, which fails once."""

    def __init__(self, open_work: OpenWork, outside: FakeOutside, *, at: int) -> None:
        self._open, self._left, self.happened = open_work, at, False
        self._provision, self._withdraw = outside.network.provision, outside.network.withdraw
        outside.network.provision = self._network(self._provision)  # type: ignore[method-assign]
        outside.network.withdraw = self._network(self._withdraw)  # type: ignore[method-assign]
        self._set_line = outside.network.set_line
        outside.network.set_line = self._network(self._set_line)  # type: ignore[method-assign]
        self._outside = outside

    def _is_now(self) -> bool:
        self._left -= 1
        self.happened = self.happened or self._left == 0
        return self._left == 0

    def _network(self, call: Callable[..., None]) -> Callable[..., None]:
        def fails_once(*arguments: Any, **named: Any) -> None:
            if self._is_now():
                raise NetworkDown("cut")
            call(*arguments, **named)

        return fails_once

    def open_work(self) -> AbstractContextManager[Work]:
        return self._opened()

    @contextmanager
    def _opened(self) -> Iterator[Work]:
        with self._open() as work:
            yield work
            if self._is_now():
                raise Cut()

    def over(self) -> None:
        self._outside.network.provision = self._provision  # type: ignore[method-assign]
        self._outside.network.withdraw = self._withdraw  # type: ignore[method-assign]
        self._outside.network.set_line = self._set_line  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class State:
    """All that an order or a pause changes for one customer: products, services, ports, what is charged, the network's
    speeds and the lines that it lets nobody use, the pauses."""

    products: Sequence[tuple[str, str]] = ()
    services: Sequence[str] = ()
    ports: int = 0
    charged: bool = False
    speeds: Sequence[int | None] = ()
    barred: int = 0
    pauses: Sequence[str] = ()


NOTHING = State()
FIBRE = State((("fibre-100", "active"),), ("active",), 1, False, (100_000_000,))
FASTER = State((("fibre-100", "terminated"), ("fibre-900", "active")), ("active",), 1, False, (900_000_000,))
ENDED = State((("fibre-100", "terminated"),), ("terminated",), 0, True, ())
RUNNING = State((("fibre-100", "active"),), ("active",))
PAUSED = State((("fibre-100", "suspended"),), ("inactive",), barred=1, pauses=("running",))
RESUMED = replace(RUNNING, pauses=("ended",))
# What is asked for, and the only two states in which it may end.
WISHES = {"order": (NOTHING, FIBRE), "change": (FIBRE, FASTER), "end": (FIBRE, ENDED)} | {
    "pause": (RUNNING, PAUSED),
    "resume": (PAUSED, RESUMED),
}


def state_of(telecom: Telecom, customer_id: str, outside: FakeOutside) -> State:
    with telecom.open_work() as work:
        products = work.of(Product).list(customer_id=customer_id, order="offering_id")
        services = work.of(Service).list(customer_id=customer_id, kind="broadband")
        orders = work.of(ProductOrder).list(customer_id=customer_id)
        items = work.of(OrderItem).list(order_id=[order.id for order in orders])
        kept = work.of(Resource).list(item_id=[i.id for i in items], status__not=ResourceStatus.AVAILABLE)
        pauses = work.of(Suspension).list(service_id=[s.id for s in services])
        charges = work.of(AccountCharge).list(reference=[order.number for order in orders])
    known = {str(i.details.get("service_id")) for i in items} | {s.id for s in services}
    profiles = [profile[1] for key, profile in outside.network.profiles.items() if key in known]
    return State(
        tuple((p.offering_id, p.status.value) for p in products),
        tuple(s.state.value for s in services),
        len(kept),
        bool(charges),
        tuple(profiles),
        len(known & outside.network.barred),
        tuple(pause.status.value for pause in pauses),
    )


def propose(telecom: Telecom, actor: Actor, what: str) -> Utterance:
    """The proposal of what is asked for; there is broadband already, unless that is what is ordered."""
    turn = f"turn of {actor.person_id}"
    if what == "order":
        return proposed(telecom, actor, Wanted("Fibre 100"), turn=turn)
    if what in ("pause", "resume"):
        return propose_rest(telecom, actor, what, turn)
    ordered(telecom, actor, Wanted("Fibre 100"), turn=f"first {turn}")
    with telecom.open_work() as work:
        [fibre] = access_services(actor, Function.ORDER, work=work, kind="broadband")
        if what == "change":
            return propose_change(actor, [fibre.id], "Fibre 900", turn_id=turn, work=work)
        return propose_termination(actor, [fibre.id], turn_id=turn, work=work)


def propose_rest(telecom: Telecom, actor: Actor, what: str, turn: str) -> Utterance:
    """The proposal of a pause of broadband that works, or of the end of one that runs."""
    with telecom.open_work() as work:
        [line] = access_services(actor, Function.ORDER, work=work)
        fibre = Service(customer_id=line.customer_id, account_id=line.account_id, kind="broadband", name="Broadband")
        work.of(Service).add(fibre)
        work.flush()
        runs_on(work, fibre, work.of(Offering).get("fibre-100"))
        shown = propose_pause(actor, fibre.id, period=SOME_DAYS, turn_id=f"pause, {turn}", work=work)
    if what == "pause":
        return shown
    confirm(telecom, actor, yes_to(shown))
    with telecom.open_work() as work:
        return propose_resume(actor, fibre.id, turn_id=turn, work=work)


def say_yes(telecom: Telecom, actor: Actor, shown: Utterance, open_work: OpenWork, outside: FakeOutside) -> None:
    """Say yes; where the process dies in it, nobody hears an answer."""
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(actor.conversation_id)
    with contextlib.suppress(Cut):
        proposals.confirm(actor, yes_to(shown), conversation, open_work=open_work, outside=outside)


def carry_on(telecom: Telecom, customer_id: str, outside: FakeOutside, open_work: OpenWork) -> None:
    """What workers do about the customer's orders, again where it was cut."""
    with telecom.open_work() as work:
        orders = work.of(ProductOrder).list(customer_id=customer_id)
    for order in orders:
        for _ in range(3):
            with contextlib.suppress(Cut, RetryLater):
                carry_out_order(order_id=order.id, open_work=open_work, outside=outside)
    for service_id in _told_to_network(telecom, customer_id):
        for _ in range(3):
            with contextlib.suppress(Cut, RetryLater):
                set_line(service_id=service_id, open_work=open_work, outside=outside)


def _told_to_network(telecom: Telecom, customer_id: str) -> list[str]:
    """The lines of the customer about which a worker is to tell the network."""
    with telecom.open_work() as work:
        own = {service.id for service in work.of(Service).list(customer_id=customer_id)}
    with telecom.open_work.engine.connect() as connection:
        told = connection.exec_driver_sql(
            "select args->>'service_id' from procrastinate_jobs where task_name = %s order by id", (SET_LINE,)
        )
        return [str(row[0]) for row in told if row[0] in own]


@pytest.mark.parametrize("what", WISHES)
def test_after_a_fault_at_any_place_it_is_as_before_or_done(
    telecom: Telecom, outside: FakeOutside, clock: TestClock, what: str
) -> None:
    before, after = WISHES[what]
    ends: list[State] = []
    with telecom.open_work() as work:
        a_shop(work, ports=20)
    for at in itertools.count(1):
        with telecom.open_work() as work:
            person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
            actor = logged_in(work, person)
            [customer_id] = managed_customers(actor, work=work)
        shown = propose(telecom, actor, what)
        faults = Faults(telecom.open_work, outside, at=at)
        say_yes(telecom, actor, shown, faults.open_work, outside)
        if what == "end":
            clock.advance(days=31)
            run_due(telecom, "start of order")
        carry_on(telecom, customer_id, outside, faults.open_work)
        faults.over()
        ends.append(state_of(telecom, customer_id, outside))
        assert ends[-1] in (before, after), (what, at)
        if not faults.happened:
            break
    # Both ends were seen: cut in the yes it is as before, cut later it is done.
    assert ends[0] == before and ends[-1] == after
    assert len(ends) > (2 if what in ("pause", "resume") else 5)


def test_cancelled_after_a_fault_at_any_place_it_is_as_before(telecom: Telecom, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        a_shop(work, ports=20)
    for at in (1, 2, 3):
        with telecom.open_work() as work:
            actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
            [customer_id] = managed_customers(actor, work=work)
        later = proposed(telecom, actor, Wanted("Fibre 100"), turn=f"turn of {at}", day=date(2026, 10, 1))
        confirm(telecom, actor, yes_to(later))
        with telecom.open_work() as work:
            order = work.of(ProductOrder).find(customer_id=customer_id)
            assert order is not None
            shown = propose_cancellation(actor, order.number, turn_id=f"cancel {at}", work=work)
        faults = Faults(telecom.open_work, outside, at=at)
        say_yes(telecom, actor, shown, faults.open_work, outside)
        faults.over()
        with contextlib.suppress(RetryLater):
            call_off_order(order_id=order.id, open_work=telecom.open_work, outside=outside)
        with telecom.open_work() as work:
            cancelled = work.of(ProductOrder).get(order.id).state is OrderState.CANCELLED
        found = state_of(telecom, customer_id, outside)
        assert found == NOTHING if cancelled else found.products == () and found.ports == 1
