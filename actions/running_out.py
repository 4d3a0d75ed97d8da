"""The answer to "what happens when I run out?": what goes on, what that costs, when it begins anew."""

import re
from collections.abc import Sequence

from actions.frame import Asked
from actions.inventory import read_named
from actions.use_prices import price_line
from telecom.management.inventory import Meant, label_of
from telecom.management.use_prices import Ending, beyond_allowances, use_prices
from telecom.model.usage import UsageZone
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_RUNS_OUT = re.compile(
    r"\b(?:(?:runs?|ran|running) (?:\w+ )?out|us(?:e|ed) (?:\w+ ){0,3}(?:up|all)|use (?:all|more)|all (?:used|gone)"
    r"|go(?:es)? over|finish\w*|exceed\w*|empty|(?:is|are|be) gone|(?:hit|reach) (?:my|the) limit"
    r"|(?:doesn|isn)'?t\b.*\bhappen\w*|aufgebraucht|verbraucht|alle ist|leer)\b",
    re.I,
)
_WHAT_THEN = re.compile(
    r"\b(?:what(?:'?s| is)? happen\w*|what (?:then|if|when)|wot happen\w*|will (?:i|it|my)|do i (?:get|have to|pay)"
    r"|does (?:it|my)|charged?|was passiert|was ist,? wenn|and then|after)\b",
    re.I,
)


def about_running_out(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What happens when the allowances are used up, where that is asked; else empty. ProofRequired."""
    if not (_RUNS_OUT.search(asked.text) and _WHAT_THEN.search(asked.text)):
        return []
    named = read_named(asked)
    told = beyond_allowances(asked.actor, meant=None if named == Meant() else named, work=work)
    if told is None or not told.prices:
        return []
    values = {
        "service": label_of(told.service),
        "prices": [price_line(each) for each in told.prices],
        "endings": [_ending(each, work) for each in told.endings],
    }
    choices = [
        ask_for("order_product", "utter_choice_order_product", {"product": each.name}, product=each.name)
        for each in told.boosts
    ]
    if not told.is_prepaid:
        choices.append(ask_for("set_spending_limit", "utter_wish_set_spending_limit"))
    return [Utterance("utter_beyond_credit" if told.is_prepaid else "utter_beyond_bill", values, choices)]


def running_out_in_general(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What goes beyond allowances costs, to somebody who has no line here; empty where that is not asked."""
    if not (_RUNS_OUT.search(asked.text) and _WHAT_THEN.search(asked.text)):
        return []
    prices = [price_line(each) for each in use_prices(None, UsageZone.HOME, (), work=work).prices]
    return [Utterance("utter_beyond_in_general", {"prices": prices})]


def _ending(told: Ending, work: Work) -> Utterance:
    values = {"offering": told.offering, "day": told.at.astimezone(work.zone).date(), "price": told.price or ""}
    if not told.renews:
        return Utterance("utter_beyond_ends", values)
    return Utterance("utter_beyond_anew" if told.price is None else "utter_beyond_renews", values)
