"""The accounts of the operator's people: made, given roles, closed; never by the one whose account it is. [S5]"""

from collections.abc import Iterable

from telecom.model.audit import SecurityEvent
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.partners import Partner
from telecom.model.staff import Officer, StaffMember, StaffRole, read_roles
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.staff import hash_password, require_role, require_second_person


def has_accounts(*, work: Work) -> bool:
    """Whether there is any account; the first one may be made by whoever runs the machine."""
    return work.of(StaffMember).find() is not None


def add_staff(
    by: Officer | None,
    name: str,
    *,
    full_name: str,
    roles: Iterable[str],
    password: str,
    partner: str | None = None,
    work: Work,
) -> StaffMember:
    """Make an account. RoleMissing unless an administrator asks; the first account needs nobody and is one. Who is of a
    `partner`'s people has that role and no other."""
    wanted = read_roles(roles)
    _check_partner(wanted, partner, work=work)
    if has_accounts(work=work) or by is not None:
        by = _administrator(by)
    elif StaffRole.ADMINISTRATOR not in wanted:
        raise InvalidValue("utter_staff_first_administrator")
    name = name.strip().casefold()
    if not name or work.of(StaffMember).find(name=name) is not None:
        raise InvalidValue("utter_staff_name_taken", name=name)
    member = StaffMember(
        name=name,
        full_name=full_name.strip() or name.capitalize(),
        roles=sorted(role.value for role in wanted),
        password_hash=hash_password(password),
        created_at=work.now,
        created_by=by.name if by else None,
        partner=partner,
    )
    work.of(StaffMember).add(member)
    _note(member, by, f"added: {', '.join(member.roles)}", work)
    return member


def _check_partner(roles: frozenset[StaffRole], partner: str | None, *, work: Work) -> None:
    """InvalidValue unless the role of a partner's people goes with a partner, and with nothing else."""
    is_theirs = StaffRole.PARTNER in roles
    known = partner is not None and work.of(Partner).find(id=partner) is not None
    if is_theirs is not known or (is_theirs and len(roles) > 1):
        raise InvalidValue("utter_staff_partner", partner=partner or "")


def change_roles(by: Officer, name: str, roles: Iterable[str], *, work: Work) -> StaffMember:
    """Give an account these roles and no others. SecondPersonNeeded for one's own."""
    member = _other(by, name, work)
    roles = list(roles)
    _check_partner(read_roles(roles), member.partner, work=work)
    member.roles = sorted(role.value for role in read_roles(roles))
    _note(member, by, f"roles: {', '.join(member.roles)}", work)
    return member


def disable_staff(by: Officer, name: str, *, work: Work) -> StaffMember:
    """Close an account for good; what was done under it stays. SecondPersonNeeded for one's own."""
    member = _other(by, name, work)
    member.disabled_at = member.disabled_at or work.now
    _note(member, by, "closed", work)
    return member


def change_password(officer: Officer, password: str, *, work: Work) -> None:
    """Somebody sets their own password anew."""
    member = _find(officer.name, work)
    member.password_hash = hash_password(password)
    _note(member, officer, "password changed", work)


def list_staff(by: Officer, *, work: Work) -> list[StaffMember]:
    """All accounts by name, for administrators and auditors."""
    require_role(by, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
    return work.of(StaffMember).list(order="name")


def _administrator(by: Officer | None) -> Officer:
    return require_role(by or Officer("nobody", "nobody", frozenset()), StaffRole.ADMINISTRATOR)


def _other(by: Officer, name: str, work: Work) -> StaffMember:
    member = _find(name, work)
    require_second_person(_administrator(by), member.name)
    return member


def _find(name: str, work: Work) -> StaffMember:
    member = work.of(StaffMember).find(name=name.strip().casefold(), lock=True)
    if member is None:
        raise NotFound("utter_staff_nobody", name=name)
    return member


def _note(member: StaffMember, by: Officer | None, change: str, work: Work) -> None:
    staff = by.name if by else "whoever runs the machine"
    note(work, SecurityEvent.RIGHTS_CHANGED, subject=member.id, account=member.name, staff=staff, change=change)
