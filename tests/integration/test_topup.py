"""Prepaid credit by card: within the limits, on one's own line, once. [B8, R9, R13]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.topup import PaysByBill, WhichLine, propose_top_up
from telecom.model.access import Actor
from telecom.model.errors import InvalidValue, NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Individual, Membership, Role
from telecom.model.payments import Payment, PaymentMethod, PaymentState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.support import proposals
from telecom.support.ledger import balance_of, find_credit_account
from tests.fakes import FakeOutside
from tests.money import a_card, account_of, confirm, pounds, settle_later, yes_to
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    """A prepaid subscriber with £12.40 of credit and a card, logged in."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1240)
        a_card(work, person)
        return logged_in(work, person)


def propose(
    telecom: Telecom, actor: Actor | None, amount: float, *, line: PhoneNumber | None = None, turn: str = "turn 1"
) -> Utterance:
    with telecom.open_work() as work:
        return propose_top_up(actor, amount=pounds(amount), phone_number=line, turn_id=turn, work=work)


def credit(telecom: Telecom, actor: Actor) -> Money:
    with telecom.open_work() as work:
        account = account_of(work, work.of(Individual).get(actor.person_id))
        held = find_credit_account(account.id, work=work)
        assert held is not None
        return balance_of(held, work=work)


def own_number(telecom: Telecom, actor: Actor) -> PhoneNumber:
    with telecom.open_work() as work:
        number = work.of(Individual).get(actor.person_id).phone_number
    assert number is not None
    return number


def a_second_line(telecom: Telecom, actor: Actor, mode: BillingMode) -> PhoneNumber:
    """Another line of the same customer, on an account and a card of its own."""
    with telecom.open_work() as work:
        first = account_of(work, work.of(Individual).get(actor.person_id))
        account = BillingAccount(customer_id=first.customer_id, mode=mode, currency="GBP")
        work.of(BillingAccount).add(account)
        work.flush()
        number = PhoneNumber("+447700900777")
        service = Service(
            customer_id=first.customer_id, account_id=account.id, kind="mobile", name="Tablet", phone_number=number
        )
        card = PaymentMethod(
            account_id=account.id,
            person_id=actor.person_id,
            token="tok",
            brand="Mastercard",
            last_four="5100",
            expires_on=work.today(),
            saved_at=work.now,
        )
        work.of(Service).add(service)
        work.of(PaymentMethod).add(card)
    return number


def test_the_proposal_says_how_much_which_line_and_which_card(telecom: Telecom, maya: Actor) -> None:
    shown = propose(telecom, maya, 10)
    assert shown.response == "utter_top_up_proposal"
    assert shown.values == {
        "amount": pounds(10),
        "line": own_number(telecom, maya),
        "way": Utterance("utter_payment_by_card", {"brand": "Visa", "ending": "4242"}),
    }
    assert credit(telecom, maya) == pounds(12.40)


def test_a_yes_charges_the_card_and_adds_the_credit_once(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    yes = yes_to(propose(telecom, maya, 10))
    (receipt,) = confirm(telecom, maya, yes)
    assert (receipt.response, receipt.values["credit"]) == ("utter_top_up_receipt", pounds(22.40))
    assert confirm(telecom, maya, yes) == [receipt]
    assert credit(telecom, maya) == pounds(22.40)
    assert list(outside.payments.amounts.values()) == [pounds(10)]


@pytest.mark.parametrize("amount", [4.99, 200.01, 0.01])
def test_a_top_up_is_from_five_to_two_hundred_pounds(telecom: Telecom, maya: Actor, amount: float) -> None:
    with pytest.raises(InvalidValue) as refused:
        propose(telecom, maya, amount)
    assert refused.value.name == "utter_top_up_limits"


@pytest.mark.parametrize("amount", [5, 200])
def test_the_limits_themselves_are_fine(telecom: Telecom, maya: Actor, amount: float) -> None:
    assert propose(telecom, maya, amount).values["amount"] == pounds(amount)


def test_without_an_amount_it_is_asked(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work, pytest.raises(InvalidValue) as asked:
        propose_top_up(maya, turn_id="t", work=work)
    assert asked.value.name == "utter_top_up_ask_amount"


def test_of_several_prepaid_lines_one_has_to_be_named(telecom: Telecom, maya: Actor) -> None:
    tablet = a_second_line(telecom, maya, BillingMode.PREPAID)
    with pytest.raises(WhichLine):
        propose(telecom, maya, 10)
    shown = propose(telecom, maya, 10, line=tablet)
    assert (shown.values["line"], shown.values["way"].values["ending"]) == (tablet, "5100")
    confirm(telecom, maya, yes_to(shown))
    assert credit(telecom, maya) == pounds(12.40)


def test_a_line_paid_by_bill_takes_no_credit(telecom: Telecom, maya: Actor) -> None:
    by_bill = a_second_line(telecom, maya, BillingMode.POSTPAID)
    with pytest.raises(PaysByBill):
        propose(telecom, maya, 10, line=by_bill)
    assert propose(telecom, maya, 10).values["line"] == own_number(telecom, maya)


def test_somebody_elses_line_cannot_be_topped_up(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work:
        other = a_prepaid_subscriber(work, credit=0, name="Other")
    with pytest.raises(NotFound):
        propose(telecom, maya, 10, line=other.phone_number)


def test_a_plain_user_may_not_and_nobody_without_proof(telecom: Telecom) -> None:
    with pytest.raises(ProofRequired):
        propose(telecom, None, 10)
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.PREPAID, name="Member")
        membership = work.of(Membership).find(person_id=person.id)
        assert membership is not None
        membership.role = Role.USER
        member = logged_in(work, person)
    with pytest.raises(NotAllowed):
        propose(telecom, member, 10)


def test_a_right_taken_away_holds_inside_an_open_proposal(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    yes = yes_to(propose(telecom, maya, 10))
    with telecom.open_work() as work:
        membership = work.of(Membership).find(person_id=maya.person_id)
        assert membership is not None
        membership.role = Role.USER
    with pytest.raises(NotAllowed):
        confirm(telecom, maya, yes)
    assert outside.payments.calls == []


def test_without_a_valid_card_the_payment_page_is_proposed(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=0, name="Cardless")
        actor = logged_in(work, person)
        a_card(work, person, expires_on=work.today().replace(day=1))
    assert propose(telecom, actor, 10).values["way"].response == "utter_payment_by_page"


def test_a_refused_card_adds_nothing(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    outside.payments.deny = "limit exceeded"
    (said,) = confirm(telecom, maya, yes_to(propose(telecom, maya, 10)))
    assert said.response == "utter_payment_denied_limit"
    assert credit(telecom, maya) == pounds(12.40)


def test_a_top_up_without_an_answer_is_credited_when_it_is_known(
    telecom: Telecom, maya: Actor, outside: FakeOutside
) -> None:
    outside.payments.silent_after = True
    (said,) = confirm(telecom, maya, yes_to(propose(telecom, maya, 10)))
    assert said.response == "utter_payment_being_checked"
    assert credit(telecom, maya) == pounds(12.40)
    outside.payments.silent_after = False
    with telecom.open_work() as work:
        (payment,) = work.of(Payment).list(state=PaymentState.UNKNOWN)
    settle_later(telecom, payment.id)
    settle_later(telecom, payment.id)
    assert credit(telecom, maya) == pounds(22.40)
    assert len(outside.payments.calls) == 1
    with telecom.open_work() as work:
        (told,) = work.of(OutgoingMessage).list()
    assert told.utterance.response == "utter_top_up_receipt"


def test_no_make_it_twenty(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    propose(telecom, maya, 10)
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(maya.conversation_id)
        changes = {"amount": {"minor": 2000, "currency": "GBP"}}
        corrected = proposals.correct(maya, conversation, changes, turn_id="turn 2", work=work)
    assert corrected is not None
    confirm(telecom, maya, yes_to(corrected))
    assert credit(telecom, maya) == pounds(32.40)
    assert list(outside.payments.amounts.values()) == [pounds(20)]
