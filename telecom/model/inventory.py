"""What a customer has: products bought, the services behind them, and the state each is in."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from telecom.model.identities import new_id
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.states import advance


class ProductStatus(Enum):
    """Life of a product (TM Forum 637)."""

    CREATED = "created"
    PENDING_ACTIVE = "pendingActive"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    PENDING_TERMINATE = "pendingTerminate"
    TERMINATED = "terminated"
    ABORTED = "aborted"
    CANCELLED = "cancelled"


PRODUCT_LIFE = {
    ProductStatus.CREATED: frozenset({ProductStatus.PENDING_ACTIVE, ProductStatus.ACTIVE}),
    ProductStatus.PENDING_ACTIVE: frozenset({ProductStatus.ACTIVE, ProductStatus.ABORTED, ProductStatus.CANCELLED}),
    ProductStatus.ACTIVE: frozenset(
        {ProductStatus.SUSPENDED, ProductStatus.PENDING_TERMINATE, ProductStatus.TERMINATED}
    ),
    ProductStatus.SUSPENDED: frozenset({ProductStatus.ACTIVE}),
    ProductStatus.PENDING_TERMINATE: frozenset({ProductStatus.TERMINATED}),
}


class ServiceState(Enum):
    """Life of a service (TM Forum 638, 640)."""

    FEASIBILITY_CHECKED = "feasibilityChecked"
    DESIGNED = "designed"
    RESERVED = "reserved"
    INACTIVE = "inactive"
    ACTIVE = "active"
    TERMINATED = "terminated"


SERVICE_LIFE = {
    ServiceState.FEASIBILITY_CHECKED: frozenset(
        {ServiceState.DESIGNED, ServiceState.RESERVED, ServiceState.INACTIVE, ServiceState.ACTIVE}
    ),
    ServiceState.DESIGNED: frozenset({ServiceState.RESERVED, ServiceState.INACTIVE, ServiceState.ACTIVE}),
    ServiceState.RESERVED: frozenset({ServiceState.DESIGNED, ServiceState.INACTIVE, ServiceState.ACTIVE}),
    ServiceState.INACTIVE: frozenset({ServiceState.ACTIVE}),
    ServiceState.ACTIVE: frozenset({ServiceState.INACTIVE, ServiceState.TERMINATED}),
    ServiceState.TERMINATED: frozenset({ServiceState.ACTIVE}),
}


@dataclass(kw_only=True, eq=False)
class Product:
    """An offering that a customer bought, charged to one of their billing accounts."""

    id: str = field(default_factory=new_id)
    customer_id: str
    account_id: str
    offering_id: str
    service_id: str | None = None
    status: ProductStatus = ProductStatus.ACTIVE
    started_on: date
    ended_on: date | None = None

    def become(self, status: ProductStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, PRODUCT_LIFE, subject="product")


@dataclass(kw_only=True, eq=False)
class Service:
    """A working service: a mobile line, a fixed line, broadband, IPTV, or a partner's.

    `name` is what its people call it; `user_id` the person who uses it; `place` where it is, if it stays in a place.
    """

    id: str = field(default_factory=new_id)
    customer_id: str
    account_id: str
    kind: str
    name: str
    phone_number: PhoneNumber | None = None
    user_id: str | None = None
    place: str | None = None
    state: ServiceState = ServiceState.ACTIVE
    parameters: dict[str, Any] = field(default_factory=dict)

    def become(self, state: ServiceState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, SERVICE_LIFE, subject="service")
