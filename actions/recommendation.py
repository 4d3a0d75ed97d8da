"""What suits a subscriber, from their own use."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from actions.catalogue import choice_utterance, details_utterance, list_utterance, shelf_choices, shelf_label
from actions.comparatives import compared_with_own
from actions.frame import Answer, DialtoneAction
from actions.inventory import read_named
from actions.mentioned import named_among, products_shown
from actions.needed import plan_needed
from actions.running_out import about_more_use
from actions.use_prices import about_use
from telecom.management.catalogue import browse
from telecom.management.inventory import label_of, services_meant
from telecom.management.lines import short_names
from telecom.management.order_items import price_utterance
from telecom.management.recommendation import Recommendation, recommend
from telecom.management.tastes import Suggestion, suggest, why_suggested
from telecom.model.catalogue import Offering
from telecom.model.choosing import Measure, chosen, read_choosing
from telecom.model.errors import ProofRequired
from telecom.model.messaging import NUMBERED_CHANNELS
from telecom.model.money import total
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.model.volumes import UsageKind, Volume
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.authorization import has_nothing_yet

_MOST_CHOICES = 5
_PLAN = re.compile(r"\b(?:with|to|the|of|mit|auf)\b.*\b(?:\d+|basic|unlimited|kids)\s*(?:gb|gigs?|plan|one)\b", re.I)
_CHEAPER = re.compile(r"\b(?:cheaper|less expensive|sav(?:e|ing)|günstiger\w*|billiger\w*)\b", re.I)
# Who tells what they use or pay is a customer, and is advised by that.
_HAS = re.compile(
    r"\b(?:i|we|ich|wir)\b(?: \w+){0,2} (?:use|pay|spend|nutze\w*|zahle\w*)\b"
    r"|\b(?:my|our|mein\w*|unser\w*) (?:plan|tariff|line|landline|bill|usage|tarif|anschluss|rechnung)\b",
    re.I,
)
_WHY = re.compile(r"\b(?:why|how come|what makes you|warum|wieso|weshalb)\b", re.I)
# Advice for more services than this is summed up.
SERVICES_TOLD_APART = 3
# What names a line.
_ADVICE = ("utter_recommend_right", "utter_recommend_prepaid", "utter_recommend_cheaper", "utter_recommend_bigger")
_LINES = ("person", "phone_number", "group")


class RecommendProduct(DialtoneAction):
    """The plan that covers what was used for the least, a cheaper one where that is enough."""

    called = "action_recommend_product"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (why := _why(asked, work)) is not None:
            return Answer([why])
        if told := about_use(asked, work, home=self.telecom.settings.country):
            return Answer(told)
        if more := about_more_use(asked, work):
            return Answer(more)
        if (needed := plan_needed(asked, work, describe=details_utterance)) is not None:
            return Answer([needed])
        if asked.actor is not None and has_nothing_yet(asked.actor, work=work):
            return Answer([self._for_a_beginning(asked, work)])
        # "A cheaper plan for Tom" is for what Tom uses, whatever was shown before.
        is_for_a_line = asked.actor is not None and any(asked.entities.get(each) for each in _LINES)
        if not is_for_a_line and (compared := compared_with_own(asked, work, describe=details_utterance)) is not None:
            return Answer([compared])
        if (named := _plan_named(asked, work)) is not None:
            return Answer([details_utterance(asked, named.name, work)])
        if not is_for_a_line and _chooses(asked, work) and (said := choice_utterance(asked, work)) is not None:
            return Answer([said])
        known = asked.conversation.channel in NUMBERED_CHANNELS
        if asked.actor is None and known and _HAS.search(asked.text):
            raise ProofRequired()  # advice rests on what they have and use
        if asked.actor is None:
            login = ask_for("log_in", "utter_wish_log_in")
            return Answer([Utterance("utter_recommend_ask", {}, [login, *shelf_choices(asked, work)])])
        return _with_suggestions(self._advice(asked, work), suggest(asked.actor, work=work))

    @staticmethod
    def _for_a_beginning(asked: Asked, work: Work) -> Utterance:
        """For who has no service yet: the one that the words choose, else all mobile plans."""
        plans = browse(asked.actor, category="plan", service_kind="mobile", work=work)
        choosing = read_choosing(asked.text)
        if choosing is not None and choosing.by is Measure.SIZE and choosing.is_most:
            best = chosen([each.offering for each in plans], choosing)[0]
            return details_utterance(asked, best.name, work)
        said = choice_utterance(asked, work) if choosing is not None else None
        return said or list_utterance(shelf_label("plan", "mobile"), plans)

    def _advice(self, asked: Asked, work: Work) -> Answer:
        """The plans that fit the use of each service that was meant."""
        found = recommend(asked.actor, work=work)
        meant = services_meant([each.service for each in found], read_named(asked))
        found = [each for each in found if each.service in meant] or found
        if not found:
            return Answer([Utterance("utter_recommend_nothing", {}, shelf_choices(asked, work))])
        if len(found) > SERVICES_TOLD_APART:
            return Answer([_summed_up(found, work)])
        choices = [choice for each in found if (choice := _choice(each))][:_MOST_CHOICES]
        if len(found) == 1:
            said = recommendation_utterance(found[0])
            without = said.response == "utter_recommend_no_use"
            return Answer([Utterance(said.response, said.values, shelf_choices(asked, work) if without else choices)])
        lines = [recommendation_utterance(each) for each in found]
        return Answer([Utterance("utter_recommend_list", {"lines": lines}, choices)])


def _with_suggestions(answer: Answer, suggestions: Sequence[Suggestion]) -> Answer:
    """The advice, and below it what else the asker is likely to want, with the first reason."""
    if not suggestions:
        return answer
    lines = [
        Utterance("utter_recommend_also_line",
                  {"product": each.offering.name, "price": price_utterance(each.offering.price),
                   "reason": each.reasons[0]})
        for each in suggestions
    ]  # fmt: skip
    choices = [
        ask_for("check_price", "utter_choice_details", {"product": each.offering.name}, product=each.offering.name)
        for each in suggestions
    ]
    return replace(answer, said=[*answer.said, Utterance("utter_recommend_also", {"lines": lines}, choices)])


def _why(asked: Asked, work: Work) -> Utterance | None:
    """Why what was named, or shown last, is suggested; None where that was not asked."""
    if asked.actor is None or not _WHY.search(asked.text):
        return None
    named = asked.entities.get("product")
    if not named and (covers := _why_advised(asked, work)) is not None:
        return covers
    shown = [str(named)] if named else products_shown(asked, work)
    found = work.of(Offering).find(name=shown[0]) if shown else None
    return why_suggested(asked.actor, found, work=work) if found else None


def _why_advised(asked: Asked, work: Work) -> Utterance | None:
    """Why the plan of the last advice was advised: what was used, and that it is the cheapest that covers that."""
    said = messaging.latest_answers(asked.conversation, work=work)
    lines = [line for each in said for line in (each, *each.values.get("lines", ())) if isinstance(line, Utterance)]
    advice = next((each.values for each in lines if each.response in _ADVICE and each.values.get("best")), None)
    return Utterance("utter_why_covers", advice) if advice is not None else None


def _plan_named(asked: Asked, work: Work) -> Offering | None:
    """The plan that is named by a word of its own: "what would I save with the 10 gig one"."""
    plans = [each.offering for each in browse(asked.actor, category="plan", service_kind="mobile", work=work)]
    return named_among(asked.text, plans) if asked.text and _PLAN.search(asked.text) else None


def _chooses(asked: Asked, work: Work) -> bool:
    """Whether the words choose by themselves: "which is cheapest?" below a list. Where none was shown, a cheap plan is
    advised by one's own use."""
    choosing = read_choosing(asked.text)
    if choosing is None:
        return False
    if asked.actor is not None and _CHEAPER.search(asked.text) and not products_shown(asked, work):
        return False  # "cheaper, but with a lot of data" is for what one uses oneself
    return asked.actor is None or choosing.by is not Measure.PRICE or bool(products_shown(asked, work))


def recommendation_utterance(found: Recommendation) -> Utterance:
    """One service's advice, with the use that it rests on."""
    use, best, current = found.use, found.best, found.current
    values: dict[str, Any] = {
        "service": label_of(found.service),
        "current": current.name if current else "",
        "months": use.months,
        "used": [Volume(kind, use.most[kind]) for kind in UsageKind if use.most.get(kind)],
        "best": best.name if best else "",
        "price": best.monthly if best and best.monthly else "",
        "beyond": use.beyond or "",
    }
    if use.months == 0 or not values["used"]:
        return Utterance("utter_recommend_no_use", values)
    if best is None:
        return Utterance("utter_recommend_none", values)
    if found.is_right:
        return Utterance("utter_recommend_right", values)
    saves = found.saves
    if saves is None:
        return Utterance("utter_recommend_prepaid", values)
    if saves.is_positive:
        return Utterance("utter_recommend_cheaper", {**values, "saves": saves})
    return Utterance("utter_recommend_bigger", {**values, "more": -saves})


def _summed_up(found: Sequence[Recommendation], work: Work) -> Utterance:
    """Advice for many services: what the same plan would do for, or save, in a line each, and a choice for all."""
    called = short_names([each.service for each in found], work=work)
    groups: dict[tuple[str, str, str], list[Recommendation]] = {}
    for each in found:
        said = recommendation_utterance(each)
        plans = (each.current.name if each.current else "", each.best.name if each.best else "")
        groups.setdefault((said.response, *plans), []).append(each)
    lines, choices = [], []
    for (name, _, _), alike in sorted(
        groups.items(), key=lambda each: (list(_OF_MANY).index(each[0][0]), -len(each[1]))
    ):
        lines.append(_for_many(name, alike, [called[each.service.id] for each in alike]))
        choices += _change_all(alike)
    return Utterance("utter_recommend_list", {"lines": lines}, choices[:_MOST_CHOICES])


# How each advice is said of many; advice to change first.
_OF_MANY = {
    "utter_recommend_cheaper": "utter_recommend_cheaper_many",
    "utter_recommend_bigger": "utter_recommend_bigger_many",
    "utter_recommend_prepaid": "utter_recommend_none_many",
    "utter_recommend_right": "utter_recommend_right_many",
    "utter_recommend_none": "utter_recommend_none_many",
    "utter_recommend_no_use": "utter_recommend_none_many",
}


def _for_many(name: str, alike: Sequence[Recommendation], services: Sequence[str]) -> Utterance:
    first = alike[0]
    values: dict[str, Any] = {
        "count": len(alike), "services": list(services), "months": first.use.months,
        "current": first.current.name if first.current else "", "best": first.best.name if first.best else "",
    }  # fmt: skip
    saves = first.saves
    if saves is not None:
        amount = saves if saves.is_positive else -saves
        beyond = [each.use.beyond for each in alike if each.use.beyond]
        values |= {"each": amount, "together": amount * len(alike),
                   "beyond": total(beyond, currency=amount.currency)}  # fmt: skip
    return Utterance(_OF_MANY[name], values)


def _change_all(alike: Sequence[Recommendation]) -> list[Offered]:
    """Changing all of them to the plan that was recommended: one wish for several numbers."""
    numbers = [each.service.phone_number.e164 for each in alike if each.service.phone_number]
    first = alike[0]
    if first.best is None or first.is_right or first.saves is None or len(numbers) < len(alike):
        return []
    if len(alike) == 1:
        change = _choice(first)
        return [change] if change else []
    told = {"count": len(alike), "product": first.best.name}
    return [ask_for("change_plan", "utter_choice_change_all", told, phone_number=numbers, product=first.best.name)]


def _choice(found: Recommendation) -> Offered | None:
    """Changing to what was recommended."""
    if found.best is None or found.is_right or found.saves is None:
        return None
    told = {"service": label_of(found.service), "product": found.best.name}
    change = ask_for("change_plan", "utter_choice_change_to", told, service=found.service.id, product=found.best.name)
    return said_as(
        change, "do that", "do it", "change it", "switch me", "switch to that", "take it", "take that", "that one"
    )
