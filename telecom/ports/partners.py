"""What the business needs of other providers."""

from collections.abc import Sequence
from typing import Protocol

from telecom.model.partners import Feasibility, NumberAnswer, PartnerOrder, PartnerProduct
from telecom.model.readings import LineReading


class PartnerDown(Exception):
    """A partner did not answer: whether it did what was asked is not known until it is asked by key."""


class PartnerRefuses(Exception):
    """A partner says no to what was asked of a line that it delivers; `reason` is its own word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Partners(Protocol):
    """Other providers, each by its id. Calls are made outside any transaction, each may raise PartnerDown, and each is
    done once per key."""

    def catalogue(self, partner: str) -> Sequence[PartnerProduct]:
        """What the partner sells through us."""

    def check(self, partner: str, *, product: str, place: str) -> Feasibility:
        """Whether it can deliver a product in a place."""

    def order(self, partner: str, key: str, *, product: str, place: str) -> PartnerOrder:
        """Order a product; the same key again gives the same order, as it stands now."""

    def provision(self, partner: str, key: str) -> PartnerOrder:
        """Have what was ordered put into operation; to be asked again until it is done."""

    def find(self, partner: str, key: str) -> PartnerOrder | None:
        """How an order stands, None where the partner never saw it."""

    def cancel(self, partner: str, key: str) -> None:
        """Call an order off or end what it delivers; an order of this key that comes later is refused."""

    def read_line(self, partner: str, key: str) -> LineReading:
        """Have the partner measure what it delivers under a key. PartnerRefuses."""

    def set_line(self, partner: str, key: str, *, working: bool) -> None:
        """Have what it delivers rest, or work again; repeating it changes nothing. PartnerRefuses."""

    def release_number(self, partner: str, key: str, *, number: str, code: str) -> NumberAnswer:
        """Ask the provider that has a number to let it come to us; it checks the code that its customer got."""

    def keep_number(self, partner: str, key: str) -> None:
        """A release is called off: the number stays where it is."""

    def take_number(self, partner: str, key: str, *, number: str) -> NumberAnswer:
        """Ask a provider to take over a number that leaves us; it checks that somebody there awaits it."""

    def leave_number(self, partner: str, key: str) -> None:
        """A take-over is called off: the number stays with us."""


class NoPartners:
    """Where no partner is set up: none answers."""

    def catalogue(self, partner: str) -> Sequence[PartnerProduct]:
        raise PartnerDown(partner)

    def check(self, partner: str, *, product: str, place: str) -> Feasibility:
        raise PartnerDown(partner)

    def order(self, partner: str, key: str, *, product: str, place: str) -> PartnerOrder:
        raise PartnerDown(partner)

    def provision(self, partner: str, key: str) -> PartnerOrder:
        raise PartnerDown(partner)

    def find(self, partner: str, key: str) -> PartnerOrder | None:
        raise PartnerDown(partner)

    def cancel(self, partner: str, key: str) -> None:
        raise PartnerDown(partner)

    def read_line(self, partner: str, key: str) -> LineReading:
        raise PartnerDown(partner)

    def set_line(self, partner: str, key: str, *, working: bool) -> None:
        raise PartnerDown(partner)

    def release_number(self, partner: str, key: str, *, number: str, code: str) -> NumberAnswer:
        raise PartnerDown(partner)

    def keep_number(self, partner: str, key: str) -> None:
        raise PartnerDown(partner)

    def take_number(self, partner: str, key: str, *, number: str) -> NumberAnswer:
        raise PartnerDown(partner)

    def leave_number(self, partner: str, key: str) -> None:
        raise PartnerDown(partner)
