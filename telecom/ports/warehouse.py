"""What the business needs of the warehouse and its parcels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class WarehouseDown(Exception):
    """The warehouse did not answer: whether it heard is not known until it is asked by key."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the warehouse knows of a parcel by our key: being packed, sent, delivered, or stopped before it left."""

    key: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Repair:
    """How something stands in the workshop: in work until `done_at`, and then mended, or beyond repair."""

    done_at: datetime | None = None
    mended: bool = True


class Warehouse(Protocol):
    """Packs and sends goods, takes them back, and has a workshop. Calls are made outside any transaction, each may
    raise WarehouseDown, and each is done once per key."""

    def send(self, key: str, *, article: str, count: int, address: str) -> Parcel:
        """Have so many of an article sent; the same key again gives the same parcel."""

    def find(self, key: str) -> Parcel | None:
        """How a parcel stands, None where there is none of this key."""

    def stop(self, key: str) -> bool:
        """Keep a parcel from leaving; says whether it is stopped. One that was never ordered counts as stopped."""

    def expect_return(self, key: str) -> None:
        """Something will come back under this key, which stands on its parcel."""

    def find_return(self, key: str) -> datetime | None:
        """When what was to come back under this key was received, None while it has not been."""

    def repair(self, key: str, *, article: str, words: str) -> Repair:
        """Have what came back under this key repaired, `words` being what is wrong; the same key again tells how it
        stands."""
