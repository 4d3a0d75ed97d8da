"""Answers to what calling, texting and using data costs, here and abroad, and to "will my phone work there?"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.abroad import about_days_abroad
from actions.asked import Asked
from actions.catalogue import order_it
from actions.inventory import read_named
from actions.use_lists import use_as_file
from telecom.management.inventory import Meant, label_of
from telecom.management.order_items import price_utterance
from telecom.management.use_prices import SWITCH_OF, KindPrice, UsePrices, use_prices
from telecom.model.usage import UsageZone
from telecom.model.use_questions import UseQuestion, kinds_said, read_use_question
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.model.volumes import UsageKind
from telecom.ports import Work
from telecom.support.countries import Country, find_countries

_GOES_ON = re.compile(
    r"^\W*(?:and|what about|(?:how|wot|what|hows?) ?(?:a?bout)|or|und|was ist mit)\b"
    r"|\b(?:there|over there|her|him|them|without (?:it|that|the pack|one)|then|dort|da)\b",
    re.I,
)
_THERE = re.compile(r"\b(?:there|dort|da)\b", re.I)
_LONGEST_FOLLOWING = 14
_LONGEST_COUNTRY = 5
# "Not data. Calls." right below the prices of a country.
_LONGEST_KIND = 4
_NOT_THAT = re.compile(r"\b(?:not|no|nicht|kein\w*)\s+(?:the\s+|my\s+)?\w+", re.I)
_TURNS_BACK = 6
_IT = re.compile(r"\b(?:it|that|this|das|es)\b", re.I)


def about_use(asked: Asked, work: Work, *, home: str, follows: bool = False) -> Sequence[Utterance]:
    """What use costs, or when it was abroad, where that is what the words ask; else empty. `home`: the operator's
    country. `follows`: words such as "and a text to her?" may go on with a question asked just before."""
    if not asked.text or asked.entities.get("product"):
        return []
    if days := about_days_abroad(asked, work):
        return days
    if asked.actor is not None and (listed := use_as_file(asked, work)) is not None:
        return listed.said
    question, abroad = _read(asked.text, asked, home=home, is_price=asked.intent == "ask_price")
    if follows and (question is None or question.zone is UsageZone.HOME):
        followed, there = _followed(asked, home=home)
        question, abroad = (followed, there) if followed is not None else (question, abroad)
    if question is None:
        return []
    in_union = all(each.in_union for each in abroad) if abroad else None
    meant = _line_named(asked)
    return [_told(use_prices(asked.actor, question.zone, question.kinds, meant=meant, in_union=in_union, work=work),
                  question, abroad)]  # fmt: skip


def asks_of_use(asked: Asked, work: Work, *, home: str) -> bool:
    """Whether a wish to change a setting is a question about using the phone somewhere, and no change."""
    if asked.intent != "configure_service" or asked.slots.get("value") is not None:
        return False
    return bool(about_use(asked, work, home=home))


def _line_named(asked: Asked) -> Meant | None:
    named = read_named(asked)
    return None if named == Meant() else replace(named, provider=None)


def _read(text: str, asked: Asked, *, home: str, is_price: bool) -> tuple[UseQuestion | None, Sequence[Country]]:
    abroad = [each for each in find_countries(text, language=asked.conversation.language) if each.code != home]
    return read_use_question(text, countries=[each.written for each in abroad], is_price=is_price), abroad


def _followed(asked: Asked, *, home: str) -> tuple[UseQuestion | None, Sequence[Country]]:
    """The question of the message before with what this one changes in it."""
    kinds = kinds_said(_NOT_THAT.sub(" ", asked.text))
    here = [each for each in find_countries(asked.text, language=asked.conversation.language) if each.code != home]
    if _asks_of_roaming(asked, kinds):
        return UseQuestion(UsageZone.ROAMING, kinds), here
    words = len(asked.text.split())
    # "To Germany I mean" tells the country and nothing else.
    only_kinds = bool(kinds) and words <= _LONGEST_KIND
    goes_on = _GOES_ON.search(asked.text) or (here and words <= _LONGEST_COUNTRY) or only_kinds
    is_there = asked.intent == "ask_price" and _THERE.search(asked.text) is not None
    if words > _LONGEST_FOLLOWING or not goes_on or not (kinds or here or is_there):
        return None, []
    before = [text for turn, text in asked.heard.items() if turn != asked.turn_id]
    for text in reversed(before[-1:] if only_kinds else before[-_TURNS_BACK:]):
        asked_before, abroad = _read(text, asked, home=home, is_price=True)
        if asked_before is not None:
            return _changed(asked_before, kinds, here), here or abroad
    return None, []


def _asks_of_roaming(asked: Asked, kinds: Sequence[UsageKind]) -> bool:
    """Whether it is asked what comes of the roaming that was just wanted: "and how much will that cost?"."""
    last = asked.last_wish
    if asked.intent != "ask_price" or last is None or last.intent != "configure_service" or kinds:
        return False
    return last.entities.get("parameter") == "roaming" and _IT.search(asked.text) is not None


def _changed(before: UseQuestion, kinds: Sequence[UsageKind], here: Sequence[Country]) -> UseQuestion:
    """An earlier question with other kinds of use or another country."""
    zone = UsageZone.INTERNATIONAL if before.zone is UsageZone.HOME and here else before.zone
    if tuple(kinds) == (UsageKind.DATA,) and zone is UsageZone.INTERNATIONAL:
        zone = UsageZone.ROAMING
    return UseQuestion(zone, kinds or before.kinds)


def _told(told: UsePrices, question: UseQuestion, abroad: Sequence[Country]) -> Utterance:
    values: dict[str, Any] = {
        "countries": [each.name for each in abroad],
        "service": label_of(told.service) if told.service else "",
        "plan": told.plan,
        "prices": [price_line(each) for each in told.prices],
        "packs": _pack_lines(told, question),
        "included": [Utterance("utter_use_not_included", {"plan": told.plan})] if _lacks(told) else [],
        "same": [Utterance("utter_use_same")] if len(abroad) > 1 else [],
    }
    name = f"utter_use_{told.zone.value}" + ("" if abroad or told.zone not in _SOMEWHERE else "_anywhere")
    if told.zone is UsageZone.ROAMING and question.travels and told.service is not None:
        name += "_off" if told.is_allowed is False else "_on"
    elif told.is_allowed is False:
        values["packs"] = [Utterance("utter_use_off", {**values, "setting": SWITCH_OF[told.zone]}), *values["packs"]]
    return Utterance(name, values, _choices(told, question))


def _lacks(told: UsePrices) -> bool:
    """Whether a plan that includes something at home includes nothing of this."""
    return (
        bool(told.plan)
        and told.zone is not UsageZone.HOME
        and all(price.included is None and not price.without_limit for price in told.prices)
    )


_SOMEWHERE = (UsageZone.ROAMING, UsageZone.INTERNATIONAL)
_LINES = {
    UsageKind.DATA: "utter_use_price_data",
    UsageKind.VOICE: "utter_use_price_voice",
    UsageKind.SMS: "utter_use_price_sms",
}
MEGABYTES_IN_A_GIGABYTE = 1000


def price_line(told: KindPrice) -> Utterance:
    """One kind of use: what is included, and the price of the rest."""
    name = _LINES[told.kind]
    values = {
        "price": told.price,
        "gigabyte": told.price * MEGABYTES_IN_A_GIGABYTE,
        "included": told.included or "",
        "left": told.left or "",
        "offering": told.offering,
    }
    if told.without_limit:
        return Utterance(f"{name}_unlimited", values)
    if told.included is not None:
        return Utterance(f"{name}_left" if told.left is not None else f"{name}_included", values)
    return Utterance(name, values)


def _pack_lines(told: UsePrices, question: UseQuestion) -> list[Utterance]:
    packs = [o for o in told.packs if not question.kinds or any(kind.value in o.allowances for kind in question.kinds)]
    return [
        Utterance("utter_use_pack", {"product": o.name, "price": price_utterance(o.price), "summary": o.description})
        for o in packs
    ]


def _choices(told: UsePrices, question: UseQuestion) -> list[Offered]:
    packs = [o for o in told.packs if not question.kinds or any(kind.value in o.allowances for kind in question.kinds)]
    choices = []
    if told.is_allowed is False and told.service is not None:
        choices.append(
            ask_for("configure_service", "utter_choice_use_switch_on", {"setting": SWITCH_OF[told.zone]},
                    service=told.service.id, parameter=SWITCH_OF[told.zone], value=True)
        )  # fmt: skip
    choices += [
        ask_for("order_product", "utter_choice_order_product", {"product": o.name}, product=o.name) for o in packs
    ]
    if len(packs) == 1:
        choices[-1] = order_it(packs[0])
    return choices
