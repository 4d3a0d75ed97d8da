"""Rights: which person may run which function on what, granted by whom and until when. [M.3345 5.1]"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue, NotAllowed
from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance
from telecom.model.utterances import Utterance
from telecom.model.wire import read_period

LONGEST_GRANT = timedelta(days=5 * 366)
APPROVAL_LIFE = timedelta(hours=24)
INVITATION_LIFE = timedelta(days=7)


class Function(Enum):
    """What a right allows: the families of management functions."""

    CHECK = "check"
    CONFIGURE = "configure"
    REPORT = "report"
    BILL = "bill"
    PAY = "pay"
    ORDER = "order"


# Who may change, pay or order something has to see it.
_NEEDS = {
    Function.CONFIGURE: (Function.CHECK,),
    Function.ORDER: (Function.CHECK,),
    Function.REPORT: (Function.CHECK,),
    Function.PAY: (Function.BILL,),
}
# What can be switched on for somebody who simply uses a line, by an authorized user too. [M.3345 5.1]
PLAIN_FUNCTIONS = frozenset({Function.CHECK, Function.REPORT})
SPENDING_FUNCTIONS = frozenset({Function.PAY, Function.ORDER})
# What a right on a partner's content can be about: bills and payments are of the whole contract.
CONTENT_FUNCTIONS = frozenset({Function.CHECK, Function.CONFIGURE, Function.REPORT, Function.ORDER})


def with_needed(functions: Iterable[Function]) -> list[Function]:
    """The functions with those that they cannot do without, in their order."""
    wanted = set(functions)
    for function in list(wanted):
        wanted.update(_NEEDS.get(function, ()))
    return [function for function in Function if function in wanted]


class PermissionStatus(Enum):
    """Life of a permission (TM Forum 672)."""

    GRANTED = "granted"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


PERMISSION_LIFE = {
    PermissionStatus.GRANTED: frozenset({PermissionStatus.ACTIVE, PermissionStatus.EXPIRED, PermissionStatus.REVOKED}),
    PermissionStatus.ACTIVE: frozenset({PermissionStatus.EXPIRED, PermissionStatus.REVOKED}),
}
STANDING = (PermissionStatus.GRANTED, PermissionStatus.ACTIVE)


class BeyondGrant(NotAllowed):
    """More money than the grant allows in a month."""

    response = "utter_authorization_over_limit"


@dataclass(kw_only=True, eq=False)
class Permission:
    """That a person may run a function on one service, or on all of a customer's when `service_id` is None.

    `provider` is the partner whose products alone it is about, by its id. `limit` is the most that may be spent under
    it in a calendar month; `grant_id` is shared by what was granted together.
    """

    id: str = field(default_factory=new_id)
    grant_id: str | None = None
    customer_id: str
    granter_id: str
    person_id: str
    function: Function
    service_id: str | None = None
    provider: str | None = None
    valid_from: datetime
    valid_until: datetime | None = None
    limit: Money | None = None
    status: PermissionStatus = PermissionStatus.ACTIVE

    def allows(self, function: Function, service_id: str | None, now: datetime) -> bool:
        on_this = self.service_id is None or self.service_id == service_id
        return self.status is PermissionStatus.ACTIVE and self.is_in_time(now) and on_this and self.function is function

    def is_in_time(self, now: datetime) -> bool:
        """Whether its period runs."""
        return self.valid_from <= now and (self.valid_until is None or now < self.valid_until)

    def accept(self) -> None:
        """The invited person has proved who they are: the right can be used."""
        self.status = advance(self.status, PermissionStatus.ACTIVE, PERMISSION_LIFE, subject="permission")

    def end(self, now: datetime) -> None:
        """Withdrawn: its period ends now."""
        self.status = advance(self.status, PermissionStatus.REVOKED, PERMISSION_LIFE, subject="permission")
        self.valid_until = now


@dataclass(kw_only=True, eq=False)
class Spending:
    """Money spent under a permission that has a limit; once per key."""

    id: str = field(default_factory=new_id)
    permission_id: str
    key: str
    amount: Money
    at: datetime


@dataclass(kw_only=True, eq=False)
class ManagerInvitation:
    """That somebody is to become a manager, once they have proved who they are and accepted."""

    id: str = field(default_factory=new_id)
    customer_id: str
    person_id: str
    appointed_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


class ApprovalStatus(Enum):
    """A wish beyond somebody's rights waits for a manager, who approves or refuses it; or nobody does in time."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(kw_only=True, eq=False)
class Approval:
    """What somebody asked beyond their rights: the proposal as a manager reads it, and what became of it.

    `key` is the turn that asked, `id` the idempotency key of the effect.
    """

    id: str = field(default_factory=new_id)
    key: str
    customer_id: str
    person_id: str
    conversation_id: str
    kind: str
    terms: dict[str, Any]
    terms_digest: str
    shown: Utterance
    created_at: datetime
    expires_at: datetime
    status: ApprovalStatus = ApprovalStatus.OPEN
    decided_by: str | None = None
    result: list[Utterance] | None = None

    def is_open(self, now: datetime) -> bool:
        return self.status is ApprovalStatus.OPEN and now < self.expires_at


def read_grant_period(period: Any, day: Any, *, today: date) -> Period:
    """From when until when a right holds, as it was said: a period, or a single day, which is the last one.

    Nothing said is from today until withdrawn. InvalidValue for a time that is over or makes no sense.
    """
    try:
        if isinstance(period, Period):
            read = period
        elif period:
            read = read_period(period)
        elif day:
            last = day if isinstance(day, date) else date.fromisoformat(day)
            read = Period(min(today, last), last)
        else:
            read = Period(today, None)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidValue("utter_authorization_no_sense") from error
    if read.end is not None and read.end < today:
        raise InvalidValue("utter_authorization_in_past", day=read.end)
    if read.end is not None and read.end - today > LONGEST_GRANT:
        return Period(max(read.start or today, today), None)
    return Period(max(read.start or today, today), read.end)
