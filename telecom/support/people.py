"""The people that somebody has to do with under a contract, and which of them a name means."""

import re
from collections.abc import Iterable

from telecom.model.access import Actor
from telecom.model.authorization import Permission, PermissionStatus
from telecom.model.errors import BusinessError
from telecom.model.parties import Individual, Membership, PartyStatus, Role
from telecom.ports import Work

_KNOWS_OTHERS = (Role.MANAGER, Role.AUTHORIZED_USER)
# What people call somebody instead of a name.
RELATIONS = frozenset(
    re.findall(
        r"\w+",
        """wife husband partner mum mom mother dad father son daughter brother sister gran nan grandma grandad boyfriend
    girlfriend boss colleague assistant accountant secretary carer flatmate neighbour aunt uncle niece nephew cousin
    fiance fiancee grandson granddaughter hubby missus spouse""",
    )
)
_MYSELF = frozenset({"me", "myself", "i", "self"})


class WhichPerson(BusinessError):
    """Several people have this name."""

    response = "utter_people_which"


def known_people(actor: Actor, *, work: Work, customer_id: str | None = None) -> list[Individual]:
    """Everybody at the customers whose manager or authorized user the actor is, or at one of them, by name.

    A plain user knows only themselves.
    """
    own = work.of(Membership).list(person_id=actor.person_id, role=_KNOWS_OTHERS)
    customers = {m.customer_id for m in own if customer_id in (None, m.customer_id)}
    members = work.of(Membership).list(customer_id=customers) if customers else []
    hidden = _only_invited({m.person_id for m in members if m.role is Role.AUTHORIZED_USER}, customers, work=work)
    found = work.of(Individual).list(id={actor.person_id, *(m.person_id for m in members)} - hidden)
    return sorted((p for p in found if p.status is not PartyStatus.CLOSED), key=lambda p: (p.name.casefold(), p.id))


def _only_invited(people: set[str], customers: set[str], *, work: Work) -> set[str]:
    """Those who were invited from outside and have not accepted: who they are is not yet their inviter's business."""
    if not people:
        return set()
    standing = work.of(Permission).list(
        customer_id=customers, person_id=people, status=[PermissionStatus.GRANTED, PermissionStatus.ACTIVE]
    )
    invited = {p.person_id for p in standing if p.status is PermissionStatus.GRANTED}
    return invited - {p.person_id for p in standing if p.status is PermissionStatus.ACTIVE}


def match_people(people: Iterable[Individual], said: str, *, myself: str | None = None) -> list[Individual]:
    """Those who have the name that was said: in full, or only the given or the family name."""
    wanted = " ".join(said.casefold().replace("’", "'").removesuffix("'s").split())
    known = list(people)
    for fits in (
        [p for p in known if p.id == said or (p.id == myself and wanted in _MYSELF)],
        [p for p in known if p.name.casefold() == wanted],
        [p for p in known if wanted in (p.given_name.casefold(), p.family_name.casefold())],
    ):
        if fits and wanted:
            return fits
    return []
