"""The operator's people log in, and may do what their roles allow and no more. [M.3345 7.2, S5]"""

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from telecom.model.audit import SecurityEvent
from telecom.model.errors import InvalidValue
from telecom.model.staff import (
    SHORTEST_PASSWORD,
    Officer,
    RoleMissing,
    SecondPersonNeeded,
    StaffMember,
    StaffRole,
    WrongLogIn,
)
from telecom.ports import OpenWork, Work
from telecom.support.audit import note

_PASSWORDS = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked where there is no account, so that an unknown name takes as long to refuse as a known one.
_NOBODYS = _PASSWORDS.hash("no password at all")


def hash_password(password: str) -> str:
    """What is kept of a password; InvalidValue for one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidValue("utter_staff_short_password", shortest=SHORTEST_PASSWORD)
    return _PASSWORDS.hash(password)


def log_in_staff(name: str, password: str, *, open_work: OpenWork) -> Officer:
    """Who acts, or WrongLogIn; either is written into the trail, and wrong passwords are counted."""
    with open_work() as work:
        member = work.of(StaffMember).find(name=name, lock=True)
        is_right = _fits(member.password_hash if member else _NOBODYS, password)
        officer = member.officer if member and is_right and member.may_log_in(work.now) else None
        if officer is not None and member is not None:
            member.failures, member.locked_until = 0, None
        elif member is not None and member.may_log_in(work.now):
            member.count_failure(work.now)
        event = SecurityEvent.LOG_IN if officer else SecurityEvent.LOG_IN_FAILED
        note(work, event, subject=member.id if member else None, staff=name[:40])
    if officer is None:
        raise WrongLogIn()
    return officer


def _fits(kept: str, password: str) -> bool:
    try:
        return _PASSWORDS.verify(kept, password)
    except VerifyMismatchError:
        return False


def require_role(officer: Officer, *roles: StaffRole) -> Officer:
    """The one who acts has one of these roles, or RoleMissing."""
    if not officer.roles & set(roles):
        raise RoleMissing(name=officer.name, roles=" or ".join(role.value for role in roles))
    return officer


def require_second_person(officer: Officer, first: str | None) -> Officer:
    """The one who acts is not the one who began it (by account name), or SecondPersonNeeded."""
    if first is None or officer.name == first:
        raise SecondPersonNeeded(name=officer.name)
    return officer


def sign_as(name: str, *, work: Work) -> str:
    """How somebody signs towards subscribers; the name they act under where there is no such account."""
    member = work.of(StaffMember).find(name=name)
    return member.full_name if member else name.capitalize()
