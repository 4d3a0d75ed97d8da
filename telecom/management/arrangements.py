"""Paying later: a promise for a day, or instalments; what happens when they are kept or broken. [B14]"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from telecom.management.arrears import (
    active_plan,
    find_stop,
    in_arrears,
    instalments_of,
    lift_if_settled,
    overdue_bills,
    paid_on,
)
from telecom.management.bills import to_pay
from telecom.management.notices import may_tell_now, tell_managers
from telecom.model.access import Actor
from telecom.model.arrears import (
    AFTER_BROKEN,
    FEWEST_PARTS,
    ArrearsStop,
    Instalment,
    NoArrangement,
    Part,
    PaymentPlan,
    PlanStatus,
    expected_by,
    instalments,
    part_now,
    promise,
)
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.bills import CustomerBill
from telecom.model.messaging import Priority
from telecom.model.money import Money, total
from telecom.model.notices import BILL_NOTICE
from telecom.model.parties import BillingAccount
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, carries_out, corrects, propose

ARRANGE = "arrange_payment"
# In how many parts it shall be instead.
_COUNTS = {
    word: number
    for words in ("two three four five six", "zwei drei vier fünf sechs")
    for number, word in enumerate(words.split(), start=FEWEST_PARTS)
}
_COUNT = re.compile(rf"(?<![\w.,£€])(?:\d|{'|'.join(_COUNTS)})(?![\w.,])", re.I)
PART_DUE, PART_MISSED = "instalment due", "instalment missed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: what is owed, since when something is overdue, the arrangement, whether it is stopped."""

    account: BillingAccount
    bills: Sequence[CustomerBill]
    owed: Money
    plan: PaymentPlan | None
    parts: Sequence[Instalment]
    paid: Money
    stop: ArrearsStop | None
    overdue: bool


def look_at_standing(actor: Actor | None, *, work: Work) -> Standing:
    """How the account stands on which most is owed, of those the actor may pay for."""
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    found = [_standing(account, work=work) for account in accounts]
    return max(found, key=lambda standing: (standing.plan is not None, standing.owed.minor))


def part_to_pay(actor: Actor | None, *, work: Work) -> Money | None:
    """What is to be paid next under the arrangement that runs: what is due by now, or else of the part that follows.
    None where none runs."""
    standing = look_at_standing(actor, work=work)
    if standing.plan is None:
        return None
    for part in standing.parts:
        left = expected_by(standing.parts, max(part.due_on, work.today())) - standing.paid
        if left.is_positive:
            return left
    return None


def _standing(account: BillingAccount, *, work: Work) -> Standing:
    bills = overdue_bills([account], work=work)
    # What is contested waits for its decision: nobody promises to pay it.
    owed = total((to_pay(bill, work=work) for bill in bills), currency=account.currency)
    plan = active_plan(account.id, work=work)
    parts = instalments_of(plan, work=work) if plan else []
    paid = paid_on(plan, work=work) if plan else Money(0, account.currency)
    stop = find_stop(account.id, work=work)
    return Standing(account, bills, owed, plan, parts, paid, stop, in_arrears(account.id, work=work))


def propose_arrangement(
    actor: Actor | None,
    *,
    by: date | None = None,
    parts: int | None = None,
    now: Money | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to pay all that is owed by a day, or some of it `now` (the half, where two parts were wished) and the
    rest by that day, or in so many monthly parts, the first today.

    NoArrangement where nothing is owed, one runs already or one was broken lately; InvalidValue for other days or
    numbers of parts. A stopped line comes back with the first part, so a promise alone is not offered for it.
    """
    actor = require_fresh_proof(actor, work=work)
    standing = look_at_standing(actor, work=work)
    _refuse_if_impossible(standing, work=work)
    today = work.today()
    if by is not None and (now is not None or parts == 2):
        made = part_now(standing.owed, now or standing.owed.share(1, 2), by, today=today)
        shown = _in_parts(standing.owed, made)
    elif by is not None and standing.stop is None:
        made = promise(standing.owed, by, today=today)
        shown = Utterance("utter_arrears_propose_promise", {"amount": standing.owed, "by": by})
    elif parts is None:
        raise NoArrangement("utter_arrears_stopped_needs_part")
    else:
        made = instalments(standing.owed, parts, today=today)
        shown = _in_parts(standing.owed, made)
    terms = {
        "account_id": standing.account.id,
        "owed": standing.owed,
        "bill_ids": [bill.id for bill in standing.bills],
        "parts": [[part.due_on, part.amount] for part in made],
    }
    return propose(actor, ARRANGE, terms=terms, shown=shown, turn_id=turn_id, work=work)


@corrects(ARRANGE)
def correct_arrangement(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """In another number of parts, or by another day."""
    if changes.get("date"):
        if str(changes["date"]) <= work.today().isoformat() and len(proposal.terms["parts"]) >= FEWEST_PARTS:
            return proposal.shown  # "the first today then" is how it stands
        return propose_arrangement(actor, by=date.fromisoformat(str(changes["date"])), turn_id=turn_id, work=work)
    count = _COUNT.search(str(changes.get("text") or ""))
    # "Rather two" is no two pounds: a sum has its sign, and no such count stands alone.
    if count is None or len(proposal.terms["parts"]) < FEWEST_PARTS:
        return None
    parts = int(count[0]) if count[0].isdigit() else _COUNTS[count[0].casefold()]
    return propose_arrangement(actor, parts=parts, turn_id=turn_id, work=work)


def _in_parts(owed: Money, parts: Sequence[Part]) -> Utterance:
    lines = [Utterance("utter_arrears_part", {"amount": part.amount, "by": part.due_on}) for part in parts]
    return Utterance("utter_arrears_propose_parts", {"amount": owed, "parts": lines})


def _refuse_if_impossible(standing: Standing, *, work: Work) -> None:
    if standing.plan is not None:
        raise NoArrangement("utter_arrears_plan_already")
    if not standing.owed.is_positive:
        raise NoArrangement()
    broken = work.of(PaymentPlan).find(
        account_id=standing.account.id, status=PlanStatus.BROKEN, ended_at__gt=work.now - AFTER_BROKEN
    )
    if broken is not None:
        raise NoArrangement("utter_arrears_broken_lately")


@carries_out(ARRANGE)
def arrange(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Begin the arrangement, if what is owed is still what was shown."""
    account = access_account(actor, Function.PAY, proposal.terms["account_id"], work=work, lock=True)
    standing = _standing(account, work=work)
    _refuse_if_impossible(standing, work=work)
    if standing.owed != proposal.terms["owed"]:
        raise NoArrangement("utter_arrears_changed_meanwhile")
    plan = PaymentPlan(
        key=proposal.id,
        account_id=account.id,
        person_id=actor.person_id,
        bill_ids=list(proposal.terms["bill_ids"]),
        owed=standing.owed,
        began_at=work.now,
    )
    work.of(PaymentPlan).add(plan)
    work.flush()
    parts = [Part(day, amount) for day, amount in proposal.terms["parts"]]
    for position, part in enumerate(parts, start=1):
        made = Instalment(plan_id=plan.id, position=position, due_on=part.due_on, amount=part.amount)
        work.of(Instalment).add(made)
    work.flush()
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"account:{account.id}",
        change="payment arrangement",
    )
    lift_if_settled(account.id, work=work)
    first = parts[0]
    if first.due_on > work.today():
        return Outcome([Utterance("utter_arrears_promised", {"amount": first.amount, "by": first.due_on})])
    named = {"minor": first.amount.minor, "currency": first.amount.currency}
    choices = [ask_for("pay_bill", "utter_choice_pay_it", amount=named)]
    return Outcome([Utterance("utter_arrears_arranged", {"amount": first.amount}, choices)])


def _active_parts(work: Work, *, until: date) -> Iterable[tuple[PaymentPlan, list[Instalment], Instalment]]:
    for plan in work.of(PaymentPlan).list(status=PlanStatus.ACTIVE):
        parts = instalments_of(plan, work=work)
        for part in parts:
            if part.due_on <= until:
                yield plan, parts, part


def _parts_to_remind(work: Work) -> Iterable[Due]:
    """Parts that are due in two days or less; not the one that is paid at the beginning."""
    if may_tell_now(work):
        for plan, _, part in _active_parts(work, until=work.today() + BILL_NOTICE):
            if part.due_on > plan.began_at.astimezone(work.zone).date():
                yield Due(plan.id, part.due_on.isoformat())


@due(PART_DUE, _parts_to_remind)
def remind_of_part(one: Due, work: Work) -> None:
    """Say that a part is due, unless so much has been paid."""
    plan = work.of(PaymentPlan).get(one.subject)
    day = date.fromisoformat(one.period)
    missing = expected_by(instalments_of(plan, work=work), day) - paid_on(plan, work=work)
    if plan.status is not PlanStatus.ACTIVE or not missing.is_positive:
        return
    named = {"minor": missing.minor, "currency": missing.currency}
    choices = [ask_for("pay_bill", "utter_choice_pay_it", amount=named)]
    notice = Utterance("utter_arrears_part_due", {"amount": missing, "by": day}, choices)
    _tell(plan, notice, f"{PART_DUE}:{plan.id}:{one.period}", work=work)


def _parts_missed(work: Work) -> Iterable[Due]:
    """Arrangements of which a part was not paid by the end of its day."""
    if not may_tell_now(work):
        return
    for plan, parts, part in _active_parts(work, until=work.today() - timedelta(days=1)):
        if paid_on(plan, work=work) < expected_by(parts, part.due_on):
            yield Due(plan.id, part.due_on.isoformat())


@due(PART_MISSED, _parts_missed)
def end_broken(one: Due, work: Work) -> None:
    """The arrangement is over; what is open is dunned again as before."""
    plan = work.of(PaymentPlan).get(one.subject, lock=True)
    if plan.status is not PlanStatus.ACTIVE:
        return
    plan.become(PlanStatus.BROKEN, at=work.now)
    values = {"by": date.fromisoformat(one.period), "open": plan.owed - paid_on(plan, work=work)}
    choices = [ask_for("pay_bill", "utter_choice_pay_it")]
    _tell(plan, Utterance("utter_arrears_broken", values, choices), f"{PART_MISSED}:{plan.id}", work=work)


def _tell(plan: PaymentPlan, notice: Utterance, key: str, *, work: Work) -> None:
    account = work.of(BillingAccount).get(plan.account_id)
    tell_managers(account.customer_id, notice, key=key, priority=Priority.BILL, work=work)
