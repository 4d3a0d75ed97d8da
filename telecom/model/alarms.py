"""What somebody wants to be told of by itself: thresholds they set, and which notices reach them where. [F15]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.volumes import UsageKind


class AlarmSubject(Enum):
    """What a subscriber is told of. The first three have thresholds, the others are on or off."""

    USAGE = "usage"
    SPENDING = "spending"
    CREDIT = "credit"
    BILLS = "bills"
    PROGRESS = "progress"
    PAUSES = "pauses"
    OUTAGES = "outages"
    SECURITY = "security"


THRESHOLDS = (AlarmSubject.USAGE, AlarmSubject.SPENDING, AlarmSubject.CREDIT)
USUAL_PERCENT = 80
# Which notices are about what, by the beginning of their sentence's name; what must be told is not among them.
_ABOUT: Mapping[str, AlarmSubject] = {
    "notice_bill_due": AlarmSubject.BILLS,
    "notice_bill_paid_by_itself": AlarmSubject.BILLS,
    "notice_low_credit": AlarmSubject.CREDIT,
    "notice_pause": AlarmSubject.PAUSES,
    "notice_outage": AlarmSubject.OUTAGES,
    "notice_alarm_usage": AlarmSubject.USAGE,
    "notice_alarm_spending": AlarmSubject.SPENDING,
    "notice_alarm_credit": AlarmSubject.CREDIT,
    "order_": AlarmSubject.PROGRESS,
    "notice_ticket": AlarmSubject.PROGRESS,
}
_SUBJECTS: Sequence[tuple[AlarmSubject, str]] = (
    (AlarmSubject.SECURITY, r"\blogs? in|log-?ins?\b|security|new device|my account"),
    (AlarmSubject.OUTAGES, r"\boutages?\b|goes (?:down|off|dead|out)|is out\b|downtime|planned work|\bfault in\b"),
    (AlarmSubject.PROGRESS, r"\border|\btickets?\b|\brepair|technician|engineer|visit|parcel|sent out"),
    (AlarmSubject.PAUSES, r"\bpause"),
    (AlarmSubject.CREDIT, r"\bcredit\b|\bbalance\b|top.?up"),
    (AlarmSubject.SPENDING, r"\bspen(?:d|t|ds|ding)\b|\bcharges?\b|\bcosts\b|bill (?:goes|gets|passes)"),
    (AlarmSubject.BILLS, r"\bbills?\b|\bpayments?\b"),
    (AlarmSubject.USAGE, r"\bdata\b|\bminutes?\b|\bminits\b|\ballowance\b|\busage\b|\btexts\b|%|percent|\bgigs?\b"),
)  # fmt: skip
_OFF = re.compile(r"\b(off|no more|don'?t (?:need|want)|stop|delete|kill|mute|remove|cancel|fewer|snooze)\b")
_SHOW = re.compile(r"\b(show|list|which|what (?:alerts|alarms|warnings|notifications)|are any|my (?:alerts|alarms))\b")
_ANOTHER = re.compile(r"\b(another|also|as well|too|add|two)\b")
_KINDS = (
    (UsageKind.VOICE, r"\bminutes?\b|\bminits\b|\bcalls?\b"),
    (UsageKind.SMS, r"\b(?:my|of|free|the) (?:texts|sms)\b"),
)
_HALF = re.compile(r"\bhalf\b")
_NEARLY_GONE = re.compile(r"\bruns? out|nearly gone|almost|before\b")


class NothingToWatch(BusinessError):
    """There is nothing of the asker's that such an alarm could watch."""

    response = "utter_alarms_nothing_to_watch"


@dataclass(frozen=True, slots=True)
class AlarmWish:
    """What a message about alarms wants; without a subject it is a question."""

    subject: AlarmSubject | None
    off: bool = False
    shows: bool = False
    adds: bool = False
    kind: UsageKind = UsageKind.DATA
    percents: Sequence[int] = ()


def read_wish(text: str, *, percents: Sequence[Any] = (), has_amount: bool = False) -> AlarmWish:
    """Read a wish for alarms from its words and the percentages that were recognised in them."""
    said = text.casefold().replace("’", "'")
    subject = next((each for each, words in _SUBJECTS if re.search(words, said)), None)
    if subject is AlarmSubject.BILLS and has_amount:
        subject = AlarmSubject.SPENDING
    if subject is None and (percents or _HALF.search(said)):
        subject = AlarmSubject.USAGE
    if subject is None and has_amount:
        subject = AlarmSubject.SPENDING
    kind = next((each for each, words in _KINDS if re.search(words, said)), UsageKind.DATA)
    named = [int(float(str(each).rstrip("%"))) for each in percents] or ([50] if _HALF.search(said) else [])
    shows = _SHOW.search(said) is not None and not named and not has_amount
    is_off = _OFF.search(said) is not None and not re.search(r"\bdon'?t stop|not stop\b", said)
    return AlarmWish(subject, is_off, shows, _ANOTHER.search(said) is not None, kind, named)


def about(response: str) -> AlarmSubject | None:
    """What a notice is about, by the name of its sentence; None for what cannot be turned off."""
    return next((subject for begin, subject in _ABOUT.items() if response.startswith(f"utter_{begin}")), None)


@dataclass(kw_only=True, eq=False)
class Alarm:
    """A threshold: so many percent of an allowance, or so much money spent in a month or left of the credit.

    It watches a service, or (credit) a billing account, for a person. `key` is the turn that set it.
    """

    id: str = field(default_factory=new_id)
    key: str
    person_id: str
    subject: AlarmSubject
    service_id: str | None = None
    account_id: str | None = None
    kind: UsageKind | None = None
    percent: int | None = None
    amount: Money | None = None
    set_at: datetime
    ended_at: datetime | None = None

    def is_reached(self, used: int, granted: int) -> bool:
        """Whether so much of an allowance is used that its owner wants to know."""
        return self.percent is not None and granted > 0 and used * 100 >= self.percent * granted


@dataclass(kw_only=True, eq=False)
class NoticeWish:
    """Whether a person wants the notices about something, and where. `channel` None is wherever they are logged in."""

    id: str = field(default_factory=new_id)
    person_id: str
    subject: AlarmSubject
    wanted: bool = True
    channel: str | None = None
