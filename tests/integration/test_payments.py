"""Paying bills: proposed, confirmed once, charged once, and known in the end. [B6, R9, R10, R13, R14]"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.management.payments_together import propose_all_payments
from telecom.model.access import Actor
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.bills import BillState, CustomerBill
from telecom.model.errors import BusinessError, InvalidValue, NotFound, ProofRequired
from telecom.model.messaging import OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual
from telecom.model.payments import Payment, PaymentState
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.support import proposals
from telecom.support.jobs import RetryLater
from tests.fakes import FakeOutside, TestClock
from tests.money import a_bill, a_payer, confirm, pounds, settle_later, yes_to
from tests.people import a_subscriber, logged_in


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30 for August, logged in."""
    return a_payer(telecom)


def propose(telecom: Telecom, actor: Actor | None, *, turn: str = "turn 1", amount: Money | None = None) -> Utterance:
    with telecom.open_work() as work:
        return propose_payment(actor, amount=amount, turn_id=turn, work=work)


def the_bill(telecom: Telecom, month: int = 8) -> CustomerBill:
    with telecom.open_work() as work:
        found = work.of(CustomerBill).list(order="due_on")
    return next(bill for bill in found if bill.period_start.month == month)


def the_payment(telecom: Telecom) -> Payment:
    with telecom.open_work() as work:
        (payment,) = work.of(Payment).list()
    return payment


def test_the_whole_open_amount_is_proposed_with_bill_and_card(telecom: Telecom, jonas: Actor) -> None:
    shown = propose(telecom, jonas)
    assert shown.response == "utter_payment_proposal"
    assert shown.values["amount"] == pounds(30)
    assert shown.values["bill"] == the_bill(telecom).number
    assert shown.values["way"].values == {"brand": "Visa", "ending": "4242"}


def test_a_yes_settles_the_bill_and_gives_a_receipt(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    (receipt,) = confirm(telecom, jonas, yes_to(propose(telecom, jonas)))
    bill, payment = the_bill(telecom), the_payment(telecom)
    assert (bill.state, bill.open_amount) == (BillState.SETTLED, pounds(0))
    assert payment.state is PaymentState.DONE
    assert receipt.response == "utter_payment_receipt"
    assert receipt.values["number"] == payment.number
    assert list(outside.payments.amounts.values()) == [pounds(30)]


def test_a_part_leaves_the_rest_open(telecom: Telecom, jonas: Actor) -> None:
    shown = propose(telecom, jonas, amount=pounds(12.50))
    assert (shown.response, shown.values["left"]) == ("utter_payment_proposal_part", pounds(17.50))
    (receipt,) = confirm(telecom, jonas, yes_to(shown))
    assert (receipt.response, receipt.values["left"]) == ("utter_payment_receipt_part", pounds(17.50))
    assert the_bill(telecom).state is BillState.PARTIALLY_PAID
    assert propose(telecom, jonas, turn="turn 2").values["amount"] == pounds(17.50)


def test_more_than_is_open_is_refused_with_the_open_amount(telecom: Telecom, jonas: Actor) -> None:
    with pytest.raises(InvalidValue) as refused:
        propose(telecom, jonas, amount=pounds(30.01))
    assert refused.value.name == "utter_payment_more_than_open"
    assert refused.value.values["open"] == pounds(30)


def test_all_bills_are_paid_by_one_yes_each_once(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        a_bill(work, work.of(Individual).get(jonas.person_id), total=11, month=6)
    with telecom.open_work() as work:
        shown = propose_all_payments(jonas, turn_id="turn 1", work=work)
    assert shown.response == "utter_payment_all_proposal"
    assert (shown.values["count"], shown.values["total"]) == (2, pounds(41))
    confirm(telecom, jonas, yes_to(shown))
    confirm(telecom, jonas, yes_to(shown))
    assert sorted(outside.payments.amounts.values(), key=lambda each: each.minor) == [pounds(11), pounds(30)]
    assert {the_bill(telecom, 6).state, the_bill(telecom).state} == {BillState.SETTLED}
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        propose_all_payments(None, turn_id="turn 2", work=work)


def test_of_several_bills_the_oldest_comes_first_and_that_is_said(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        person = work.of(Individual).get(jonas.person_id)
        oldest = a_bill(work, person, total=11, month=6)
    shown = propose(telecom, jonas)
    assert shown.values["bill"] == oldest.number
    assert [n.response for n in shown.values["notes"]] == ["utter_payment_oldest_first"]
    assert shown.values["notes"][0].values == {"count": 2, "total": pounds(41)}


def test_a_bill_may_be_named_by_its_number(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        a_bill(work, work.of(Individual).get(jonas.person_id), total=11, month=6)
        shown = propose_payment(jonas, bill_id=the_bill(telecom).number.lower(), turn_id="t", work=work)
    assert shown.values["amount"] == pounds(30)


def test_somebody_elses_bill_does_not_exist(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        other = a_bill(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Other"), total=5)
        with pytest.raises(NotFound):
            propose_payment(jonas, bill_id=other.id, turn_id="t", work=work)


def test_nothing_due_is_said(telecom: Telecom, jonas: Actor) -> None:
    confirm(telecom, jonas, yes_to(propose(telecom, jonas)))
    assert propose(telecom, jonas, turn="turn 2").response == "utter_payment_nothing_due"


def test_paying_needs_a_fresh_proof(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    with pytest.raises(ProofRequired):
        propose(telecom, None)
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired) as proof:
        propose(telecom, jonas)
    assert proof.value.level == "fresh"


def test_a_second_yes_and_a_repeated_turn_have_no_second_effect(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    yes = yes_to(propose(telecom, jonas))
    assert yes_to(propose(telecom, jonas)) == yes
    first = confirm(telecom, jonas, yes)
    assert confirm(telecom, jonas, yes) == first
    assert len(outside.payments.charges) == 1


def test_sixteen_yeses_at_once_charge_once(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    yes = yes_to(propose(telecom, jonas))
    with ThreadPoolExecutor(16) as many:
        list(many.map(lambda _: confirm(telecom, jonas, yes), range(16)))
    assert len(outside.payments.calls) == 1
    assert the_bill(telecom).paid == pounds(30)


def test_two_chats_cannot_pay_the_same_bill_twice(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        other_chat = logged_in(work, work.of(Individual).get(jonas.person_id), channel="telegram")
    here = yes_to(propose(telecom, jonas))
    there = yes_to(propose(telecom, other_chat, turn="turn 2"))
    confirm(telecom, jonas, here)
    (said,) = confirm(telecom, other_chat, there)
    assert said.response == "utter_payment_paid_meanwhile"
    assert len(outside.payments.charges) == 1


@pytest.mark.parametrize("what", ["digest", "terms"])
def test_a_changed_amount_is_refused_and_audited(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, what: str
) -> None:
    yes = dict(yes_to(propose(telecom, jonas, amount=pounds(10))))
    if what == "digest":
        yes["digest"] = proposals.digest_of({"amount": pounds(30)})
    else:
        with telecom.open_work() as work:
            proposal = work.of(Proposal).get(yes["proposal_id"])
            proposal.terms = {**proposal.terms, "amount": pounds(30)}
    with pytest.raises(BusinessError) as refused:
        confirm(telecom, jonas, yes)
    assert refused.value.name == "utter_proposal_changed"
    assert outside.payments.calls == []
    with telecom.open_work() as work:
        assert work.of(AuditRecord).count(event=SecurityEvent.CONFIRMATION_REFUSED, subject=yes["proposal_id"]) == 1


def test_a_yes_after_five_minutes_does_nothing(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    yes = yes_to(propose(telecom, jonas))
    clock.advance(minutes=5, seconds=1)
    with pytest.raises(BusinessError) as refused:
        confirm(telecom, jonas, yes)
    assert refused.value.name == "utter_proposal_expired"
    assert outside.payments.calls == []


def test_a_yes_of_another_person_or_chat_does_nothing(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    yes = yes_to(propose(telecom, jonas))
    with telecom.open_work() as work:
        stranger = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Stranger"))
    for impostor in (stranger, replace(stranger, conversation_id=jonas.conversation_id)):
        with pytest.raises(NotFound):
            confirm(telecom, impostor, yes)
    assert outside.payments.calls == []


def test_a_refused_card_says_why_and_leaves_the_bill(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    outside.payments.deny = "insufficient funds"
    (said,) = confirm(telecom, jonas, yes_to(propose(telecom, jonas)))
    assert said.response == "utter_payment_denied_funds"
    assert the_payment(telecom).state is PaymentState.DENIED
    assert the_bill(telecom).paid == pounds(0)
    outside.payments.deny = None
    confirm(telecom, jonas, yes_to(propose(telecom, jonas, turn="turn 2")))
    assert the_bill(telecom).state is BillState.SETTLED


def pushed(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        found = work.of(OutgoingMessage).list(order="number")
    return [message.utterance.response for message in found]


@pytest.mark.parametrize("charged", [False, True])
def test_a_silent_provider_is_asked_by_the_same_key_until_it_is_known(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, charged: bool
) -> None:
    provider = outside.payments
    provider.silent_before, provider.silent_after = not charged, charged
    yes = yes_to(propose(telecom, jonas))
    (said,) = confirm(telecom, jonas, yes)
    payment = the_payment(telecom)
    assert said.response == "utter_payment_being_checked"
    assert payment.state is PaymentState.UNKNOWN
    assert confirm(telecom, jonas, yes) == [said]
    assert propose(telecom, jonas, turn="turn 2").response == "utter_payment_under_way"
    with pytest.raises(RetryLater) as first:
        settle_later(telecom, payment.id)
    with pytest.raises(RetryLater) as second:
        settle_later(telecom, payment.id)
    assert second.value.after > first.value.after
    assert pushed(telecom) == []
    provider.silent_before = provider.silent_after = False
    settle_later(telecom, payment.id)
    settle_later(telecom, payment.id)
    assert pushed(telecom) == ["utter_payment_receipt"]
    assert the_bill(telecom).state is BillState.SETTLED
    assert set(provider.calls) == {payment.key}
    assert list(provider.amounts.values()) == [pounds(30)]
    (receipt,) = confirm(telecom, jonas, yes)
    assert receipt.response == "utter_payment_receipt"


def test_a_payment_cut_off_after_the_yes_is_finished_and_told(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the first transaction and the call to the provider."""
    yes = yes_to(propose(telecom, jonas))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(outside.payments, "charge", killed)
        confirm(telecom, jonas, yes)
    assert the_payment(telecom).state is PaymentState.PENDING_AUTHORIZATION
    (said,) = confirm(telecom, jonas, yes)
    assert said.response == "utter_payment_being_checked"
    settle_later(telecom, the_payment(telecom).id)
    assert pushed(telecom) == ["utter_payment_receipt"]
    assert outside.payments.calls == [the_payment(telecom).key]


def test_a_payment_told_in_the_chat_is_not_told_again(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    confirm(telecom, jonas, yes_to(propose(telecom, jonas)))
    settle_later(telecom, the_payment(telecom).id)
    assert pushed(telecom) == []
    assert len(outside.payments.calls) == 1


def test_a_card_token_stands_encrypted(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        (stored,) = [
            bytes(r[0]) for r in work.session.connection().exec_driver_sql("select token from payment_methods")
        ]
    assert b"card_" not in stored


def test_each_payment_is_audited(telecom: Telecom, jonas: Actor) -> None:
    confirm(telecom, jonas, yes_to(propose(telecom, jonas)))
    with telecom.open_work() as work:
        (record,) = work.of(AuditRecord).list(event=SecurityEvent.MONEY_MOVED)
    assert (record.person_id, record.subject) == (jonas.person_id, the_payment(telecom).number)
    assert record.values["amount"] == pounds(30)
