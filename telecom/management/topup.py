"""Putting prepaid credit on a line, by saved card. [M.3345 7.1, 5.3.4, B8]"""

from collections.abc import Mapping
from typing import Any

from telecom.management.settlement import applies, begin_payment
from telecom.management.ways import choose_way, other_way, shown_way
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import LedgerAccount
from telecom.model.errors import BusinessError, InvalidValue, NotFound
from telecom.model.inventory import Service
from telecom.model.money import Money, read_amount
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.payments import Payment, Purpose
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import ledger
from telecom.support.authorization import (
    access_accounts,
    access_services,
    require_any,
    require_fresh_proof,
    require_within_limit,
)
from telecom.support.proposals import Outcome, carries_out, corrects, propose

TOP_UP = "top_up"
SMALLEST_MINOR = 500
LARGEST_MINOR = 20_000


class PaysByBill(BusinessError):
    """The line has no prepaid credit: it is paid by bill."""

    response = "utter_top_up_by_bill"


class WhichLine(BusinessError):
    """The actor has several prepaid accounts and said for none of them."""

    response = "utter_top_up_which_line"


def check_top_up_amount(amount: Money) -> Money:
    """The amount, if it is one that can be topped up at once; else InvalidValue."""
    smallest, largest = Money(SMALLEST_MINOR, amount.currency), Money(LARGEST_MINOR, amount.currency)
    if not smallest <= amount <= largest:
        raise InvalidValue("utter_top_up_limits", amount=amount, smallest=smallest, largest=largest)
    return amount


def prepaid_lines(actor: Actor | None, *, work: Work) -> list[Service]:
    """The lines with prepaid credit that the actor may pay for, one for each account: their own line before others'.

    NotAllowed where they may pay for nothing, PaysByBill where all of it is paid by bill.
    """
    services = access_services(actor, Function.PAY, work=work)
    require_any(services or access_accounts(actor, Function.PAY, work=work))
    accounts = work.of(BillingAccount).list(id={s.account_id for s in services}, mode=BillingMode.PREPAID)
    lines: dict[str, Service] = {}
    for service in sorted(services, key=lambda s: actor is None or s.user_id != actor.person_id):
        if service.phone_number is not None and service.account_id in {a.id for a in accounts}:
            lines.setdefault(service.account_id, service)
    if not lines:
        raise PaysByBill()
    return list(lines.values())


def prepaid_line(actor: Actor | None, phone_number: PhoneNumber | None, *, work: Work) -> Service:
    """The line that is meant: the one of this number, or the only one. WhichLine where it has to be asked."""
    lines = prepaid_lines(actor, work=work)
    if phone_number is None:
        if len(lines) > 1:
            raise WhichLine()
        return lines[0]
    for service in access_services(actor, Function.PAY, work=work):
        if service.phone_number == phone_number:
            if service.account_id not in {line.account_id for line in lines}:
                raise PaysByBill()
            return service
    raise NotFound("utter_top_up_not_your_line", line=phone_number)


def propose_top_up(
    actor: Actor | None,
    *,
    amount: Money | None = None,
    phone_number: PhoneNumber | None = None,
    other: bool = False,
    in_chat: bool = False,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to put credit on a prepaid line now: by the saved card, or another way as with a bill. See
    `prepaid_line` and `check_top_up_amount` for what is refused; InvalidValue without an amount."""
    actor = require_fresh_proof(actor, work=work)
    line = prepaid_line(actor, phone_number, work=work)
    amount = _required(amount, currency=work.currency)
    account = work.of(BillingAccount).get(line.account_id)
    if amount.currency != account.currency:
        raise InvalidValue("utter_error_amount_currency", currency=account.currency)
    require_within_limit(actor, Function.PAY, amount, account=account, service_id=line.id, work=work)
    chosen = choose_way(account, other=other, in_chat=in_chat, work=work)
    terms = {"service_id": line.id, "line": line.phone_number, "amount": amount, "in_chat": in_chat, **chosen.terms}
    values = {"amount": amount, "line": line.phone_number, "way": shown_way(chosen)}
    told = {"phone_number": line.phone_number.e164} if line.phone_number else {}
    named = {"minor": amount.minor, "currency": amount.currency}
    return propose(
        actor,
        TOP_UP,
        terms=terms,
        shown=Utterance("utter_top_up_proposal", values, other_way("top_up", chosen, amount=named, **told)),
        turn_id=turn_id,
        work=work,
    )


def _required(amount: Money | None, *, currency: str) -> Money:
    if amount is None:
        smallest, largest = Money(SMALLEST_MINOR, currency), Money(LARGEST_MINOR, currency)
        raise InvalidValue("utter_top_up_ask_amount", smallest=smallest, largest=largest)
    return check_top_up_amount(amount)


@corrects(TOP_UP)
def correct_top_up(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another amount, or another line."""
    if changes.get("amount") is None and changes.get("phone_number") is None:
        return None
    amount, line = proposal.terms["amount"], proposal.terms["line"]
    if changes.get("amount") is not None:
        amount = read_amount(changes["amount"], currency=work.currency)
    if changes.get("phone_number") is not None:
        line = read_line(changes["phone_number"])
    return propose_top_up(
        actor,
        amount=amount,
        phone_number=line,
        other=proposal.terms.get("method_id") is None,
        in_chat=bool(proposal.terms.get("in_chat")),
        turn_id=turn_id,
        work=work,
    )


def read_line(value: Any) -> PhoneNumber | None:
    """The phone number named in a message, None where none is; InvalidValue for what is no number."""
    if value is None or isinstance(value, PhoneNumber):
        return value
    try:
        return PhoneNumber(value["e164"] if isinstance(value, Mapping) else str(value))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidValue("utter_top_up_which_line") from error


@carries_out(TOP_UP)
def top_up(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Begin the payment that was confirmed, if the actor may still pay for this line."""
    line = prepaid_line(actor, proposal.terms["line"], work=work)
    account = work.of(BillingAccount).get(line.account_id)
    if line.id != proposal.terms["service_id"]:
        raise NotFound("utter_top_up_not_your_line", line=proposal.terms["line"])
    return begin_payment(
        actor,
        proposal,
        purpose=Purpose.TOP_UP,
        account=account,
        amount=check_top_up_amount(proposal.terms["amount"]),
        service_id=line.id,
        work=work,
    )


@applies(Purpose.TOP_UP)
def credit_top_up(payment: Payment, *, work: Work) -> Utterance:
    """Put captured money on the prepaid credit; the receipt."""
    assert payment.service_id is not None
    account = work.of(BillingAccount).get(payment.account_id)
    credit = credit_account(account, work=work)
    clearing = ledger.operators_account("card clearing", work=work)
    ledger.move(work, payment.amount, source=clearing, target=credit, key=f"payment:{payment.id}", reason="top up")
    values = {
        "amount": payment.amount,
        "line": work.of(Service).get(payment.service_id).phone_number,
        "credit": ledger.balance_of(credit, work=work),
        "number": payment.number,
    }
    return Utterance("utter_top_up_receipt", values)


def credit_account(account: BillingAccount, *, work: Work) -> LedgerAccount:
    """The prepaid credit of a billing account, opened at first use; it never goes below zero."""
    found = ledger.find_credit_account(account.id, work=work)
    if found is None:
        opened = LedgerAccount(
            name=f"credit {account.id}", currency=account.currency, billing_account_id=account.id, floor=0
        )
        work.of(LedgerAccount).add_once(opened, key="name")
        found = ledger.find_credit_account(account.id, work=work)
        assert found is not None
    return found
