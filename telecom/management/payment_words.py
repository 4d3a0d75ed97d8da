"""What a payer is told while a payment is under way, and when it came to nothing."""

from telecom.model.payments import Payment, Purpose
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for

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
