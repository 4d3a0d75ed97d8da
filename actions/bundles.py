"""Bundles: choosing each part with its provider, or putting own things together; then one proposal."""

from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.ordering import place_said, products_of, propose_together
from actions.own_services import SLOTS as OWN_SLOTS
from actions.own_services import checked_name, is_about_own, own_slots, propose_own
from telecom.bootstrap import Telecom
from telecom.management.availability import find_place, home_place, places_served
from telecom.management.bundles import bundle_options
from telecom.management.order_items import Place, find_offering, price_utterance
from telecom.model.catalogue import Offering
from telecom.model.partners import components_of
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.search import products_wanted

# In this order the parts of a bundle are asked for.
_PARTS = ("broadband", "iptv")
_QUESTIONS = {"broadband": "utter_bundle_ask_broadband", "iptv": "utter_bundle_ask_iptv"}
FEWEST = 2


def parts_so_far(asked: Asked, work: Work) -> list[Offering]:
    """What was chosen already, in the order in which it was."""
    named = asked.slots.get("value")
    return [find_offering(str(each), work=work) for each in named] if isinstance(named, list) else []


def is_whole(parts: Sequence[Offering]) -> bool:
    """Whether nothing has to be asked any more: several parts, or one that is put together already."""
    return len(parts) >= FEWEST or any(components_of(each) for each in parts)


def place_of(asked: Asked, work: Work) -> Place:
    """Where it is wanted: as said, or at home."""
    home = home_place(asked.actor, work=work)
    return Place(asked.value("place") or (home.name if home else None), asked.value("address"))


class BuildBundleForm(DialtoneForm):
    """Where, and the parts one after the other."""

    form = "build_bundle_form"
    form_slots = ("place", "product")
    also_taken = ("value", "address", "date", *OWN_SLOTS)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """Gathers the parts: `value` holds those that were chosen, `product` is filled once there are enough."""
        own = own_slots(asked, work)
        if own is not None:
            return own
        if asked.intent not in ("build_bundle", "inform"):
            return {}
        now: Any = asked.entities.get("product") or (products_wanted(asked.text, work=work) if asked.text else [])
        names = [str(each) for each in (now if isinstance(now, list) else [now])]
        parts = parts_so_far(asked, work)
        for name in names:
            offering = find_offering(name, work=work)
            if offering.id not in {each.id for each in parts}:
                parts.append(offering)
        chosen = [each.name for each in parts]
        found: dict[str, Any] = {"value": chosen or None, "product": chosen if is_whole(parts) else None}
        return found | place_said(asked, ("build_bundle", "inform"), work)

    def check_place(self, value: Any, asked: Asked, work: Work) -> Any:
        place = find_place(str(value), work=work)
        if place is None:
            return Utterance("utter_order_place_unknown", {"places": places_served(work=work)})
        return place.name

    def check_own_name(self, value: Any, asked: Asked, work: Work) -> Any:
        return checked_name(str(value), asked, work)

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if is_about_own(asked, work):
            return ("own_name",)
        return ("product",) if home_place(asked.actor, work=work) else ("place", "product")


class AskBundlePlace(DialtoneAction):
    """Asks where the bundle is wanted."""

    called = "action_ask_build_bundle_form_place"

    def answer(self, asked: Asked, work: Work) -> Answer:
        choices = [
            ask_for("build_bundle", "utter_choice_place", {"place": place}, place=place)
            for place in places_served(work=work)
        ]
        return Answer([Utterance("utter_order_ask_place", {}, choices)])


class AskBundleProduct(DialtoneAction):
    """Asks for the next part: each provider with an agreement is asked what it can deliver there."""

    called = "action_ask_build_bundle_form_product"

    def answer(self, asked: Asked, work: Work) -> Answer:
        parts, place = parts_so_far(asked, work), place_of(asked, work)
        have = {each.service_kind for each in parts}
        kind = next((each for each in _PARTS if each not in have), _PARTS[-1])

        def ask(telecom: Telecom) -> Sequence[Utterance]:
            found = bundle_options(kind, str(place.name), open_work=telecom.open_work, outside=telecom.outside)
            if not found:
                return [Utterance("utter_bundle_nothing_there", {"place": str(place.name)})]
            values = {"chosen": [each.name for each in parts], "place": str(place.name)}
            return [Utterance(_QUESTIONS[kind], values, [_choice(each) for each in found])]

        return Answer([], follow_up=ask)


def _choice(offering: Offering) -> Offered:
    values = {"product": offering.name, "price": price_utterance(offering.price)}
    return ask_for("build_bundle", "utter_choice_bundle_part", values, product=offering.name)


class BuildBundle(DialtoneAction):
    """Has the providers asked, and proposes all as one."""

    called = "action_build_bundle"
    form_slots = ("product", "place", "value", "address", "date", *OWN_SLOTS)

    def answer(self, asked: Asked, work: Work) -> Answer:
        if is_about_own(asked, work):
            return propose_own(asked, work)
        products = products_of(asked)
        if not products:
            return Answer([Utterance("utter_bundle_of_what", {}, [ask_for("build_bundle", "utter_wish_build_bundle")])])
        return propose_together(asked, products, place_of(asked, work), work)
