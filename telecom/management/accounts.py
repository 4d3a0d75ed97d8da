"""Becoming a customer in the chat, without anybody's help. [M.3345 App. I-2, C1]"""

from dataclasses import dataclass

from telecom.management.profile import read_name
from telecom.model.audit import SecurityEvent
from telecom.model.errors import InvalidValue
from telecom.model.messaging import Conversation
from telecom.model.parties import BillingAccount, BillingMode, Customer, Individual, Membership, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.contacts import require_contact_proof
from telecom.support.identity import open_session


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What came of it: the customer, and whether it had stood before, under a number that was just proved."""

    customer: Customer
    person: Individual
    stood_before: bool


def request_account(
    conversation: Conversation, *, name: str, number: PhoneNumber, address: str, language: str | None, work: Work
) -> NewAccount:
    """Make whoever proves the number a customer and the first manager, and log them in to this chat.

    The code goes out whoever has the number (ProofRequired); only who has proved it learns that it has an account
    already, and is logged in to that. InvalidValue for what is no name or address. [R25]
    """
    given, family = read_name(name)
    if len(address.strip()) < 5 or len(address) > 300:
        raise InvalidValue("utter_profile_no_address")
    require_contact_proof(conversation.id, number.e164, work=work)
    made = Individual(
        given_name=given, family_name=family, phone_number=number, address=address.strip(), language=language or "en"
    )
    is_new = work.of(Individual).add_once(made, key="phone_number")
    person = work.of(Individual).find(phone_number=number, lock=True)
    assert person is not None
    open_session(conversation, person.id, work=work)
    own = work.of(Membership).find(person_id=person.id, role=Role.MANAGER, order="id")
    if own is not None:
        return NewAccount(work.of(Customer).get(own.customer_id), person, True)
    if not is_new:
        person.address = person.address or address.strip()
        if not person.given_name:
            person.given_name, person.family_name = given, family
    customer = Customer(number=f"C-{work.next_number('customer')}", name=person.name)
    work.of(Customer).add(customer)
    work.flush()
    work.of(Membership).add(Membership(customer_id=customer.id, person_id=person.id, role=Role.MANAGER))
    account = BillingAccount(customer_id=customer.id, mode=BillingMode.POSTPAID, currency=work.currency)
    account.cycle_day = min(work.today().day, 28)
    work.of(BillingAccount).add(account)
    event = SecurityEvent.RIGHTS_CHANGED
    note(work, event, person_id=person.id, customer_id=customer.id, subject=person.id, change="account opened")
    return NewAccount(customer, person, False)
