"""Whether a product, a number, or anything at all can be had in a place."""

from collections.abc import Sequence

from actions.asked import Asked
from actions.catalogue import order_it
from actions.frame import Answer, DialtoneAction
from actions.free_numbers import about_numbers, asks_for_numbers
from actions.inventory import kind_of
from actions.mentioned import products_meant
from actions.use_prices import about_use
from telecom.management.availability import (
    PlaceReport,
    check_place,
    find_place,
    home_place,
    places_served,
    require_feasible,
    require_stock,
    stock_of,
)
from telecom.management.order_items import find_offering
from telecom.model.catalogue import Offering
from telecom.model.places import Place
from telecom.model.resources import IN_A_PLACE
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.search import search_offerings


class CheckAvailability(DialtoneAction):
    """Whether a product, a number, or anything at all can be had in a place."""

    called = "action_check_availability"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if told := about_use(asked, work, home=self.telecom.settings.country):
            return Answer(told)
        if asks_for_numbers(asked):
            return about_numbers(asked, home=self.telecom.settings.country, work=work)
        named = asked.entities.get("product")
        offering = find_offering(str(named), work=work) if named else None
        if offering is None and not asked.entities.get("place") and not asked.entities.get("address"):
            offering = self._meant(asked, work)
        if offering is not None and offering.is_goods:
            require_stock(offering, 1, work=work)
            order = order_it(offering)
            values = {"product": offering.name, "count": stock_of(offering, work=work)}
            return Answer([Utterance("utter_availability_stock", values, [order])])
        place = self._place(asked, work)
        if offering is not None and str(offering.service_kind) not in IN_A_PLACE:
            require_feasible(offering, None, work=work)
            order = order_it(offering)
            return Answer([Utterance("utter_availability_yes_anywhere", {"product": offering.name}, [order])])
        if place is None:
            return self._ask_place(asked, work)
        if offering is None:
            return Answer([place_utterance(check_place(place, work=work))])
        require_feasible(offering, place.name, work=work)
        order = order_it(offering, place=place.name)
        values = {"product": offering.name, "place": place.name}
        return Answer([Utterance("utter_availability_yes", values, [order])])

    @staticmethod
    def _meant(asked: Asked, work: Work) -> Offering | None:
        found = search_offerings(asked.text, work=work, limit=2)
        if len(found) == 1:
            return found[0]
        pointed = products_meant(asked, work)
        return find_offering(pointed[0], work=work) if len(pointed) == 1 else None

    @staticmethod
    def _place(asked: Asked, work: Work) -> Place | None:
        said = asked.entities.get("place") or asked.entities.get("address")
        if said is None:
            return home_place(asked.actor, work=work)
        return find_place(str(said), work=work)

    @staticmethod
    def _ask_place(asked: Asked, work: Work) -> Answer:
        places = places_served(work=work)
        if asked.entities.get("place") or asked.entities.get("address"):
            return Answer([Utterance("utter_availability_no_network", {"places": places})])
        product = {"product": asked.entities["product"]} if asked.entities.get("product") else {}
        choices = [
            ask_for("check_availability", "utter_choice_place", {"place": name}, place=name, **product)
            for name in places
        ]
        return Answer([Utterance("utter_availability_ask_place", {}, choices)])


def place_utterance(report: PlaceReport) -> Utterance:
    """What can be had in a place, and what is full."""
    full = [kind for kind, free in report.ports.items() if free == 0]
    values = {"place": report.place, "kinds": _kinds(report.kinds), "full": _kinds(full)}
    browse_it = [ask_for("browse_catalogue", "utter_wish_browse_catalogue")]
    return Utterance("utter_availability_place_but" if full else "utter_availability_place", values, browse_it)


def _kinds(kinds: Sequence[str]) -> list[Utterance]:
    return [kind_of(kind) for kind in kinds]
