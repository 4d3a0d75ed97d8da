"""Goods: packed and sent by the warehouse, delivered to the door, with a warranty. [M.3345 5.3.4, O1]"""

from telecom.management.fulfilment import (
    NotYet,
    Step,
    StepRefused,
    Way,
    carried_out_by,
    tell_orderer,
)
from telecom.management.order_money import give_back, settle_price
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, ProductStatus
from telecom.model.ordering import Carrying, OrderItem, ProductOrder
from telecom.model.resources import StockLevel
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Outside, Work


def parcel_of(item: OrderItem) -> str:
    """The key of an item's parcel at the warehouse."""
    return f"order:{item.id}"


def _have_packed(item: OrderItem, outside: Outside) -> None:
    details = item.details
    parcel = outside.warehouse.send(
        parcel_of(item), article=item.offering_id, count=item.quantity, address=str(details["address"])
    )
    if parcel.stopped:
        raise StepRefused("parcel was stopped")


def _ask_whether_sent(item: OrderItem, outside: Outside) -> None:
    parcel = outside.warehouse.find(parcel_of(item))
    if parcel is None or parcel.stopped:
        raise StepRefused("parcel is lost")
    if parcel.sent_at is None:
        raise NotYet()


def _ask_whether_delivered(item: OrderItem, outside: Outside) -> None:
    parcel = outside.warehouse.find(parcel_of(item))
    if parcel is None or parcel.delivered_at is None:
        raise NotYet()


def _leaves_the_shelf(item: OrderItem, order: ProductOrder, work: Work) -> None:
    work.of(StockLevel).get(item.offering_id, lock=True).send(item.quantity)
    offering = work.of(Offering).get(item.offering_id)
    values = {"number": order.number, "what": offering.name, "address": item.details["address"]}
    choices = [ask_for("order_status", "utter_choice_order_status", order_id=order.number)]
    tell_orderer(order, Utterance("utter_order_sent", values, choices), what=f"sent:{item.id}", work=work)


def _is_delivered(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The customer has it: each piece is a product of theirs from today, and is paid for."""
    for _ in range(item.quantity):
        product = Product(
            customer_id=order.customer_id,
            account_id=item.account_id,
            offering_id=item.offering_id,
            status=ProductStatus.CREATED,
            started_on=work.today(),
        )
        work.of(Product).add(product)
        product.become(ProductStatus.PENDING_ACTIVE)
        product.become(ProductStatus.ACTIVE)
        work.flush()
        item.product_id = product.id
    settle_price(item, order, work=work)


def _release(item: OrderItem, order: ProductOrder, work: Work) -> None:
    level = work.of(StockLevel).get(item.offering_id, lock=True)
    if "sending" in item.steps_done:
        level.put_back(item.quantity)
    else:
        level.release(item.quantity)
    give_back(item, work=work)


def _stop(item: OrderItem, outside: Outside) -> bool:
    return outside.warehouse.stop(parcel_of(item))


carried_out_by(
    Carrying.GOODS,
    Way(
        [
            Step("packing", ask=_have_packed),
            Step("sending", ask=_ask_whether_sent, do=_leaves_the_shelf),
            Step("delivery", ask=_ask_whether_delivered, do=_is_delivered),
        ],
        _release,
        _stop,
    ),
)
