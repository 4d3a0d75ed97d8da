"""Who has the contract, who acts for them, and who simply uses a line. [M.3345 3.2]"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from telecom.model.identities import new_id
from telecom.model.phone_numbers import PhoneNumber


class PartyStatus(Enum):
    """Life of an individual (TM Forum 632)."""

    INITIALIZED = "initialized"
    VALIDATED = "validated"
    DECEASED = "deceased"
    CLOSED = "closed"


class CustomerStatus(Enum):
    """Life of a customer (TM Forum 629)."""

    INITIALIZED = "initialized"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Role(Enum):
    """What a person is to a customer. Managers and authorized users are the SSM actors; a plain user is none."""

    MANAGER = "manager"
    AUTHORIZED_USER = "authorized user"
    USER = "user"


@dataclass(kw_only=True, eq=False)
class Individual:
    """A person, reached at a phone number of their own.

    `time_zone` is where they live by the clock, if they said so; else it is as at the operator's.
    One who was only invited is `initialized` until they prove their number. A recovered PIN counts from
    `pin_valid_from` on.
    """

    id: str = field(default_factory=new_id)
    given_name: str
    family_name: str
    phone_number: PhoneNumber | None = None
    email: str | None = None
    address: str | None = None
    place: str | None = None
    language: str = "en"
    time_zone: str | None = None
    born_on: date | None = None
    status: PartyStatus = PartyStatus.VALIDATED
    pin_hash: str | None = None
    pin_valid_from: datetime | None = None

    @property
    def name(self) -> str:
        """Given and family name, as far as they are known."""
        return f"{self.given_name} {self.family_name}".strip()

    def has_usable_pin(self, now: datetime) -> bool:
        """Whether the PIN may prove who this is."""
        return self.pin_hash is not None and (self.pin_valid_from is None or self.pin_valid_from <= now)


@dataclass(kw_only=True, eq=False)
class Customer:
    """A contract holder: a person, a family or a company. `number` is what stands on their papers."""

    id: str = field(default_factory=new_id)
    number: str
    name: str
    kind: str = "person"
    status: CustomerStatus = CustomerStatus.ACTIVE


@dataclass(kw_only=True, eq=False)
class Membership:
    """That a person is manager, authorized user or user at a customer."""

    id: str = field(default_factory=new_id)
    customer_id: str
    person_id: str
    role: Role


LONGEST_GROUP_NAME = 60


@dataclass(kw_only=True, eq=False)
class LineGroup:
    """Lines of a customer that are spoken of together: the drivers, the night shift."""

    id: str = field(default_factory=new_id)
    customer_id: str
    name: str


@dataclass(kw_only=True, eq=False)
class GroupedLine:
    """That a service belongs to a group; it is in one at most."""

    service_id: str
    group_id: str


class BillingMode(Enum):
    """Paid before use, or by bill after it."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


class PaymentStatus(Enum):
    """How a billing account stands (TM Forum 666)."""

    PAID = "paid"
    DUE = "due"
    IN_ARREARS = "inArrears"


@dataclass(kw_only=True, eq=False)
class BillingAccount:
    """Where the charges of a customer's services go.

    `billed_to` is the last day that a bill covers, `bill_on` the day on which the next bill is made; both are empty
    until the account's first billing period has begun, and while it is prepaid.
    """

    id: str = field(default_factory=new_id)
    customer_id: str
    mode: BillingMode
    currency: str
    cycle_day: int = 1
    payment_status: PaymentStatus = PaymentStatus.PAID
    billed_to: date | None = None
    bill_on: date | None = None
