"""Who is not sure yet about what is offered: no hurry, and what would happen, once more."""

from actions.asked import Asked
from actions.explaining import offered_last
from actions.frame import Answer, DialtoneAction
from telecom.model.hesitating import hesitates
from telecom.model.utterances import Utterance
from telecom.ports import Work


def no_hurry(asked: Asked, work: Work) -> Answer | None:
    """That nothing happens before a yes, with what is offered; None where nothing is, or nobody hesitates."""
    if asked.entities or not hesitates(asked.text):
        return None
    offered = offered_last(asked, work)
    return Answer([Utterance("utter_help_no_hurry"), *offered]) if offered else None


DialtoneAction.below_last.append(no_hurry)
