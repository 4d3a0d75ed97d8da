"""A bare number, or "one more please", that goes on with what the last answer spoke of: channels, a ranking."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.ports import Work
from telecom.support import messaging

_MONEY = re.compile(
    r"[£€$]|\b(?:quid|pounds?|top\W?up|credit|money|balance|pence|tenner|fiver|guthaben|auflad\w*)\b", re.I
)
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|ten|another|more|fewer|eins?|zwei|drei|mehr|top)\b", re.I)
# What may be gone on with, by how the sentences of the last answer are named.
_MORE_OF = {
    "capacity": "manage_capacity",
    "calls": "manage_capacity",
    "spending": "check_spending",
    "usage": "check_usage",
}
_FIGURES = frozenset({"check_spending", "check_usage"})


def more_of_it(asked: Asked, work: Work) -> Answer | None:
    """The answer to a number without money, told below one about shares or figures; None where it is about neither."""
    if _MONEY.search(asked.text) or not _NUMBER.search(asked.text):
        return None
    for said in messaging.latest_answers(asked.conversation, work=work):
        for begins, intent in _MORE_OF.items():
            if said.response.startswith(f"utter_{begins}"):
                told = {**_last_told(asked, intent), **_without_sum(asked)}
                again = replace(asked, intent=intent, entities=told, text=_with_last_words(asked, intent))
                return DialtoneAction.named[f"action_{intent}"]().answer(again, work)
    return None


def _last_told(asked: Asked, intent: str) -> Mapping[str, Any]:
    return asked.last_wish.entities if asked.last_wish is not None and asked.last_wish.intent == intent else {}


def _with_last_words(asked: Asked, intent: str) -> str:
    """Figures are asked for anew with the words that asked for them: "top 5" below "who used most data"."""
    before = [text for turn, text in asked.heard.items() if turn != asked.turn_id and text]
    return asked.text if intent not in _FIGURES or not before else f"{before[-1]}, {asked.text}"


def _without_sum(asked: Asked) -> Mapping[str, Any]:
    return {name: value for name, value in asked.entities.items() if name != "amount"}
