"""The answer to "how long will my credit last?": the pace of the last weeks, and the day it leads to."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from telecom.management.credit_pace import WEEKS, credit_pace
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_LASTS = re.compile(
    r"\b(?:how long|how many (?:days|weeks)|until when|when|will|is|wie lange|wann|reicht)\b.*"
    r"\b(?:last\w*(?! (?:month|week|time|year|night|ones?|bill|payment))|runs? out|running out|used up|be gone|empty"
    r"|enough|(?:do|keep|get|see) me\b|reicht|alle|leer)\b",
    re.I,
)


def asks_how_long(text: str) -> bool:
    """Whether it is asked how long something lasts."""
    return _LASTS.search(text) is not None


def about_lasting(asked: Asked, work: Work) -> Sequence[Utterance]:
    """How long the credit lasts, where that is asked; empty where it is not, or there is none."""
    told = credit_pace(asked.actor, work=work) if asks_how_long(asked.text) else None
    if told is None:
        return []
    values = {
        "credit": told.credit,
        "taken": told.taken,
        "weekly": told.weekly,
        "weeks": WEEKS,
        "day": told.ends_on or "",
    }
    choices = [ask_for("top_up", "utter_choice_top_up"), ask_for("check_usage", "utter_choice_usage")]
    return [Utterance("utter_credit_lasts" if told.ends_on else "utter_credit_lasts_on", values, choices)]
