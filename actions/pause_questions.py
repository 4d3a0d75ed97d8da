"""Questions about a pause that is offered: when the service would come back, and what it saves."""

import re
from typing import Any

from actions.asked import Asked
from actions.explaining import offered_last
from actions.frame import Answer, DialtoneAction
from telecom.model.money import Money
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging

_COMES_BACK = re.compile(
    r"\b(?:when|(?:what|which) (?:day|date)|until when|wann)\b"
    r".*\b(?:back|again|start\w*|resume\w*|end\w*|over|wieder|zurück|vorbei)\b|\bbis wann\b",
    re.I,
)
_SAVES = re.compile(r"\b(?:sav(?:e|es|ing|ings)|cheaper|spar\w*|billiger)\b", re.I)
_COSTS = re.compile(r"\b(?:costs?|charged?|fees?|free|pay|kost\w*|gebühr\w*|gratis|umsonst)\b", re.I)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|ok|hi|und|aber)\W+)*"
    r"(?:does|do|is|are|will|would|what|how much|can|kostet|was|wie viel|ist|muss)\b"
    r"|\?\W*$",
    re.I,
)
_ENDS_EARLY = re.compile(
    r"\b(?:shorten\w*|sooner|earlier|early|cut (?:it|that) short|break it off|früher|vorzeitig|verkürz\w*|abkürz\w*)\b",
    re.I,
)
_RECEIPTS = ("utter_suspension_begun", "utter_suspension_scheduled")
_LONGEST = 14


def asks_what_a_pause_costs(asked: Asked) -> bool:
    """Whether a word of pausing is a question about money, and no day was named."""
    if asked.intent != "pause_service" or asked.entities.get("period") or asked.entities.get("date"):
        return False
    return _COSTS.search(asked.text) is not None and _ASKS.search(asked.text) is not None


def _just_set(asked: Asked, work: Work) -> Any:
    """The day on which what was paused right before comes back; None where nothing was."""
    said = messaging.latest_answers(asked.conversation, work=work)
    receipt = next((each for each in said if each.response in _RECEIPTS), None)
    return receipt.values.get("back_on") if receipt is not None else None


def about_the_pause(asked: Asked, work: Work) -> Answer | None:
    """What is asked about the pause that was offered last, with its choices below; None where nothing is."""
    if not asked.text or len(asked.text.split()) > _LONGEST:
        return None
    back, saves = _COMES_BACK.search(asked.text), _SAVES.search(asked.text)
    if back and (begun := _just_set(asked, work)) is not None:
        return Answer([Utterance("utter_suspension_back_on", {"back_on": begun})])
    ends_early = _ENDS_EARLY.search(asked.text) if _ASKS.search(asked.text) else None
    costs = _COSTS.search(asked.text) if _ASKS.search(asked.text) and not asked.entities.get("product") else None
    offered = offered_last(asked, work) if back or saves or costs or ends_early else []
    if not offered or not offered[0].response.startswith("utter_suspension_propose"):
        return None
    told = offered[0].values
    if ends_early:
        return Answer([Utterance("utter_suspension_can_end_early"), *offered])
    if back and told.get("back_on") is not None:
        return Answer([Utterance("utter_suspension_would_be_back", {"back_on": told["back_on"]}), *offered])
    monthly, meanwhile = told.get("monthly"), told.get("meanwhile")
    if saves and isinstance(monthly, Money) and isinstance(meanwhile, Money):
        values = {"saved": monthly - meanwhile, "monthly": monthly, "meanwhile": meanwhile}
        return Answer([Utterance("utter_suspension_would_save", values), *offered])
    if costs and not saves:
        return Answer([Utterance("utter_help_price"), *offered])
    return None


DialtoneAction.below_last.append(about_the_pause)
