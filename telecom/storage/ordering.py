"""Tables of orders and their items."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, SmallInteger, String, Table, UniqueConstraint

from telecom.model.ordering import Carrying, ItemAction, OrderItem, OrderState, ProductOrder
from telecom.storage.columns import (
    SealedWire,
    State,
    Wire,
    identity,
    mapper,
    metadata,
    moment,
    money,
    money_of,
    reference,
)

orders = Table(
    "orders",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("asked_by", "individuals", index=False),
    moment("placed_at"),
    Column("wanted_on", Date, nullable=False),
    Column("state", State(OrderState), nullable=False),
    Column("state_before", State(OrderState)),
    Column("tries", SmallInteger, nullable=False),
    Column("trouble", String(60)),
    moment("completed_at", nullable=True),
    Index("ix_orders_state_wanted_on", "state", "wanted_on"),
)
order_items = Table(
    "order_items",
    metadata,
    identity(),
    reference("order_id", "orders", index=False),
    Column("position", Integer, nullable=False),
    Column("action", State(ItemAction), nullable=False),
    Column("carrying", State(Carrying), nullable=False),
    reference("offering_id", "offerings", index=False),
    Column("quantity", SmallInteger, nullable=False),
    Column("provider", String(80)),
    reference("service_id", "services", nullable=True),
    reference("product_id", "products", nullable=True, index=False),
    reference("account_id", "billing_accounts", index=False),
    *money("one_off", nullable=True),
    *money("monthly", nullable=True),
    Column("details", SealedWire, nullable=False),
    Column("steps_done", Wire, nullable=False),
    Column("state", State(OrderState), nullable=False),
    moment("completed_at", nullable=True),
    UniqueConstraint("order_id", "position"),
    CheckConstraint("quantity between 1 and 20", name="a_sensible_count"),
)

mapper.map_imperatively(ProductOrder, orders)
mapper.map_imperatively(
    OrderItem,
    order_items,
    properties={
        "one_off": money_of(order_items.c, "one_off"),
        "monthly": money_of(order_items.c, "monthly"),
    },
)
