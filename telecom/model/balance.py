"""Prepaid money as double-entry bookkeeping, and allowances that run down."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.volumes import UsageKind, Volume


class BalanceTooLow(BusinessError):
    """The money on the account does not reach."""

    response = "utter_balance_too_low"


@dataclass(kw_only=True, eq=False)
class LedgerAccount:
    """An account money can be on: a subscriber's prepaid credit, or one of the operator's own.

    `floor` is the lowest balance in minor units; None where the account may go under any figure (the operator's side).
    """

    id: str = field(default_factory=new_id)
    name: str
    currency: str
    billing_account_id: str | None = None
    floor: int | None = None


@dataclass(kw_only=True, eq=False)
class LedgerTransaction:
    """One movement of money; its entries sum to zero. `key` makes it happen once."""

    id: str = field(default_factory=new_id)
    key: str
    reason: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class LedgerEntry:
    """What one movement adds to (or takes from) one account. Never changed."""

    id: str = field(default_factory=new_id)
    transaction_id: str
    account_id: str
    amount: Money


class BucketStatus(Enum):
    """Life of an allowance (TM Forum 654)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


@dataclass(kw_only=True, eq=False)
class Bucket:
    """An allowance of a service: so much of one kind of usage, until a moment. Units as in Volume."""

    id: str = field(default_factory=new_id)
    service_id: str
    offering_id: str
    kind: UsageKind
    granted: int
    used: int = 0
    valid_from: datetime
    valid_until: datetime
    status: BucketStatus = BucketStatus.ACTIVE

    @property
    def left(self) -> Volume:
        return Volume(self.kind, max(0, self.granted - self.used))
