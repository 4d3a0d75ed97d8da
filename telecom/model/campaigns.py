"""Campaigns: what the operator's people publish, to whom, and when somebody is left in peace. [P1-P3]"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.preferences import MessageKind
from telecom.model.states import advance

# So many published messages in so many days, whatever campaigns they are from.
CAP, CAP_DAYS = 2, timedelta(days=7)


class CampaignState(Enum):
    """Life of a campaign (a promotion of TM Forum 671)."""

    DRAFT = "draft"
    TEST = "test"
    WAITING = "waitForApproval"
    RELEASED = "release"
    SUSPENDED = "suspend"
    RETIRED = "retirement"


CAMPAIGN_LIFE = {
    CampaignState.DRAFT: frozenset({CampaignState.TEST, CampaignState.RETIRED}),
    CampaignState.TEST: frozenset({CampaignState.WAITING, CampaignState.RETIRED}),
    CampaignState.WAITING: frozenset({CampaignState.RELEASED, CampaignState.RETIRED}),
    CampaignState.RELEASED: frozenset({CampaignState.SUSPENDED, CampaignState.RETIRED}),
    CampaignState.SUSPENDED: frozenset({CampaignState.RELEASED, CampaignState.RETIRED}),
}


class WrongCampaign(BusinessError):
    """What was written down cannot be a campaign: `reason` says why."""

    response = "utter_campaigns_wrong"


class Group(Enum):
    """Who is told, and who would have been but is left alone for comparison."""

    TOLD = "told"
    CONTROL = "control"


@dataclass(kw_only=True, eq=False)
class Campaign:
    """One thing published to a segment. `texts` has its sentence by language; `offering_id` is what can be taken, free
    for `trial_days` where it is a trial.

    Control and roll-out are shares in percent. An emergency passes wishes, night and cap, and has no control group.
    """

    id: str = field(default_factory=new_id)
    name: str
    kind: MessageKind
    texts: dict[str, str]
    segment: dict[str, Any] = field(default_factory=dict)
    offering_id: str | None = None
    trial_days: int | None = None
    emergency: bool = False
    control_percent: int = 0
    rollout_percent: int = 100
    state: CampaignState = CampaignState.DRAFT
    drafted_by: str
    approved_by: str | None = None
    drafted_at: datetime
    last_day: date | None = None

    def become(self, state: CampaignState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, CAMPAIGN_LIFE, subject="campaign")

    def text_in(self, language: str) -> str:
        """Its sentence in a language, in the first that it was written in where it has none."""
        return self.texts.get(language) or next(iter(self.texts.values()))

    def group_of(self, person_id: str) -> Group:
        """In which group somebody is: always the same, whoever asks."""
        is_control = not self.emergency and share_of(self.id, "control", person_id) < self.control_percent
        return Group.CONTROL if is_control else Group.TOLD

    def reaches(self, person_id: str) -> bool:
        """Whether the roll-out has come to somebody; who it has come to stays in when the share is raised."""
        return share_of(self.id, "roll-out", person_id) < self.rollout_percent


@dataclass(kw_only=True, eq=False)
class CampaignMember:
    """That somebody was told, or is compared with, once per campaign. `message_key` is their message in the outbox."""

    id: str = field(default_factory=new_id)
    campaign_id: str
    person_id: str
    group: Group
    message_key: str | None = None
    at: datetime


@dataclass(kw_only=True, eq=False)
class RideAlong:
    """That an offer went along with an answer, once per talk. `turn_id` is the turn that may say it again."""

    id: str = field(default_factory=new_id)
    talk: str
    turn_id: str
    campaign_id: str
    person_id: str
    at: datetime


def share_of(campaign_id: str, what: str, person_id: str) -> int:
    """A number from 0 to 99 that belongs to a person in a campaign: evenly spread, never another one."""
    digest = hashlib.sha256(f"{campaign_id}\0{what}\0{person_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100


def is_capped(told_at: Iterable[datetime], now: datetime) -> bool:
    """Whether somebody has had as many published messages lately as they are to have."""
    return sum(1 for at in told_at if now - CAP_DAYS < at <= now) >= CAP


@dataclass(frozen=True, slots=True)
class Facts:
    """What a segment can ask about a person."""

    language: str = "en"
    place: str | None = None
    age: int | None = None
    customer_kinds: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()
    months: int = 0
    spent: int = 0
    data_gb: float = 0.0
    taken: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


# Each criterion, and whether somebody with these facts meets it.
CRITERIA: Mapping[str, Any] = {
    "language": lambda wanted, facts: facts.language in wanted,
    "place": lambda wanted, facts: facts.place in wanted,
    "age_from": lambda wanted, facts: facts.age is not None and facts.age >= wanted,
    "age_to": lambda wanted, facts: facts.age is not None and facts.age <= wanted,
    "customer": lambda wanted, facts: bool(facts.customer_kinds & set(wanted)),
    "plan": lambda wanted, facts: bool(facts.plans & set(wanted)),
    "not_plan": lambda wanted, facts: not facts.plans & set(wanted),
    "months_from": lambda wanted, facts: facts.months >= wanted,
    "months_to": lambda wanted, facts: facts.months <= wanted,
    "spent_from": lambda wanted, facts: facts.spent >= wanted,
    "spent_to": lambda wanted, facts: facts.spent <= wanted,
    "data_from": lambda wanted, facts: facts.data_gb >= wanted,
    "data_to": lambda wanted, facts: facts.data_gb <= wanted,
    "took": lambda wanted, facts: bool(facts.taken & set(wanted)),
    "left": lambda wanted, facts: bool((facts.told - facts.taken) & set(wanted)),
}
_LISTED = frozenset({"language", "place", "customer", "plan", "not_plan", "took", "left"})


def fits(segment: Mapping[str, Any], facts: Facts) -> bool:
    """Whether somebody belongs to a segment: they meet every criterion of it."""
    return all(CRITERIA[name](wanted, facts) for name, wanted in segment.items())


def check_segment(segment: Any) -> dict[str, Any]:
    """A segment as it was written, or WrongCampaign: each criterion known, its value a number or a list."""
    if not isinstance(segment, Mapping):
        raise WrongCampaign(reason="segment has to be a list of criteria with their values")
    for name, wanted in segment.items():
        if name not in CRITERIA:
            raise WrongCampaign(reason=f"there is no criterion {name!r}; there are {', '.join(CRITERIA)}")
        is_list = isinstance(wanted, list) and bool(wanted) and all(isinstance(each, str) for each in wanted)
        is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
        if not (is_list if name in _LISTED else is_number):
            raise WrongCampaign(reason=f"{name} takes {'a list of names' if name in _LISTED else 'a number'}")
    return dict(segment)
