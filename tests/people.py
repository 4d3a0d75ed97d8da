"""People for tests: a prepaid subscriber, and somebody logged in."""

import itertools

from telecom.model.access import SESSION_LIFE, Actor, ChatSession
from telecom.model.balance import LedgerAccount
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Customer, Individual, Membership, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from telecom.support import ledger

# The free numbers of a test's shop begin at 600; whoever has one of them could order none.
_numbers = itertools.cycle([*range(100, 600), *range(620, 1000)])


def a_subscriber(
    work: Work, *, mode: BillingMode, name: str = "Maya", kind: str = "mobile", number: int | None = None
) -> Individual:
    """A person who is customer and manager, with one billing account and one service of a kind. `number` is the end
    of the phone number, where another person may have the next free one."""
    number = number or next(_numbers)
    person = Individual(given_name=name, family_name="Test", phone_number=PhoneNumber(f"+447700900{number}"))
    customer = Customer(number=f"C-9{number}", name=f"{name} Test")
    work.of(Individual).add(person)
    work.of(Customer).add(customer)
    work.flush()
    account = BillingAccount(customer_id=customer.id, mode=mode, currency=work.currency)
    work.of(Membership).add(Membership(customer_id=customer.id, person_id=person.id, role=Role.MANAGER))
    work.of(BillingAccount).add(account)
    work.flush()
    service = Service(
        customer_id=customer.id,
        account_id=account.id,
        kind=kind,
        name=f"{name}'s {kind}",
        phone_number=person.phone_number,
        user_id=person.id,
    )
    work.of(Service).add(service)
    work.flush()
    return person


def a_prepaid_subscriber(work: Work, *, credit: int, name: str = "Maya", number: int | None = None) -> Individual:
    """A prepaid subscriber with so many pence of credit."""
    person = a_subscriber(work, mode=BillingMode.PREPAID, name=name, number=number)
    membership = work.of(Membership).find(person_id=person.id)
    assert membership is not None
    account = work.of(BillingAccount).find(customer_id=membership.customer_id)
    assert account is not None
    held = LedgerAccount(name=f"credit {account.id}", currency="GBP", billing_account_id=account.id, floor=0)
    work.of(LedgerAccount).add(held)
    work.flush()
    clearing = ledger.operators_account("card clearing", work=work)
    if credit:
        ledger.move(
            work, Money(credit, "GBP"), source=clearing, target=held, key=f"opening {account.id}", reason="opening"
        )
    return person


def logged_in(work: Work, person: Individual, *, channel: str = "terminal") -> Actor:
    """An actor for a person who has just proved who they are in a chat of their own."""
    assert person.phone_number is not None
    conversation = work.of(Conversation).find(channel=channel, address=person.phone_number.e164)
    if conversation is None:
        conversation = work.of(Conversation).add(Conversation(channel=channel, address=person.phone_number.e164))
        work.flush()
    session = ChatSession(
        person_id=person.id,
        conversation_id=conversation.id,
        channel=channel,
        address=conversation.address,
        started_at=work.now,
        proved_at=work.now,
        expires_at=work.now + SESSION_LIFE,
    )
    work.of(ChatSession).add(session)
    work.flush()
    return Actor(person.id, session.id, conversation.id, channel, work.now)
