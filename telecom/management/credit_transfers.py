"""Sending prepaid credit to another number: a small fee, limits, and both sides are told. [M.3345 5.3.4, O2]"""

from collections.abc import Mapping
from typing import Any

from telecom.management.topup import credit_account, prepaid_lines, read_line
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.balance import BalanceTooLow, LedgerAccount
from telecom.model.calendar import start_of_day
from telecom.model.credit_transfers import CreditTransfer, NotPrepaid, check_transfer, fee_of
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.money import Money, read_amount
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import ledger, telling
from telecom.support.audit import note
from telecom.support.authorization import require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, corrects, propose

TRANSFER = "transfer_credit"


def giving_line(actor: Actor | None, *, work: Work) -> Service:
    """The line whose credit is sent: the actor's own before others. PaysByBill where all is paid by bill."""
    return prepaid_lines(actor, work=work)[0]


def sent_today(account_id: str, *, work: Work) -> Money:
    """What has been sent from an account since midnight, fees aside."""
    since = start_of_day(work.today(), work.zone)
    return Money(work.of(CreditTransfer).total("amount_minor", account_id=account_id, at__gte=since), work.currency)


def propose_transfer(actor: Actor | None, *, to: PhoneNumber, amount: Money, turn_id: str, work: Work) -> Utterance:
    """Propose to send credit to a number now, with the fee. InvalidValue for amounts over a limit or for the own
    number, NotPrepaid, BalanceTooLow."""
    actor = require_fresh_proof(actor, work=work)
    line = giving_line(actor, work=work)
    check_transfer(amount, sent_today=sent_today(line.account_id, work=work))
    receiver = _receiver(to, line, work=work)
    fee = fee_of(amount.currency)
    _refuse_if_too_little(line, amount + fee, work=work)
    values = {"amount": amount, "to": to, "line": line.phone_number, "fee": fee, "sum": amount + fee}
    terms = {"service_id": line.id, "to": to, "to_account_id": receiver.account_id, "amount": amount, "fee": fee}
    shown = Utterance("utter_transfer_proposal", values)
    return propose(actor, TRANSFER, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _receiver(to: PhoneNumber, line: Service, *, work: Work) -> Service:
    found = work.of(Service).find(phone_number=to, state__not=ServiceState.TERMINATED)
    account = work.of(BillingAccount).get(found.account_id) if found else None
    if found is None or account is None or account.mode is not BillingMode.PREPAID:
        raise NotPrepaid(to=to)
    if found.account_id == line.account_id:
        raise InvalidValue("utter_transfer_same_credit", to=to)
    return found


def _refuse_if_too_little(line: Service, needed: Money, *, work: Work) -> LedgerAccount:
    held = credit_account(work.of(BillingAccount).get(line.account_id), work=work)
    balance = ledger.balance_of(held, work=work)
    if balance < needed:
        raise BalanceTooLow("utter_transfer_too_little", needed=needed, credit=balance)
    return held


@corrects(TRANSFER)
def correct_transfer(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another amount, or another number."""
    if changes.get("amount") is None and changes.get("phone_number") is None:
        return None
    amount, to = proposal.terms["amount"], proposal.terms["to"]
    if changes.get("amount") is not None:
        amount = read_amount(changes["amount"], currency=work.currency)
    if changes.get("phone_number") is not None:
        to = read_line(changes["phone_number"]) or to
    return propose_transfer(actor, to=to, amount=amount, turn_id=turn_id, work=work)


@carries_out(TRANSFER)
def transfer_credit(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Move the credit and the fee in one transaction, and tell the receiver."""
    terms = proposal.terms
    line = giving_line(actor, work=work)
    amount, fee, to = terms["amount"], terms["fee"], terms["to"]
    held = credit_account(work.of(BillingAccount).get(line.account_id), work=work)
    receiver = _receiver(to, line, work=work)
    if line.id != terms["service_id"] or receiver.account_id != terms["to_account_id"]:
        raise NotPrepaid(to=to)
    theirs = credit_account(work.of(BillingAccount).get(receiver.account_id), work=work)
    # Both are held in the order of their ids, as the ledger does, so that two who send to each other do not wait
    # for ever; and the day's limit is looked at only then.
    for account_id in sorted((held.id, theirs.id)):
        work.of(LedgerAccount).get(account_id, lock=True)
    check_transfer(amount, sent_today=sent_today(line.account_id, work=work))
    _refuse_if_too_little(line, amount + fee, work=work)
    revenue = ledger.operators_account("revenue", work=work)
    ledger.move(work, amount, source=held, target=theirs, key=f"transfer:{proposal.id}", reason="transfer")
    ledger.move(work, fee, source=held, target=revenue, key=f"transfer fee:{proposal.id}", reason="transfer fee")
    work.of(CreditTransfer).add(
        CreditTransfer(
            key=proposal.id,
            account_id=line.account_id,
            to_account_id=receiver.account_id,
            to_number=to,
            person_id=actor.person_id,
            amount=amount,
            fee=fee,
            at=work.now,
        )
    )
    _tell_receiver(receiver, line, amount, ledger.balance_of(theirs, work=work), proposal, work=work)
    note(
        work,
        SecurityEvent.MONEY_MOVED,
        actor=actor,
        customer_id=line.customer_id,
        subject=f"transfer:{proposal.id}",
        purpose="transfer",
        amount=amount,
    )
    values = {"amount": amount, "to": to, "fee": fee, "credit": ledger.balance_of(held, work=work)}
    return Outcome([Utterance("utter_transfer_done", values)])


def _tell_receiver(
    receiver: Service, line: Service, amount: Money, credit: Money, proposal: Proposal, *, work: Work
) -> None:
    person = work.of(Individual).get(receiver.user_id) if receiver.user_id else None
    values = {"amount": amount, "giver": line.phone_number, "line": receiver.phone_number, "credit": credit}
    told = Utterance("utter_transfer_received", values, [ask_for("check_balance", "utter_choice_balance")])
    key = f"transfer:{proposal.id}:received"
    if person is not None:
        telling.push(work, person.id, person.phone_number, told, key=key, priority=Priority.BILL)
    elif receiver.phone_number is not None:
        without = Utterance(told.response, told.values)
        telling.send_sms(work, receiver.phone_number, without, key=key, priority=Priority.BILL)
