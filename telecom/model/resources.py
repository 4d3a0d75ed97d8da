"""What services and goods are made of: telephone numbers, ports in a place, and things on the shelf."""

from dataclasses import dataclass, field
from enum import Enum

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id


class AdministrativeState(Enum):
    """Whether a resource may be used at all (TM Forum 639)."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    SHUTDOWN = "shutdown"


class OperationalState(Enum):
    """Whether it works (TM Forum 639)."""

    ENABLE = "enable"
    DISABLE = "disable"


class UsageState(Enum):
    """How much of it is in use (TM Forum 639)."""

    IDLE = "idle"
    ACTIVE = "active"
    BUSY = "busy"


class ResourceStatus(Enum):
    """How it stands (TM Forum 639)."""

    STANDBY = "standby"
    ALARM = "alarm"
    AVAILABLE = "available"
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    SUSPENDED = "suspended"


class ResourceKind(Enum):
    """What a resource is."""

    NUMBER = "number"
    PORT = "port"


# Which resources a new service of a kind takes, where it stays in a place a port, where it can be called a number.
NEEDS = {
    "mobile": (ResourceKind.NUMBER,),
    "fixed": (ResourceKind.NUMBER, ResourceKind.PORT),
    "broadband": (ResourceKind.PORT,),
    "iptv": (ResourceKind.PORT,),
}
IN_A_PLACE = frozenset({"fixed", "broadband", "iptv"})


class NothingFree(BusinessError):
    """No number, no port, or too few on the shelf."""

    response = "utter_availability_none_free"


@dataclass(kw_only=True, eq=False)
class Resource:
    """One number or one port for one kind of service. `place` is where a port is; `item_id` the order item that has
    reserved it, `service_id` the service that uses it."""

    id: str = field(default_factory=new_id)
    kind: ResourceKind
    service_kind: str
    value: str
    place: str | None = None
    administrative: AdministrativeState = AdministrativeState.UNLOCKED
    operational: OperationalState = OperationalState.ENABLE
    usage: UsageState = UsageState.IDLE
    status: ResourceStatus = ResourceStatus.AVAILABLE
    item_id: str | None = None
    service_id: str | None = None

    def reserve(self, item_id: str) -> None:
        """Keep it for an order item."""
        self.status, self.item_id = ResourceStatus.RESERVED, item_id

    def take(self, service_id: str) -> None:
        """It is in use from now."""
        self.usage, self.status, self.service_id = UsageState.ACTIVE, ResourceStatus.STANDBY, service_id

    def free(self) -> None:
        """Nobody needs it any more."""
        self.usage, self.status = UsageState.IDLE, ResourceStatus.AVAILABLE
        self.item_id = self.service_id = None


@dataclass(kw_only=True, eq=False)
class StockLevel:
    """How many of an article are on the shelf, and how many of those are promised to orders."""

    offering_id: str
    on_hand: int
    reserved: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved

    def reserve(self, count: int, *, name: str) -> None:
        """Promise so many, or NothingFree."""
        if count > self.free:
            raise NothingFree("utter_availability_stock_short", product=name, left=self.free)
        self.reserved += count

    def release(self, count: int) -> None:
        """Take a promise back."""
        self.reserved -= count

    def send(self, count: int) -> None:
        """What was promised leaves the shelf."""
        self.reserved -= count
        self.on_hand -= count

    def put_back(self, count: int) -> None:
        """What came back stands on the shelf again."""
        self.on_hand += count
