"""How an account is charged: prepaid or by bill, on which day of the month, and from when a change counts. [B9]"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from telecom.management.arrears import active_plan, find_stop, overdue_bills
from telecom.management.billing import make_bills, next_period, start_billing
from telecom.management.inventory import Meant, access_meant
from telecom.management.notices import tell_managers
from telecom.management.topup import credit_account
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.billing_mode import BillingChange, CannotChangeMode, ChangeStatus, check_cycle_day, next_cycle_start
from telecom.model.bills import ChargeKind
from telecom.model.calendar import cycle_of
from telecom.model.e_bill import BillDelivery
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import total
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import charges, ledger
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, carries_out, propose

CHANGE_MODE, CHANGE_DAY = "change_billing_mode", "change_cycle_day"
TAKES_EFFECT = "billing mode"


@dataclass(frozen=True, slots=True)
class ModeReport:
    """How an account is charged now, and what is planned."""

    account: BillingAccount
    itemised: bool
    planned: BillingChange | None


def show_mode(actor: Actor | None, *, work: Work) -> ModeReport:
    """How the actor's first account is charged."""
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    return _report(accounts[0], work=work)


def _report(account: BillingAccount, *, work: Work) -> ModeReport:
    delivery = work.of(BillDelivery).find(account_id=account.id)
    planned = work.of(BillingChange).find(account_id=account.id, status=ChangeStatus.PLANNED)
    return ModeReport(account, delivery is None or delivery.itemised, planned)


def propose_mode(actor: Actor | None, mode: BillingMode, *, turn_id: str, work: Work) -> Utterance:
    """Propose to charge the account otherwise, from the day it counts. CannotChangeMode where it is so already, a
    change is planned, or something is owed."""
    actor = require_fresh_proof(actor, work=work)
    account = _changeable(actor, mode, work=work)
    day = _effective_day(account, mode, work=work)
    if mode is BillingMode.POSTPAID:
        shown = Utterance("utter_billing_mode_propose_postpaid", {"day": day})
    else:
        shown = Utterance("utter_billing_mode_propose_prepaid", {"day": day, "last": day - timedelta(days=1)})
    terms = {"account_id": account.id, "mode": mode.value, "day": day}
    return propose(actor, CHANGE_MODE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _changeable(actor: Actor, mode: BillingMode, *, work: Work) -> BillingAccount:
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    others = [account for account in accounts if account.mode is not mode]
    if not others:
        raise CannotChangeMode()
    _refuse_if_impossible(others[0], work=work)
    return others[0]


def _refuse_if_planned(account: BillingAccount, *, work: Work) -> None:
    if work.of(BillingChange).find(account_id=account.id, status=ChangeStatus.PLANNED) is not None:
        raise CannotChangeMode("utter_billing_mode_planned_already")


def _refuse_if_impossible(account: BillingAccount, *, work: Work) -> None:
    _refuse_if_planned(account, work=work)
    owed = total((bill.open_amount for bill in overdue_bills([account], work=work)), currency=account.currency)
    stopped = find_stop(account.id, work=work) or active_plan(account.id, work=work)
    if owed.is_positive or stopped is not None:
        raise CannotChangeMode("utter_billing_mode_owes", amount=owed)


def _effective_day(account: BillingAccount, mode: BillingMode, *, work: Work) -> date:
    """From prepaid to bill tomorrow; from bill to prepaid when the period that runs is over."""
    if mode is BillingMode.POSTPAID:
        return work.today() + timedelta(days=1)
    if account.billed_to is None:
        return next_cycle_start(account.cycle_day, work.today())
    period = next_period(account)
    assert period.end is not None
    if period.end < work.today():
        return next_cycle_start(account.cycle_day, work.today())
    return period.end + timedelta(days=1)


@carries_out(CHANGE_MODE)
def plan_mode(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Plan the change for its day, if nothing has come in between."""
    account = access_account(actor, Function.BILL, proposal.terms["account_id"], work=work, lock=True)
    _refuse_if_impossible(account, work=work)
    mode, day = BillingMode(proposal.terms["mode"]), proposal.terms["day"]
    planned = BillingChange(
        key=proposal.id,
        account_id=account.id,
        person_id=actor.person_id,
        mode=mode,
        effective_on=day,
        decided_at=work.now,
    )
    work.of(BillingChange).add(planned)
    _noted(account, actor, f"{mode.value} from {day.isoformat()}", work=work)
    return Outcome([planned_words(planned)])


def _noted(account: BillingAccount, actor: Actor, change: str, *, work: Work) -> None:
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"account:{account.id}",
        change=change,
    )


def drop_planned(actor: Actor | None, *, work: Work) -> BillingChange | None:
    """Drop the change that is planned for the actor's account; None where there is none. It costs nothing."""
    actor = require_fresh_proof(actor, work=work)
    for account in access_accounts(actor, Function.BILL, work=work):
        planned = work.of(BillingChange).find(account_id=account.id, status=ChangeStatus.PLANNED, lock=True)
        if planned is not None:
            planned.status = ChangeStatus.CANCELLED
            _noted(account, actor, "planned change dropped", work=work)
            return planned
    return None


def _changes_due(work: Work) -> Iterable[Due]:
    planned = work.of(BillingChange).list(status=ChangeStatus.PLANNED, mode__not=None, effective_on__lte=work.today())
    for change in planned:
        yield Due(change.id, change.effective_on.isoformat())


@due(TAKES_EFFECT, _changes_due)
def take_effect(one: Due, work: Work) -> None:
    """Charge the account otherwise from today: the last bill of the old way, or what is left of the credit."""
    change = work.of(BillingChange).get(one.subject, lock=True)
    if change.status is not ChangeStatus.PLANNED or change.mode is None:
        return
    account = work.of(BillingAccount).get(change.account_id, lock=True)
    if change.mode is BillingMode.PREPAID:
        said = _become_prepaid(account, work=work)
    else:
        said = _become_postpaid(account, change.effective_on, work=work)
    change.status = ChangeStatus.DONE
    key = f"{TAKES_EFFECT}:{change.id}"
    tell_managers(account.customer_id, said, key=key, priority=Priority.BILL, work=work)


def _become_prepaid(account: BillingAccount, *, work: Work) -> Utterance:
    while account.billed_to is not None and account.billed_to < work.today() - timedelta(days=1):
        make_bills([account], issued_on=work.today(), work=work)
    account.mode, account.billed_to, account.bill_on = BillingMode.PREPAID, None, None
    credit_account(account, work=work)
    return Utterance("utter_billing_mode_now_prepaid", {}, [ask_for("top_up", "utter_choice_top_up")])


def _become_postpaid(account: BillingAccount, first_day: date, *, work: Work) -> Utterance:
    held = credit_account(account, work=work)
    left = ledger.balance_of(held, work=work)
    account.mode = BillingMode.POSTPAID
    start_billing(account, first_day=first_day)
    if left.is_positive:
        carried = ledger.operators_account("carried to bills", work=work)
        key = f"to bill:{account.id}:{first_day.isoformat()}"
        ledger.move(work, left, source=held, target=carried, key=key, reason="to the bill")
        what = "Credit left over"
        charges.add(work, account.id, key=key, kind=ChargeKind.CREDIT, description=what, amount=-left, day=first_day)
    return Utterance("utter_billing_mode_now_postpaid", {"credit": left}, [ask_for("change_plan", "utter_choice_plan")])


def propose_cycle_day(actor: Actor | None, day: int, *, turn_id: str, work: Work) -> Utterance:
    """Propose another day of the month for the bill's period to begin. The period that runs ends as it would have, a
    short one follows up to the new day. InvalidValue for a day that not every month has, CannotChangeMode where
    nothing is billed or a change is planned already."""
    actor = require_fresh_proof(actor, work=work)
    account = _billed_account(actor, work=work)
    check_cycle_day(day)
    if account.cycle_day == day:
        raise CannotChangeMode("utter_billing_mode_day_already", day=day)
    _refuse_if_planned(account, work=work)
    terms = {"account_id": account.id, "day": day}
    shown = Utterance("utter_billing_mode_propose_day", _days_of_change(account, day, work=work))
    return propose(actor, CHANGE_DAY, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _days_of_change(account: BillingAccount, day: int, *, work: Work) -> dict[str, Any]:
    """The last day of the period that runs, the last one of the short one after it, and from when the new day holds."""
    running = cycle_of(work.today(), account.cycle_day)
    assert running.end is not None
    return {"day": day, "last": running.end, **_days_after(running.end + timedelta(days=1), day)}


def _days_after(first: date, day: int) -> dict[str, Any]:
    until = cycle_of(first, day).end
    assert until is not None
    return {"until": until, "from": until + timedelta(days=1)}


def _billed_account(actor: Actor | None, *, work: Work) -> BillingAccount:
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    for account in accounts:
        if account.mode is BillingMode.POSTPAID:
            return account
    raise CannotChangeMode("utter_billing_mode_no_bill")


@carries_out(CHANGE_DAY)
def change_cycle_day(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Plan the new day for the end of the running period; the bill run takes it up there."""
    account = access_account(actor, Function.BILL, proposal.terms["account_id"], work=work, lock=True)
    day = check_cycle_day(proposal.terms["day"])
    _refuse_if_planned(account, work=work)
    days = _days_of_change(account, day, work=work)
    if account.billed_to is None:
        account.cycle_day = day
    else:
        work.of(BillingChange).add(
            BillingChange(
                key=proposal.id,
                account_id=account.id,
                person_id=actor.person_id,
                cycle_day=day,
                effective_on=days["last"] + timedelta(days=1),
                decided_at=work.now,
            )
        )
    _noted(account, actor, f"cycle day {day} from {days['from'].isoformat()}", work=work)
    return Outcome([Utterance("utter_billing_mode_day_changed", days)])


def planned_words(planned: BillingChange) -> Utterance:
    """A change that is planned, in words."""
    if planned.mode is None:
        assert planned.cycle_day is not None
        days = _days_after(planned.effective_on, planned.cycle_day)
        return Utterance("utter_billing_mode_planned_day", {"day": planned.cycle_day, **days})
    to_bill = planned.mode is BillingMode.POSTPAID
    name = "utter_billing_mode_planned_postpaid" if to_bill else "utter_billing_mode_planned_prepaid"
    return Utterance(name, {"day": planned.effective_on})


def set_itemised(actor: Actor | None, on: bool, *, meant: Meant | None = None, work: Work) -> list[Service]:
    """Have every use listed on the paper bill, or only the sums, from the next bill on: of all lines, or of those that
    were `meant`, which it returns. It costs nothing."""
    actor = require_fresh_proof(actor, work=work)
    account = _billed_account(actor, work=work)
    lines = access_meant(actor, Function.BILL, meant, work=work) if meant is not None else []
    if lines:
        account = access_account(actor, Function.BILL, lines[0].account_id, work=work)
    work.of(BillDelivery).add_once(BillDelivery(account_id=account.id, changed_at=work.now), key="account_id")
    delivery = work.of(BillDelivery).get(account.id, lock=True)
    if lines:
        delivery.lines = {**delivery.lines, **{line.id: on for line in lines if line.account_id == account.id}}
    else:
        delivery.itemised, delivery.lines = on, {}
    delivery.changed_at = work.now
    return lines
