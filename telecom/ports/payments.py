"""What the business needs of a payment provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from telecom.model.money import Money


class PaymentTimeout(Exception):
    """The payment provider did not answer in time: whether it charged is not known until it is asked by key."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What the payment provider knows of one charge: captured, or denied for a reason."""

    key: str
    captured: bool
    reference: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that its owner saved on the provider's page: the provider's token, and what may be shown of it."""

    token: str
    brand: str
    last_four: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of the provider by its key: its address, whether it can still be used, and what was done on it."""

    key: str
    url: str
    is_open: bool
    charge: Charge | None = None
    card: NewCard | None = None


@dataclass(frozen=True, slots=True)
class Refunded:
    """What the provider knows of money given back: done, or refused for a reason."""

    key: str
    done: bool
    reference: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the provider's file: a captured charge, or (negative) money given back."""

    key: str
    reference: str
    amount: Money


class PaymentGateway(Protocol):
    """A payment provider. Calls are made outside any transaction and may take seconds. [R13]

    Every call may raise PaymentTimeout: unanswered, to be asked again with the same key, which changes nothing twice.
    """

    def charge(self, key: str, *, method_token: str, amount: Money, purpose: str) -> Charge:
        """Charge a saved card once per key; the same key again gives the same charge."""

    def find_charge(self, key: str) -> Charge | None:
        """What became of a key, None if the provider never saw it."""

    def open_page(self, key: str, *, amount: Money | None, purpose: str, lasts: timedelta) -> PaymentPage:
        """A page where somebody pays an amount with any card, or (without an amount) only saves a card; it can be
        used for so long, by the provider's own clock."""

    def find_page(self, key: str) -> PaymentPage | None:
        """How a page stands, None if it was never opened. One that is not open any more will never be paid."""

    def refund(self, key: str, *, reference: str, amount: Money) -> Refunded:
        """Give back money of the charge with this reference, once per key."""

    def forget_card(self, token: str) -> None:
        """Let go of a saved card; an unknown one is no error."""

    def statement(self, since: datetime, until: datetime) -> Sequence[StatementLine]:
        """The provider's file: all that was captured and given back in that time."""
