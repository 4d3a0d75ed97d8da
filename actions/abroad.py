"""The answer to "on which days was I abroad?"."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.inventory import KINDS, read_named
from actions.periods import asked_period
from telecom.management.abroad import Stay, days_abroad
from telecom.management.inventory import Meant, label_of
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.countries import find_countries

_WHEN = re.compile(
    r"\b(?:(?:which|what|wich|wat|how many|on the) (?:days?|dates?|weeks?|nights?)|when (?:exactly )?(?:was|were|did"
    r"|have|had)|how long|(?:tell|show|know|see|say)(?: me)?(?: exactly)? when|welche\w* tage\w*|an welchen tagen|wann"
    r"|wie lange|wie ?viele tage)\b",
    re.I,
)
_AWAY = re.compile(
    r"\b(?:abroad|roam\w*|overseas|(?:an)?other countr\w*|foreign|out of the (?:country|uk)|outside (?:of )?(?:the )?"
    r"(?:uk|country|england|britain)|ausland)\b",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:was|were|been|did|had|used|happened|made|charged|have (?:i|we|they)|war|waren|habe|haben|genutzt)\b", re.I
)
MOST_TOLD = 6


def about_days_abroad(asked: Asked, work: Work) -> Sequence[Utterance]:
    """The days on which the lines were used abroad, where that is asked by somebody who is known; else empty."""
    text = asked.text
    if asked.actor is None or not (_WHEN.search(text) and _BEFORE.search(text)):
        return []
    if not _AWAY.search(text) and not find_countries(text, language=asked.conversation.language):
        return []
    meant = read_named(asked)
    meant = Meant(number=meant.number) if meant.named in KINDS else meant
    found = days_abroad(asked.actor, meant, period=asked_period(asked), work=work)
    choices = [ask_for("check_usage", "utter_choice_usage"), ask_for("dispute_charge", "utter_wish_dispute_charge")]
    if not found.stays:
        return [Utterance("utter_abroad_none", {"period": found.period}, choices[:1])]
    lines = [_line(stay) for stay in found.stays[-MOST_TOLD:]]
    return [Utterance("utter_abroad_days", {"period": found.period, "lines": lines}, choices)]


def _line(stay: Stay) -> Utterance:
    values = {"service": label_of(stay.service), "days": stay.days, "count": stay.count, "cost": stay.cost}
    return Utterance("utter_abroad_stay", values)
