"""What subscribers say about services and about us, and their tips for each other. [TM Forum 683]"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id
from telecom.model.states import advance

BEST = 5
# So many reports take a tip off the board until somebody has looked at it.
HIDDEN_AFTER = 3
TIPS_A_DAY = 5
SHORTEST_TIP = 15


class InteractionStatus(Enum):
    """Life of what somebody told us."""

    OPEN = "open"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"


INTERACTION_LIFE = {
    InteractionStatus.OPEN: frozenset({InteractionStatus.IN_PROGRESS, InteractionStatus.COMPLETED}),
    InteractionStatus.IN_PROGRESS: frozenset({InteractionStatus.COMPLETED}),
}


class FeedbackKind(Enum):
    """What somebody told us."""

    RATING = "rating"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    WISH = "wish"
    PRAISE = "praise"
    COMMENT = "comment"


# What words are, the first that fits; what fits nothing is a comment.
_WORDS: Mapping[FeedbackKind, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        FeedbackKind.SUGGESTION: r"\b(suggest|idea|should|ought to|propose|why don'?t you|feature request|please add)",
        FeedbackKind.WISH: r"\b(wish|would be (nice|great|good)|could you (build|make)|i'?d (like|love) you to)",
        FeedbackKind.COMPLAINT: r"\b(complain|awful|worst|joke|disgrace|useless|terrible|misleading|disappoint|rude"
        r"|slow|not happy|unhappy|confusing|nobody ever|too small|bad)",
        FeedbackKind.PRAISE: r"\b(well done|thank|brilliant|great|lovely|compliment|thumbs up|handy|excellent|love)",
    }.items()
}


def kind_of_words(text: str) -> FeedbackKind:
    """Complaint, suggestion, wish, praise, or just a comment."""
    return next((kind for kind, pattern in _WORDS.items() if pattern.search(text)), FeedbackKind.COMMENT)


def check_rating(value: int) -> int:
    """A rating of one to five, or InvalidValue."""
    if not 1 <= value <= BEST:
        raise InvalidValue("utter_feedback_bad_rating", best=BEST)
    return value


@dataclass(kw_only=True, eq=False)
class PartyInteraction:
    """One thing somebody told us. `about` is the kind of service, an offering's id, a finished task (`ticket`,
    `order`, `case`) or `us`; `subject` which one; `provider` the partner whose it is, None where it is the operator's
    own. `key` is the turn it was said in, or what was rated. `answer` is what the people who read it wrote back."""

    id: str = field(default_factory=new_id)
    key: str
    number: str
    kind: FeedbackKind
    person_id: str
    about: str
    subject: str | None = None
    place: str | None = None
    provider: str | None = None
    rating: int | None = None
    text: str | None = None
    status: InteractionStatus = InteractionStatus.OPEN
    said_at: datetime
    settled_by: str | None = None
    answer: str | None = None

    def become(self, status: InteractionStatus) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, INTERACTION_LIFE, subject="interaction")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said about one thing: how many ratings, their mean, and how many of each other kind."""

    about: str
    provider: str | None
    ratings: int
    mean: float | None
    others: Mapping[FeedbackKind, int]


def tally(interactions: Iterable[PartyInteraction]) -> list[Tally]:
    """What was said, added up by what it is about and whose that is."""
    groups: dict[tuple[str, str | None], list[PartyInteraction]] = {}
    for each in interactions:
        groups.setdefault((each.about, each.provider), []).append(each)
    found = []
    for (about, provider), said in sorted(groups.items(), key=lambda group: (group[0][1] or "", group[0][0])):
        stars = [each.rating for each in said if each.rating is not None]
        kinds: list[FeedbackKind] = [each.kind for each in said if each.kind is not FeedbackKind.RATING]
        counted: dict[FeedbackKind, int] = {kind: kinds.count(kind) for kind in FeedbackKind if kind in kinds}
        found.append(Tally(about, provider, len(stars), sum(stars) / len(stars) if stars else None, counted))
    return found


class TipStatus(Enum):
    """Life of a tip: read by a person first, then on the board, or not."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


TIP_LIFE = {
    TipStatus.WAITING: frozenset({TipStatus.SHOWN, TipStatus.REFUSED}),
    TipStatus.SHOWN: frozenset({TipStatus.WAITING, TipStatus.REFUSED}),
}


class WrongTip(BusinessError):
    """There is no such tip, or nothing of this can be done to it."""

    response = "utter_tips_no_such"


@dataclass(kw_only=True, eq=False)
class Tip:
    """One subscriber's tip for the users of a kind of service, or of everything (`general`)."""

    id: str = field(default_factory=new_id)
    key: str
    number: str
    board: str
    person_id: str
    text: str
    status: TipStatus = TipStatus.WAITING
    written_at: datetime
    votes: int = 0
    reports: int = 0
    read_by: str | None = None

    def become(self, status: TipStatus) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, TIP_LIFE, subject="tip")


@dataclass(kw_only=True, eq=False)
class TipVote:
    """That a person found a tip useful, or reported it; once each."""

    id: str = field(default_factory=new_id)
    tip_id: str
    person_id: str
    is_report: bool
    at: datetime


# Which board words are about; what fits none is general.
_BOARDS: Mapping[str, re.Pattern[str]] = {
    board: re.compile(pattern, re.IGNORECASE)
    for board, pattern in {
        "broadband": r"wi-?fi|router|fibre|internet|broadband|booster|channel 11|microwave|cable",
        "iptv": r"\btv\b|channel|remote|box\b|sports|rewind|parental",
        "fixed": r"landline|answerphone|call queue|overflow",
        "mobile": r"mobile|phone|roam|esim|sim\b|data\b|5g|battery|galaxy|signal|voicemail|prepaid|minutes",
    }.items()
}


def board_of(text: str) -> str:
    """The board that words belong to."""
    return next((board for board, pattern in _BOARDS.items() if pattern.search(text)), "general")
