"""Taking money: asked for once, never twice, and followed up until the provider has answered.

Used by everything that is paid by card, page or invoice. The proposal's id is the key at the provider, so whatever is
repeated, killed or cut, one yes is one charge. [B6, B8, R9, R13]
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import structlog

from telecom.management.payment_words import another_try, being_checked, denied, invoice, page_link
from telecom.management.questions import Heard, ask
from telecom.management.refunds import give_back
from telecom.management.ways import NoCard, save_card
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, Individual
from telecom.model.payments import (
    FIRST_QUESTION_AFTER,
    PAGE_LIFE,
    RECEIPT_WITHIN,
    Payment,
    PaymentMethod,
    PaymentState,
    Purpose,
    Way,
)
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Charge, OpenWork, Outside, Work
from telecom.support import telling
from telecom.support.audit import note
from telecom.support.authorization import require_within_limit
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome

log = structlog.get_logger("payments")


class Application(Protocol):
    """Puts captured money where it belongs, in the transaction that settles the payment; returns the receipt."""

    def __call__(self, payment: Payment, *, work: Work) -> Utterance: ...


_APPLICATIONS: dict[Purpose, Application] = {}


class Consequence(Protocol):
    """What follows from captured money, in the same transaction."""

    def __call__(self, payment: Payment, *, work: Work) -> None: ...


_CONSEQUENCES: list[Consequence] = []


def after_capture(consequence: Consequence) -> Consequence:
    """Registers something that follows from every payment that was captured and found its place."""
    _CONSEQUENCES.append(consequence)
    return consequence


def applies(purpose: Purpose) -> Callable[[Application], Application]:
    """Registers where the money of a purpose goes; one per purpose."""

    def register(application: Application) -> Application:
        assert purpose not in _APPLICATIONS, purpose
        _APPLICATIONS[purpose] = application
        return application

    return register


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
    the commit. The terms of the proposal name the way and the card that were shown."""
    way = Way(proposal.terms.get("way", Way.CARD.value))
    card = _usable_card(account, proposal.terms["method_id"], work=work) if way is Way.CARD else None
    require_within_limit(
        actor, Function.PAY, amount, account=account, service_id=service_id, key=proposal.id, work=work
    )
    payment = start_payment(
        work,
        key=proposal.id,
        person_id=actor.person_id,
        purpose=purpose,
        account=account,
        amount=amount,
        way=way,
        card=card,
        bill_id=bill_id,
        service_id=service_id,
    )
    if way is Way.CHAT:
        payment.said = invoice(payment)
        return Outcome([payment.said])
    return Outcome([being_checked(payment)], partial(_ask_first, payment, card))


def _usable_card(account: BillingAccount, method_id: str, *, work: Work) -> PaymentMethod:
    card = work.of(PaymentMethod).get(method_id)
    if card.account_id != account.id or not card.is_valid(work.today()):
        raise NoCard("utter_payment_card_gone", brand=card.brand, ending=card.last_four)
    return card


def start_payment(
    work: Work,
    *,
    key: str,
    person_id: str,
    purpose: Purpose,
    account: BillingAccount,
    amount: Money,
    way: Way = Way.CARD,
    card: PaymentMethod | None = None,
    bill_id: str | None = None,
    service_id: str | None = None,
    automatic: bool = False,
) -> Payment:
    """Write a payment down, once per key, with the job that carries it out or follows it up. Duplicate for a key
    that stands."""
    payment = Payment(
        number=f"P-{work.next_number('payment')}",
        key=key,
        purpose=purpose,
        person_id=person_id,
        account_id=account.id,
        way=way,
        method_id=card.id if card else None,
        bill_id=bill_id,
        service_id=service_id,
        amount=amount,
        created_at=work.now,
        expires_at=None if way is Way.CARD else work.now + PAGE_LIFE,
        automatic=automatic,
    )
    work.of(Payment).add(payment)
    work.flush()
    after = None if automatic else FIRST_QUESTION_AFTER
    work.enqueue("settle_payment", payment_id=payment.id, lock=f"payment:{payment.id}", after=after, priority=20)
    return payment


def _ask_first(
    payment: Payment, card: PaymentMethod | None, open_work: OpenWork, outside: Outside
) -> Sequence[Utterance]:
    """The first question to the provider, right after the yes."""
    heard = ask(payment, card, outside, seen_before=False)
    with open_work() as work:
        return [_settle(payment.id, heard, work=work)]


def _settle(payment_id: str, heard: Heard, *, work: Work, telling: bool = True) -> Utterance:
    """Write down what the provider said, once, and put the money where it belongs; what to tell the payer."""
    payment = work.of(Payment).get(payment_id, lock=True)
    proposal = work.of(Proposal).find(id=payment.key)
    if payment.is_final:
        assert payment.said is not None
        said = payment.said
    elif heard.charge is not None:
        payment.reference, payment.settled_at = heard.charge.reference, work.now
        said = _captured(payment, work=work) if heard.charge.captured else denied(payment, heard.charge, work=work)
        if telling:
            payment.told_at = work.now
        if heard.page is not None and heard.page.card is not None:
            account = work.of(BillingAccount).get(payment.account_id)
            save_card(heard.page.card, account, person_id=payment.person_id, work=work)
    else:
        said = _still_open(payment, heard, work=work)
    payment.said = said
    if proposal is not None:
        proposal.result = [said]
    return said


def _still_open(payment: Payment, heard: Heard, *, work: Work) -> Utterance:
    """Not paid, not refused: the answer is awaited, the page is open, or its time is over."""
    if payment.way is Way.CARD:
        payment.become(PaymentState.UNKNOWN)
        return being_checked(payment)
    if heard.page is not None:
        payment.link = heard.page.url
    if _is_over(payment, heard, work=work):
        payment.become(PaymentState.CANCELED)
        payment.settled_at = work.now
        return Utterance("utter_payment_page_expired", {"amount": payment.amount}, another_try(payment))
    if payment.way is Way.CHAT:
        return payment.said or invoice(payment)
    if payment.link is None:
        return Utterance("utter_payment_link_later", {"amount": payment.amount, "number": payment.number})
    return page_link(payment)


def _is_over(payment: Payment, heard: Heard, *, work: Work) -> bool:
    """Whether nobody can pay it any more: the page says so itself; an allowed invoice may still bring its receipt."""
    if payment.way is Way.PAGE:
        return heard.page is not None and not heard.page.is_open
    assert payment.expires_at is not None
    awaited = payment.approved_at + RECEIPT_WITHIN if payment.approved_at else payment.expires_at
    return awaited <= work.now


def _captured(payment: Payment, *, work: Work) -> Utterance:
    """Put the money where it belongs. Where it has no place any more (paid another way meanwhile) it goes back."""
    late = payment.state is PaymentState.CANCELED
    payment.become(PaymentState.AUTHORIZED)
    payment.become(PaymentState.CAPTURED)
    try:
        receipt = _APPLICATIONS[payment.purpose](payment, work=work)
    except BusinessError:
        log.warning("captured money has no place", payment=payment.number, late=late)
        payment.become(PaymentState.DONE)
        return give_back(payment, reason="paid twice", work=work)
    payment.become(PaymentState.DONE)
    for consequence in _CONSEQUENCES:
        consequence(payment, work=work)
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


def record_charge(payment_id: str, charge: Charge, *, work: Work) -> Utterance:
    """Take up a charge that the channel itself reported; what to tell the payer. One given up before is taken up."""
    payment = work.of(Payment).get(payment_id, lock=True)
    payment.reference, payment.settled_at, payment.told_at = charge.reference, work.now, work.now
    payment.said = _captured(payment, work=work)
    proposal = work.of(Proposal).find(id=payment.key)
    if proposal is not None:
        proposal.result = [payment.said]
    return payment.said


@job("settle_payment")
def settle_payment(payment_id: str, *, open_work: OpenWork, outside: Outside) -> None:
    """Finish a payment whose answer never came, or whose yes was cut off: ask the provider by key until it is known,
    then tell the payer. RetryLater while the provider stays silent or its page is open."""
    with open_work() as work:
        payment = work.of(Payment).get(payment_id)
        card = work.of(PaymentMethod).get(payment.method_id) if payment.method_id else None
        if payment.told_at is not None:
            return
        had_link = payment.link is not None
    heard = Heard() if payment.is_final else ask(payment, card, outside, seen_before=True)
    with open_work() as work:
        said = _settle(payment_id, heard, work=work, telling=False)
        payment = work.of(Payment).get(payment_id)
        if payment.is_final and payment.told_at is None:
            tell(payment, said, work=work)
        elif payment.link is not None and not had_link:
            _push(payment, said, key=f"payment:{payment.id}:link", work=work)
        if not payment.is_final:
            payment.questions += 1
        waiting, again_after = not payment.is_final, payment.next_question_after()
    if waiting:
        raise RetryLater(after=again_after)


def tell(payment: Payment, said: Utterance, *, work: Work) -> None:
    """Tell the payer what became of it, once."""
    _push(payment, said, key=f"payment:{payment.id}:{payment.state.value}", work=work)
    payment.told_at = work.now


def _push(payment: Payment, said: Utterance, *, key: str, work: Work) -> None:
    person = work.of(Individual).get(payment.person_id)
    telling.push(work, person.id, person.phone_number, said, key=key, priority=Priority.BILL)
