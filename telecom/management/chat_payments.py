"""Invoices paid inside the chat: allowed once they are right, counted once they are paid. [B6, R9]"""

import structlog

from telecom.management.settlement import record_charge
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.payments import Payment, PaymentState, Way
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Charge, Work

log = structlog.get_logger("payments")


def approve_checkout(key: str, amount: Money, *, address: str, work: Work) -> Utterance | None:
    """Whether an invoice may be paid now by this chat; the reason where it may not. From then on its money is awaited
    for a day, and the invoice is not given up meanwhile."""
    payment = work.of(Payment).find(key=key, lock=True)
    if payment is None or payment.way is not Way.CHAT or _chat_of(payment, work=work) != address:
        return Utterance("utter_payment_checkout_unknown")
    if payment.amount != amount:
        return Utterance("utter_payment_checkout_changed")
    assert payment.expires_at is not None
    if payment.state is not PaymentState.PENDING_AUTHORIZATION or payment.expires_at <= work.now:
        return Utterance("utter_payment_checkout_over")
    payment.approved_at = work.now
    return None


def _chat_of(payment: Payment, *, work: Work) -> str | None:
    proposal = work.of(Proposal).find(id=payment.key)
    return work.of(Conversation).get(proposal.conversation_id).address if proposal else None


def take_chat_payment(key: str, amount: Money, *, reference: str, address: str, work: Work) -> Utterance | None:
    """Count money that was paid by an invoice, once; what to tell the payer, None where it was told before.

    Money is never turned away: what came for an invoice that was given up is taken up again, and goes back where it
    has no place any more.
    """
    payment = work.of(Payment).find(key=key, lock=True)
    if payment is None:
        log.error("money for an unknown invoice", reference=reference)
        return Utterance("utter_payment_unknown_invoice", {"amount": amount, "number": reference})
    if payment.reference is not None:
        return None
    if payment.amount != amount:
        log.error("another amount than the invoice's", payment=payment.number)
    return record_charge(payment.id, Charge(key, True, reference), work=work)
