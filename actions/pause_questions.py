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
_LONGEST = 12


def about_the_pause(asked: Asked, work: Work) -> Answer | None:
    """What is asked about the pause that was offered last, with its choices below; None where nothing is."""
    if not asked.text or len(asked.text.split()) > _LONGEST:
        return None
    back, saves = _COMES_BACK.search(asked.text), _SAVES.search(asked.text)
    offered = offered_last(asked, work) if back or saves else []
    if not offered or not offered[0].response.startswith("utter_suspension_propose"):
        return None
    told = offered[0].values
    if back and told.get("back_on") is not None:
        return Answer([Utterance("utter_suspension_would_be_back", {"back_on": told["back_on"]}, offered[0].choices)])
    monthly, meanwhile = told.get("monthly"), told.get("meanwhile")
    if saves and isinstance(monthly, Money) and isinstance(meanwhile, Money):
        values = {"saved": monthly - meanwhile, "monthly": monthly, "meanwhile": meanwhile}
        return Answer([Utterance("utter_suspension_would_save", values, offered[0].choices)])
    return None


DialtoneAction.below_last.append(about_the_pause)
