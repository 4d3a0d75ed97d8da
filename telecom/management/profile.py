"""What is known of a person: contact data, language, and for whom they act; and changing it. [M.3345 7.1, C7]"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telecom.management.e_bill import delivery_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.messaging import Conversation, Priority
from telecom.model.notices import QUIET_FROM, QUIET_UNTIL
from telecom.model.parties import BillingMode, Customer, Individual, Membership
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.preferences import MessageKind
from telecom.model.time_zones import city_of
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import access_accounts, known, require_fresh_proof
from telecom.support.contacts import require_contact_proof
from telecom.support.preferences import holder_at, holders_of, wants
from telecom.support.telling import send_mail, send_sms

_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}$")
# What a mail address in the outbox, a name and an address may be long.
_LONGEST_EMAIL, _LONGEST_NAME, _LONGEST_ADDRESS = 80, 80, 300


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's own data; `customers` are the contracts they belong to, with number and role.

    `has_bills` says whether bills come to them at all, `bills_to` to which mail address (else on paper), and `kinds`
    what is published to them here.
    """

    name: str
    phone_number: PhoneNumber | None
    email: str | None
    address: str | None
    language: str
    time_zone: str | None
    customers: Sequence[str]
    has_bills: bool
    bills_to: str | None
    kinds: Sequence[MessageKind]


def show_profile(actor: Actor | None, *, work: Work) -> Profile:
    """The actor's own profile. ProofRequired when nobody is logged in. [C7]"""
    person = work.of(Individual).get(known(actor).person_id)
    memberships = work.of(Membership).list(person_id=person.id, order="id")
    customers = {c.id: c for c in work.of(Customer).list(id=[m.customer_id for m in memberships])}
    belongs = [
        f"{customers[m.customer_id].name} ({customers[m.customer_id].number}, {m.role.value})" for m in memberships
    ]
    return Profile(
        person.name,
        person.phone_number,
        person.email,
        person.address,
        person.language,
        person.time_zone,
        belongs,
        *_bills_of(actor, work=work),
        _kinds_for(person, actor, work=work),
    )


def _bills_of(actor: Actor | None, *, work: Work) -> tuple[bool, str | None]:
    billed = [one for one in access_accounts(actor, Function.BILL, work=work) if one.mode is BillingMode.POSTPAID]
    return bool(billed), delivery_of(billed[0], work=work).address if billed else None


def _kinds_for(person: Individual, actor: Actor | None, *, work: Work) -> list[MessageKind]:
    chat = work.of(Conversation).get(known(actor).conversation_id)
    holders = [*holders_of(person), holder_at(chat.channel, chat.address)]
    return [kind for kind in MessageKind if wants(holders, kind, chat.channel, work=work)]


def greeting_name(actor: Actor | None, *, work: Work) -> str | None:
    """The given name of whoever is logged in, or None."""
    return work.of(Individual).get(actor.person_id).given_name if actor else None


def read_name(said: str) -> tuple[str, str]:
    """Given and family name of what was said, as it was written; InvalidValue for what is no name."""
    words = said.replace(",", " ").split()
    if not words or len(said) > _LONGEST_NAME or any(c.isdigit() for c in said):
        raise InvalidValue("utter_profile_no_name")
    if said == said.casefold():
        words = [word[:1].upper() + word[1:] for word in words]
    return words[0], " ".join(words[1:])


def change_email(actor: Actor | None, email: str, *, work: Work) -> Utterance:
    """Another e-mail address, which a code sent there has to prove; the old one is told. [C4, C7]"""
    actor = require_fresh_proof(actor, work=work)
    email = email.strip().lower()
    if not _EMAIL.match(email) or len(email) > _LONGEST_EMAIL:
        raise InvalidValue("utter_profile_no_email")
    require_contact_proof(actor.conversation_id, email, work=work)
    person = work.of(Individual).get(actor.person_id, lock=True)
    old, person.email = person.email, email
    if old and old != email:
        told = Utterance("utter_profile_told_mail")
        send_mail(work, old, told, key=f"email:{person.id}:{work.now.isoformat()}", priority=Priority.PROGRESS)
    _note(actor, "email", work=work)
    return Utterance("utter_profile_email_changed", {"email": email})


def change_phone_number(actor: Actor | None, number: PhoneNumber, *, work: Work) -> Utterance:
    """Another number to be reached and proved at, which a code sent there has to prove; the old one is told.

    BusinessError where, as only its holder gets to know, another profile has it.
    """
    actor = require_fresh_proof(actor, work=work)
    person = work.of(Individual).get(actor.person_id, lock=True)
    if person.phone_number == number:
        raise BusinessError("utter_profile_same_number", number=number)
    require_contact_proof(actor.conversation_id, number.e164, work=work)
    if work.of(Individual).count(phone_number=number):
        raise BusinessError("utter_profile_number_taken", number=number)
    old, person.phone_number = person.phone_number, number
    if old is not None:
        told = Utterance("utter_profile_told_number", {"ending": number.ending})
        send_sms(work, old, told, key=f"number:{person.id}:{work.now.isoformat()}", priority=Priority.EMERGENCY)
    _note(actor, "phone number", work=work)
    return Utterance("utter_profile_number_changed", {"number": number})


def change_address(actor: Actor | None, address: str, *, work: Work) -> Utterance:
    """Another postal address, for letters and papers."""
    actor = require_fresh_proof(actor, work=work)
    if not address.strip() or len(address) > _LONGEST_ADDRESS:
        raise InvalidValue("utter_profile_no_address")
    work.of(Individual).get(actor.person_id, lock=True).address = address.strip()
    _note(actor, "address", work=work)
    return Utterance("utter_profile_address_changed", {"address": address.strip()})


def change_name(actor: Actor | None, name: str, *, work: Work) -> Utterance:
    """Another name of the person; the contract keeps its own."""
    actor = require_fresh_proof(actor, work=work)
    given, family = read_name(name)
    person = work.of(Individual).get(actor.person_id, lock=True)
    person.given_name, person.family_name = given, family or person.family_name
    _note(actor, "name", work=work)
    return Utterance("utter_profile_name_changed", {"name": person.name})


def change_language(actor: Actor | None, conversation: Conversation, language: str, *, work: Work) -> Utterance:
    """The language in which one reads us, kept with the profile where one is known, else with the chat."""
    conversation.language, conversation.language_chosen = language, True
    if actor is not None:
        work.of(Individual).get(actor.person_id, lock=True).language = language
    return Utterance("utter_profile_language_changed", {"language": Utterance(f"utter_language_{language}")})


def change_time_zone(actor: Actor | None, zone: str, *, work: Work) -> Utterance:
    """The zone by whose clock one lives: nothing unasked comes at night there. [P3]"""
    work.of(Individual).get(known(actor).person_id, lock=True).time_zone = zone
    values = {"zone": city_of(zone), "evening": f"{QUIET_FROM:%H:%M}", "morning": f"{QUIET_UNTIL:%H:%M}"}
    return Utterance("utter_profile_zone_changed", values)


def _note(actor: Actor, what: str, *, work: Work) -> None:
    note(work, SecurityEvent.RIGHTS_CHANGED, actor=actor, subject=actor.person_id, change=f"profile: {what}")
