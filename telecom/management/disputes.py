"""Contesting a charge: it becomes a case, is not dunned meanwhile, and is credited where it was right. [B12]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.bills import lines_of, list_bills, to_pay
from telecom.management.notices import tell_managers
from telecom.management.payments import open_now
from telecom.management.requests import OpenRequest, lists_requests
from telecom.management.staff_tasks import open_task, resolves, withdraw_tasks
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.calendar import Period
from telecom.model.disputes import (
    CONTESTED_WITHIN,
    DISPUTE_OPEN,
    GRANTED,
    GRANTED_AT_ONCE,
    GRANTS_AT_ONCE,
    GRANTS_COUNTED_FOR,
    LONGEST_WORDS,
    Dispute,
    DisputedAlready,
    DisputeStatus,
)
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingAccount
from telecom.model.proposals import Proposal
from telecom.model.tasks import WITH_PEOPLE, StaffTask
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import charges
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose

DISPUTE = "dispute_charge"
CREDIT, REJECT = "credit", "reject"
_BY_RULE = "by rule"


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """A dispute with its bill and the line it is about."""

    dispute: Dispute
    bill: CustomerBill
    line: AppliedCustomerBillingRate


def contestable_lines(
    actor: Actor | None,
    *,
    number: str | None = None,
    period: Period | None = None,
    amount: Money | None = None,
    named: Sequence[str] = (),
    work: Work,
) -> tuple[CustomerBill, list[AppliedCustomerBillingRate]]:
    """The bill that is meant (else the newest) and its lines that may be contested: those of an amount or a name where
    one was said and fits, the dearest first. Errors as list_bills."""
    bills = list_bills(actor, work=work, period=period)
    if number is not None:
        bills = [bill for bill in bills if bill.number == number.upper()]
    if not bills:
        raise NotFound("utter_bill_no_such_number", number=number)
    standing = {d.line_id for d in work.of(Dispute).list(bill_id=[b.id for b in bills], status=DISPUTE_OPEN | GRANTED)}
    of_bill = {bill.id: [x for x in lines_of(bill, work=work) if _may_be(x, standing)] for bill in bills[:3]}
    wanted = {name.casefold() for name in named}
    ids = [str(x.service_id) for lines in of_bill.values() for x in lines if x.service_id] if wanted else []
    kinds = {each.id: each.kind for each in work.of(Service).list(id=ids)} if ids else {}
    for bill in bills[:3] if (amount or wanted) else ():
        fitting = [x for x in of_bill[bill.id] if x.amount == amount or x.description.casefold() in wanted]
        fitting = fitting or [
            x for x in of_bill[bill.id] if {str(x.service_id), kinds.get(str(x.service_id))} & set(named)
        ]
        if fitting:
            return bill, fitting
    return bills[0], sorted(of_bill[bills[0].id], key=lambda line: -line.amount.minor)


def _may_be(line: AppliedCustomerBillingRate, standing: set[str]) -> bool:
    return line.amount.is_positive and line.kind is not ChargeKind.CARRIED and line.id not in standing


def propose_dispute(actor: Actor | None, line_id: str, *, words: str, turn_id: str, work: Work) -> Utterance:
    """Propose to contest a line: which, how much, and what happens meanwhile. DisputedAlready; NotFound where the line
    is not theirs; refused where the bill is too old."""
    line, bill, _ = _access_line(actor, line_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    at_once = _granted_at_once(line, bill, work=work)
    values = {
        "what": Utterance(f"utter_dispute_kind_{line.kind.name.lower()}", {"description": line.description}),
        "amount": line.amount,
        "number": bill.number,
    }
    name = "utter_dispute_propose_at_once" if at_once else "utter_dispute_propose"
    terms = {"line_id": line.id, "amount": line.amount, "words": words[:LONGEST_WORDS]}
    return propose(actor, DISPUTE, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _access_line(
    actor: Actor | None, line_id: str, *, work: Work
) -> tuple[AppliedCustomerBillingRate, CustomerBill, BillingAccount]:
    require_any(access_accounts(actor, Function.BILL, work=work))
    line = work.of(AppliedCustomerBillingRate).find(id=line_id)
    if line is None:
        raise NotFound(kind="AppliedCustomerBillingRate")
    bill = work.of(CustomerBill).get(line.bill_id)
    account = access_account(actor, Function.BILL, bill.account_id, work=work)
    standing = work.of(Dispute).find(line_id=line.id, status=DISPUTE_OPEN | GRANTED)
    if standing is not None:
        raise DisputedAlready(number=standing.number, amount=standing.amount)
    if work.today() - bill.issued_on > CONTESTED_WITHIN:
        raise BusinessError("utter_dispute_too_old", number=bill.number)
    return line, bill, account


def _granted_at_once(line: AppliedCustomerBillingRate, bill: CustomerBill, *, work: Work) -> bool:
    """A small amount is given back without asking, twice a year and account."""
    lately = work.of(Dispute).count(
        account_id=bill.account_id, answer=_BY_RULE, opened_at__gte=work.now - GRANTS_COUNTED_FOR
    )
    return line.amount.minor <= GRANTED_AT_ONCE and lately < GRANTS_AT_ONCE


@carries_out(DISPUTE)
def dispute_charge(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Open the case that was confirmed; a small amount is credited at once, anything else goes to people."""
    bill_id = work.of(AppliedCustomerBillingRate).get(proposal.terms["line_id"]).bill_id
    work.of(CustomerBill).get(bill_id, lock=True)
    line, bill, account = _access_line(actor, proposal.terms["line_id"], work=work)
    dispute = Dispute(
        number=f"D-{work.next_number('ticket')}",
        key=proposal.id,
        customer_id=account.customer_id,
        account_id=account.id,
        bill_id=bill.id,
        line_id=line.id,
        person_id=actor.person_id,
        words=str(proposal.terms["words"]),
        amount=line.amount,
        opened_at=work.now,
        changed_at=work.now,
    )
    at_once = _granted_at_once(line, bill, work=work)
    work.of(Dispute).add(dispute)
    work.flush()
    event = SecurityEvent.MONEY_MOVED if at_once else SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=account.customer_id, subject=dispute.number, change="disputed")
    if at_once:
        dispute.become(DisputeStatus.IN_PROGRESS, at=work.now)
        return Outcome([_grant(dispute, answer=_BY_RULE, work=work)])
    _give_to_people(dispute, bill, line, work=work)
    values = {"number": dispute.number, "amount": dispute.amount, "bill": bill.number, "left": to_pay(bill, work=work)}
    return Outcome([Utterance("utter_dispute_opened", values, (_offer_status(dispute),))])


def _offer_status(dispute: Dispute) -> Offered:
    return ask_for("dispute_charge", "utter_choice_dispute_status", ticket_id=dispute.number)


def _give_to_people(dispute: Dispute, bill: CustomerBill, line: AppliedCustomerBillingRate, *, work: Work) -> None:
    open_task(
        DISPUTE,
        key=f"dispute:{dispute.id}",
        customer_id=dispute.customer_id,
        asked_by=dispute.person_id,
        subject=dispute.id,
        reason="a charge is contested",
        needs={
            "words": dispute.words,
            "dispute": dispute.number,
            "bill": bill.number,
            "line": f"{line.kind.value}: {line.description}",
            "amount": dispute.amount,
        },
        work=work,
    )


@resolves(DISPUTE, CREDIT, REJECT)
def settle_dispute(task: StaffTask, resolution: str, *, work: Work) -> None:
    """What the operator's people decided, and telling the customer."""
    dispute = work.of(Dispute).get(task.subject, lock=True)
    if not dispute.is_open:
        return
    dispute.become(DisputeStatus.IN_PROGRESS, at=work.now)
    if resolution == CREDIT:
        said = _grant(dispute, answer=task.taken_by or "", work=work)
    else:
        dispute.become(DisputeStatus.REJECTED, at=work.now)
        dispute.answer = task.taken_by
        bill = work.of(CustomerBill).get(dispute.bill_id)
        values = {"number": dispute.number, "amount": dispute.amount, "bill": bill.number, "due": bill.due_on}
        said = Utterance("utter_dispute_rejected", values, (_offer_status(dispute),))
    key = f"dispute:{dispute.id}:{resolution}"
    tell_managers(dispute.customer_id, said, key=key, priority=Priority.PROGRESS, work=work)


def _grant(dispute: Dispute, *, answer: str, work: Work) -> Utterance:
    """Take the amount off the bill as far as it is open; what was paid already comes back on the next bill."""
    bill = work.of(CustomerBill).get(dispute.bill_id, lock=True)
    line = work.of(AppliedCustomerBillingRate).get(dispute.line_id)
    free = min(dispute.amount, open_now(bill, work=work))
    taken = bill.credit(free) if free.is_positive else Money(0, dispute.amount.currency)
    later = dispute.amount - taken
    if later.is_positive:
        charges.add(
            work, dispute.account_id, key=f"dispute:{dispute.id}", kind=ChargeKind.REFUND,
            description=line.description, amount=-later, service_id=line.service_id,
            offering_id=line.offering_id, reference=dispute.number,
        )  # fmt: skip
    dispute.become(DisputeStatus.RESOLVED, at=work.now)
    dispute.granted, dispute.answer = dispute.amount, answer[:LONGEST_WORDS]
    dispute.become(DisputeStatus.CLOSED, at=work.now)
    values = {"number": dispute.number, "amount": dispute.amount, "bill": bill.number, "later": later,
              "left": bill.open_amount}  # fmt: skip
    if not later.is_positive:
        return Utterance("utter_dispute_granted", values)
    return Utterance("utter_dispute_granted_later", values)


def list_disputes(actor: Actor | None, *, work: Work, number: str | None = None) -> list[DisputeReport]:
    """The disputes of the accounts whose bills the actor may see, the newest first; or the one of a number."""
    accounts = access_accounts(actor, Function.BILL, work=work)
    where: Mapping[str, Any] = {"number": number.upper()} if number else {}
    found = work.of(Dispute).list(account_id=[a.id for a in accounts], order="-opened_at,number", **where)
    return [
        DisputeReport(
            each, work.of(CustomerBill).get(each.bill_id), work.of(AppliedCustomerBillingRate).get(each.line_id)
        )
        for each in found
    ]


@lists_requests(DISPUTE)
def _under_way(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    for report in list_disputes(actor, work=work):
        dispute = report.dispute
        if dispute.is_open:
            values = {
                "number": dispute.number,
                "amount": dispute.amount,
                "line": report.line.description,
                "bill": report.bill.number,
                "at": dispute.changed_at,
            }
            if task := work.of(StaffTask).find(kind=DISPUTE, subject=dispute.id, state=WITH_PEOPLE):
                values["by"] = task.promised_by
            line = Utterance("utter_dispute_stands_open_by" if "by" in values else "utter_dispute_stands_open", values)
            label = Utterance("utter_choice_request", {"number": dispute.number})
            yield OpenRequest(dispute.opened_at, line, DISPUTE, {"ticket_id": dispute.number}, label)


def cancel_dispute(actor: Actor | None, number: str, *, work: Work) -> Dispute:
    """Withdraw an open dispute: the amount is owed again. NotFound where it is none of theirs."""
    found = [report.dispute for report in list_disputes(actor, work=work, number=number)]
    if not found:
        raise NotFound("utter_dispute_no_such", number=number)
    dispute = work.of(Dispute).get(found[0].id, lock=True)
    dispute.become(DisputeStatus.CANCELLED, at=work.now)
    withdraw_tasks(DISPUTE, dispute.id, work=work)
    return dispute
