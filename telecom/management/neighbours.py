"""What stands next above and next below what somebody has: the faster fibre, the cheaper plan. [M.3345 7.1, F2]"""

from collections.abc import Collection
from dataclasses import dataclass

from telecom.management.catalogue import base_of, browse
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.partners import partner_of
from telecom.ports import Work
from telecom.support.authorization import access_services


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a service stands on, and what is next to it; `beside` is None where there is nothing further."""

    service: Service
    current: Offering
    beside: Offering | None

    @property
    def difference(self) -> Money | None:
        """How much more a month it costs, below zero where it is less."""
        if self.beside is None or self.beside.monthly is None or self.current.monthly is None:
            return None
        return self.beside.monthly - self.current.monthly


def find_neighbours(actor: Actor, *, kinds: Collection[str], dearer: bool, work: Work) -> list[Neighbour]:
    """For each of the asker's services of these kinds (any, where none is given) what is next by its monthly price.

    Only what the operator delivers itself: to a partner's one does not change, one orders it anew.
    """
    found = []
    shelves: dict[str, list[Offering]] = {}
    for service in access_services(actor, Function.CHECK, work=work):
        base = base_of(service, work=work)
        if base is None or base[1].monthly is None or (kinds and service.kind not in kinds):
            continue
        current = base[1]
        if service.kind not in shelves:
            shelves[service.kind] = [each.offering for each in browse(actor, service_kind=service.kind, work=work)]
        shelf = [
            o for o in shelves[service.kind] if o.is_base and o.category == current.category and partner_of(o) is None
        ]
        found.append(Neighbour(service, current, _next_to(current, shelf, dearer=dearer)))
    return found


def _next_to(current: Offering, shelf: list[Offering], *, dearer: bool) -> Offering | None:
    here = current.monthly.minor if current.monthly else 0
    priced = [(o.monthly.minor, o) for o in shelf if o.monthly is not None and o.id != current.id]
    beyond = [(price, o) for price, o in priced if (price > here if dearer else price < here)]
    if not beyond:
        return None
    return min(beyond, key=lambda each: (abs(each[0] - here), each[1].name))[1]
