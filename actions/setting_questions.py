"""What is meant about settings: "is my roaming on?" only asks; "no data" below a country's prices is of there."""

import re
from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from telecom.management.configuration import find_declared
from telecom.ports import Work
from telecom.support import messaging

_OF_TRAVEL = ("utter_use_roaming", "utter_abroad_days")

_LEAD = r"^\W*(?:(?:so|and|ok|hey|hi|und|also)\W+)*"
_IS_IT = re.compile(rf"{_LEAD}(?:is|are|was|do i have|have i got)\b", re.I)
_WHAT = re.compile(
    rf"{_LEAD}(?:what(?:'?s| is| was| are)|which|wie (?:heißt|ist|lautet|war)|was ist|welche\w*)\b",
    re.I,
)


def asks_what(text: str) -> bool:
    """Whether a text asks what a setting is."""
    return _WHAT.search(text) is not None


def only_asks(text: str, *, told: Any) -> bool:
    """Whether a text asks how a setting stands; what is told along with a "what is" is a value for it."""
    return _IS_IT.search(text) is not None or (told is None and asks_what(text))


def where_one_goes(parameter: str, asked: Asked, work: Work) -> str:
    """Who has just been told of a country wants no data there, and keeps it at home."""
    if parameter != "data":
        return parameter
    told = messaging.latest_answers(asked.conversation, work=work)
    return "data abroad" if any(each.response.startswith(_OF_TRAVEL) for each in told) else parameter


def is_another_wish(asked: Asked, parameter: str, kinds: Sequence[str]) -> bool:
    """Whether a message is none of the few values that a setting can have, but something else that is wanted."""
    declared = next((each for kind in kinds if (each := find_declared(kind, parameter))), None)
    is_an_answer = asked.intent in (None, "inform", "configure_service", "out_of_scope", "affirm", "deny")
    return declared is not None and declared.allowed is not None and not is_an_answer
