"""Ordering: what, for which line, where to; then the proposal."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.catalogue import product_choices, shelf_choices
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.free_numbers import number_chosen, number_wished
from actions.inventory import ask_which, read_meant
from actions.kinds_beside import kinds_left
from actions.lines import names_several, several_lines
from actions.mentioned import products_meant
from actions.new_lines import is_new_mobile_line
from actions.periods import asked_day
from actions.sims import sim_said
from actions.so_many import so_many
from actions.use_prices import about_use
from actions.wanted import products_said
from telecom.bootstrap import Telecom
from telecom.management.availability import find_place, home_place, may_name_place, places_served
from telecom.management.bundles import check_wish, is_of_several, offer_bundle, wish_for
from telecom.management.catalogue import browse
from telecom.management.first_sims import takes_a_sim
from telecom.management.inventory import label_of
from telecom.management.order_items import Place, Wanted, find_offering
from telecom.management.order_rules import check_service_takes, standing_base, takers
from telecom.management.ordering import propose_order
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.resources import IN_A_PLACE
from telecom.model.sims import SimKind
from telecom.model.utterances import Utterance, ask_for, said_as
from telecom.ports import Work
from telecom.support.search import products_wanted

_WITH_POINTS = re.compile(r"\b(with|use|using|from|for)\s+((my|some|the|of)\s+)*(\w+\s+)?(points|pts)\b", re.I)
# What people call the two kinds of SIM.
_ESIM = ("esim", "e-sim", "e sim", "the digital one", "electronic")
_CARD = ("card", "sim card", "by post", "post it", "a real one", "plastic", "physical", "karte", "per post")
ONE_MORE = "one more"  # the choice to have one more of what one has already
SLOTS = ("product", "service", "phone_number", "place", "address", "date", "value", "options", "sim_kind")


def propose_together(asked: Asked, products: Sequence[str], place: Place, work: Work) -> Answer:
    """The proposal of products of several providers as one; the providers are asked after this transaction."""
    wish = wish_for(products, place, day=asked_day(asked.value("date")), work=work)
    check_wish(asked.actor, wish, work=work)

    def ask(telecom: Telecom) -> Sequence[Utterance]:
        return offer_bundle(
            asked.actor, wish, turn_id=asked.turn_id, open_work=telecom.open_work, outside=telecom.outside
        )

    return Answer([], follow_up=ask)


def products_of(asked: Asked) -> list[str]:
    """The products that were named, each as often as it is wanted."""
    named = asked.value("product") or []
    return [str(each) for each in (named if isinstance(named, list) else [named])]


def place_said(asked: Asked, wishes: Sequence[str], work: Work) -> dict[str, Any]:
    """The place, or the address that has one, in an answer to the question where."""
    if asked.slots.get("requested_slot") != "place" or asked.entities.get("place") or asked.intent not in wishes:
        return {}
    said = str(asked.entities.get("address") or asked.text)
    return {"place": said} if may_name_place(said, work=work) else {}


class OrderProductForm(DialtoneForm):
    """What is ordered, on which line it goes, and where to."""

    form = "order_product_form"
    form_slots = ("product", "service", "place", "sim_kind")
    also_taken = ("phone_number", "address", "date", "value", "options")

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """All products of the message with how many of each; the place out of an address."""
        found: dict[str, Any] = {}
        if asked.intent in ("order_product", "inform") and asked.text:
            wanted = products_said(asked, work)
            if wanted and not asked.slots.get("product"):
                found["product"] = wanted
            chosen = _chosen(asked, self.telecom.settings.country, work)
            found |= {name: said for name, said in chosen.items() if said}
        return found | place_said(asked, ("order_product", "inform"), work)

    def check_product(self, value: Any, asked: Asked, work: Work) -> Any:
        names = value if isinstance(value, list) else [value]
        return [find_offering(str(name), work=work).name for name in names]

    def check_sim_kind(self, value: Any, asked: Asked, work: Work) -> Any:
        return SimKind(str(value)).value

    def check_place(self, value: Any, asked: Asked, work: Work) -> Any:
        if (place := find_place(str(value), work=work)) is not None:
            return place.name
        return Utterance("utter_order_place_unknown", {"places": places_served(work=work)})

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        try:
            offerings = [find_offering(name, work=work) for name in dict.fromkeys(products_of(asked))]
        except BusinessError:
            return ()
        if not offerings:
            asks = asked.intent == "order_product" and about_use(asked, work, home=self.telecom.settings.country)
            return () if asks else ("product",)
        needed = ["service"] if self._lines_fit(asked, offerings, work) > 1 else []
        fixed = [o for o in offerings if o.is_base and str(o.service_kind) in IN_A_PLACE]
        if fixed and home_place(asked.actor, work=work) is None:
            needed.append("place")
        return [*needed, "sim_kind"] if self._new_line(asked, offerings, work) else needed

    @staticmethod
    def _new_line(asked: Asked, offerings: Sequence[Offering], work: Work) -> bool:
        """Whether a line with a SIM of its own is ordered, and not another plan for the one that there is."""
        plans = [o for o in offerings if o.is_base and takes_a_sim(o.service_kind)]
        if not plans or asked.actor is None or any(is_of_several(o) for o in offerings):
            return False
        more = len(products_of(asked)) > 1 or asked.value("value") == ONE_MORE
        if more or number_chosen(asked, plans[0], work):
            return True
        return standing_base(asked.actor, plans[0], place=None, work=work) is None

    def _lines_fit(self, asked: Asked, offerings: Sequence[Offering], work: Work) -> int:
        """How many lines an add-on among the products could go on."""
        if names_several(asked) or asked.actor is None:
            return 0
        try:
            return max((len(lines_for(asked, o, work)) for o in offerings if is_add_on(o)), default=0)
        except BusinessError:
            return 0


def _chosen(asked: Asked, home: str, work: Work) -> dict[str, Any]:
    """The values of options, the number and the kind of SIM that the words of a message name."""
    named = products_of(asked) or products_wanted(asked.text, work=work)
    offerings = [find_offering(name, work=work) for name in dict.fromkeys(named)]
    values = [value for o in offerings for option in o.options if (value := option.named_in(asked.text))]
    sim = sim_said(asked.text) if any(takes_a_sim(o.service_kind) for o in offerings) else None
    number = number_wished(asked, offerings, home=home, work=work)
    return {"options": values, "sim_kind": sim.value if sim else None, "phone_number": number}


def is_add_on(offering: Offering) -> bool:
    """Whether it goes on a service that one has."""
    return not offering.is_goods and not offering.is_base


def lines_for(asked: Asked, offering: Offering, work: Work) -> list[Service]:
    """The lines that an add-on could go on: the one that was named, else all that fit."""
    return takers(asked.actor, offering, read_meant(asked), work=work)


class AskOrderProduct(DialtoneAction):
    """Asks what to order, with choices of the kind that was named."""

    called = "action_ask_order_product_form_product"

    def answer(self, asked: Asked, work: Work) -> Answer:
        is_new = is_new_mobile_line(asked)
        category, kind = ("plan", "mobile") if is_new else (asked.entities.get(n) for n in ("category", "service"))
        pointed = products_meant(asked, work) if not (category or kind) else []
        # What is asked again after something else was said goes by its words no more.
        words = asked.text if asked.intent in ("order_product", "inform") and not is_new else ""
        goes = words or is_new
        found = browse(asked.actor, category=category, service_kind=kind, words=words, work=work) if goes else []
        if pointed:
            choices = product_choices([find_offering(name, work=work) for name in pointed], intent="order_product")
        elif found:
            choices = so_many([each.offering for each in found], asked.text)
        else:
            choices = shelf_choices(asked, work)
        return Answer([Utterance("utter_order_ask_product", {}, choices)])


class AskOrderService(DialtoneAction):
    """Asks which line an add-on is for."""

    called = "action_ask_order_product_form_service"

    def answer(self, asked: Asked, work: Work) -> Answer:
        names = products_of(asked)
        offerings = [find_offering(name, work=work) for name in dict.fromkeys(names)]
        add_on = next(o for o in offerings if is_add_on(o))
        return ask_which("order_product", lines_for(asked, add_on, work), product=names)


class AskOrderPlace(DialtoneAction):
    """Asks where a service is wanted."""

    called = "action_ask_order_product_form_place"

    def answer(self, asked: Asked, work: Work) -> Answer:
        names = products_of(asked)
        choices = [
            ask_for("order_product", "utter_choice_place", {"place": place}, product=names, place=place)
            for place in places_served(work=work)
        ]
        return Answer([Utterance("utter_order_ask_place", {}, choices)])


class AskOrderSim(DialtoneAction):
    """Asks which SIM a new line is to have."""

    called = "action_ask_order_product_form_sim_kind"

    def answer(self, asked: Asked, work: Work) -> Answer:
        told = {name: asked.value(name) for name in ("product", "value", "options") if asked.value(name)}
        choices = [
            said_as(ask_for("order_product", "utter_choice_esim", sim_kind=SimKind.ESIM.value, **told), *_ESIM),
            said_as(ask_for("order_product", "utter_choice_sim_card", sim_kind=SimKind.CARD.value, **told), *_CARD),
        ]
        return Answer([Utterance("utter_order_ask_sim", {}, choices)])


class OrderProduct(DialtoneAction):
    """Proposes the order; asks first whether a plan replaces the one that there is."""

    called = "action_order_product"
    form_slots = SLOTS

    def answer(self, asked: Asked, work: Work) -> Answer:
        counts = Counter(products_of(asked))
        if not counts:  # "do I need a pack for Turkey?"
            ask = Utterance("utter_order_ask_product", {}, shelf_choices(asked, work))
            return Answer(about_use(asked, work, home=self.telecom.settings.country) or [ask])
        place = Place(asked.value("place"), asked.value("address"))
        if not place.name and (home := home_place(asked.actor, work=work)):
            place = Place(home.name, place.address)
        if any(is_of_several(find_offering(name, work=work)) for name in counts):
            return propose_together(asked, list(counts), place, work)
        only = find_offering(next(iter(counts)), work=work) if sum(counts.values()) == 1 else None
        if only is not None and (question := self._change_instead(asked, only, place, work)) is not None:
            return question
        wanted, refused = self._all_wanted(asked, counts, work)
        how: dict[str, Any] = {"place": place, "day": asked_day(asked.value("date")), "turn_id": asked.turn_id}
        points = _WITH_POINTS.search(asked.text) is not None
        offer = propose_order(asked.actor, wanted, points=points, **how, work=work)
        return Answer([*refused, *kinds_left(asked, list(counts), work), offer])

    def _all_wanted(self, asked: Asked, counts: Mapping[str, int], work: Work) -> tuple[list[Wanted], list[Utterance]]:
        """What can be had of all that was named, and why the rest cannot; the refusal itself where nothing can."""
        wanted: list[Wanted] = []
        refused: list[BusinessError] = []
        for name, count in counts.items():
            try:
                wanted += self._wanted(asked, find_offering(name, work=work), count, work)
            except BusinessError as refusal:
                refused.append(refusal)
        if not wanted:
            raise refused[0]
        return wanted, [Utterance(each.name, each.values) for each in refused]

    @staticmethod
    def _change_instead(asked: Asked, offering: Offering, place: Place, work: Work) -> Answer | None:
        """The question whether a plan replaces the one that there is, or comes beside it."""
        if not offering.is_base or asked.value("value") == ONE_MORE or number_chosen(asked, offering, work):
            return None
        where = place.name if str(offering.service_kind) in IN_A_PLACE else None
        standing = standing_base(asked.actor, offering, place=where, work=work)
        if standing is None:
            return None
        values = {"service": label_of(standing), "product": offering.name}
        told = {name: asked.value(name) for name in ("options", "sim_kind", "date") if asked.value(name)}
        day = {"date": told["date"]} if "date" in told else {}
        change = {"service": standing.id, "product": offering.name, **day}
        choices = [
            ask_for("change_plan", "utter_choice_change_to", values, **change),
            ask_for("order_product", "utter_choice_as_well", product=[offering.name], value=ONE_MORE, **told),
        ]
        return Answer([Utterance("utter_order_new_or_change", values, choices)])

    @staticmethod
    def _wanted(asked: Asked, offering: Offering, count: int, work: Work) -> list[Wanted]:
        """One thing as often as it is wanted: goods and new services by count, add-ons on each line that was named."""
        said = [str(each) for each in asked.value("options") or []]
        options = {o.name: value for o in offering.options for value in o.values if value in said}
        if not is_add_on(offering):
            sim = SimKind(str(asked.value("sim_kind"))) if asked.value("sim_kind") else None
            number = number_chosen(asked, offering, work) if count == 1 else None
            return [Wanted(offering.name, count, options=options, number=number, sim=sim)]
        if names_several(asked):
            lines = several_lines(asked, Function.ORDER, kind=offering.service_kind, work=work)
        else:
            lines = lines_for(asked, offering, work)[:1]
        for line in lines:
            check_service_takes(line, offering, work=work)
        return [Wanted(offering.name, 1, line.id, options) for line in lines for _ in range(count)]
