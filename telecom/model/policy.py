"""The security policy as the operator wrote it down: who may do what, which roles are kept apart, what raises an alarm.
[M.3345 7.2]"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.staff import StaffRole


class StaffRight(Enum):
    """What the operator's people can do with the commands of theirs."""

    CASES = "work on cases, tickets and tasks"
    MONEY = "let money out"
    BILLS = "run bills"
    FIGURES = "read figures"
    CAMPAIGNS = "draft and run campaigns"
    APPROVALS = "approve campaigns"
    ACCOUNTS = "look after accounts"
    TRAIL = "watch the trail"
    FEEDBACK = "read and answer feedback"


# The program itself gives a right to no other role than these: the policy can withdraw it from them, not add others.
AT_MOST: Mapping[StaffRight, frozenset[StaffRole]] = {
    StaffRight.CASES: frozenset({StaffRole.AGENT}),
    StaffRight.MONEY: frozenset({StaffRole.BILLING}),
    StaffRight.BILLS: frozenset({StaffRole.BILLING}),
    StaffRight.FIGURES: frozenset(StaffRole) - {StaffRole.PARTNER},
    StaffRight.CAMPAIGNS: frozenset({StaffRole.CAMPAIGN_AUTHOR, StaffRole.CAMPAIGN_APPROVER}),
    StaffRight.APPROVALS: frozenset({StaffRole.CAMPAIGN_APPROVER}),
    StaffRight.ACCOUNTS: frozenset({StaffRole.ADMINISTRATOR}),
    StaffRight.TRAIL: frozenset({StaffRole.AUDITOR}),
    StaffRight.FEEDBACK: frozenset({StaffRole.AGENT, StaffRole.PARTNER}),
}


class WrongPolicy(ValueError):
    """What was written down is no policy; the text says where and why."""


class CountedBy(Enum):
    """Whose lines of the trail are added up: an account's of the operator's people, a subscriber's, a customer's, or
    all."""

    STAFF = "staff"
    PERSON = "person"
    CUSTOMER = "customer"
    ALL = "all"

    def of(self, record: AuditRecord) -> str | None:
        """Who a line counts for; None where it is nobody's of that kind."""
        named = {
            CountedBy.STAFF: record.values.get("staff"),
            CountedBy.PERSON: record.person_id,
            CountedBy.CUSTOMER: record.customer_id,
            CountedBy.ALL: "all",
        }[self]
        return str(named) if named else None


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """More than so many lines of a kind within a time raise an alarm. `values` have to stand in the line; `distinct`
    counts each subject once."""

    name: str
    event: SecurityEvent
    by: CountedBy
    more_than: int
    within: timedelta
    values: Mapping[str, Any] = field(default_factory=dict)
    distinct: bool = False
    tell: Sequence[str] = ()

    def fits(self, record: AuditRecord) -> bool:
        """Whether a line is of the kind that is counted."""
        return record.event is self.event and all(record.values.get(n) == value for n, value in self.values.items())


@dataclass(frozen=True, slots=True)
class Alarm:
    """That a rule was broken: by whom, how often, and when it was so for the first time."""

    rule: AlarmRule
    who: str
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SecurityPolicy:
    """The whole policy."""

    rights: Mapping[StaffRight, frozenset[StaffRole]]
    apart: Sequence[frozenset[StaffRole]]
    alarms: Sequence[AlarmRule]

    def mixed(self, roles: Iterable[StaffRole]) -> frozenset[StaffRole] | None:
        """Roles that one account has and that are to be kept apart, if there are such."""
        held = frozenset(roles)
        return next((pair for pair in self.apart if pair <= held), None)


def find_alarms(rule: AlarmRule, lines: Iterable[AuditRecord]) -> list[Alarm]:
    """The alarms that a rule raises in lines of the trail, the oldest first. Each is raised when the line comes that is
    one too many; then it is counted anew."""
    found: list[Alarm] = []
    lately: dict[str, list[AuditRecord]] = {}
    for line in lines:
        who = rule.by.of(line) if rule.fits(line) else None
        if who is None:
            continue
        counted = [one for one in lately.get(who, ()) if one.at > line.at - rule.within] + [line]
        lately[who] = counted
        count = len({one.subject for one in counted}) if rule.distinct else len(counted)
        if count > rule.more_than:
            found.append(Alarm(rule, who, count, line.at))
            lately[who] = []
    return found


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_RULE = {"name", "event", "by", "more_than", "within", "values", "distinct", "tell"}


def parse_policy(raw: Any) -> SecurityPolicy:
    """A policy from what stands in its file, or WrongPolicy."""
    if not isinstance(raw, Mapping) or set(raw) != {"rights", "apart", "alarms"}:
        raise WrongPolicy("it has three parts: rights, apart and alarms")
    alarms = [_rule(each) for each in _listed(raw["alarms"], "alarms")]
    twice = [name for name, times in Counter(rule.name for rule in alarms).items() if times > 1]
    if twice:
        raise WrongPolicy(f"alarms: {twice[0]!r} is written twice")
    apart = [
        frozenset(_role(name, "apart") for name in _listed(each, "apart")) for each in _listed(raw["apart"], "apart")
    ]
    return SecurityPolicy(_rights(raw["rights"]), apart, alarms)


def _rights(raw: Any) -> Mapping[StaffRight, frozenset[StaffRole]]:
    known = {right.value: right for right in StaffRight}
    if not isinstance(raw, Mapping) or set(raw) != set(known):
        raise WrongPolicy(f"rights: each of these once, and no other: {', '.join(known)}")
    found = {}
    for name, roles in raw.items():
        wanted = frozenset(_role(role, f"rights: {name}") for role in _listed(roles, f"rights: {name}"))
        if more := wanted - AT_MOST[known[name]]:
            raise WrongPolicy(f"rights: {name}: the program does not let {min(role.value for role in more)!r} do that")
        found[known[name]] = wanted
    return found


def _rule(raw: Any) -> AlarmRule:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str) or set(raw) - _RULE:
        raise WrongPolicy(f"alarms: each has a name, and besides no other than {', '.join(sorted(_RULE - {'name'}))}")
    where = f"alarms: {raw['name']}"
    more_than = raw.get("more_than")
    if isinstance(more_than, bool) or not isinstance(more_than, int) or more_than < 0:
        raise WrongPolicy(f"{where}: more_than is a whole number")
    if not isinstance(raw.get("values", {}), Mapping) or not isinstance(raw.get("distinct", False), bool):
        raise WrongPolicy(f"{where}: values are names with what they have to be, distinct is true or false")
    return AlarmRule(
        raw["name"],
        _one_of(SecurityEvent, raw.get("event"), f"{where}: event"),
        _one_of(CountedBy, raw.get("by"), f"{where}: by"),
        more_than,
        _span(raw.get("within"), where),
        dict(raw.get("values", {})),
        raw.get("distinct", False),
        [str(address) for address in _listed(raw.get("tell", []), f"{where}: tell")],
    )


def _one_of(kind: Any, said: Any, where: str) -> Any:
    known = {each.value: each for each in kind}
    if said not in known:
        raise WrongPolicy(f"{where} is one of {', '.join(known)}; not {said!r}")
    return known[said]


def _role(said: Any, where: str) -> StaffRole:
    found: StaffRole = _one_of(StaffRole, said, f"{where}: a role")
    return found


def _listed(raw: Any, where: str) -> Sequence[Any]:
    if not isinstance(raw, list):
        raise WrongPolicy(f"{where} is a list")
    return raw


def _span(raw: Any, where: str) -> timedelta:
    text = str(raw)
    if not (text[:-1].isdigit() and text[-1:] in _UNITS and int(text[:-1])):
        raise WrongPolicy(f"{where}: within is a span such as 10m, 1h or 1d")
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
