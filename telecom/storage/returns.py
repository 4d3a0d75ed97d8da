"""Table of returns."""

from sqlalchemy import Column, Date, String, Table

from telecom.model.returns import ProductReturn, ReturnState
from telecom.storage.columns import State, identity, mapper, metadata, moment, money, money_of, reference

returns = Table(
    "product_returns",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("account_id", "billing_accounts", index=False),
    reference("asked_by", "individuals", index=False),
    # One thing comes back once.
    Column("product_id", String(40), nullable=False, unique=True),
    Column("what", String(120), nullable=False),
    *money("refund", nullable=True),
    moment("opened_at"),
    Column("send_by", Date, nullable=False),
    Column("state", State(ReturnState), nullable=False, index=True),
    moment("received_at", nullable=True),
)

mapper.map_imperatively(ProductReturn, returns, properties={"refund": money_of(returns.c, "refund")})
