"""What is settled about paying without being asked each time: bills, credit that runs low, reminders.
[M.3345 7.1, B8, B11]"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from telecom.management.billing import PAID_WITHIN
from telecom.management.preferences import CHANNELS
from telecom.management.topup import check_top_up_amount
from telecom.management.ways import NoCard, find_card
from telecom.model.access import Actor
from telecom.model.alarms import AlarmSubject
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.autopay import (
    LARGEST_THRESHOLD_MINOR,
    LONGEST_REMINDER,
    SMALLEST_THRESHOLD_MINOR,
    StandingPayment,
    read_pay_day,
    read_threshold,
)
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.money import Money, read_amount
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.notice_wishes import choose_notices
from telecom.support.proposals import Outcome, carries_out, corrects, propose

SET_AUTOPAY, SET_TOP_UP = "set_autopay", "set_auto_top_up"


class NothingToSet(BusinessError):
    """No account of the actor is paid in this way."""

    response = "utter_autopay_no_bills"


def account_paid(actor: Actor | None, mode: BillingMode, *, work: Work) -> BillingAccount | None:
    """The first account of this mode that the actor may pay for, None where there is none."""
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    return next((account for account in accounts if account.mode is mode), None)


def find_standing(account_id: str, *, work: Work, lock: bool = False) -> StandingPayment | None:
    """What is settled for an account, None where nothing ever was."""
    return work.of(StandingPayment).find(account_id=account_id, lock=lock)


def _standing(account: BillingAccount, actor: Actor, *, work: Work) -> StandingPayment:
    made = StandingPayment(account_id=account.id, person_id=actor.person_id, changed_at=work.now)
    work.of(StandingPayment).add_once(made, key="account_id")
    found = find_standing(account.id, work=work, lock=True)
    assert found is not None
    return found


def propose_autopay(
    actor: Actor | None,
    *,
    on: bool,
    limit: Money | None = None,
    day: int | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose that bills are paid by themselves, on their due day or on a `day` of the month before it, up to `limit`
    each; or that this ends. InvalidValue for a day on which no bill is waiting to be paid."""
    actor = require_fresh_proof(actor, work=work)
    account = account_paid(actor, BillingMode.POSTPAID, work=work)
    if account is None:
        raise NothingToSet()
    standing = find_standing(account.id, work=work)
    if not on:
        if standing is None or not standing.pays_bills:
            return Utterance("utter_autopay_off_already", {}, [ask_for("set_autopay", "utter_choice_autopay")])
        shown = Utterance("utter_autopay_propose_off")
    else:
        if day is not None:
            _check_day(day, account, work=work)
        try:
            card = find_card(account, work=work)
        except NoCard:
            add = ask_for("ask_payment_methods", "utter_choice_add_card", value="add card")
            return Utterance("utter_autopay_needs_card", {}, [add])
        values = {"when": when_paid(day), "brand": card.brand, "ending": card.last_four}
        shown = Utterance("utter_autopay_propose_on", values)
        if limit is not None:
            shown = Utterance("utter_autopay_propose_on_limited", {**values, "limit": limit})
    terms = {"account_id": account.id, "on": on, "limit": limit, "day": day}
    return propose(actor, SET_AUTOPAY, terms=terms, shown=shown, turn_id=turn_id, work=work)


def when_paid(day: int | None) -> Utterance:
    """On which day bills are paid by themselves, in words."""
    return Utterance("utter_autopay_when_due") if day is None else Utterance("utter_autopay_when_day", {"day": day})


def _check_day(day: int, account: BillingAccount, *, work: Work) -> None:
    """A bill is paid between the day on which it comes and its due day; another day of the month is refused."""
    comes_on = account.bill_on or work.today()
    days = [(comes_on + timedelta(days=after)).day for after in range(PAID_WITHIN.days + 1)]
    if day not in days:
        raise InvalidValue("utter_autopay_day_outside", day=day, first=days[0], last=days[-1])


@corrects(SET_AUTOPAY)
def correct_autopay(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another day of the month, or at most another sum each."""
    day, named = read_pay_day(str(changes.get("text") or "")), changes.get("amount")
    if not proposal.terms["on"] or (day is None and named is None):
        return None
    limit = read_amount(named, currency=work.currency) if named is not None else proposal.terms["limit"]
    return propose_autopay(
        actor, on=True, limit=limit, day=day or proposal.terms["day"], turn_id=turn_id, work=work
    )  # fmt: skip


@carries_out(SET_AUTOPAY)
def set_autopay(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Switch automatic payment on or off."""
    account = access_account(actor, Function.PAY, proposal.terms["account_id"], work=work)
    standing = _standing(account, actor, work=work)
    standing.pays_bills, standing.limit = proposal.terms["on"], proposal.terms["limit"]
    standing.pay_day = proposal.terms["day"]
    standing.person_id, standing.changed_at = actor.person_id, work.now
    _noted(account, actor, "automatic payment", on=standing.pays_bills, work=work)
    if not standing.pays_bills:
        return Outcome([Utterance("utter_autopay_off")])
    return Outcome([Utterance("utter_autopay_on", {"when": when_paid(standing.pay_day)})])


def _noted(account: BillingAccount, actor: Actor, what: str, *, on: bool, work: Work) -> None:
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"account:{account.id}",
        change=f"{what} {'on' if on else 'off'}",
    )


def set_reminder(actor: Actor | None, days: int, *, channel: str | None = None, work: Work) -> int:
    """Have a reminder come so many days before a bill is due, never for 0, and on this channel where one is named;
    says how many days. It costs nothing."""
    actor = require_fresh_proof(actor, work=work)
    if not 0 <= days <= LONGEST_REMINDER:
        raise InvalidValue("utter_autopay_reminder_limits", longest=LONGEST_REMINDER)
    if channel is not None and channel not in CHANNELS:
        raise InvalidValue("utter_preferences_no_such_channel", channel=channel)
    account = account_paid(actor, BillingMode.POSTPAID, work=work)
    if account is None:
        raise NothingToSet()
    standing = _standing(account, actor, work=work)
    standing.reminder_days, standing.changed_at = days, work.now
    if days:
        choose_notices(actor.person_id, AlarmSubject.BILLS, wanted=True, channel=channel, work=work)
    return days


def propose_auto_top_up(
    actor: Actor | None, *, amount: Money | None, threshold: Money | None = None, turn_id: str, work: Work
) -> Utterance:
    """Propose a top-up by card of `amount` whenever credit falls under `threshold`; None for the amount ends it."""
    actor = require_fresh_proof(actor, work=work)
    account = account_paid(actor, BillingMode.PREPAID, work=work)
    if account is None:
        raise NothingToSet("utter_autopay_no_credit")
    standing = find_standing(account.id, work=work)
    if amount is None:
        if standing is None or standing.top_up is None:
            return Utterance("utter_autopay_top_up_off_already")
        shown = Utterance("utter_autopay_propose_top_up_off")
    else:
        check_top_up_amount(amount)
        if threshold is not None and not SMALLEST_THRESHOLD_MINOR <= threshold.minor <= LARGEST_THRESHOLD_MINOR:
            lowest, highest = (Money(m, work.currency) for m in (SMALLEST_THRESHOLD_MINOR, LARGEST_THRESHOLD_MINOR))
            raise InvalidValue("utter_autopay_threshold_limits", lowest=lowest, highest=highest)
        try:
            card = find_card(account, work=work)
        except NoCard:
            add = ask_for("ask_payment_methods", "utter_choice_add_card", value="add card")
            return Utterance("utter_autopay_needs_card", {}, [add])
        values = {"amount": amount, "threshold": threshold, "brand": card.brand, "ending": card.last_four}
        shown = Utterance("utter_autopay_propose_top_up", values)
    terms = {"account_id": account.id, "amount": amount, "threshold": threshold}
    return propose(actor, SET_TOP_UP, terms=terms, shown=shown, turn_id=turn_id, work=work)


@corrects(SET_TOP_UP)
def correct_auto_top_up(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another sum, or another credit under which it comes: "5 when I'm under 2"."""
    threshold = read_threshold(str(changes.get("text") or ""), currency=work.currency)
    named = read_amount(changes["amount"], currency=work.currency) if changes.get("amount") is not None else None
    if proposal.terms["amount"] is None or (threshold is None and named is None):
        return None
    amount = proposal.terms["amount"] if named is None or named == threshold else named
    threshold = threshold or proposal.terms["threshold"]
    return propose_auto_top_up(actor, amount=amount, threshold=threshold, turn_id=turn_id, work=work)


@carries_out(SET_TOP_UP)
def set_auto_top_up(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Switch the automatic top-up on or off."""
    account = access_account(actor, Function.PAY, proposal.terms["account_id"], work=work)
    standing = _standing(account, actor, work=work)
    standing.top_up, standing.threshold = proposal.terms["amount"], proposal.terms["threshold"]
    standing.person_id, standing.changed_at = actor.person_id, work.now
    _noted(account, actor, "automatic top-up", on=standing.top_up is not None, work=work)
    if standing.top_up is None:
        return Outcome([Utterance("utter_autopay_top_up_off")])
    return Outcome([Utterance("utter_autopay_top_up_on", {"amount": standing.top_up, "threshold": standing.threshold})])
