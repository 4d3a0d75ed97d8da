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
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind


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
_HALF = re.compile(r"\bhalf\b(?! an? )")
# What is counted, in bytes, seconds and messages.
_UNITS: Mapping[str, tuple[UsageKind, int]] = {
    "gb": (UsageKind.DATA, GIGABYTE), "gig": (UsageKind.DATA, GIGABYTE), "gigs": (UsageKind.DATA, GIGABYTE),
    "gigabyte": (UsageKind.DATA, GIGABYTE), "gigabytes": (UsageKind.DATA, GIGABYTE),
    "mb": (UsageKind.DATA, MEGABYTE), "meg": (UsageKind.DATA, MEGABYTE), "megs": (UsageKind.DATA, MEGABYTE),
    "megabytes": (UsageKind.DATA, MEGABYTE),
    "minutes": (UsageKind.VOICE, 60), "mins": (UsageKind.VOICE, 60), "minits": (UsageKind.VOICE, 60),
    "hours": (UsageKind.VOICE, 3600), "hour": (UsageKind.VOICE, 3600), "hrs": (UsageKind.VOICE, 3600),
    "texts": (UsageKind.SMS, 1), "sms": (UsageKind.SMS, 1),
}  # fmt: skip
_COUNTS = {"half a": 0.5, "a": 1, "one": 1, "last": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10,
           "twenty": 20, "fifty": 50, "a hundred": 100}  # fmt: skip
_VOLUME = re.compile(
    rf"(?<![\w.,£€$])(\d+(?:[.,]\d+)?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s?({'|'.join(_UNITS)})\b"
)
_LEFT = re.compile(
    r"\b(?:left|remain\w*|to go|down to|last|under|below|less than|falls?|drops?|before (?:it|my|the|our))\b"
)
_OVER = re.compile(r"\b(?:over|above|more than|beyond|exceed\w*)\b")
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
    # Bytes, seconds or messages, used or (`left`) still there.
    volumes: Sequence[int] = ()
    left: bool = False


def unit_of(kind: UsageKind | None, units: int) -> int:
    """How many bytes, seconds or messages one is, where so many of them were named."""
    if kind is UsageKind.DATA:
        return MEGABYTE if units < GIGABYTE else GIGABYTE
    return 60 if kind is UsageKind.VOICE else 1


def _volumes(said: str) -> tuple[UsageKind | None, list[int]]:
    """The volumes of a message and of what they are: those of the first kind that is named."""
    found = [(match[1], *_UNITS[match[2]]) for match in _VOLUME.finditer(said)]
    if not found:
        return None, []
    kind = found[0][1]
    numbers = [(_COUNTS.get(count) or float(count.replace(",", ".")), unit) for count, of, unit in found if of is kind]
    return kind, [int(number * unit) for number, unit in numbers]


# "When anyone goes over": what is in the plan is used up.
_USED_UP = re.compile(
    r"\b(?:go(?:es|ing)?|went|gets?|runs?)\s+(?:over|above|beyond|past|out)\b"
    r"|\b(?:uses? up|used up|exceed\w*|aufgebraucht)\b"
)


def read_wish(text: str, *, percents: Sequence[Any] = (), has_amount: bool = False) -> AlarmWish:
    """Read a wish for alarms from its words and the percentages that were recognised in them."""
    said = text.casefold().replace("’", "'")
    subject = next((each for each, words in _SUBJECTS if re.search(words, said)), None)
    if subject is AlarmSubject.BILLS and has_amount:
        subject = AlarmSubject.SPENDING
    if subject is None and (percents or _HALF.search(said)):
        subject = AlarmSubject.USAGE
    of, volumes = _volumes(said)
    if subject is None and volumes:
        subject = AlarmSubject.USAGE
    if subject is None and has_amount:
        # "When I'm under 3 quid" is what is left of the credit, "when I go over 20" what was spent.
        subject = AlarmSubject.CREDIT if _LEFT.search(said) and not _OVER.search(said) else AlarmSubject.SPENDING
    is_use = subject in (None, AlarmSubject.USAGE) and not (volumes or percents or has_amount)
    named_all = is_use and _USED_UP.search(said) is not None
    subject = AlarmSubject.USAGE if named_all else subject
    kind = of or next((each for each, words in _KINDS if re.search(words, said)), UsageKind.DATA)
    named = [int(float(str(each).rstrip("%"))) for each in percents] or ([50] if _HALF.search(said) else [])
    named = named or ([100] if named_all else [])
    shows = _SHOW.search(said) is not None and not (named or volumes or has_amount)
    is_off = _OFF.search(said) is not None and not re.search(r"\bdon'?t stop|not stop\b", said)
    return AlarmWish(
        subject, is_off, shows, _ANOTHER.search(said) is not None, kind, named, volumes, _LEFT.search(said) is not None
    )


_BETWEEN = re.compile(r"\s*(?:,|;|\band\b|\bor\b|\bund\b|\boder\b|\bplus\b)\s*(?:also\s+|auch\s+)?", re.I)
# A part with a verb of its own is turned on or off by that, else as the part before: "no more outages and pauses".
_OF_ITS_OWN = re.compile(
    r"\b(?:tell|set|warn|alert|remind|notify|let|text|ping|send|give|keep|put|sag|melde|schick)\w*\b"
)
_A_PERCENT = re.compile(r"\d\s*(?:%|percent|per cent|prozent)", re.I)
_A_SUM = re.compile(r"[£$€]\s?\d|\d\s*(?:pounds?|quid|euros?|[£$€])|\b(?:fiver|tenner)\b", re.I)


@dataclass(frozen=True, slots=True)
class PartSaid:
    """One of several alarms wished for in one message: its words, its percentages, and its sums of money."""

    text: str
    percents: Sequence[Any]
    amounts: Sequence[Any]


def read_parts(text: str, *, percents: Sequence[Any] = (), amounts: Sequence[Any] = ()) -> list[PartSaid]:
    """The alarms of a message that wishes for several: "80% of my data and credit under 3 pounds". Each part names
    something else; empty where it is one wish."""
    found, percents, amounts = list[PartSaid](), list(percents), list(amounts)
    for said in _BETWEEN.split(text):
        named = [percents.pop(0) for _ in _A_PERCENT.findall(said) if percents]
        sums = [amounts.pop(0) for _ in _A_SUM.findall(said) if amounts]
        if found and _OFF.search(found[-1].text.casefold()) and not _OF_ITS_OWN.search(said.casefold()):
            said = f"no more {said}"
        found.append(PartSaid(said, named, sums))
    subjects = [read_wish(each.text, percents=each.percents, has_amount=bool(each.amounts)).subject for each in found]
    is_several = len(found) > 1 and None not in subjects and len(set(subjects)) == len(subjects)
    return found if is_several else []


def about(response: str) -> AlarmSubject | None:
    """What a notice is about, by the name of its sentence; None for what cannot be turned off."""
    return next((subject for begin, subject in _ABOUT.items() if response.startswith(f"utter_{begin}")), None)


@dataclass(kw_only=True, eq=False)
class Alarm:
    """A threshold: so many percent of an allowance, so many `units` of it (used, or `when_left`), or so much money
    spent in a month or left of the credit.

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
    units: int | None = None
    when_left: bool = False
    amount: Money | None = None
    set_at: datetime
    ended_at: datetime | None = None

    def is_reached(self, used: int, granted: int) -> bool:
        """Whether so much of an allowance is used that its owner wants to know."""
        if self.units is not None:
            return granted - used <= self.units if self.when_left else used >= self.units
        return self.percent is not None and granted > 0 and used * 100 >= self.percent * granted


@dataclass(kw_only=True, eq=False)
class NoticeWish:
    """Whether a person wants the notices about something, and where. `channel` None is wherever they are logged in."""

    id: str = field(default_factory=new_id)
    person_id: str
    subject: AlarmSubject
    wanted: bool = True
    channel: str | None = None
