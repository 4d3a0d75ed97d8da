"""Words of the shop that are about what one has already: "what does my plan cost", "need a bit more"."""

import re

from actions.asked import Asked

# What one has oneself, and not what is sold.
OF_MY_OWN = re.compile(
    r"\b(?:my|our)\s+(?:\w+\s+)?(?:plan|tariff|contract|package)\b(?!\s+(?:to|with|for a))"
    r"|\bmein(?:e[mnrs]?)?\s+tarif\b|\bplan\s+(?:am i|are we|i'?m|i am|do i have|have i)\b",
    re.I,
)
_MORE = re.compile(r"\b(?:more|extra|another|mehr|noch (?:was|etwas))\b", re.I)
# Below what is left of these, more is more of it.
_OF_ALLOWANCES = frozenset({"check_usage", "check_balance"})


def wants_more_of_it(asked: Asked) -> bool:
    """Whether "need a bit more" is said below the figures of what was used or is left."""
    below = asked.last_wish is not None and asked.last_wish.intent in _OF_ALLOWANCES
    return below and _MORE.search(asked.text) is not None
