"""Giving money back the way it came: once per key, asked until the provider has answered. [B6, R13]"""

from datetime import timedelta

import structlog

from telecom.model.audit import SecurityEvent
from telecom.model.errors import InvalidValue
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, Individual
from telecom.model.payments import Payment, PaymentState, Refund, RefundState
from telecom.model.utterances import Utterance
from telecom.ports import OpenWork, Outside, PaymentTimeout, Work
from telecom.support import telling
from telecom.support.audit import note
from telecom.support.jobs import RetryLater, job

log = structlog.get_logger("payments")
ASK_AGAIN_AFTER = timedelta(seconds=30)


def give_back(payment: Payment, *, reason: str, work: Work) -> Utterance:
    """Give all of a payment back that has just been captured and has no place; what to tell the payer."""
    start_refund(payment, payment.amount, reason=reason, key=f"refund:{payment.id}", work=work)
    return Utterance("utter_payment_given_back", {"amount": payment.amount, "number": payment.number})


def refund_payment(payment_id: str, amount: Money, *, reason: str, key: str, work: Work) -> Refund:
    """Give back (part of) a payment that is done, once per key; never more than was paid. InvalidValue otherwise."""
    payment = work.of(Payment).get(payment_id, lock=True)
    standing = work.of(Refund).find(key=key)
    if standing is not None:
        return standing
    given = work.of(Refund).total("amount_minor", payment_id=payment.id, state=[RefundState.PENDING, RefundState.DONE])
    if payment.state is not PaymentState.DONE or not amount.is_positive or given + amount.minor > payment.amount.minor:
        raise InvalidValue("utter_payment_refund_too_much", amount=amount, paid=payment.amount, number=payment.number)
    return start_refund(payment, amount, reason=reason, key=key, work=work)


def start_refund(payment: Payment, amount: Money, *, reason: str, key: str, work: Work) -> Refund:
    """Write the refund down, with the job that carries it out."""
    refund = Refund(key=key, payment_id=payment.id, amount=amount, reason=reason, asked_at=work.now)
    work.of(Refund).add(refund)
    work.flush()
    work.enqueue("carry_out_refund", refund_id=refund.id, lock=f"refund:{refund.id}", priority=20)
    return refund


@job("carry_out_refund")
def carry_out_refund(refund_id: str, *, open_work: OpenWork, outside: Outside) -> None:
    """Ask the provider to give the money back, with the same key until it answers; then tell the payer."""
    with open_work() as work:
        refund = work.of(Refund).get(refund_id)
        payment = work.of(Payment).get(refund.payment_id)
    if refund.state is not RefundState.PENDING:
        return
    assert payment.reference is not None, "only captured money is given back"
    try:
        answer = outside.payments.refund(refund.key, reference=payment.reference, amount=refund.amount)
    except PaymentTimeout as silence:
        raise RetryLater(after=ASK_AGAIN_AFTER) from silence
    with open_work() as work:
        refund = work.of(Refund).get(refund_id, lock=True)
        if refund.state is not RefundState.PENDING:
            return
        refund.state = RefundState.DONE if answer.done else RefundState.REFUSED
        refund.reference, refund.settled_at = answer.reference, work.now
        if not answer.done:
            log.error("refund refused", payment=payment.number, reason=answer.reason)
            return
        _told(refund, payment, work=work)


def _told(refund: Refund, payment: Payment, *, work: Work) -> None:
    person = work.of(Individual).get(payment.person_id)
    values = {"amount": refund.amount, "number": payment.number}
    said = Utterance("utter_payment_refunded", values)
    telling.push(work, person.id, person.phone_number, said, key=f"refunded:{refund.id}", priority=Priority.BILL)
    note(
        work,
        SecurityEvent.MONEY_MOVED,
        person_id=payment.person_id,
        customer_id=work.of(BillingAccount).get(payment.account_id).customer_id,
        subject=payment.number,
        purpose="refund",
        amount=refund.amount,
    )
