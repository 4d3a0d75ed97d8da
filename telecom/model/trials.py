"""Trials: a product free for some days, which ends by itself unless it is kept. [P2]"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance

SHORTEST, LONGEST = 3, 90
# So long before its last day it is asked whether it is to be kept.
ASKED_BEFORE = timedelta(days=2)


class TrialState(Enum):
    """Life of a trial."""

    RUNNING = "running"
    KEPT = "kept"
    ENDED = "ended"


TRIAL_LIFE = {TrialState.RUNNING: frozenset({TrialState.KEPT, TrialState.ENDED})}


class TrialOver(BusinessError):
    """There is no trial that could be kept: it ended, or it was kept already."""

    response = "utter_trial_none"


@dataclass(kw_only=True, eq=False)
class Trial:
    """That a product came from a campaign free of charge up to and with its last day. A customer has one of each
    offering, ever."""

    id: str = field(default_factory=new_id)
    campaign_id: str
    customer_id: str
    person_id: str
    offering_id: str
    product_id: str
    first_day: date
    last_day: date
    state: TrialState = TrialState.RUNNING
    asked_at: datetime | None = None
    decided_at: datetime | None = None

    @property
    def ask_on(self) -> date:
        """The day on which it is asked whether it is to be kept."""
        return max(self.first_day, self.last_day - ASKED_BEFORE)

    def become(self, state: TrialState, *, at: datetime) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state, self.decided_at = advance(self.state, state, TRIAL_LIFE, subject="trial"), at


def last_day_of(first_day: date, days: int) -> date:
    """The last free day of a trial: so many whole days after the one it began on."""
    return first_day + timedelta(days=days)


def can_be_tried(offering: Offering) -> bool:
    """Whether an offering can be given on trial: an add-on of ours that is paid by the month and by nothing else."""
    is_add_on = not offering.is_goods and not offering.is_base and not offering.terms.get("partner")
    return is_add_on and offering.monthly is not None and offering.one_off is None


class TrialWish(Enum):
    """What somebody says of a trial."""

    KEEP = "keep"
    END = "end"
    KNOW = "know"


# What a message may be about at all, and the short answers to the question whether it is to be kept.
_ABOUT = re.compile(r"\b(?:free |my |the |this |that )*trials?\b|\bprobe(?:zeit|monat|phase|abo)?\b|\btestphase\b")
_SHORT_KEEP = frozenset(
    {"keep", "keep it", "i'll keep it", "ill keep it", "i will keep it", "yes keep it", "keep it please"}
    | {"i want to keep it", "i'd like to keep it", "behalten", "ich behalte es", "ja behalten", "behalte ich"}
    | {"ich will es behalten", "ich möchte es behalten", "ich behalte es gerne"}
)
_NOT = re.compile(r"\b(?:not|no|don'?t|dont|won'?t|never|nicht|nein|kein(?:en|e)?)\b")
_KEEP = re.compile(
    r"\b(?:keep|keeping|carry on with|continue|stay with|go on with|behalt\w*|weiterf\w*|verlänger\w*)\b"
)
_END = re.compile(
    r"\b(?:end|stop|cancel|drop|finish|terminate|quit|ditch|get rid|switch off|turn off|take off|remove"
    r"|beend\w*|kündig\w*|abbrech\w*|stornier\w*|abbestell\w*|abschalt\w*)\b"
)
_ASKS = re.compile(r"\b(?:when|what|how|does|is|has|wann|was|wie|wird|ist|endet|läuft)\b")
_LONGEST = 14


def read_trial_wish(text: str, *, was_asked: bool) -> TrialWish | None:
    """What some small letters say of a trial, None where they are about something else. `was_asked`: it was lately
    asked whether one is to be kept, so that "keep it" is about that."""
    said = text.replace("\u2019", "'")
    if was_asked and said in _SHORT_KEEP:
        return TrialWish.KEEP
    if _ABOUT.search(said) is None or len(said.split()) > _LONGEST:
        return None
    asks = _ASKS.match(said) is not None
    if _KEEP.search(said) and not asks:
        return TrialWish.END if _NOT.search(said) else TrialWish.KEEP
    if _END.search(said) and not asks and not _NOT.search(said):
        return TrialWish.END
    return TrialWish.KNOW
