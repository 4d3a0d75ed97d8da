"""What a payer is told while a payment is under way, and when it came to nothing."""

from typing import Any

from telecom.model.autopay import next_try_on
from telecom.model.bills import CustomerBill
from telecom.model.payments import Payment, PaymentMethod, PaymentState, Purpose
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for
from telecom.ports import Charge, Work

# The provider's reasons for a no, and the sentence for each; any other is a plain refusal.
DENIALS = {
    "insufficient funds": "utter_payment_denied_funds",
    "expired card": "utter_payment_denied_expired",
    "limit exceeded": "utter_payment_denied_limit",
}


def page_link(payment: Payment) -> Utterance:
    """The link to the page, and until when it works."""
    values = {"amount": payment.amount, "link": payment.link, "until": payment.expires_at, "number": payment.number}
    return Utterance("utter_payment_link", values)


def invoice(payment: Payment) -> Utterance:
    """An invoice to be paid in the chat; the channel shows it with its own Pay button."""
    terms = {
        "payload": payment.key,
        "title": Utterance("utter_payment_invoice_title", {"number": payment.number}),
        "minor": payment.amount.minor,
        "currency": payment.amount.currency,
    }
    values = {"amount": payment.amount, "number": payment.number, "until": payment.expires_at}
    return Utterance("utter_payment_invoice", values, attachments=[Attachment("invoice", "invoice", terms)])


def another_try(payment: Payment) -> list[Offered]:
    """The choices where it came to nothing."""
    if payment.purpose is Purpose.TOP_UP:
        return [ask_for("top_up", "utter_choice_top_up"), ask_for("redeem_voucher", "utter_choice_voucher")]
    return [ask_for("pay_bill", "utter_choice_try_again"), ask_for("show_bill", "utter_choice_bill")]


def being_checked(payment: Payment) -> Utterance:
    """Whether it was charged is not known yet."""
    return Utterance("utter_payment_being_checked", {"amount": payment.amount, "number": payment.number})


def another_card() -> list[Offered]:
    """The choice to save another card."""
    return [ask_for("ask_payment_methods", "utter_choice_add_card", value="add card")]


def denied(payment: Payment, charge: Charge, *, work: Work) -> Utterance:
    """The bank refused a saved card: why, and what can be done."""
    payment.become(PaymentState.DENIED)
    payment.reason = (charge.reason or "declined")[:80]
    assert payment.method_id is not None, "only a saved card is refused to us; on a page its owner sees it"
    card = work.of(PaymentMethod).get(payment.method_id)
    values = {"amount": payment.amount, "brand": card.brand, "ending": card.last_four}
    if payment.automatic and payment.bill_id is not None:
        return _denied_again(payment, values, work=work)
    return Utterance(DENIALS.get(payment.reason, "utter_payment_denied"), values, another_try(payment))


def _denied_again(payment: Payment, values: dict[str, Any], *, work: Work) -> Utterance:
    """An automatic payment was refused: when it is tried again, or that it is not."""
    bill = work.of(CustomerBill).get(payment.bill_id)
    work.flush()
    refused = work.of(Payment).count(bill_id=bill.id, automatic=True, state=PaymentState.DENIED)
    again_on = next_try_on(bill.due_on, refused)
    choices = [ask_for("pay_bill", "utter_choice_pay_it", bill_id=bill.number), *another_card()]
    if again_on is None:
        return Utterance("utter_autopay_denied_last", {**values, "bill": bill.number}, choices)
    return Utterance("utter_autopay_denied", {**values, "bill": bill.number, "again_on": again_on}, choices)
