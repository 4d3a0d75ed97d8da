"""What is on sale: plans, add-ons, TV packs and goods."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from telecom.model.money import Money


class OfferingStatus(Enum):
    """Life of an offering (TM Forum 620); sold only when active or launched."""

    IN_STUDY = "inStudy"
    IN_DESIGN = "inDesign"
    ACTIVE = "active"
    LAUNCHED = "launched"
    RETIRED = "retired"


@dataclass(kw_only=True, eq=False)
class Offering:
    """A product one can order. `allowances` are monthly grants by usage type: bytes, seconds, messages."""

    id: str
    name: str
    category: str
    service_kind: str | None
    summary: str
    monthly: Money | None = None
    one_off: Money | None = None
    status: OfferingStatus = OfferingStatus.ACTIVE
    also_called: list[str] = field(default_factory=list)
    allowances: dict[str, int] = field(default_factory=dict)
    valid_days: int | None = None
    terms: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sold(self) -> bool:
        return self.status in (OfferingStatus.ACTIVE, OfferingStatus.LAUNCHED)


@dataclass(kw_only=True, eq=False)
class CatalogueVersion:
    """Another text each time an offering or a place changed; the database sees to that."""

    single_row: bool
    version: str
