"""Asking the payment provider what became of a payment: a charge, a page, or no answer at all. [R13]"""

from dataclasses import dataclass

import structlog

from telecom.model.payments import PAGE_LIFE, Payment, PaymentMethod, Way
from telecom.ports import Charge, Outside, PaymentGateway, PaymentPage, PaymentTimeout, Work

log = structlog.get_logger("payments")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the provider said: a charge, how its page stands, or nothing at all (`silent`)."""

    charge: Charge | None = None
    page: PaymentPage | None = None
    silent: bool = False


def ask(payment: Payment, card: PaymentMethod | None, outside: Outside, *, seen_before: bool) -> Heard:
    """The provider's answer. What it never saw is sent again with the same key."""
    try:
        if payment.way is Way.CHAT:
            return Heard()
        if payment.way is Way.PAGE:
            return _ask_for_page(payment, outside.payments, seen_before=seen_before)
        assert card is not None
        known = outside.payments.find_charge(payment.key) if seen_before else None
        return Heard(
            known
            or outside.payments.charge(
                payment.key, method_token=card.token, amount=payment.amount, purpose=payment.number
            )
        )
    except PaymentTimeout:
        log.warning("payment provider silent", payment=payment.number)
    except Exception as error:
        # However it failed, whether it charged is not known: the same as silence. Only the kind of error is logged,
        # because a traceback may show the card's token.
        log.error("payment provider failed", payment=payment.number, error=type(error).__name__)
    return Heard(silent=True)


def _ask_for_page(payment: Payment, provider: PaymentGateway, *, seen_before: bool) -> Heard:
    page = provider.find_page(payment.key) if seen_before else None
    if page is None:
        page = provider.open_page(payment.key, amount=payment.amount, purpose=payment.number, lasts=PAGE_LIFE)
    return Heard(page.charge, page)


def hear_of_payment(key: str, *, work: Work) -> bool:
    """The provider rang about something of this key: have it asked now. What it rang about is not believed, so a
    forged, repeated or late ring does no harm. Says whether the key is known."""
    payment = work.of(Payment).find(key=key)
    if payment is None:
        return False
    if payment.told_at is None:
        # A lock of its own: the question that stands for later must not hold this one up.
        work.enqueue("settle_payment", payment_id=payment.id, lock=f"payment rang:{payment.id}", priority=20)
    return True
