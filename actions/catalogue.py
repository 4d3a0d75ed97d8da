"""Looking around the shop, prices, and whether something can be had."""

from collections.abc import Sequence
from typing import Any

from actions.frame import Answer, Asked, DialtoneAction
from actions.inventory import kind_of
from telecom.management.availability import (
    PlaceReport,
    check_place,
    find_place,
    free_numbers,
    home_place,
    places_served,
    require_feasible,
    require_stock,
    stock_of,
)
from telecom.management.catalogue import MOST_SHOWN, Comparison, Details, Shown, browse, describe_offering, shelves
from telecom.management.inventory import label_of
from telecom.management.order_items import find_offering, price_utterance
from telecom.model.catalogue import Offering, Price
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.places import Place
from telecom.model.resources import IN_A_PLACE
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.search import products_wanted, search_offerings

_SHELF = {
    ("plan", "mobile"): "utter_catalogue_kind_mobile",
    ("plan", "broadband"): "utter_catalogue_kind_broadband",
    ("plan", "fixed"): "utter_catalogue_kind_fixed",
    ("TV pack", "iptv"): "utter_catalogue_kind_iptv",
    ("plan", None): "utter_catalogue_kind_plan",
    ("add-on", None): "utter_catalogue_kind_add_on",
    ("handset", None): "utter_catalogue_kind_handset",
    ("accessory", None): "utter_catalogue_kind_accessory",
    ("book", None): "utter_catalogue_kind_book",
    ("prepaid card", None): "utter_catalogue_kind_prepaid_card",
}
_PLAN_WORDS = {
    "mobile": {"mobile", "sim", "phone", "cellphone", "data"},
    "broadband": {"broadband", "fibre", "fiber", "internet", "wifi", "wi-fi"},
    "fixed": {"landline", "landlines", "fixed", "home-phone"},
}
_MOST_CHOICES = 6
_NUMBERED = ("number", "numbers")


def _kind_said(text: str) -> str | None:
    """The kind of service of "mobile plans": there the word is no service of one's own."""
    words = set(text.casefold().replace("?", " ").replace(",", " ").split())
    return next((kind for kind, said in _PLAN_WORDS.items() if words & said), None)


def shelf_label(category: str, kind: str | None) -> Utterance:
    """A shelf of the shop in words."""
    name = _SHELF.get((category, kind)) or _SHELF.get((category, None))
    return Utterance(name) if name else Utterance("utter_catalogue_kind_other", {"category": category})


def shelf_choices(asked: Asked, work: Work, *, intent: str = "browse_catalogue") -> list[Offered]:
    """A choice for each shelf."""
    return [
        ask_for(
            intent,
            "utter_choice_category",
            {"category": shelf_label(category, kind)},
            category=category,
            **({"service": kind} if kind else {}),
        )
        for category, kind in shelves(asked.actor, work=work)
    ]


def product_choices(offerings: Sequence[Offering], *, intent: str = "ask_price") -> list[Offered]:
    """A choice for each of some products."""
    return [
        ask_for(intent, "utter_choice_details", {"product": o.name}, product=o.name) for o in offerings[:_MOST_CHOICES]
    ]


class BrowseCatalogue(DialtoneAction):
    """What is on sale: of a kind, like some words, or the kinds themselves."""

    called = "action_browse_catalogue"

    def answer(self, asked: Asked, work: Work) -> Answer:
        category, kind, provider = (asked.entities.get(name) for name in ("category", "service", "provider"))
        product = asked.entities.get("product")
        if isinstance(product, str) and not category:
            return Answer([details_utterance(asked, product, work)])
        if category == "TV pack" and kind is None:
            kind = "iptv"
        if category == "plan":
            kind = kind or _kind_said(asked.text)
        found = browse(
            asked.actor, category=category, service_kind=kind, provider=provider, words=asked.text, work=work
        )
        if found:
            title = shelf_label(category, kind) if category else self._title(kind, provider)
            return Answer([list_utterance(title, found)])
        nothing = bool(category or kind or provider)
        sentence = "utter_catalogue_nothing" if nothing else "utter_catalogue_kinds"
        return Answer([Utterance(sentence, {}, shelf_choices(asked, work))])

    @staticmethod
    def _title(kind: Any, provider: Any = None) -> Utterance:
        if provider is not None:
            return Utterance("utter_catalogue_title_of", {"provider": str(provider)})
        if kind is None:
            return Utterance("utter_catalogue_title_found")
        return shelf_label("TV pack" if kind == "iptv" else "plan", str(kind))


def list_utterance(title: Utterance, found: Sequence[Shown]) -> Utterance:
    """Some offerings, a line each, with choices to look at them."""
    shown = found[:MOST_SHOWN]
    rest = len(found) - len(shown)
    more = [Utterance("utter_catalogue_more", {"count": rest})] if rest else []
    values = {"title": title, "lines": [_line(each) for each in shown], "more": more}
    return Utterance("utter_catalogue_list", values, product_choices([each.offering for each in shown]))


def _line(shown: Shown) -> Utterance:
    name = "utter_catalogue_line"
    if shown.is_theirs:
        name = "utter_catalogue_line_yours"
    elif shown.suits:
        name = "utter_catalogue_line_suits"
    o = shown.offering
    return Utterance(name, {"product": o.name, "price": price_utterance(o.price), "summary": o.summary})


class AskPrice(DialtoneAction):
    """What a product costs, its terms and options, and how it compares with what one has."""

    called = "action_ask_price"

    def answer(self, asked: Asked, work: Work) -> Answer:
        named = asked.entities.get("product")
        if isinstance(named, str):
            wanted = [name for name in products_wanted(asked.text, work=work) if name == named]
            said = details_utterance(asked, named, work)
            if len(wanted) > 1:
                price = find_offering(named, work=work).price.times(len(wanted))
                values = {"count": len(wanted), "product": named, "price": price_utterance(price)}
                return Answer([Utterance("utter_catalogue_several", values), said])
            return Answer([said])
        category, kind = asked.entities.get("category"), asked.entities.get("service")
        found = browse(asked.actor, category=category, service_kind=kind, words=asked.text, work=work)
        if len(found) == 1:
            return Answer([details_utterance(asked, found[0].offering.name, work)])
        if found:
            title = shelf_label(category, kind) if category else Utterance("utter_catalogue_title_found")
            return Answer([list_utterance(title, found)])
        return Answer([Utterance("utter_catalogue_price_ask", {}, shelf_choices(asked, work))])


def details_utterance(asked: Asked, name: str, work: Work) -> Utterance:
    """One offering with everything said before ordering it."""
    details = describe_offering(asked.actor, find_offering(name, work=work), work=work)
    offering = details.offering
    choices = _order_choices(offering)
    if str(offering.service_kind) in IN_A_PLACE:
        choices.append(ask_for("check_availability", "utter_choice_available", product=offering.name))
    values = {
        "product": offering.name,
        "price": price_utterance(offering.price),
        "summary": offering.summary,
        "facts": [*_chosen(offering, asked.text), *_facts(details), *(_compared(each) for each in details.comparisons)],
    }
    return Utterance("utter_catalogue_details", values, choices)


def _order_choices(offering: Offering) -> list[Offered]:
    """To order it as it usually is, or with a value of an option that costs something on top."""
    extras = [value for option in offering.options for value, extra in option.values.items() if extra != Price()]
    return [
        ask_for("order_product", "utter_choice_order_it", product=offering.name),
        *(
            ask_for(
                "order_product", "utter_choice_order_with", {"value": value}, product=offering.name, options=[value]
            )
            for value in extras
        ),
    ]


def _chosen(offering: Offering, text: str) -> list[Utterance]:
    """What it costs with the options that were asked about."""
    chosen = {o.name: value for o in offering.options if (value := o.named_in(text))}
    price = offering.price_with(chosen)
    if not chosen or price == offering.price:
        return []
    values = {"chosen": list(chosen.values()), "price": price_utterance(price)}
    return [Utterance("utter_catalogue_fact_with", values)]


def _facts(details: Details) -> list[Utterance]:
    terms, facts = details.offering.terms, []
    for option in details.offering.options:
        facts.append(Utterance("utter_catalogue_fact_option", {"name": option.name, "values": list(option.values)}))
        facts += [
            Utterance(
                "utter_catalogue_fact_option_price",
                {"name": option.name, "value": value, "price": price_utterance(extra)},
            )
            for value, extra in option.values.items()
            if extra != Price()
        ]
    if details.stock is not None:
        name = "utter_catalogue_fact_stock" if details.stock > 0 else "utter_catalogue_fact_no_stock"
        facts.append(Utterance(name, {"count": details.stock}))
    if int(terms.get("months", 0)) > 1:
        values_of_term = {"months": int(terms["months"]), "notice": int(terms.get("notice_days", 0))}
        facts.append(Utterance("utter_catalogue_fact_term", values_of_term))
    elif terms.get("notice_days"):
        facts.append(Utterance("utter_catalogue_fact_monthly", {"notice": int(terms["notice_days"])}))
    if details.offering.valid_days:
        facts.append(Utterance("utter_catalogue_fact_days", {"days": details.offering.valid_days}))
    if terms.get("provider"):
        facts.append(Utterance("utter_catalogue_fact_provider", {"provider": str(terms["provider"])}))
    return facts


def _compared(comparison: Comparison) -> Utterance:
    values = {"current": comparison.current.name, "service": label_of(comparison.service)}
    if comparison.more.is_zero:
        return Utterance("utter_catalogue_same_as_yours", values)
    if comparison.more.is_positive:
        return Utterance("utter_catalogue_more_than_yours", {**values, "difference": comparison.more})
    return Utterance("utter_catalogue_less_than_yours", {**values, "difference": -comparison.more})


class CheckAvailability(DialtoneAction):
    """Whether a product, a number, or anything at all can be had in a place."""

    called = "action_check_availability"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if any(word in asked.text.casefold().split() for word in _NUMBERED) and not asked.entities.get("product"):
            return self._numbers(asked, work)
        named = asked.entities.get("product")
        offering = find_offering(str(named), work=work) if named else None
        if offering is None and not asked.entities.get("place") and not asked.entities.get("address"):
            offering = self._meant(asked, work)
        if offering is not None and offering.is_goods:
            require_stock(offering, 1, work=work)
            order = ask_for("order_product", "utter_choice_order_it", product=offering.name)
            values = {"product": offering.name, "count": stock_of(offering, work=work)}
            return Answer([Utterance("utter_availability_stock", values, [order])])
        place = self._place(asked, work)
        if offering is not None and str(offering.service_kind) not in IN_A_PLACE:
            require_feasible(offering, None, work=work)
            order = ask_for("order_product", "utter_choice_order_it", product=offering.name)
            return Answer([Utterance("utter_availability_yes_anywhere", {"product": offering.name}, [order])])
        if place is None:
            return self._ask_place(asked, work)
        if offering is None:
            return Answer([place_utterance(check_place(place, work=work))])
        require_feasible(offering, place.name, work=work)
        order = ask_for("order_product", "utter_choice_order_it", product=offering.name, place=place.name)
        values = {"product": offering.name, "place": place.name}
        return Answer([Utterance("utter_availability_yes", values, [order])])

    @staticmethod
    def _meant(asked: Asked, work: Work) -> Offering | None:
        found = search_offerings(asked.text, work=work, limit=2)
        return found[0] if len(found) == 1 else None

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

    @staticmethod
    def _numbers(asked: Asked, work: Work) -> Answer:
        ending = "".join(c for c in asked.text if c.isdigit())
        found = free_numbers("mobile", work=work, ending=ending[-4:])
        if not found:
            return Answer([Utterance("utter_availability_no_numbers")])
        numbers = [PhoneNumber(value) for value in found]
        return Answer([Utterance("utter_availability_numbers", {"numbers": numbers})])


def place_utterance(report: PlaceReport) -> Utterance:
    """What can be had in a place, and what is full."""
    full = [kind for kind, free in report.ports.items() if free == 0]
    values = {"place": report.place, "kinds": _kinds(report.kinds), "full": _kinds(full)}
    browse_it = [ask_for("browse_catalogue", "utter_wish_browse_catalogue")]
    return Utterance("utter_availability_place_but" if full else "utter_availability_place", values, browse_it)


def _kinds(kinds: Sequence[str]) -> list[Utterance]:
    return [kind_of(kind) for kind in kinds]
