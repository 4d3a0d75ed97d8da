"""Calls: whether one may be made or received now, at what rate, and if not, why and until when. [F14]"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import Restriction
from telecom.model.usage import UsageZone
from telecom.services.declaring import SWITCH, Level, Need, Parameter, RestrictionKind, Shape
from telecom.services.smi import BaseService

EMERGENCY = frozenset({"999", "112"})
HOME = "+44"
SIM_BLOCKED = "SIM blocked"


@dataclass(frozen=True, slots=True)
class CallDecision:
    """Whether a call may be made, and if not, the reason: a word that a sentence is chosen by.

    `restriction` is the one that refuses; `until` when the refusal ends by itself, None where somebody has to end it.
    An allowed call has the `zone` that sets its price and the `rate` of a minute, where one is known.
    """

    allowed: bool
    reason: str | None = None
    until: datetime | None = None
    restriction: Restriction | None = None
    zone: UsageZone | None = None
    rate: Money | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What a decision about a service depends on besides its settings.

    `at` is aware and in the operator's zone. `spent` is what the service has cost since the month began, `month_ends`
    when that starts anew; `group` are the numbers of the same customer; `rates` the price of a minute by zone;
    `covered` says that calls at home are paid for by an allowance.
    """

    at: datetime
    spent: Money | None = None
    month_ends: datetime | None = None
    group: Collection[str] = ()
    rates: Mapping[UsageZone, Money] = field(default_factory=dict)
    covered: bool = False
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call as the rules see it: to (or from) whom, None for a hidden caller, and what it would cost a minute."""

    number: str | None
    zone: UsageZone
    costs: bool


def is_emergency(dialled: str) -> bool:
    """Emergency numbers are open to everybody, always."""
    return dialled in EMERGENCY


def is_international(dialled: PhoneNumber, *, home: str) -> bool:
    """Whether a number lies outside the home country code, such as `+44`."""
    return not dialled.e164.startswith(home)


def is_premium(dialled: PhoneNumber, *, home: str) -> bool:
    """Whether a number is charged above the usual (09 numbers in Britain)."""
    return dialled.e164.startswith(f"{home}9")


def used_up(restriction: Restriction, now: Moment) -> bool:
    """Whether the monthly amount of a restriction is spent."""
    return restriction.amount is not None and now.spent is not None and now.spent >= restriction.amount


class Refuses(Protocol):
    """Whether a restriction refuses a call."""

    def __call__(self, restriction: Restriction, call: Wanted, now: Moment) -> bool: ...


REFUSES_OUTGOING: Mapping[str, Refuses] = {
    SIM_BLOCKED: lambda r, call, now: True,
    "receive only": lambda r, call, now: True,
    "group only": lambda r, call, now: call.number not in now.group,
    "listed numbers only": lambda r, call, now: call.number not in r.numbers,
    "one number after an amount": lambda r, call, now: used_up(r, now) and call.number not in r.numbers,
    "spending limit": lambda r, call, now: used_up(r, now) and call.costs and call.number not in r.numbers,
    "no premium numbers": lambda r, call, now: call.zone is UsageZone.PREMIUM,
    "no international calls": lambda r, call, now: call.zone is UsageZone.INTERNATIONAL,
    "quiet hours": lambda r, call, now: r.within_hours(now.at),
}
REFUSES_INCOMING: Mapping[str, Refuses] = {
    SIM_BLOCKED: lambda r, call, now: True,
    "blocked numbers": lambda r, call, now: call.number in r.numbers,
    "no hidden callers": lambda r, call, now: call.number is None,
}
# Until when a kind refuses at most: the end of its hours, the month in which the money is spent.
_ENDS_BY_ITSELF: Mapping[str, Callable[[Restriction, Moment], datetime | None]] = {
    "quiet hours": lambda r, now: r.hours_end(now.at),
    "one number after an amount": lambda r, now: now.month_ends,
    "spending limit": lambda r, now: now.month_ends,
}


def ends_by_itself(restriction: Restriction, now: Moment) -> datetime | None:
    """When a restriction that refuses now stops doing so by itself, None where it has to be lifted."""
    find = _ENDS_BY_ITSELF.get(restriction.kind)
    ends = [end for end in (restriction.ends_at, find(restriction, now) if find else None) if end is not None]
    return min(ends, default=None)


# The setting without which calls to a zone are closed.
_OPENED_BY = {UsageZone.PREMIUM: "premium calls", UsageZone.INTERNATIONAL: "international calls"}


class CallingService(BaseService):
    """What every service with a number decides about its calls."""

    def may_call(self, dialled: str, now: Moment) -> CallDecision:
        """Whether a call to a number (E.164 or an emergency number) may be made now, and at what rate."""
        if is_emergency(dialled):
            return CallDecision(True, zone=UsageZone.HOME, rate=None)
        zone = self._zone(PhoneNumber(dialled), now)
        if (closed := self._closed(zone, now)) is not None:
            return closed
        rate = now.rates.get(zone)
        is_covered = now.covered and zone is UsageZone.HOME
        call = Wanted(dialled, zone, costs=not is_covered and (rate is None or rate.is_positive))
        refused = self._refused(REFUSES_OUTGOING, call, now)
        if refused is not None:
            return refused
        free = Money(0, rate.currency) if rate is not None and is_covered else rate
        return CallDecision(True, zone=zone, rate=free)

    def may_be_called_by(self, caller: PhoneNumber | None, now: Moment) -> CallDecision:
        """Whether a call to this line rings; None is a caller who hides the number."""
        if not self.runs:
            return CallDecision(False, "paused")
        if caller is None and not self._setting("anonymous calls"):
            return CallDecision(False, "anonymous calls off")
        call = Wanted(caller.e164 if caller else None, UsageZone.HOME, costs=False)
        return self._refused(REFUSES_INCOMING, call, now) or CallDecision(True)

    def rings_at(self) -> PhoneNumber | None:
        """The number at which a call to this line arrives: its own, the one it is forwarded to, or nowhere."""
        if not self.runs:
            return None
        forward = str(self._setting("forwarding"))
        return PhoneNumber(forward) if forward.startswith("+") else self.service.phone_number

    def _closed(self, zone: UsageZone, now: Moment) -> CallDecision | None:
        if not self.runs:
            return CallDecision(False, "paused")
        parameter = _OPENED_BY.get(zone)
        if parameter is not None and not self._setting(parameter):
            return CallDecision(False, f"{parameter} off")
        return None

    def _refused(self, rules: Mapping[str, Refuses], call: Wanted, now: Moment) -> CallDecision | None:
        refusing = [r for r in self.holding(now.at) if r.kind in rules and rules[r.kind](r, call, now)]
        if not refusing:
            return None
        # Where several refuse, it is the last of them to end that decides when the call may be made.
        ends = [ends_by_itself(r, now) for r in refusing]
        never = ends.index(None) if None in ends else None
        chosen = never if never is not None else max(range(len(ends)), key=lambda at: str(ends[at]))
        refusal = refusing[chosen]
        return CallDecision(False, refusal.kind, ends[chosen], refusal)

    def _zone(self, dialled: PhoneNumber, now: Moment) -> UsageZone:
        if now.abroad:
            return UsageZone.ROAMING
        if is_premium(dialled, home=HOME):
            return UsageZone.PREMIUM
        return UsageZone.INTERNATIONAL if is_international(dialled, home=HOME) else UsageZone.HOME


CALL_PARAMETERS: Sequence[Parameter] = (
    Parameter(
        "international calls", True, SWITCH, level=Level.SUPER_USER,
        also_called=["international calling", "international dialling", "calls abroad", "overseas calls", "isd"],
    ),
    Parameter("premium calls", True, SWITCH, level=Level.SUPER_USER, also_called=["premium rate", "premium numbers"]),
    Parameter("anonymous calls", True, SWITCH, also_called=["anonymous callers", "withheld numbers", "hidden callers"]),
    Parameter(
        "caller id", True, SWITCH, is_capability=True,
        also_called=["caller display", "show my number", "number display"],
        phrases={
            "hide my number": False, "withhold my number": False, "stop showing my number": False,
            "hide caller id": False, "make me anonymous": False, "unhide my number": True, "my number shows": True,
        },
    ),
    Parameter("call waiting", True, SWITCH, also_called=["second call"], is_capability=True),
    Parameter(
        "voicemail", True, SWITCH, is_capability=True,
        also_called=["voice mail", "answerphone", "answer phone", "answering machine", "answer machine", "mailbox",
                     "answering service"],
    ),
    Parameter(
        "ring time", 20, (10, 15, 20, 25, 30), also_called=["ringing time", "seconds before voicemail", "ring longer"],
    ),
    Parameter(
        "forwarding", "nobody", shape=Shape.PHONE_NUMBER, sensitive=True, is_capability=True,
        also_called=["forward", "call forwarding", "call forward", "divert", "diversion", "call diversion",
                     "send my calls", "redirect"],
    ),
)  # fmt: skip

CALL_RESTRICTIONS: Sequence[RestrictionKind] = (
    RestrictionKind(
        "receive only", "utter_restriction_is_receive_only",
        also_called=["incoming only", "only receive", "just receive", "receive calls only", "no outgoing",
                     "outgoing calls", "bar outgoing", "not make any", "only take calls", "all outgoing"],
    ),
    RestrictionKind(
        "group only", "utter_restriction_is_group_only",
        also_called=["internal calls", "call only the group", "only the group", "only us", "only family", "family only",
                     "nothing but us", "anyone but family", "outside the company", "outside the firm", "only ring us",
                     "only call us", "only colleagues", "receive and call the group"],
    ),
    RestrictionKind(
        "listed numbers only", "utter_restriction_is_listed_only", needs=[Need.NUMBERS],
        also_called=["only call", "only ring", "only phone", "whitelist", "whitelisting", "allowed list", "allow list",
                     "listed numbers", "only these numbers", "nothing else", "only reach", "allowed callers",
                     "limit to"],
    ),
    RestrictionKind(
        "one number after an amount", "utter_restriction_is_after_amount", needs=[Need.AMOUNT, Need.NUMBERS],
        also_called=["then only one number", "after that only", "afterwards only", "only one number"],
    ),
    RestrictionKind(
        "blocked numbers", "utter_restriction_is_blocked_numbers", needs=[Need.NUMBERS],
        also_called=["block this number", "block calls from", "block a number", "blacklist", "black list", "block him",
                     "block her", "block someone", "blocked list", "block list", "keeps ringing", "block caller",
                     "spam", "nuisance", "number blocking", "ban a number", "block number", "block a caller"],
    ),
    RestrictionKind(
        "no hidden callers", "utter_restriction_is_no_hidden",
        also_called=["unknown callers", "hidden number", "withheld number", "withheld numbers", "private caller",
                     "anonymous calls", "unknown numbers", "hidden callers", "without showing a number",
                     "unterdrückte nummer", "unbekannte anrufer", "anonyme anrufe"],
    ),
    RestrictionKind(
        "no premium numbers", "utter_restriction_is_no_premium",
        also_called=["premium", "premium numbers", "expensive numbers", "dear numbers", "costly numbers",
                     "premium rate", "premium lines", "09 numbers", "chat lines",
                     "competition numbers", "0870", "118", "084", "087", "expensive services", "premiumnummern",
                     "0900", "teure nummern", "sonderrufnummern", "teure hotlines"],
    ),
    RestrictionKind(
        "no international calls", "utter_restriction_is_no_international",
        also_called=["international", "abroad", "overseas", "foreign", "isd", "other countries", "block calls abroad",
                     "bar calls abroad", "ban calls abroad", "block calls to other countries", "ausland",
                     "auslandsgespräche", "auslandsanrufe"],
    ),
    RestrictionKind(
        "quiet hours", "utter_restriction_is_quiet_hours", needs=[Need.HOURS],
        also_called=["curfew", "at night", "night", "no calls after", "hours", "school hours", "calls between",
                     "bedtime"],
    ),
    RestrictionKind("spending limit", "utter_restriction_is_spending_limit", needs=[Need.AMOUNT],
                    may_have=[Need.NUMBERS], also_called=["spending cap", "cap", "spend"]),
    RestrictionKind(SIM_BLOCKED, "utter_restriction_is_sim_blocked", offered=False),
)  # fmt: skip
