"""What somebody says they need in a month: "I use about 8 gigs and hardly 100 minutes"."""

import re
from collections.abc import Sequence

from telecom.model.catalogue import Offering
from telecom.model.use_questions import read_volumes
from telecom.model.volumes import Volume

CHILDREN = "children"
_NEEDS = re.compile(
    r"\b(?:need\w*|us(?:e|es|ing|age)|used to|get through|go through|enough|about|around|roughly|approx\w*|at least"
    r"|per month|a month|each month|monthly|a week|plans?|tariffs?|deals?|sims?|which|recommend\w*|suits?|suggest\w*"
    r"|brauch\w*|benötig\w*|nutz\w*|verbrauch\w*|reich\w*|ungefähr|etwa|circa|ca|mindestens|monatlich|im monat"
    r"|pro monat|in der woche|pro woche|welche\w*|tarife?|empfehl\w*|passt)\b",
    re.I,
)
# More of what one has is no plan.
_ON_TOP = re.compile(
    r"\b(?:more|extra|another|on top|add|boost\w*|mehr|dazu|zusätzlich|weitere|noch|left|übrig|over|already|schon)\b",
    re.I,
)
_A_WEEK = re.compile(r"\b(?:a|per|each|every|in der|pro|die) (?:week|woche)\b|\bweekly\b|\bwöchentlich\b", re.I)
_A_DAY = re.compile(r"\b(?:a|per|each|every|am|pro) (?:day|tag)\b|\bdaily\b|\btäglich\b", re.I)
_WEEKS_A_MONTH, _DAYS_A_MONTH = 4.35, 30
_FOR_A_CHILD = re.compile(
    r"\b(?:kids?|child\w*|son|daughter|little (?:one|boy|girl)|boy|girl|grand(?:son|daughter)|niece|nephew|year ?old"
    r"|yr ?old|kind\w*|sohn\w*|tochter|enkel\w*|jährige\w*)\b",
    re.I,
)


def read_needs(text: str) -> Sequence[Volume]:
    """How much of each kind of use is needed in a month; empty where nobody says that."""
    volumes = read_volumes(text)
    if not volumes or not _NEEDS.search(text) or _ON_TOP.search(text):
        return []
    times: float = _WEEKS_A_MONTH if _A_WEEK.search(text) else _DAYS_A_MONTH if _A_DAY.search(text) else 1
    needed = {volume.kind: round(volume.units * times) for volume in volumes}
    return [Volume(kind, units) for kind, units in needed.items()]


def is_for_a_child(text: str) -> bool:
    """Whether a text says that it is for a child."""
    return _FOR_A_CHILD.search(text) is not None


def is_for_children(offering: Offering) -> bool:
    """Whether an offering is made for children."""
    return offering.terms.get("audience") == CHILDREN


def cheapest_bringing(offerings: Sequence[Offering], needs: Sequence[Volume]) -> Offering | None:
    """The cheapest plan by the month that brings what is needed; None where none does."""
    fitting = [o for o in offerings if o.monthly is not None and all(_brings(o, each) for each in needs)]
    return min(fitting, key=lambda o: (o.monthly.minor if o.monthly else 0, o.id), default=None)


def _brings(offering: Offering, need: Volume) -> bool:
    without_limit = offering.terms.get("unlimited") or ()
    return need.kind.value in without_limit or offering.allowances.get(need.kind.value, 0) >= need.units
