"""A small shop for tests: offerings, places, ports, numbers and stock; and orders placed in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from telecom.bootstrap import Telecom
from telecom.management.fulfilment import carry_out_order
from telecom.management.order_items import Place as Where
from telecom.management.order_items import Wanted
from telecom.management.ordering import propose_order
from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.ordering import OrderItem, OrderState, ProductOrder
from telecom.model.parties import BillingMode
from telecom.model.places import Place
from telecom.model.resources import Resource, ResourceKind, ResourceStatus, StockLevel
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.jobs import RetryLater, run_job
from tests.fakes import FakeOutside, TestClock
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in

COLOURS = [{"name": "colour", "values": [{"value": "black"}, {"value": "mint", "one_off": 500}]}]
FIBRE = {"months": 12, "notice_days": 30, "down": 100_000_000, "up": 20_000_000}


def a_shop(work: Work, *, ports: int = 3, stock: int = 5) -> None:
    """Plans, an add-on, TV, goods; Northgate has everything, Old Town no TV."""
    _sell(work, "Mobile 10GB", "plan", "mobile", monthly=1200, allowances={"data": 10**10}, months=1, notice_days=30)
    _sell(work, "Mobile 50GB", "plan", "mobile", monthly=2200, allowances={"data": 5 * 10**10}, months=12)
    _sell(work, "Fibre 100", "plan", "broadband", monthly=2800, **FIBRE)
    _sell(work, "Fibre 900", "plan", "broadband", monthly=4800, **{**FIBRE, "down": 900_000_000, "months": 18})
    _sell(work, "TV Family", "TV pack", "iptv", monthly=1200, months=12)
    _sell(
        work,
        "Roam EU 5GB",
        "add-on",
        "mobile",
        once=1000,
        valid_days=30,
        allowances={"data": 5 * 10**9},
        zone="roaming",
    )
    _sell(work, "Wi-Fi Plus", "add-on", "broadband", monthly=500, notice_days=30)
    _sell(
        work,
        "Galaxy A26",
        "handset",
        None,
        once=24900,
        provider="Samsung",
        options=COLOURS,
    )
    _sell(work, "USB-C Charger", "accessory", None, once=1900)
    for name, kinds in (("Northgate", ["mobile", "fixed", "broadband", "iptv"]), ("Old Town", ["mobile", "broadband"])):
        work.of(Place).add(Place(id=name.lower(), name=name, kinds=kinds))
        for kind in ("fixed", "broadband", "iptv"):
            for number in range(ports):
                value = f"{name}/{kind}/{number}"
                work.of(Resource).add(Resource(kind=ResourceKind.PORT, service_kind=kind, value=value, place=name))
    for number in range(600, 612):
        value = f"+447700900{number}"
        work.of(Resource).add(Resource(kind=ResourceKind.NUMBER, service_kind="mobile", value=value))
    work.flush()
    for article in ("galaxy-a26", "usb-c-charger"):
        work.of(StockLevel).add(StockLevel(offering_id=article, on_hand=stock))


def _sell(
    work: Work,
    name: str,
    category: str,
    kind: str | None,
    *,
    monthly: int | None = None,
    once: int | None = None,
    valid_days: int | None = None,
    allowances: Mapping[str, int] | None = None,
    **terms: Any,
) -> None:
    work.of(Offering).add(
        Offering(
            id=name.lower().replace(" ", "-"),
            name=name,
            category=category,
            service_kind=kind,
            summary=f"{name}.",
            monthly=Money(monthly, "GBP") if monthly else None,
            one_off=Money(once, "GBP") if once else None,
            valid_days=valid_days,
            allowances=dict(allowances or {}),
            terms=terms,
        )
    )


def proposed(
    telecom: Telecom, actor: Actor, *wanted: Wanted, place: str | None = "Northgate", turn: str = "turn 1", **more: Any
) -> Utterance:
    """The proposal of an order."""
    with telecom.open_work() as work:
        where = Where(place, "4 Rope Walk, Northgate")
        return propose_order(actor, wanted, place=where, turn_id=turn, work=work, **more)


def ordered(telecom: Telecom, actor: Actor, *wanted: Wanted, **more: Any) -> Sequence[Utterance]:
    """What is said after the yes to an order."""
    return confirm(telecom, actor, yes_to(proposed(telecom, actor, *wanted, **more)))


def the_order(work: Work) -> ProductOrder:
    """The newest order."""
    found = work.of(ProductOrder).find(order="-placed_at,-number")
    assert found is not None
    return found


def work_on(telecom: Telecom, job: str = "carry_out_order") -> None:
    """Have a worker work on the newest order."""
    with telecom.open_work() as work:
        order = the_order(work)
    run_job(job, {"order_id": order.id}, open_work=telecom.open_work, outside=telecom.outside)


def states(telecom: Telecom) -> tuple[OrderState, list[OrderState]]:
    """The states of the newest order and its items."""
    with telecom.open_work() as work:
        order = the_order(work)
        return order.state, [i.state for i in work.of(OrderItem).list(order_id=order.id, order="position")]


def holdings(work: Work) -> dict[str, Any]:
    """All that an order could leave behind: products, services, kept resources, promised stock."""
    return {
        "products": sorted((p.offering_id, p.status.value, p.service_id) for p in work.of(Product).list()),
        "services": sorted((s.id, s.state.value) for s in work.of(Service).list()),
        "kept": sorted(r.value for r in work.of(Resource).list() if r.status is not ResourceStatus.AVAILABLE),
        "stock": sorted((level.offering_id, level.on_hand, level.reserved) for level in work.of(StockLevel).list()),
    }


def a_phone_bought(telecom: Telecom, outside: FakeOutside, clock: TestClock) -> Actor:
    """A subscriber, logged in, with a mint Galaxy A26 for £254 that came today; four more are on the shelf."""
    with telecom.open_work() as work:
        a_shop(work)
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
    ordered(telecom, actor, Wanted("Galaxy A26", options={"colour": "mint"}))
    [key] = outside.warehouse.parcels
    outside.warehouse.arrives(key, clock.at)
    work_on(telecom)
    return actor


def killed_at_each_step(telecom: Telecom, *, between: Callable[[], bool] = lambda: True) -> int:
    """Have a worker work on the newest order that is killed behind the first transaction, then behind the second, and
    so on until the order is through; how often it was. `between` has to hold all the while."""
    kills = 0
    while states(telecom)[0] is OrderState.IN_PROGRESS:
        left = kills + 1

        @contextmanager
        def cut_off() -> Iterator[Work]:
            nonlocal left
            with telecom.open_work() as work:
                yield work
                left -= 1
                if left == 0:
                    raise ConnectionError("killed here")

        with telecom.open_work() as work:
            order = the_order(work)
        with suppress(ConnectionError, RetryLater):
            carry_out_order(order_id=order.id, open_work=cut_off, outside=telecom.outside)
        assert between()
        kills += 1
    return kills
