"""The answers to "what happens when I run out?" and "what would I pay if I use 5 GB more?"."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.catalogue import order_it
from actions.inventory import read_named
from actions.use_prices import price_line
from telecom.management.balance import check_balance
from telecom.management.inventory import Meant, label_of
from telecom.management.order_items import price_utterance
from telecom.management.use_prices import Beyond, Ending, MoreUse, beyond_allowances, cost_of_more, use_prices
from telecom.model.money import total
from telecom.model.usage import UsageZone
from telecom.model.use_questions import read_volume
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

_RUNS_OUT = re.compile(
    r"\b(?:(?:runs?|ran|running) (?:\w+ )?out|us(?:e|ed) (?:\w+ ){0,3}(?:up|all)|use (?:all|more)|all (?:used|gone)"
    r"|go(?:es)? over|finish\w*|exceed\w*|empty|(?:is|are|be) gone|(?:hit|reach) (?:my|the) limit"
    r"|(?:doesn|isn)'?t\b.*\bhappen\w*|aufgebraucht|verbraucht|alle ist|leer)\b",
    re.I,
)
_WHAT_THEN = re.compile(
    r"\b(?:what(?:'?s| is)? happen\w*|what (?:then|if|when)|wot happen\w*|will (?:i|it|my)|do i (?:get|have to|pay)"
    r"|does (?:it|my)|charged?|what'?s it cost|was kostet|was passiert|was ist,? wenn|and then|after)\b"
    r"|^\W*(?:and|but|und|aber) (?:if|when|wenn)\b",
    re.I,
)

_OUTRIGHT = re.compile(r"\b(?:w(?:ha|o)t(?:'?s| is)? happen\w*|what (?:then|if)|was passiert|was ist,? wenn)\b", re.I)
_AND_THEN = re.compile(
    r"\W*(?:(?:and|so|ok|und)\W+)*(?:w(?:ha|o)t(?:'?s| is)? happens?|what|was passiert|was ist|und)"
    r"(?: (?:then|dann|if|when|wenn))?(?: (?:i|it|that|ich|es|das))?"
    r"(?: (?:do|does|goes|go|happens|tue|passiert|drüber|over))?\W*",
    re.I,
)
# "I finish work at three, so after that" is about the day.
_OF_A_DAY = re.compile(r"\b(?:work|school|shift|arbeit|schicht|schule)\b|\bat \d|\bum \d", re.I)
_OF_WHAT_IS_LEFT = frozenset({"utter_usage_so_far", "utter_balance_credit", "utter_balance_by_bill"})
# Asks for one's own figures: how much there is, and until when.
_FIGURES = re.compile(
    r"\b(?:when|how long|wann) (?:do|does|did|will|would|is|are|it|ist|sind)\b|\bwho\b"
    r"|\bhow (?:much|many)\b[^,.;?]*\b(?:left|got|have|had|remaining|used)\b",
    re.I,
)


def _asks_what_then(text: str) -> bool:
    """Whether it is asked what comes after the allowances are used up; not when that will be, or how much is left."""
    if not (_RUNS_OUT.search(text) and _WHAT_THEN.search(text)) or _OF_A_DAY.search(text):
        return False
    return _OUTRIGHT.search(text) is not None or _FIGURES.search(text) is None


_IF = re.compile(r"\b(?:if|suppose|supposing|say|when|wenn|falls|would|will|another|extra|more|mehr)\b", re.I)
_SO_MUCH_MORE = re.compile(
    r"\d\s*(?:gb|gigs?|mb|megs?|min\w*|texts?|sms)\s+(?:more|extra|over|mehr)\b|\b(?:another|extra)\s+\d", re.I
)
_USES = re.compile(
    r"\b(?:us(?:e|ed|ing|age)|go(?:es)? over|over by|need\w*|stream\w*|download\w*|call(?:ed|ing)?|talk\w*"
    r"|text(?:ed|ing)?|send|sent|spend|brauch\w*|nutz\w*|verbrauch\w*|telefonier\w*)\b",
    re.I,
)
_PAYS = re.compile(
    r"\b(?:pay|costs?|charged?|how much|what (?:would|will|does|is|if|happens)|bill|dearer|extra|price|zahl\w*"
    r"|kost\w*|wie ?viel)\b",
    re.I,
)


def about_more_use(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What it would cost to use so much more, where that is asked by somebody who is known; else empty."""
    more = read_volume(asked.text) if asked.actor is not None else None
    if more is None or asked.entities.get("product"):
        return []
    uses = _USES.search(asked.text) or _SO_MUCH_MORE.search(asked.text)
    if not (_IF.search(asked.text) and uses and _PAYS.search(asked.text)):
        return []
    named = read_named(asked)
    told = cost_of_more(asked.actor, more, meant=None if named == Meant() else named, work=work)
    return [_more_use(told)] if told is not None else []


def _asks_and_then(asked: Asked, work: Work) -> bool:
    """Whether "what happens if I do?" is said right below what is left."""
    below = messaging.latest_answers(asked.conversation, work=work) if _AND_THEN.fullmatch(asked.text) else ()
    return any(each.response in _OF_WHAT_IS_LEFT for each in below)


def _more_use(told: MoreUse) -> Utterance:
    left = told.price.left
    values = {"service": label_of(told.service), "more": told.more, "beyond": told.beyond, "cost": told.cost,
              "left": left or "", "offering": told.price.offering}  # fmt: skip
    if told.price.without_limit:
        return Utterance("utter_more_use_unlimited", values)
    if not told.beyond.units:
        return Utterance("utter_more_use_included", values)
    choices = [order_it(told.boost)] if told.boost is not None else []
    boost = [Utterance("utter_more_use_boost", {"product": told.boost.name, "price": price_utterance(told.boost.price)})
             ] if told.boost is not None else []  # fmt: skip
    name = "utter_more_use_beyond" if left is not None and left.units else "utter_more_use_all"
    return Utterance(name, {**values, "boost": boost}, choices)


_RENEWS = re.compile(
    r"\b(?:renew\w*|(?:begins?|starts?) (?:anew|again|over)|next (?:pack|allowance|one|week)(?! (?:up|down|size))"
    r"|new (?:data|allowance|gigs)|resets?"
    r"|verlänger\w*|erneuer\w*|beginnt (?:neu|wieder))\b",
    re.I,
)
_ASKS_WHEN = re.compile(
    r"\b(?:when|how much|how often|what (?:day|date|does|will)|which day|cost\w*|enough|enuf"
    r"|cover\w*|reicht|langt|wann|wie ?viel)\b",
    re.I,
)
_IS_ENOUGH = re.compile(r"\b(?:enough|enuf|cover\w*|reicht|langt)\b", re.I)
_OF_A_CONTRACT = re.compile(r"\b(?:contract|minimum|vertrag\w*|sim|card|pin)\b", re.I)


def about_renewal(asked: Asked, work: Work) -> Sequence[Utterance]:
    """When the allowances begin anew and for how much, where that is asked by somebody who is known; else empty."""
    text = asked.text
    if asked.actor is None or _OF_A_CONTRACT.search(text) or not (_RENEWS.search(text) and _ASKS_WHEN.search(text)):
        return []
    named = read_named(asked)
    told = beyond_allowances(asked.actor, meant=None if named == Meant() else named, work=work)
    if told is None or not told.endings:
        return []
    lines = [*_enough_for(told, asked, work), *(_ending(each, work) for each in told.endings)]
    return [Utterance("utter_plain_lines", {"lines": lines}, [ask_for("check_balance", "utter_choice_balance")])]


def _enough_for(told: Beyond, asked: Asked, work: Work) -> list[Utterance]:
    """Whether the credit is enough for what renews, where that is asked."""
    prices = [each.price for each in told.endings if each.renews and each.price is not None]
    credit = check_balance(asked.actor, work=work).credit if prices and _IS_ENOUGH.search(asked.text) else []
    if len(credit) != 1:
        return []
    needed = total(prices, currency=work.currency)
    name = "utter_renewal_enough" if credit[0] >= needed else "utter_renewal_short"
    return [Utterance(name, {"credit": credit[0], "missing": needed - credit[0] if credit[0] < needed else ""})]


def about_running_out(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What happens when the allowances are used up, or what so much more use would cost, where that is asked; else
    empty. ProofRequired."""
    if more := about_more_use(asked, work) or about_renewal(asked, work):
        return more
    if not (_asks_what_then(asked.text) or _asks_and_then(asked, work)):
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
    if not _asks_what_then(asked.text):
        return []
    prices = [price_line(each) for each in use_prices(None, UsageZone.HOME, (), work=work).prices]
    return [Utterance("utter_beyond_in_general", {"prices": prices})]


def _ending(told: Ending, work: Work) -> Utterance:
    values = {"offering": told.offering, "day": told.at.astimezone(work.zone).date(), "price": told.price or ""}
    if not told.renews:
        return Utterance("utter_beyond_ends", values)
    return Utterance("utter_beyond_anew" if told.price is None else "utter_beyond_renews", values)
