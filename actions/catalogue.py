"""Looking around the shop, and prices."""

import re
from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.choosing import choice_made, next_to_named
from actions.comparatives import compared_with_own
from actions.contents import about_contents
from actions.frame import Answer, DialtoneAction
from actions.mentioned import products_meant, products_shown
from actions.needed import plan_needed
from actions.offering_facts import facts_of
from actions.ones_own import OF_MY_OWN, wants_more_of_it
from telecom.management.catalogue import (
    MOST_SHOWN,
    Shown,
    browse,
    browse_partners,
    describe_offering,
    shelves,
)
from telecom.management.contents import own_packs
from telecom.management.order_items import find_offering, price_utterance
from telecom.model.catalogue import Offering, Price
from telecom.model.resources import IN_A_PLACE
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.ports import Work

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
    ("bundle", None): "utter_catalogue_kind_bundle",
    ("TV pack", None): "utter_catalogue_kind_iptv",
}
_PLAN_WORDS = {
    "mobile": {"mobile", "sim", "phone", "cellphone", "data", "handy", "mobilfunk"},
    "broadband": {"broadband", "fibre", "fiber", "internet", "wifi", "wi-fi", "wlan"},
    "fixed": {"landline", "landlines", "fixed", "home-phone", "festnetz"},
}
_WORD = re.compile(r"wi-fi|home-phone|\w+")
# Of a German word for a plan, what it is a plan of: "Internettarife".
_PLANS = re.compile(r"(?:tarife?n?|verträge?n?|vertrag|anschlüsse?n?|anschluss)$")
_MOST_CHOICES = 6
_SHORTEST_MAKE = 5  # "apple", "google", "android": shorter words stand in too many sentences
_TAKES_IT = tuple(
    f"{verb} {it}" for verb in ("take", "order", "get", "buy", "add", "want", "have", "do") for it in ("it", "that")
)
_MORE_OF_IT = re.compile(r"\babout (it|that|this)\b|\b(that|first|second|third|last|1st|2nd|3rd) one\b", re.I)


# "Does it come in red?" is about the options of what was shown.
_OTHER_KIND = re.compile(
    r"\b(?:it|that|this|them|those)\b.*\b(?:colou?rs?|in (?:black|white|red|blue|green|silver|gold|grey"
    r"|gray|pink|mint))\b"
    r"|^\W*(?:(?:and|what|which|any|other) )*colou?rs?\b",
    re.I,
)


def _kind_said(text: str) -> str | None:
    """The kind of service of "mobile plans": there the word is no service of one's own."""
    words = {word for match in _WORD.findall(text.casefold()) for word in (match, _PLANS.sub("", match))}
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


_PARTNERS = re.compile(r"\b(?:other|else'?s|different) (?:providers?|compan(?:y|ies)|firms?)\b|\bpartners?\b", re.I)


class BrowseCatalogue(DialtoneAction):
    """What is on sale: of a kind, like some words, or the kinds themselves."""

    called = "action_browse_catalogue"

    def answer(self, asked: Asked, work: Work) -> Answer:
        category, kind, provider = (asked.entities.get(name) for name in ("category", "service", "provider"))
        product = next_to_named(asked, work) or asked.entities.get("product")
        if product is None and not (category or kind or provider):
            product = self._pointed_at(asked, work)
        if not (category or kind or provider or product) and wants_more_of_it(asked):
            category, kind = "add-on", "mobile"
        if OF_MY_OWN.search(asked.text):
            return DialtoneAction.named["action_list_services"]().answer(asked, work)
        if not provider and _PARTNERS.search(asked.text):
            return Answer([_of_partners(asked, str(kind or "") or _kind_said(asked.text), work)])
        if isinstance(product, str) and not category:
            return Answer([details_utterance(asked, product, work)])
        if (said := about_contents(asked, work) or choice_utterance(asked, work)) is not None:
            return Answer([said])
        if category == "TV pack" and kind is None:
            kind = "iptv"
        if category == "plan":
            kind = kind or _kind_said(asked.text)
        found = browse(
            asked.actor, category=category, service_kind=kind, provider=provider, words=asked.text, work=work
        )
        found = _of_the_make(found, asked.text)
        if found:
            title = shelf_label(category, kind) if category else self._title(kind, provider)
            return Answer([list_utterance(title, found)])
        nothing = bool(category or kind or provider)
        sentence = "utter_catalogue_nothing" if nothing else "utter_catalogue_kinds"
        return Answer([Utterance(sentence, {}, shelf_choices(asked, work))])

    @staticmethod
    def _pointed_at(asked: Asked, work: Work) -> str | None:
        """The one product just shown, where more of it or one of its options is asked: "got it in mint?"."""
        if _MORE_OF_IT.search(asked.text):
            pointed = products_meant(asked, work)
            return pointed[0] if len(pointed) == 1 else None
        shown = products_shown(asked, work)
        only = find_offering(shown[0], work=work) if len(shown) == 1 else None
        named = only is not None and any(option.named_in(asked.text) for option in only.options)
        return only.name if only is not None and (named or _OTHER_KIND.search(asked.text)) else None

    @staticmethod
    def _title(kind: Any, provider: Any = None) -> Utterance:
        if provider is not None:
            return Utterance("utter_catalogue_title_of", {"provider": str(provider)})
        if kind is None:
            return Utterance("utter_catalogue_title_found")
        return shelf_label("TV pack" if kind == "iptv" else "plan", str(kind))


def _of_the_make(found: list[Shown], text: str) -> list[Shown]:
    """Of goods those of the make or system that is named: "an android phone"; all where none is."""
    said = set(_WORD.findall(text.casefold()))
    told = [
        set(_WORD.findall(f"{s.offering.terms.get('provider', '')} {s.offering.summary}".casefold())) for s in found
    ]
    own = set().union(*told) - set.intersection(*told) if told else set()
    named = {word for word in said & own if len(word) >= _SHORTEST_MAKE and not word.isdigit()}
    fitting = [each for each, words in zip(found, told, strict=True) if words & named]
    return fitting if fitting and all(each.offering.is_goods for each in found) else found


def _of_partners(asked: Asked, kind: str | None, work: Work) -> Utterance:
    """What partners deliver, of a kind where one was named."""
    found = browse_partners(asked.actor, service_kind=kind, work=work)
    return list_utterance(Utterance("utter_catalogue_title_partners"), found)


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
    return Utterance(name, {"product": o.name, "price": price_utterance(o.price), "summary": o.description})


def choice_utterance(asked: Asked, work: Work) -> Utterance | None:
    """The one that "the cheapest", "a bigger one" or "8 gigs a month" means, or all "under 10 pounds"; None where
    nothing is chosen."""
    if (needed := plan_needed(asked, work, describe=details_utterance)) is not None:
        return needed
    if (compared := compared_with_own(asked, work, describe=details_utterance)) is not None:
        return compared
    made = choice_made(asked, work)
    if made is None:
        return None
    choosing, found = made
    if not found:
        return Utterance("utter_choosing_nothing", {}, shelf_choices(asked, work))
    if choosing.by is not None or len(found) == 1:
        return details_utterance(asked, found[0].name, work)
    return list_utterance(Utterance("utter_catalogue_title_fits"), [Shown(each) for each in found])


def details_utterance(asked: Asked, name: str, work: Work) -> Utterance:
    """One offering with everything said before ordering it."""
    details = describe_offering(asked.actor, find_offering(name, work=work), work=work)
    offering = details.offering
    is_held = asked.actor is not None and offering.name in {each.name for each in own_packs(asked.actor, work=work)}
    choices = [] if is_held else _order_choices(offering)
    if str(offering.service_kind) in IN_A_PLACE and not is_held:
        choices.append(ask_for("check_availability", "utter_choice_available", product=offering.name))
    values = {
        "product": offering.name,
        "price": price_utterance(offering.price),
        "summary": offering.description,
        "facts": [
            *([Utterance("utter_catalogue_fact_held")] if is_held else []),
            *facts_of(details, asked.text),
        ],
    }
    return Utterance("utter_catalogue_details", values, choices)


def order_it(offering: Offering, **told: Any) -> Offered:
    """The choice to order what was just shown."""
    offered = ask_for("order_product", "utter_choice_order_it", product=offering.name, **told)
    return said_as(offered, *_TAKES_IT)


def _order_choices(offering: Offering) -> list[Offered]:
    """To order it as it usually is, or with a value of an option that costs something on top."""
    extras = [
        (option, value) for option in offering.options for value, extra in option.values.items() if extra != Price()
    ]
    return [
        order_it(offering),
        *(
            ask_for(
                "order_product",
                "utter_choice_order_with",
                {"value": offering.word(value)},
                product=offering.name,
                options=[value],
            )
            for _, value in extras
        ),
    ]
