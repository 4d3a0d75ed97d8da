"""Payments: what for, how much, which way, how each stands with the payment provider, and money given back."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from telecom.model.identities import new_id
from telecom.model.money import Money
from telecom.model.states import advance
from telecom.model.utterances import Utterance

FIRST_QUESTION_AFTER = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=10)
# A payment page or an invoice in the chat can be paid for so long.
PAGE_LIFE = timedelta(minutes=30)
# After a yes to Telegram its receipt comes within a day, if it comes at all.
RECEIPT_WITHIN = timedelta(hours=25)


def next_question_after(questions: int) -> timedelta:
    """How long to wait before the provider is asked again: longer each time, ten minutes at most."""
    return min(FIRST_QUESTION_AFTER * (1 << min(questions, 10)), LONGEST_WAIT)


class PaymentState(Enum):
    """Life of a payment (TM Forum 676), and `unknown` until the provider says what became of it."""

    PENDING_AUTHORIZATION = "pendingAuthorization"
    UNKNOWN = "unknown"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"
    CANCELED = "canceled"


_ANSWERS = frozenset({PaymentState.AUTHORIZED, PaymentState.DENIED, PaymentState.FAILED})
PAYMENT_LIFE = {
    PaymentState.PENDING_AUTHORIZATION: _ANSWERS | {PaymentState.UNKNOWN, PaymentState.CANCELED},
    PaymentState.UNKNOWN: _ANSWERS | {PaymentState.CANCELED},
    # Money that comes after the end is never lost: it is taken up, and given back.
    PaymentState.CANCELED: frozenset({PaymentState.AUTHORIZED}),
    PaymentState.AUTHORIZED: frozenset({PaymentState.CAPTURED, PaymentState.CANCELED, PaymentState.FAILED}),
    PaymentState.CAPTURED: frozenset({PaymentState.DONE}),
}
# The provider has not said yes or no yet: the amount is spoken for.
UNDER_WAY = frozenset(
    {PaymentState.PENDING_AUTHORIZATION, PaymentState.UNKNOWN, PaymentState.AUTHORIZED, PaymentState.CAPTURED}
)


class Way(Enum):
    """How the payer pays: with a saved card, on the provider's page, or by an invoice in the chat."""

    CARD = "card"
    PAGE = "page"
    CHAT = "chat"


class Purpose(Enum):
    """What a payment is for."""

    BILL = "bill"
    TOP_UP = "top up"


@dataclass(kw_only=True, eq=False)
class PaymentMethod:
    """A card saved at the payment provider for a billing account. We hold the provider's token, never the number.

    `expires_on` is the last day on which it can be charged.
    """

    id: str = field(default_factory=new_id)
    account_id: str
    person_id: str
    token: str
    brand: str
    last_four: str
    expires_on: date
    saved_at: datetime
    removed_at: datetime | None = None

    def is_valid(self, today: date) -> bool:
        return self.removed_at is None and today <= self.expires_on


@dataclass(kw_only=True, eq=False)
class Payment:
    """Money taken once. `key` is the idempotency key at the provider: the id of the confirmed proposal.

    `number` stands on the receipt. `told_at` says when the payer was told the final result;
    `questions` counts how often the provider was asked about it later. A page or an invoice has no saved card; it can
    be paid until `expires_at`, and `approved_at` says when an invoice was last allowed to be paid. `automatic` payments
    were not confirmed one by one; `said` is what the payer was last told about it.
    """

    id: str = field(default_factory=new_id)
    number: str
    key: str
    purpose: Purpose
    person_id: str
    account_id: str
    way: Way = Way.CARD
    method_id: str | None = None
    bill_id: str | None = None
    service_id: str | None = None
    amount: Money
    state: PaymentState = PaymentState.PENDING_AUTHORIZATION
    link: str | None = None
    expires_at: datetime | None = None
    approved_at: datetime | None = None
    reference: str | None = None
    reason: str | None = None
    questions: int = 0
    created_at: datetime
    settled_at: datetime | None = None
    told_at: datetime | None = None
    automatic: bool = False
    said: Utterance | None = None

    @property
    def is_final(self) -> bool:
        return self.state not in UNDER_WAY

    def become(self, state: PaymentState) -> None:
        """Move to a state that the life cycle allows, or IllegalTransition."""
        self.state = advance(self.state, state, PAYMENT_LIFE, subject="payment")

    def next_question_after(self) -> timedelta:
        """How long to wait before the provider is asked again: longer each time, ten minutes at most."""
        return next_question_after(self.questions)


class RefundState(Enum):
    """Life of money given back: asked for, or the provider said yes or no."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(kw_only=True, eq=False)
class Refund:
    """Money of a payment that goes back the way it came, once per `key`."""

    id: str = field(default_factory=new_id)
    key: str
    payment_id: str
    amount: Money
    reason: str
    state: RefundState = RefundState.PENDING
    reference: str | None = None
    asked_at: datetime
    settled_at: datetime | None = None


class CardRequestState(Enum):
    """Life of a wish to save a card: its page is open, a card was saved, or the page ran out."""

    OPEN = "open"
    SAVED = "saved"
    EXPIRED = "expired"


@dataclass(kw_only=True, eq=False)
class CardRequest:
    """That a person was sent to the provider's page to save a card for an account. `key` names the page there."""

    id: str = field(default_factory=new_id)
    key: str
    account_id: str
    person_id: str
    state: CardRequestState = CardRequestState.OPEN
    link: str | None = None
    expires_at: datetime
    questions: int = 0
