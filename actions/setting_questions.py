"""Whether somebody only wants to know how a setting stands: "is my roaming on?", "what is my wifi called?"."""

import re
from typing import Any

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
