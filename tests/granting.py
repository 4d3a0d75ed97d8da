"""Rights for tests: granting, withdrawing and appointing as a manager confirms it."""

from collections.abc import Sequence

from telecom.bootstrap import Telecom
from telecom.management.authorization import propose_grant
from telecom.management.grantees import Grantee, Scope
from telecom.management.withdrawal import propose_revoke
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import Individual, Membership, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from tests.households import Household
from tests.money import confirm, yes_to
from tests.people import logged_in

ANA = PhoneNumber("+447700900871")


def grant(
    telecom: Telecom,
    granter: Actor,
    person: Actor | PhoneNumber,
    functions: Sequence[Function],
    scope: Scope,
    *,
    period: Period | None = None,
    limit: Money | None = None,
    turn: str,
) -> Sequence[Utterance]:
    """Propose and confirm a grant; what was said."""
    grantee = Grantee(person.person_id) if isinstance(person, Actor) else Grantee(None, person, "Ana Silva")
    with telecom.open_work() as work:
        shown = propose_grant(
            granter,
            grantee,
            functions,
            scope=scope,
            period=period or Period(work.today(), None),
            limit=limit,
            turn_id=turn,
            work=work,
        )
    return confirm(telecom, granter, yes_to(shown))


def withdraw(telecom: Telecom, granter: Actor, person: Actor, *functions: Function, turn: str) -> Sequence[Utterance]:
    """Propose and confirm a withdrawal; what was said."""
    with telecom.open_work() as work:
        shown = propose_revoke(granter, person_id=person.person_id, functions=functions, turn_id=turn, work=work)
    return confirm(telecom, granter, yes_to(shown))


def everything(home: Household) -> Scope:
    """All that the household has."""
    return Scope(home.services["broadband"].customer_id, None)


def only(home: Household, *kinds: str) -> Scope:
    """Some of the household's services."""
    return Scope(home.services["broadband"].customer_id, [home[kind] for kind in kinds])


def somebody(work: Work, home: Household, name: str, role: Role, *, ending: int) -> Actor:
    """Another person of the household, logged in, with no rights yet."""
    person = Individual(given_name=name, family_name="Home", phone_number=PhoneNumber(f"+447700900{ending}"))
    work.of(Individual).add(person)
    work.flush()
    customer_id = home.services["broadband"].customer_id
    work.of(Membership).add(Membership(customer_id=customer_id, person_id=person.id, role=role))
    work.flush()
    return logged_in(work, person)


def told_to(work: Work, number: str) -> list[str]:
    """The names of what was sent to a number, by SMS or in its terminal chat, in order."""
    return [m.utterance.response for m in work.of(OutgoingMessage).list(address=number, order="number")]
