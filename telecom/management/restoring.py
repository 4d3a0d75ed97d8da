"""After a restore from a backup: what was under way then is closed, and the books are proved. [R41, S6]

What happened between the backup and the loss is not in the database any more. So nothing that may have been said, used
or granted meanwhile is taken up again by itself; and what the payment provider took meanwhile is found by its file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telecom.management.trail import check_trail
from telecom.model.access import ChatSession, OneTimeCode
from telecom.model.audit import SecurityEvent
from telecom.model.balance import LedgerAccount, LedgerEntry, LedgerTransaction
from telecom.model.bills import AppliedCustomerBillingRate, CustomerBill
from telecom.model.messaging import Conversation, DeliveryStatus, IncomingMessage, OutgoingMessage
from telecom.model.payments import Payment
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.ports import Outside, StatementLine, Work
from telecom.support.audit import note

_ON_THE_WAY = (DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Closed:
    """How many of each kind were closed: messages on their way out, messages unanswered, log-ins, offers."""

    outgoing: int
    incoming: int
    sessions: int
    proposals: int


def close_what_was_under_way(*, work: Work) -> Closed:
    """Nothing is sent twice: what was on its way out is `unknown`, its secrets erased. Nobody is logged in: who has
    lost a right meanwhile has to prove who they are. Offers and codes of then are void. Doing it again changes nothing.
    """
    waiting = {"status": DeliveryStatus.UNKNOWN, "secrets": None, "claimed_by": None, "next_try_at": None}
    outgoing = work.of(OutgoingMessage).change(waiting, status=_ON_THE_WAY)
    outgoing += work.of(OutgoingMessage).change(
        {"secrets": None, "next_try_at": None}, status=DeliveryStatus.FAILED, next_try_at__not=None
    )
    closed = Closed(
        outgoing,
        work.of(IncomingMessage).change({"text": None, "handled_at": work.now}, handled_at=None),
        work.of(ChatSession).change({"ended_at": work.now}, ended_at=None),
        work.of(Proposal).change({"status": ProposalStatus.EXPIRED}, status=ProposalStatus.OPEN),
    )
    work.of(OneTimeCode).change({"used_at": work.now}, used_at=None)
    # Forms and awaited proofs belong to talks that the language model does not know any more.
    for chat in work.of(Conversation).list(order="id"):
        chat.forget()
        chat.waiting = chat.claimed_by = None
    if any((closed.outgoing, closed.incoming, closed.sessions, closed.proposals)):
        note(work, SecurityEvent.SERVICE_CHANGED, change="restored from a backup")
    return closed


@dataclass(frozen=True, slots=True)
class Books:
    """What was reckoned anew, and what of it does not fit: nothing but an empty `findings` is right."""

    transactions: int
    bills: int
    lines_of_trail: int
    newest: datetime | None
    findings: tuple[str, ...]


def check_books(*, work: Work) -> Books:
    """Reckon up: each movement of the ledger sums to zero and no account is under its floor, each bill is the sum of
    its lines, and the audit trail is as it was written. [R11, R30]"""
    findings: list[str] = []
    sides = work.of(LedgerEntry).sums(["amount_minor"], by=["transaction_id"])
    findings += [f"ledger: transaction {key} is off by {off}" for (key,), (off,) in sides if off]
    transactions = work.of(LedgerTransaction).count()
    if transactions != len(sides):
        findings.append(f"ledger: {transactions - len(sides)} transactions have no entries")
    balances = {key: amount for (key,), (amount,) in work.of(LedgerEntry).sums(["amount_minor"], by=["account_id"])}
    for account in work.of(LedgerAccount).list(floor__not=None, order="id"):
        if balances.get(account.id, 0) < (account.floor or 0):
            findings.append(f"ledger: account {account.id} is under its floor")
    lines = {key: amount for (key,), (amount,) in _sums_of_bills(work)}
    bills = [bill for bill in work.of(CustomerBill).list(order="id") if bill.id in lines]
    findings += [f"bill {b.number}: its lines do not add up" for b in bills if lines[b.id] != b.total.minor]
    trail = check_trail(work=work)
    findings += [f"trail: {each.chain}, number {each.number}: {each.what}" for each in trail.findings]
    newest = work.of(LedgerTransaction).find(order="-at")
    return Books(transactions, len(bills), trail.lines, newest.at if newest else None, tuple(findings))


def _sums_of_bills(work: Work) -> Sequence[tuple[tuple[str, ...], tuple[int, ...]]]:
    return work.of(AppliedCustomerBillingRate).sums(["amount_minor"], by=["bill_id"])


def find_unbooked(since: datetime, until: datetime, *, work: Work, outside: Outside) -> list[StatementLine]:
    """What the payment provider's file has and the books do not: money that was taken after the backup was made.
    Bills and refunds of it are for people. PaymentTimeout where the provider does not answer."""
    lines = outside.payments.statement(since, until)
    known = {payment.key for payment in work.of(Payment).list(key=[line.key for line in lines])} if lines else set()
    return [line for line in lines if line.key not in known and line.amount.is_positive]
