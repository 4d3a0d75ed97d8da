"""A line for somebody more: "add a line for our daughter, 10gb", "a new number for the apprentice"."""

import re

from actions.asked import Asked
from actions.mentioned import plan_named_among
from telecom.management.catalogue import browse
from telecom.model.authorization import Function
from telecom.ports import Work
from telecom.support.authorization import access_services

_NEW_LINE = re.compile(
    r"\b(?:add|new|another|extra|additional|more|second|third|separate|neue\w*|weitere\w*|zweite\w*)\b(?:\W+\w+){0,2}?\W+"
    r"(?:lines?|sims?|sim ?cards?|mobiles?|mobile numbers?|(?:mobil)?nummern?|sim-?karten?|handy\w*)\b",
    re.I,
)
_OF_A_PLAN = re.compile(r"\b(?:one|plan|sim|tarif|deal|mobile|handy|number|line)\b", re.I)
# These have words, and plans, of their own.
_OTHER_KIND = re.compile(
    r"\b(?:landline|fixed|broadband|fibre|fiber|internet|wifi|tv|call cent(?:re|er)|extension|festnetz|fernsehen"
    r"|phone line)\b",
    re.I,
)


def is_new_mobile_line(asked: Asked) -> bool:
    """Whether a mobile line more is wanted, and not something for a line that there is."""
    if asked.entities.get("service") in ("fixed", "broadband", "iptv") or _OTHER_KIND.search(asked.text):
        return False
    return asked.intent == "order_product" and _NEW_LINE.search(asked.text) is not None


def _has_no_mobile(asked: Asked, work: Work) -> bool:
    """Whether the asker is known and has no mobile yet, so that a size can only be that of a plan."""
    if asked.actor is None or asked.entities.get("service") in ("fixed", "broadband", "iptv"):
        return False
    return not access_services(asked.actor, Function.CHECK, kind="mobile", work=work)


def plan_of_new_line(asked: Asked, work: Work) -> list[str]:
    """The mobile plan that a new line is to have, where its size or its own word was said."""
    if not is_new_mobile_line(asked) and not (_OF_A_PLAN.search(asked.text) and _has_no_mobile(asked, work)):
        return []
    plans = [each.offering for each in browse(asked.actor, category="plan", service_kind="mobile", work=work)]
    named = plan_named_among(asked.text, plans)
    return [named.name] if named is not None else []
