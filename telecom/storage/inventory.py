"""Tables of products and services."""

from sqlalchemy import Column, Date, String, Table

from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.storage.columns import Number, Sealed, SealedWire, State, identity, mapper, metadata, reference

services = Table(
    "services",
    metadata,
    identity(),
    reference("customer_id", "customers"),
    reference("account_id", "billing_accounts"),
    Column("kind", String(20), nullable=False),
    Column("name", Sealed, nullable=False),
    Column("phone_number", Number, unique=True),
    reference("user_id", "individuals", nullable=True),
    Column("place", String(80)),
    Column("state", State(ServiceState), nullable=False),
    Column("parameters", SealedWire, nullable=False),
)
products = Table(
    "products",
    metadata,
    identity(),
    reference("customer_id", "customers"),
    reference("account_id", "billing_accounts"),
    reference("offering_id", "offerings", index=False),
    reference("service_id", "services", nullable=True),
    Column("status", State(ProductStatus), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
)

mapper.map_imperatively(Service, services)
mapper.map_imperatively(Product, products)
