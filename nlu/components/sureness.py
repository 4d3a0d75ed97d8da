"""Whether a message in a chat is clear enough to be acted on, or better asked back: "Is it one of these?"

A share tells honestly how often such a guess is right. `dialtone parse` decides by the message alone; in a chat a wrong
act costs more than a question that has the right wish among its choices.
"""

from __future__ import annotations

import re
from typing import Any

from nlu.components.intent_model import OUT_OF_SCOPE

ACT_FROM = 0.4
"""So often a guess must be right to be acted on."""
CLEAR_FROM = 0.55
AS_NEAR = 0.65
"""Below the first, a second wish whose share is so great a part of the best one's is asked about too."""
WORTH_ASKING = 0.2
LEAST_ASKED = 0.1
"""A wish is offered when its share is such a part of the best one's, and at least so much."""
LONG = 5
"""In so many words nobody only says yes, no or thanks."""
ANSWERS = frozenset("affirm deny inform cancel thank greet goodbye repeat help".split())
_WORD = re.compile(r"[^\W_]+")


def read_in_doubt(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """The message as understood, or as one that is to be asked about."""
    verdict = parsed["intent"]
    share = float(verdict["confidence"])
    ranked = [(str(each["name"]), float(each["confidence"])) for each in parsed.get("intent_ranking") or []]
    if verdict["name"] in (None, OUT_OF_SCOPE) or share >= CLEAR_FROM or not ranked:
        return parsed
    wishes = [(name, each) for name, each in ranked if name not in ANSWERS and name != OUT_OF_SCOPE]
    if verdict["name"] in ANSWERS:
        if len(_WORD.findall(text)) < LONG or share >= ACT_FROM:
            return parsed
        return _asked_about(parsed, wishes)
    others = [each for name, each in wishes if name != verdict["name"]]
    if share < ACT_FROM or (others and others[0] >= AS_NEAR * share):
        return _asked_about(parsed, wishes)
    return parsed


def _asked_about(parsed: dict[str, Any], wishes: list[tuple[str, float]]) -> dict[str, Any]:
    """The message as one of which it is asked which of the wishes it was."""
    best = wishes[0][1] if wishes else 0.0
    worth = [(name, share) for name, share in wishes if share >= max(LEAST_ASKED, WORTH_ASKING * best)]
    ranking = [{"name": name, "confidence": share} for name, share in worth]
    return {**parsed, "intent": {"name": OUT_OF_SCOPE, "confidence": 1 - best}, "intent_ranking": ranking}
