"""Can it be had: a service at a place, a number, a port, an article on the shelf; and keeping them for an order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.ordering import OrderItem
from telecom.model.parties import Individual
from telecom.model.partners import NotFromPartner, Partner, partner_of
from telecom.model.places import Place
from telecom.model.resources import (
    IN_A_PLACE,
    NEEDS,
    AdministrativeState,
    NothingFree,
    OperationalState,
    Resource,
    ResourceKind,
    ResourceStatus,
    StockLevel,
)
from telecom.ports import Work
from telecom.services.smi import registered_kinds

_LIKE_ENOUGH = 84.0
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_PLACE = 8
# Words that stand in no address: who says one of them says something else.
_NO_PLACE = frozenset(
    _WORD.findall(
        """add it that this these those them what which who when why how is are was do does did don can could will would
    should shall want need give get show tell have has had my your me you we us i please yes no not never ok okay cancel
    stop forget leave order buy take put make change send pay cost costs price much many cheaper cheapest month week
    tomorrow today later instead about for with without because if but maybe actually sorry thanks
    das dies was wie wann warum ist nicht kein ich mir mein bitte ja nein stornieren abbrechen"""
    )
)


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """Which kinds of service can be had in a place, and how many ports are free for each."""

    place: str
    kinds: Sequence[str]
    ports: dict[str, int]


def find_place(said: str, *, work: Work) -> Place | None:
    """The place that an address or a name means, typing errors forgiven; None where the operator has no network."""
    text = said.casefold()
    places = work.of(Place).list(order="id")
    names = {name.casefold(): place for place in places for name in (place.name, *place.also_called)}
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            return names[name]
    # The last part of an address is most often the place.
    pieces = [piece.strip() for piece in text.replace(".", ",").split(",") if piece.strip()]
    for piece in reversed(pieces):
        near = process.extractOne(piece, names.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
        if near:
            return names[near[0]]
    return None


def may_name_place(said: str, *, work: Work) -> bool:
    """Whether an answer could be a place or an address at all: "Brighton" could, "add that" could not."""
    words = _WORD.findall(said.casefold())
    return find_place(said, work=work) is not None or (0 < len(words) <= _LONGEST_PLACE and not set(words) & _NO_PLACE)


def home_place(actor: Actor | None, *, work: Work) -> Place | None:
    """The place where whoever asks lives, where that is known and the operator has a network."""
    lives = work.of(Individual).get(actor.person_id).place if actor else None
    return work.of(Place).find(name=lives) if lives else None


def places_served(*, work: Work) -> list[str]:
    """The places where the operator has a network, by name."""
    return [place.name for place in work.of(Place).list(order="name")]


def check_place(place: Place, *, work: Work) -> PlaceReport:
    """What can be had in a place now. Open to everybody. [M.3345 7.1]"""
    known = registered_kinds()
    kinds = [kind for kind in place.kinds if kind in known]
    ports = {kind: free_ports(kind, place.name, work=work) for kind in kinds if kind in IN_A_PLACE}
    return PlaceReport(place.name, [kind for kind in kinds if ports.get(kind, 1)], ports)


def _free(kind: ResourceKind, service_kind: str, place: str | None) -> dict[str, Any]:
    return {"service_kind": service_kind, "place": place, **_free_for_any(kind)}


def _free_for_any(kind: ResourceKind) -> dict[str, Any]:
    return {
        "kind": kind,
        "status": ResourceStatus.AVAILABLE,
        "administrative": AdministrativeState.UNLOCKED,
        "operational": OperationalState.ENABLE,
    }


def free_ports(service_kind: str, place: str, *, work: Work) -> int:
    """How many more services of a kind a place can take."""
    return work.of(Resource).count(**_free(ResourceKind.PORT, service_kind, place))


def free_numbers(service_kind: str, *, work: Work, like: str = "%", limit: int = 3) -> list[str]:
    """Some numbers that nobody has, of those that read as wished (% is any digits); the lowest first."""
    free = _free(ResourceKind.NUMBER, service_kind, None)
    return [each.value for each in work.of(Resource).list(value__like=like, order="value", limit=limit, **free)]


def kind_of_free_number(number: str, *, work: Work) -> str | None:
    """For which kind of service a number can be had now; None where somebody has it, or it is none of ours."""
    found = work.of(Resource).find(value=number, **_free_for_any(ResourceKind.NUMBER))
    return found.service_kind if found else None


def stock_of(offering: Offering, *, work: Work) -> int:
    """How many pieces can be ordered now."""
    level = work.of(StockLevel).find(offering_id=offering.id)
    return level.free if level else 0


def require_stock(offering: Offering, count: int, *, work: Work) -> None:
    """NothingFree where there are fewer on the shelf."""
    left = stock_of(offering, work=work)
    if left < count:
        name = "utter_availability_stock_short" if left else "utter_availability_out_of_stock"
        raise NothingFree(name, product=offering.name, left=left)


def partner_for(offering: Offering, *, work: Work) -> Partner | None:
    """The partner who delivers an offering, None where we do; NotFromPartner where no agreement is in force. [F8]"""
    partner_id = partner_of(offering)
    if partner_id is None:
        return None
    partner = work.of(Partner).find(id=partner_id)
    if partner is None or not partner.is_in_force(work.today()):
        raise NotFromPartner("utter_bundle_no_agreement", product=offering.name)
    return partner


def require_feasible(offering: Offering, place_name: str | None, *, work: Work) -> None:
    """NothingFree where a new service of this offering cannot be had in the place, or no number is left. A partner
    says for itself what it can deliver: only the agreement with it is looked at. NotFromPartner."""
    if partner_for(offering, work=work) is not None:
        return
    kind = str(offering.service_kind)
    if kind in IN_A_PLACE:
        place = work.of(Place).find(name=place_name) if place_name else None
        if place is None or kind not in place.kinds:
            raise NothingFree("utter_availability_not_in_place", product=offering.name, place=place_name or "")
        if free_ports(kind, place.name, work=work) == 0:
            raise NothingFree("utter_availability_no_port", product=offering.name, place=place.name)
    if ResourceKind.NUMBER in NEEDS.get(kind, ()) and not free_numbers(kind, work=work, limit=1):
        raise NothingFree("utter_availability_no_number", product=offering.name)


def reserve_for_service(item: OrderItem, service_kind: str, place: str | None, *, work: Work) -> None:
    """Keep the number and the port that a new service needs; the item's details say which. NothingFree. The rows are
    held until the work ends, so nobody else can have them."""
    kept = dict(item.details)
    for kind in NEEDS.get(service_kind, ()):
        where = _free(kind, service_kind, place if kind is ResourceKind.PORT else None)
        wanted = kept.get("number") if kind is ResourceKind.NUMBER else None
        found = work.of(Resource).find(lock=True, order="value", **where, **({"value": wanted} if wanted else {}))
        if found is None:
            raise NothingFree("utter_availability_number_taken" if wanted else None)
        found.reserve(item.id)
        work.flush()
        if kind is ResourceKind.NUMBER:
            kept["number"] = found.value
        else:
            kept["port"] = found.value
    item.details = kept


def reserve_port(item: OrderItem, service_kind: str, place: str, *, work: Work) -> None:
    """Keep a port in another place for a service that moves there; the item's details say which. NothingFree."""
    found = work.of(Resource).find(lock=True, order="value", **_free(ResourceKind.PORT, service_kind, place))
    if found is None:
        raise NothingFree("utter_availability_none_free")
    found.reserve(item.id)
    item.details = {**item.details, "port": found.value}
    work.flush()


def reserve_stock(item: OrderItem, offering: Offering, *, work: Work) -> None:
    """Promise the pieces of an item from the shelf, or NothingFree."""
    level = work.of(StockLevel).find(offering_id=offering.id, lock=True)
    if level is None:
        raise NothingFree("utter_availability_out_of_stock", product=offering.name, left=0)
    level.reserve(item.quantity, name=offering.name)


def free_resources_of(service_id: str, *, work: Work) -> None:
    """The service has ended: its port and number are free again."""
    for resource in work.of(Resource).list(service_id=service_id, lock=True):
        resource.free()
