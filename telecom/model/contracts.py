"""Contracts: who made them with whom, how long they run, and what leaving early costs. [TM Forum 651]"""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance

# The share of the remaining months' fees that leaving early costs, unless the terms say otherwise.
USUAL_EARLY_PERCENT = 50
# No contract may keep its people from seeing it, what it costs, and paying.
ALWAYS_GIVEN = frozenset({Function.CHECK, Function.BILL, Function.PAY})


class NotInContract(BusinessError):
    """The contract does not give this function, so that no manager has it either. [M.3345 3.2.6]"""

    response = "utter_contract_not_given"


def gives(functions: Collection[str], function: Function) -> bool:
    """Whether the functions that a contract names give one; a contract that names none gives all."""
    return not functions or function in ALWAYS_GIVEN or function.value in functions


class AgreementStatus(Enum):
    """Life of an agreement (TM Forum 651)."""

    DRAFT = "draft"
    ACTIVE = "active"
    TERMINATED = "terminated"
    EXPIRED = "expired"


AGREEMENT_LIFE = {
    AgreementStatus.DRAFT: frozenset({AgreementStatus.ACTIVE}),
    AgreementStatus.ACTIVE: frozenset({AgreementStatus.TERMINATED, AgreementStatus.EXPIRED}),
}


class PartyRole(Enum):
    """What a party is in an agreement. [M.3345 3.2]"""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    NETWORK_OPERATOR = "network operator"
    CONTENT_PROVIDER = "content provider"
    AGENT_FOR = "agent for"


@dataclass(kw_only=True, eq=False)
class AgreementParty:
    """One party of an agreement by name, and its role; `customer_id` where the party is our customer."""

    id: str = field(default_factory=new_id)
    agreement_id: str
    role: PartyRole
    name: str
    customer_id: str | None = None


@dataclass(kw_only=True, eq=False)
class Agreement:
    """The contract of one service. `first_end` is the end of the minimum term; afterwards it goes on from month to
    month until given notice. `ends_on` is set once it has been ended. `functions` are what its people may do
    themselves."""

    id: str = field(default_factory=new_id)
    number: str
    customer_id: str
    service_id: str
    begun_on: date
    first_end: date | None = None
    notice_days: int = 30
    early_percent: int = USUAL_EARLY_PERCENT
    functions: list[str] = field(default_factory=list)
    status: AgreementStatus = AgreementStatus.ACTIVE
    ends_on: date | None = None

    def become(self, status: AgreementStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, AGREEMENT_LIFE, subject="agreement")

    def gives(self, function: Function) -> bool:
        """Whether its people may run the function themselves."""
        return gives(self.functions, function)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offering says about its contract: months of minimum term, days of notice, share for leaving early, and
    what its people may do themselves: everything, unless the offering names the functions."""

    months: int = 0
    notice_days: int = 0
    early_percent: int = USUAL_EARLY_PERCENT
    functions: tuple[str, ...] = tuple(function.value for function in Function)

    @classmethod
    def read(cls, terms: Mapping[str, Any]) -> "Terms":
        """The terms of an offering."""
        return cls(
            int(terms.get("months", 0)),
            int(terms.get("notice_days", 0)),
            int(terms.get("early_percent", USUAL_EARLY_PERCENT)),
            tuple(f.value for f in Function if gives(terms.get("functions") or (), f)),
        )

    def gives(self, function: Function) -> bool:
        """Whether the people of such a contract may run the function themselves."""
        return gives(self.functions, function)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of_term(begun_on: date, months: int) -> date | None:
    """The last day of the minimum term, None where there is none."""
    return months_after(begun_on, months) - timedelta(days=1) if months > 1 else None


def months_left(until: date | None, *, from_day: date) -> int:
    """How many months of a term are still to come from a day on, a begun one counted whole."""
    if until is None or until < from_day:
        return 0
    count = 1
    while months_after(from_day, count) <= until:
        count += 1
    return count


def leaving_fee(monthly: Money | None, *, first_end: date | None, percent: int, last_day: date) -> Money | None:
    """What ending on `last_day` costs beside the fees up to then: a share of the fees of the months that the minimum
    term still has after it. None where it costs nothing."""
    remaining = months_left(first_end, from_day=last_day + timedelta(days=1))
    if monthly is None or remaining == 0:
        return None
    fee = (monthly * remaining).share(percent, 100)
    return fee if fee.is_positive else None


def earliest_end(today: date, *, notice_days: int) -> date:
    """The last day of a contract that is given notice today."""
    return today + timedelta(days=notice_days)
