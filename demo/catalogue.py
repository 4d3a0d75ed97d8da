"""Reads what the demo operator sells, and where, from its catalogue file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from demo.identities import demo_id
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.model.money import Money
from telecom.model.places import Place
from telecom.model.tariffs import TaxRate, UsageRate
from telecom.model.usage import UsageZone
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind

STEPS = {UsageKind.DATA: MEGABYTE, UsageKind.VOICE: 60, UsageKind.SMS: 1}
UNITS = {UsageKind.DATA: GIGABYTE, UsageKind.VOICE: 60, UsageKind.SMS: 1}
PRICED_BY = {UsageKind.DATA: MEGABYTE, UsageKind.VOICE: 60, UsageKind.SMS: 1}
CURRENCY = "GBP"
PRICES_SINCE = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Offerings by id, places, the price of use beyond the allowances, and the tax."""

    offerings: Mapping[str, Offering]
    places: list[Place]
    rates: Sequence[UsageRate]
    tax: TaxRate


def read_catalogue() -> Catalogue:
    """The catalogue as fresh entities, ready to be stored."""
    raw = _read_file()
    rates = [
        _rate(UsageZone(zone), UsageKind(kind), int(pence))
        for zone, prices in raw["rates"].items()
        for kind, pence in prices.items()
    ]
    tax = TaxRate(id=demo_id("tax"), name="VAT", percent=int(raw["tax"]), valid_from=PRICES_SINCE)
    offerings = {each["id"]: _offering(each) for each in raw["offerings"]}
    places = [
        Place(
            id=each["name"].casefold().replace(" ", "-"),
            name=each["name"],
            also_called=each["also_called"],
            kinds=each["kinds"],
            outline=each["outline"],
        )
        for each in raw["places"]
    ]
    return Catalogue(offerings, places, rates, tax)


def _rate(zone: UsageZone, kind: UsageKind, pence: int) -> UsageRate:
    by_the_second = (zone, kind) == (UsageZone.HOME, UsageKind.VOICE)
    return UsageRate(
        id=demo_id(f"rate {zone.value} {kind.value}"),
        zone=zone,
        kind=kind,
        price=Money(pence, CURRENCY),
        per=PRICED_BY[kind],
        step=1 if by_the_second else STEPS[kind],
        valid_from=PRICES_SINCE,
    )


@cache
def _read_file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "catalogue.yaml").read_text("utf-8"))
    return found


def _offering(raw: Mapping[str, Any]) -> Offering:
    granted = {
        kind: int(much) * UNITS[UsageKind(kind)]
        for kind, much in raw.get("allowances", {}).items()
        if much != "unlimited"
    }
    without_limit = sorted(kind for kind, much in raw.get("allowances", {}).items() if much == "unlimited")
    terms = dict(raw.get("terms", {})) | ({"unlimited": without_limit} if without_limit else {})
    return Offering(
        id=raw["id"],
        name=raw["name"],
        category=raw["category"],
        service_kind=raw.get("service_kind"),
        summary=raw["summary"],
        monthly=Money(raw["monthly"], CURRENCY) if "monthly" in raw else None,
        one_off=Money(raw["one_off"], CURRENCY) if "one_off" in raw else None,
        status=OfferingStatus(raw.get("status", "active")),
        also_called=list(raw.get("also_called", [])),
        allowances=granted,
        valid_days=raw.get("valid_days"),
        terms=terms,
        said_in=raw.get("said_in", {}),
    )
