"""Questions about a pause that is offered: when the service would come back, and what it saves."""

import re

from actions.asked import Asked
from actions.explaining import offered_last
from actions.frame import Answer, DialtoneAction
from telecom.model.money import Money
from telecom.model.utterances import Utterance
from telecom.ports import Work

_COMES_BACK = re.compile(
    r"\b(?:when|what day|until when|wann)\b.*\b(?:back|again|end\w*|over|wieder|zurück|vorbei)\b|\bbis wann\b", re.I
)
_SAVES = re.compile(r"\b(?:sav(?:e|es|ing|ings)|cheaper|spar\w*|billiger)\b", re.I)
_COSTS = re.compile(r"\b(?:costs?|charged?|fees?|free|pay|kost\w*|gebühr\w*|gratis|umsonst)\b", re.I)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|ok|hi|und|aber)\W+)*"
    r"(?:does|do|is|are|will|would|what|how much|can|kostet|was|wie viel|ist|muss)\b"
    r"|\?\W*$",
    re.I,
)
_LONGEST = 12


def asks_what_a_pause_costs(asked: Asked) -> bool:
    """Whether a word of pausing is a question about money, and no day was named."""
    if asked.intent != "pause_service" or asked.entities.get("period") or asked.entities.get("date"):
        return False
    return _COSTS.search(asked.text) is not None and _ASKS.search(asked.text) is not None


def about_the_pause(asked: Asked, work: Work) -> Answer | None:
    """What is asked about the pause that was offered last, with its choices below; None where nothing is."""
    if not asked.text or len(asked.text.split()) > _LONGEST:
        return None
    back, saves = _COMES_BACK.search(asked.text), _SAVES.search(asked.text)
    costs = _COSTS.search(asked.text) if _ASKS.search(asked.text) and not asked.entities.get("product") else None
    offered = offered_last(asked, work) if back or saves or costs else []
    if not offered or not offered[0].response.startswith("utter_suspension_propose"):
        return None
    told = offered[0].values
    if back and told.get("back_on") is not None:
        return Answer([Utterance("utter_suspension_would_be_back", {"back_on": told["back_on"]}, offered[0].choices)])
    monthly, meanwhile = told.get("monthly"), told.get("meanwhile")
    if saves and isinstance(monthly, Money) and isinstance(meanwhile, Money):
        values = {"saved": monthly - meanwhile, "monthly": monthly, "meanwhile": meanwhile}
        return Answer([Utterance("utter_suspension_would_save", values, offered[0].choices)])
    if costs and not saves:
        return Answer([Utterance("utter_help_price"), *offered])
    return None


DialtoneAction.below_last.append(about_the_pause)
