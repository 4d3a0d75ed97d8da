"""What is known of a person: contact data, language, and for whom they act. [M.3345 7.1, C7]"""

from collections.abc import Sequence
from dataclasses import dataclass

from telecom.model.access import Actor
from telecom.model.parties import Customer, Individual, Membership
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from telecom.support.authorization import known


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's own data; `customers` are the contracts they belong to, with number and role."""

    name: str
    phone_number: PhoneNumber | None
    email: str | None
    address: str | None
    language: str
    customers: Sequence[str]


def show_profile(actor: Actor | None, *, work: Work) -> Profile:
    """The actor's own profile. ProofRequired when nobody is logged in. [C7]"""
    person = work.of(Individual).get(known(actor).person_id)
    memberships = work.of(Membership).list(person_id=person.id, order="id")
    customers = {c.id: c for c in work.of(Customer).list(id=[m.customer_id for m in memberships])}
    belongs = [
        f"{customers[m.customer_id].name} ({customers[m.customer_id].number}, {m.role.value})" for m in memberships
    ]
    name = f"{person.given_name} {person.family_name}"
    return Profile(name, person.phone_number, person.email, person.address, person.language, belongs)


def greeting_name(actor: Actor | None, *, work: Work) -> str | None:
    """The given name of whoever is logged in, or None."""
    return work.of(Individual).get(actor.person_id).given_name if actor else None
