"""Taking money from a saved card: asked for once, never twice, and followed up until the provider has answered.

Used by everything that is paid by card. The proposal's id is the key at the provider, so whatever is repeated,
killed or cut, one yes is one charge. [B6, B8, R9, R13]
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import structlog

from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.errors import BusinessError
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, Individual
from telecom.model.payments import FIRST_QUESTION_AFTER, Payment, PaymentMethod, PaymentState, Purpose
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Charge, OpenWork, Outside, PaymentTimeout, Work
from telecom.support import messaging
from telecom.support.audit import note
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome

log = structlog.get_logger("payments")
# The provider's reasons for a no, and the sentence for each; any other is a plain refusal.
_DENIALS = {
    "insufficient funds": "utter_payment_denied_funds",
    "expired card": "utter_payment_denied_expired",
    "limit exceeded": "utter_payment_denied_limit",
}


class NoCard(BusinessError):
    """No card that can be charged is saved for the account."""

    response = "utter_payment_no_card"


class Application(Protocol):
    """Puts captured money where it belongs, in the transaction that settles the payment; returns the receipt."""

    def __call__(self, payment: Payment, *, work: Work) -> Utterance: ...


_APPLICATIONS: dict[Purpose, Application] = {}


def applies(purpose: Purpose) -> Callable[[Application], Application]:
    """Registers where the money of a purpose goes; one per purpose."""

    def register(application: Application) -> Application:
        assert purpose not in _APPLICATIONS, purpose
        _APPLICATIONS[purpose] = application
        return application

    return register


def find_card(account: BillingAccount, *, work: Work) -> PaymentMethod:
    """The newest valid card saved for an account, or NoCard."""
    saved = work.of(PaymentMethod).list(account_id=account.id, removed_at=None, order="-saved_at,id")
    valid = [card for card in saved if card.is_valid(work.today())]
    if valid:
        return valid[0]
    if saved:
        raise NoCard("utter_payment_card_expired", brand=saved[0].brand, ending=saved[0].last_four)
    raise NoCard()


def begin_payment(
    actor: Actor,
    proposal: Proposal,
    *,
    purpose: Purpose,
    account: BillingAccount,
    amount: Money,
    bill_id: str | None = None,
    service_id: str | None = None,
    work: Work,
) -> Outcome:
    """Write the payment down as pending, with the job that finishes it whatever happens, and ask the provider after
    the commit. The terms of the proposal name the card that was shown."""
    card = work.of(PaymentMethod).get(proposal.terms["method_id"])
    if card.account_id != account.id or not card.is_valid(work.today()):
        raise NoCard("utter_payment_card_gone", brand=card.brand, ending=card.last_four)
    payment = Payment(
        number=f"P-{work.next_number('payment')}",
        key=proposal.id,
        purpose=purpose,
        person_id=actor.person_id,
        account_id=account.id,
        method_id=card.id,
        bill_id=bill_id,
        service_id=service_id,
        amount=amount,
        created_at=work.now,
    )
    work.of(Payment).add(payment)
    work.flush()
    work.enqueue(
        "settle_payment", payment_id=payment.id, lock=f"payment:{payment.id}", after=FIRST_QUESTION_AFTER, priority=20
    )
    return Outcome([_being_checked(payment)], partial(_ask_first, payment, card))


def _ask_first(payment: Payment, card: PaymentMethod, open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
    """The first question to the provider, right after the yes."""
    charge = _ask(payment, card, outside, seen_before=False)
    with open_work() as work:
        return [_settle(payment.id, charge, work=work)]


def _ask(payment: Payment, card: PaymentMethod, outside: Outside, *, seen_before: bool) -> Charge | None:
    """The provider's answer, or None when there was none. A charge it never saw is sent again with the same key."""
    provider = outside.payments
    try:
        known = provider.find_charge(payment.key) if seen_before else None
        return known or provider.charge(
            payment.key, method_token=card.token, amount=payment.amount, purpose=payment.number
        )
    except PaymentTimeout:
        log.warning("payment provider silent", payment=payment.number)
    except Exception as error:
        # However it failed, whether it charged is not known: the same as silence. Only the kind of error is logged,
        # because a traceback may show the card's token.
        log.error("payment provider failed", payment=payment.number, error=type(error).__name__)
    return None


def _settle(payment_id: str, charge: Charge | None, *, work: Work, telling: bool = True) -> Utterance:
    """Write down what the provider said, once, and put the money where it belongs; what to tell the payer."""
    payment = work.of(Payment).get(payment_id, lock=True)
    proposal = work.of(Proposal).find(id=payment.key)
    if payment.is_final:
        assert proposal is not None and proposal.result
        said = proposal.result[0]
    elif charge is None:
        payment.become(PaymentState.UNKNOWN)
        said = _being_checked(payment)
    else:
        payment.reference, payment.settled_at = charge.reference, work.now
        said = _captured(payment, work=work) if charge.captured else _denied(payment, charge.reason, work=work)
        if telling:
            payment.told_at = work.now
    if proposal is not None:
        proposal.result = [said]
    return said


def _captured(payment: Payment, *, work: Work) -> Utterance:
    payment.become(PaymentState.AUTHORIZED)
    payment.become(PaymentState.CAPTURED)
    receipt = _APPLICATIONS[payment.purpose](payment, work=work)
    payment.become(PaymentState.DONE)
    customer_id = work.of(BillingAccount).get(payment.account_id).customer_id
    note(
        work,
        SecurityEvent.MONEY_MOVED,
        person_id=payment.person_id,
        customer_id=customer_id,
        subject=payment.number,
        purpose=payment.purpose.value,
        amount=payment.amount,
    )
    return receipt


def _denied(payment: Payment, reason: str | None, *, work: Work) -> Utterance:
    payment.become(PaymentState.DENIED)
    payment.reason = (reason or "declined")[:80]
    card = work.of(PaymentMethod).get(payment.method_id)
    values = {"amount": payment.amount, "brand": card.brand, "ending": card.last_four}
    if payment.purpose is Purpose.TOP_UP:
        choices = [ask_for("top_up", "utter_choice_top_up"), ask_for("redeem_voucher", "utter_choice_voucher")]
    else:
        choices = [ask_for("pay_bill", "utter_choice_try_again"), ask_for("show_bill", "utter_choice_bill")]
    return Utterance(_DENIALS.get(payment.reason, "utter_payment_denied"), values, choices)


def _being_checked(payment: Payment) -> Utterance:
    return Utterance("utter_payment_being_checked", {"amount": payment.amount, "number": payment.number})


@job("settle_payment")
def settle_payment(payment_id: str, *, open_work: OpenWork, outside: Outside) -> None:
    """Finish a payment whose answer never came, or whose yes was cut off: ask the provider by key until it is known,
    then tell the payer. RetryLater while the provider stays silent."""
    with open_work() as work:
        payment = work.of(Payment).get(payment_id)
        card = work.of(PaymentMethod).get(payment.method_id)
        if payment.told_at is not None:
            return
    charge = None if payment.is_final else _ask(payment, card, outside, seen_before=True)
    with open_work() as work:
        said = _settle(payment_id, charge, work=work, telling=False)
        payment = work.of(Payment).get(payment_id)
        if payment.is_final and payment.told_at is None:
            _tell(payment, said, work=work)
        elif not payment.is_final:
            payment.questions += 1
        silent, again_after = not payment.is_final, payment.next_question_after()
    if silent:
        raise RetryLater(after=again_after)


def _tell(payment: Payment, said: Utterance, *, work: Work) -> None:
    person = work.of(Individual).get(payment.person_id)
    messaging.push(
        work,
        person.id,
        person.phone_number,
        said,
        key=f"payment:{payment.id}:{payment.state.value}",
        priority=Priority.BILL,
    )
    payment.told_at = work.now
