"""The operator's people: who they are, what they may do, and when a second person is needed. [M.3345 7.2]"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.identities import new_id

# After so many wrong passwords in a row an account waits so long.
WRONG_PASSWORDS = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12


class StaffRole(Enum):
    """What somebody of the operator's people may do; each role allows only its own work."""

    AGENT = "agent"
    CAMPAIGN_AUTHOR = "campaign author"
    CAMPAIGN_APPROVER = "campaign approver"
    BILLING = "billing"
    AUDITOR = "auditor"
    # Looks after accounts, and may do nothing else by it.
    ADMINISTRATOR = "administrator"
    # Of a partner's people: reads and answers what is said of that partner's services, and sees nothing else.
    PARTNER = "partner"


class WrongLogIn(BusinessError):
    """Name or password is wrong, or the account is closed or locked: all sound the same."""

    response = "utter_staff_wrong_log_in"


class RoleMissing(BusinessError):
    """The account has no role that allows this."""

    response = "utter_staff_role_missing"


class SecondPersonNeeded(BusinessError):
    """Who began this may not be the one who lets it go out."""

    response = "utter_staff_second_person"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody of the operator's people who has logged in: the account's name, how they sign, and their roles; or of a
    partner's people, by the partner's id."""

    name: str
    signs_as: str
    roles: frozenset[StaffRole]
    partner: str | None = None


@dataclass(kw_only=True, eq=False)
class StaffMember:
    """An account. The password stands only as a hash; a disabled one stays, for what was done under it. `partner` is
    whose people it is for, None for the operator's own."""

    id: str = field(default_factory=new_id)
    name: str
    full_name: str
    roles: list[str] = field(default_factory=list)
    password_hash: str
    created_at: datetime
    created_by: str | None = None
    disabled_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None
    partner: str | None = None

    @property
    def officer(self) -> Officer:
        """Who acts under this account."""
        return Officer(self.name, self.full_name, frozenset(StaffRole(each) for each in self.roles), self.partner)

    def may_log_in(self, now: datetime) -> bool:
        """Whether a right password is of any use now."""
        return self.disabled_at is None and (self.locked_until is None or self.locked_until <= now)

    def count_failure(self, now: datetime) -> None:
        """A wrong password; too many in a row lock the account for a while."""
        self.failures += 1
        if self.failures >= WRONG_PASSWORDS:
            self.failures, self.locked_until = 0, now + LOCKED_FOR


def read_roles(said: Iterable[str]) -> frozenset[StaffRole]:
    """Roles by their names; InvalidValue names what is none."""
    known = {role.value: role for role in StaffRole}
    wanted = [each.strip().casefold().replace("-", " ") for each in said if each.strip()]
    unknown = sorted(set(wanted) - set(known))
    if unknown or not wanted:
        raise InvalidValue("utter_staff_no_such_role", said=", ".join(unknown) or "nothing", roles=", ".join(known))
    return frozenset(known[each] for each in wanted)
