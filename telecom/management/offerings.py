"""The life of what is sold: drafted from a file, launched, retired, without code and without training."""

from collections.abc import Mapping
from typing import Any

from telecom.model.authorization import Function
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.model.errors import BusinessError
from telecom.model.money import Money
from telecom.model.resources import StockLevel
from telecom.model.volumes import GIGABYTE, UsageKind
from telecom.ports import Work
from telecom.services.smi import registered_kinds

# In a file: data in GB, voice in minutes, sms in messages.
_UNITS = {UsageKind.DATA: GIGABYTE, UsageKind.VOICE: 60, UsageKind.SMS: 1}
_KNOWN = frozenset(
    {"id", "name", "category", "service_kind", "summary", "monthly", "one_off", "also_called", "allowances",
     "valid_days", "terms", "said_in", "stock"}
)  # fmt: skip


class WrongOffering(BusinessError):
    """The file says something that an offering cannot be; `values["reason"]` names it for the operator's people."""

    response = "utter_error_value"


def draft_offering(raw: Mapping[str, Any], *, work: Work) -> Offering:
    """Draft an offering, or draft anew one that is not on sale yet. WrongOffering names what will not do."""
    _check(raw)
    standing = work.of(Offering).find(id=raw["id"])
    if standing is not None and standing.status not in (OfferingStatus.IN_STUDY, OfferingStatus.IN_DESIGN):
        raise WrongOffering(reason=f"{raw['id']} is {standing.status.value} already; draft under another id")
    offering = standing or work.of(Offering).add(
        Offering(id=raw["id"], name="", category="", service_kind=None, summary="", status=OfferingStatus.IN_STUDY)
    )
    allowances = dict(raw.get("allowances") or {})
    unlimited = sorted(kind for kind, much in allowances.items() if much == "unlimited")
    offering.name, offering.category, offering.summary = raw["name"], raw["category"], raw["summary"]
    offering.service_kind, offering.valid_days = raw.get("service_kind"), raw.get("valid_days")
    offering.monthly, offering.one_off = _price(raw, "monthly", work), _price(raw, "one_off", work)
    offering.also_called = [str(name) for name in raw.get("also_called") or ()]
    offering.allowances = {k: int(v) * _UNITS[UsageKind(k)] for k, v in allowances.items() if v != "unlimited"}
    offering.terms = dict(raw.get("terms") or {}) | ({"unlimited": unlimited} if unlimited else {})
    offering.said_in = {str(language): dict(said) for language, said in (raw.get("said_in") or {}).items()}
    if offering.status is OfferingStatus.IN_STUDY:
        offering.become(OfferingStatus.IN_DESIGN)
    work.flush()
    if "stock" in raw:
        _put_on_shelf(offering, int(raw["stock"]), work=work)
    return offering


def _put_on_shelf(offering: Offering, count: int, *, work: Work) -> None:
    level = work.of(StockLevel).find(offering_id=offering.id, lock=True)
    if level is None:
        work.of(StockLevel).add(StockLevel(offering_id=offering.id, on_hand=count))
    else:
        level.on_hand = count


def _check(raw: Mapping[str, Any]) -> None:
    missing = [name for name in ("id", "name", "category", "summary") if not raw.get(name)]
    if missing:
        raise WrongOffering(reason=f"missing: {', '.join(missing)}")
    if strange := sorted(set(raw) - _KNOWN):
        raise WrongOffering(reason=f"unknown: {', '.join(strange)}")
    kind = raw.get("service_kind")
    if kind is not None and kind not in registered_kinds():
        raise WrongOffering(reason=f"no such kind of service: {kind}")
    if strange := sorted(set(raw.get("allowances") or {}) - {each.value for each in UsageKind}):
        raise WrongOffering(reason=f"no such allowance: {', '.join(strange)}")
    functions = (raw.get("terms") or {}).get("functions") or ()
    if strange := sorted(set(functions) - {each.value for each in Function}):
        raise WrongOffering(reason=f"no such function of a contract: {', '.join(strange)}")
    for language, said in (raw.get("said_in") or {}).items():
        if not isinstance(said, Mapping) or set(said) - {"summary", "words"}:
            raise WrongOffering(reason=f"said_in {language}: a summary, and words by the word they stand for")
    for name in ("monthly", "one_off"):
        price = raw.get(name)
        if price is not None and (isinstance(price, bool) or not isinstance(price, int) or price <= 0):
            raise WrongOffering(reason=f"{name} is a whole number of pence above zero")


def _price(raw: Mapping[str, Any], name: str, work: Work) -> Money | None:
    return Money(raw[name], work.currency) if raw.get(name) is not None else None


def launch_offering(offering_id: str, *, work: Work) -> Offering:
    """Put a drafted offering on sale; from now everybody finds it by its names. IllegalTransition, NotFound."""
    offering = work.of(Offering).get(offering_id, lock=True)
    offering.become(OfferingStatus.LAUNCHED)
    return offering


def retire_offering(offering_id: str, *, work: Work) -> Offering:
    """Take an offering off sale. Who has it keeps it. IllegalTransition, NotFound."""
    offering = work.of(Offering).get(offering_id, lock=True)
    offering.become(OfferingStatus.RETIRED)
    return offering


def list_offerings(*, work: Work) -> list[Offering]:
    """Everything that is, was or will be sold, by state and id."""
    return work.of(Offering).list(order="status,id")
