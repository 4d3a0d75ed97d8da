"""Who pays in the storm, half of them a bill in parts, half of them top-ups; and what stood in the books in the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from demo.payments import SimulatedPayments
from telecom.bootstrap import Telecom
from telecom.model.access import Actor, ChatSession
from telecom.model.bills import CustomerBill
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual
from telecom.model.payments import Payment, PaymentState, Purpose
from telecom.ports import Work
from telecom.storage.work import StoredWork
from telecom.support.ledger import balance_of, find_credit_account
from tests.integration.test_ledger import assert_sound
from tests.money import a_bill, a_card
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in

PEOPLE = 48
PART, TOP_UP = Money(100, "GBP"), Money(500, "GBP")
_FAR = date(2099, 12, 31)


def make_people(telecom: Telecom, provider: SimulatedPayments, payments: int) -> None:
    """Everybody with a card, and logged in."""
    parts = payments // PEOPLE + 1
    with telecom.open_work() as work:
        for number in range(PEOPLE):
            if number % 2:
                person = a_prepaid_subscriber(work, credit=0, name=_name(number))
            else:
                person = a_subscriber(work, mode=BillingMode.POSTPAID, name=_name(number))
                a_bill(work, person, total=(PART.minor * parts + 100) / 100)
            card = a_card(work, person, expires_on=_FAR)
            provider.add_card(card.token, expires_on=card.expires_on)
            logged_in(work, person)


def who_pays(turn: int, *, work: Work) -> tuple[Actor, Conversation]:
    """The person whose turn it is, who has just proved who they are, and their chat."""
    (person,) = (each for each in work.of(Individual).list() if each.given_name == _name(turn % PEOPLE))
    session = work.of(ChatSession).find(person_id=person.id)
    assert session is not None
    conversation = work.of(Conversation).get(session.conversation_id)
    return Actor(person.id, session.id, conversation.id, session.channel, work.now), conversation


def tops_up(turn: int) -> bool:
    """Whether it is somebody with prepaid credit whose turn it is."""
    return turn % PEOPLE % 2 == 1


def _name(number: int) -> str:
    return f"Payer {number}"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What stood in the books in the end. `asked_later` payments had no answer at first."""

    payments: int
    done: int
    doubled: int
    lost: int
    provider: Money
    books: Money
    asked_later: int


def reckon(telecom: Telecom, provider: SimulatedPayments, payments: int) -> Reckoning:
    """The provider's file against our payments line by line, and these against the ledger and each bill."""
    now = datetime.now(UTC)
    file = provider.statement(now - timedelta(days=1), now + timedelta(days=1))
    with telecom.open_work() as work:
        assert isinstance(work, StoredWork)
        assert_sound(work)
        made = work.of(Payment).list()
        done = {payment.key: payment for payment in made if payment.state is PaymentState.DONE}
        books = _books(made, work=work)
    keys = [line.key for line in file]
    assert {line.key: line.amount for line in file} == {key: payment.amount for key, payment in done.items()}
    assert all(payment.amount in (PART, TOP_UP) for payment in made)
    return Reckoning(
        payments=len(made),
        done=len(done),
        doubled=len(keys) - len(set(keys)) + max(0, len(done) - payments),
        lost=payments - len(done),
        provider=Money(sum(line.amount.minor for line in file), "GBP"),
        books=books,
        asked_later=sum(payment.questions > 0 for payment in made),
    )


def _books(made: list[Payment], *, work: Work) -> Money:
    """What stands on the bills and credits, which is for each of them what was paid for it."""
    books = Money(0, "GBP")
    for bill in work.of(CustomerBill).list():
        assert bill.paid == _sum(payment for payment in made if payment.bill_id == bill.id)
        books = books + bill.paid
    for account_id in {payment.account_id for payment in made if payment.purpose is Purpose.TOP_UP}:
        held = find_credit_account(account_id, work=work)
        assert held is not None
        assert balance_of(held, work=work) == _sum(p for p in made if p.account_id == account_id)
        books = books + balance_of(held, work=work)
    return books


def _sum(payments: Iterable[Payment]) -> Money:
    return Money(sum(payment.amount.minor for payment in payments if payment.state is PaymentState.DONE), "GBP")
