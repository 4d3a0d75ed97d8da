"""The demo operator's people: one account for each role, and one of a partner's; all with the same known password."""

from datetime import datetime

from demo.identities import demo_id
from telecom.model.staff import StaffMember, StaffRole

# Of the password `demo-operator`, which the README names: worth nothing on a database that is no demo.
_HASH = "$argon2id$v=19$m=19456,t=2,p=1$KRc+P2FztEdU3zLYc5ZvFA$MYFyBtL349mNLEM3q2qHI0VzLwLa1UGojEcXb7IKQGk"
PEOPLE = {
    "ann": ("Ann Okafor", StaffRole.AGENT),
    "bea": ("Bea Lindqvist", StaffRole.BILLING),
    "cora": ("Cora Haddad", StaffRole.CAMPAIGN_AUTHOR),
    "dev": ("Dev Patel", StaffRole.CAMPAIGN_APPROVER),
    "max": ("Max Brandt", StaffRole.AUDITOR),
    "ivy": ("Ivy Castell", StaffRole.ADMINISTRATOR),
    "fay": ("Fay of Filmwave", StaffRole.PARTNER),
}


def make_staff(at: datetime) -> list[StaffMember]:
    """An account for each role."""
    return [
        StaffMember(
            id=demo_id(f"staff:{name}"),
            name=name,
            full_name=full_name,
            roles=[role.value],
            password_hash=_HASH,
            created_at=at,
            partner="filmwave" if role is StaffRole.PARTNER else None,
        )
        for name, (full_name, role) in PEOPLE.items()
    ]
