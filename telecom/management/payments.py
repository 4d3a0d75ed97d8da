"""Paying a bill, or part of it, by saved card. [M.3345 7.1, App. I-1, B6]"""

import re
from collections.abc import Mapping
from typing import Any

from telecom.management.bills import to_pay
from telecom.management.payment_words import page_link
from telecom.management.settlement import applies, begin_payment
from telecom.management.ways import PayWith, choose_way, other_way, shown_way
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bills import PAYABLE, CustomerBill
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.money import Money, read_amount, total
from telecom.model.parties import BillingAccount
from telecom.model.payments import UNDER_WAY, Payment, PaymentMethod, Purpose
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.authorization import (
    access_account,
    access_accounts,
    require_any,
    require_fresh_proof,
    require_within_limit,
)
from telecom.support.proposals import Outcome, carries_out, corrects, propose

PAY_BILL = "pay_bill"


def propose_payment(
    actor: Actor | None,
    *,
    amount: Money | None = None,
    half: bool = False,
    bill_id: str | None = None,
    other: bool = False,
    in_chat: bool = False,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to pay a bill now: all that is open, `half` or an `amount` of it. `bill_id` is the bill's id or number;
    without it the oldest bill that is open. By the saved card, or where there is none or `other` was wished, by an
    invoice (`in_chat`) or a page. Says so where nothing is due or all of it is being paid already.

    InvalidValue for more than is open, NotFound for a bill that is not the actor's to pay.
    """
    actor = require_fresh_proof(actor, work=work)
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    due = _open_bills(accounts, work=work)
    bill = _chosen_bill(accounts, due, bill_id, work=work)
    if bill is None or not bill.is_payable:
        return Utterance("utter_payment_nothing_due", {}, [ask_for("show_bill", "utter_choice_bill")])
    left = open_now(bill, work=work)
    if not left.is_positive:
        return _under_way(bill, work=work)
    contested = bill.open_amount - to_pay(bill, work=work)
    if amount is None:  # what is contested waits for its decision
        free = left - contested if (left - contested).is_positive else left
        amount = free.share(1, 2) if half else free
    _refuse_more_than_open(amount, left, bill)
    account = next(a for a in accounts if a.id == bill.account_id)
    require_within_limit(actor, Function.PAY, amount, account=account, work=work)
    chosen = choose_way(account, other=other, in_chat=in_chat, work=work)
    return propose(
        actor,
        PAY_BILL,
        terms={"bill_id": bill.id, "amount": amount, "in_chat": in_chat, **chosen.terms},
        shown=_shown(bill, amount, left, chosen, due, contested),
        turn_id=turn_id,
        work=work,
    )


def _open_bills(accounts: list[BillingAccount], *, work: Work) -> list[CustomerBill]:
    """Bills on which money is owed, the oldest first."""
    found = work.of(CustomerBill).list(account_id=[a.id for a in accounts], state=PAYABLE, order="due_on,number")
    return [bill for bill in found if bill.is_payable]


def bills_to_pay(actor: Actor, *, work: Work) -> list[CustomerBill]:
    """The bills on which the actor may pay something now that is neither contested nor being paid already, the oldest
    first."""
    due = _open_bills(access_accounts(actor, Function.PAY, work=work), work=work)
    return [bill for bill in due if open_now(bill, work=work).is_positive and to_pay(bill, work=work).is_positive]


def _chosen_bill(
    accounts: list[BillingAccount], due: list[CustomerBill], bill_id: str | None, *, work: Work
) -> CustomerBill | None:
    if bill_id is None:
        free = [bill for bill in due if open_now(bill, work=work).is_positive]
        return next(iter(free or due), None)
    wanted = bill_id.strip()
    for bill in work.of(CustomerBill).list(account_id=[a.id for a in accounts], order="due_on"):
        if wanted == bill.id or wanted.upper() == bill.number.upper():
            return bill
    raise NotFound("utter_payment_no_such_bill", bill=wanted)


def open_now(bill: CustomerBill, *, work: Work) -> Money:
    """What can still be paid on a bill: what is open, less the payments that are under way."""
    spoken_for = work.of(Payment).total("amount_minor", bill_id=bill.id, state=UNDER_WAY)
    return bill.open_amount - Money(spoken_for, bill.total.currency)


def _refuse_more_than_open(amount: Money, left: Money, bill: CustomerBill) -> None:
    if amount.currency != left.currency:
        raise InvalidValue("utter_error_amount_currency", currency=left.currency)
    if not amount.is_positive:
        raise InvalidValue("utter_error_amount_not_positive")
    if amount > left:
        raise InvalidValue("utter_payment_more_than_open", amount=amount, open=left, bill=bill.number)


def _under_way(bill: CustomerBill, *, work: Work) -> Utterance:
    """All of it is being paid: a link that is still good is shown again."""
    page = work.of(Payment).find(bill_id=bill.id, state=UNDER_WAY, link__not=None, order="-created_at")
    if page is not None and page.expires_at is not None and page.expires_at > work.now:
        return page_link(page)
    return Utterance("utter_payment_under_way", {"bill": bill.number, "amount": bill.open_amount})


_ALL = re.compile(r"\b(?:whole|all of it|in full|the full|everything|ganz\w*|alles)\b", re.I)
# Another way of paying what is proposed.
_SAVED = re.compile(r"\b(?:saved|stored|usual|gespeicherte\w*)(?: one| card| karte)?\b", re.I)
_ANOTHER_CARD = re.compile(r"\b(?:other|another|different|new|andere\w*|neue\w*) (?:card|way|karte)\b", re.I)


def _shown(
    bill: CustomerBill, amount: Money, left: Money, chosen: PayWith, due: list[CustomerBill], contested: Money
) -> Utterance:
    notes = []
    if len(due) > 1 and bill.id == due[0].id:
        owed = total((b.open_amount for b in due), currency=bill.total.currency)
        notes.append(Utterance("utter_payment_oldest_first", {"count": len(due), "total": owed}))
    values = {
        "amount": amount,
        "bill": bill.number,
        "due": bill.due_on,
        "way": shown_way(chosen),
        "left": left - amount,
        "notes": notes,
    }
    part = {"amount": {"minor": amount.minor, "currency": amount.currency}} if amount != left else {}
    choices = other_way("pay_bill", chosen, bill_id=bill.number, **part)
    if contested.is_positive and left - amount == contested:
        return Utterance("utter_payment_proposal_contested", values, choices)
    return Utterance("utter_payment_proposal" if amount == left else "utter_payment_proposal_part", values, choices)


@corrects(PAY_BILL)
def correct_payment(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another amount of the same bill, or another bill."""
    said = str(changes.get("text"))
    other = proposal.terms.get("method_id") is None
    to_saved = other and _SAVED.search(said) is not None
    to_other = not other and _ANOTHER_CARD.search(said) is not None
    named = changes.get("amount") is not None or changes.get("bill_id") is not None or _ALL.search(said) is not None
    if not (named or to_saved or to_other):
        return None
    amount = read_amount(changes["amount"], currency=work.currency) if changes.get("amount") is not None else None
    if not named:
        amount = proposal.terms["amount"]
    bill_id = str(changes.get("bill_id") or proposal.terms["bill_id"])
    return propose_payment(
        actor,
        amount=amount,
        bill_id=bill_id,
        other=(other or to_other) and not to_saved,
        in_chat=bool(proposal.terms.get("in_chat")),
        turn_id=turn_id,
        work=work,
    )


@carries_out(PAY_BILL)
def pay_bill(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Begin the payment that was confirmed, if the actor may still pay this bill and so much of it is still open."""
    bill = work.of(CustomerBill).get(proposal.terms["bill_id"], lock=True)
    account = access_account(actor, Function.PAY, bill.account_id, work=work)
    amount: Money = proposal.terms["amount"]
    left = open_now(bill, work=work)
    if not bill.is_payable or not left.is_positive:
        return Outcome([Utterance("utter_payment_paid_meanwhile", {"bill": bill.number})])
    _refuse_more_than_open(amount, left, bill)
    return begin_payment(
        actor, proposal, purpose=Purpose.BILL, account=account, amount=amount, bill_id=bill.id, work=work
    )


@applies(Purpose.BILL)
def settle_bill(payment: Payment, *, work: Work) -> Utterance:
    """Count captured money on its bill; the receipt."""
    assert payment.bill_id is not None
    bill = work.of(CustomerBill).get(payment.bill_id, lock=True)
    bill.settle(payment.amount)
    card = work.of(PaymentMethod).get(payment.method_id) if payment.method_id else None
    values = {
        "amount": payment.amount,
        "bill": bill.number,
        "way": shown_way(PayWith(payment.way, card), paid=True),
        "number": payment.number,
        "left": bill.open_amount,
        "due": bill.due_on,
    }
    return Utterance("utter_payment_receipt_part" if bill.open_amount.is_positive else "utter_payment_receipt", values)
