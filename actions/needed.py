"""The plan for what somebody says they need: "which one? I use about 8 gigs a month"."""

import re
from collections.abc import Callable

from actions.asked import Asked
from telecom.management.catalogue import browse
from telecom.model.choosing import Measure, read_choosing
from telecom.model.needs import cheapest_bringing, is_for_a_child, is_for_children, read_needs
from telecom.model.utterances import Utterance
from telecom.ports import Work

# A phone of their own, or a plan, and not one of the family's lines.
_FOR_WHOM = re.compile(
    r"\b(?:mobile|phone|sim|plan|tariff|deal|contract|handy|tarif|vertrag)\b.*(?:\b(?:for|good|best|suits?|right|für)\b|\?)"
    r"|\b(?:for|good|best|suits?|right|für)\b.*\b(?:mobile|phone|sim|plan|tariff|deal|contract|handy|tarif|vertrag)\b",
    re.I,
)
_ELSEWHERE = frozenset({"broadband", "iptv", "fixed"})


def plan_needed(asked: Asked, work: Work, *, describe: Callable[[Asked, str, Work], Utterance]) -> Utterance | None:
    """The cheapest mobile plan that brings what is needed in a month; None where nobody says what that is."""
    if asked.entities.get("product") or asked.entities.get("service") in _ELSEWHERE:
        return None
    if _FOR_WHOM.search(asked.text) and is_for_a_child(asked.text) and not read_needs(asked.text):
        plans = [each.offering for each in browse(asked.actor, category="plan", service_kind="mobile", work=work)]
        made_for = [each for each in plans if is_for_children(each)]
        return describe(asked, made_for[0].name, work) if len(made_for) == 1 else None
    needs, choosing = read_needs(asked.text), read_choosing(asked.text)
    if not needs or (choosing and (choosing.most_money or choosing.by not in (None, Measure.PRICE))):
        return None
    plans = [each.offering for each in browse(asked.actor, category="plan", service_kind="mobile", work=work)]
    child = is_for_a_child(asked.text)
    best = cheapest_bringing([each for each in plans if child or not is_for_children(each)], needs)
    if best is None:
        return None
    said = describe(asked, best.name, work)
    return Utterance("utter_catalogue_needed", {**said.values, "needs": list(needs)}, said.choices)
