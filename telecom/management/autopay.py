"""Paying without being asked each time: bills on their due day, credit that runs low. [M.3345 7.1, B8, B11]"""

from collections.abc import Iterable
from datetime import datetime, time

from telecom.management.arrears import active_plan
from telecom.management.notices import tell_managers
from telecom.management.payments import open_now
from telecom.management.settlement import start_payment
from telecom.management.topup import check_top_up_amount, credit_account
from telecom.management.ways import NoCard, find_card
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.autopay import LONGEST_REMINDER, TOP_UPS_A_DAY, StandingPayment, next_try_on
from telecom.model.bills import PAYABLE, CustomerBill
from telecom.model.calendar import start_of_day
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.notices import REMIND_AT
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.payments import UNDER_WAY, Payment, PaymentState, Purpose
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import ledger
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, carries_out, propose

SET_AUTOPAY, SET_TOP_UP = "set_autopay", "set_auto_top_up"
AUTOPAY, AUTO_TOP_UP = "automatic payment", "automatic top-up"


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
    actor: Actor | None, *, on: bool, limit: Money | None = None, turn_id: str, work: Work
) -> Utterance:
    """Propose that bills are paid by themselves on their due day, up to `limit` each; or that this ends."""
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
        try:
            card = find_card(account, work=work)
        except NoCard:
            add = ask_for("ask_payment_methods", "utter_choice_add_card", value="add card")
            return Utterance("utter_autopay_needs_card", {}, [add])
        values = {"brand": card.brand, "ending": card.last_four}
        shown = Utterance("utter_autopay_propose_on", values)
        if limit is not None:
            shown = Utterance("utter_autopay_propose_on_limited", {**values, "limit": limit})
    terms = {"account_id": account.id, "on": on, "limit": limit}
    return propose(actor, SET_AUTOPAY, terms=terms, shown=shown, turn_id=turn_id, work=work)


@carries_out(SET_AUTOPAY)
def set_autopay(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Switch automatic payment on or off."""
    account = access_account(actor, Function.PAY, proposal.terms["account_id"], work=work)
    standing = _standing(account, actor, work=work)
    standing.pays_bills, standing.limit = proposal.terms["on"], proposal.terms["limit"]
    standing.person_id, standing.changed_at = actor.person_id, work.now
    _noted(account, actor, "automatic payment", on=standing.pays_bills, work=work)
    return Outcome([Utterance("utter_autopay_on" if standing.pays_bills else "utter_autopay_off")])


def _noted(account: BillingAccount, actor: Actor, what: str, *, on: bool, work: Work) -> None:
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"account:{account.id}",
        change=f"{what} {'on' if on else 'off'}",
    )


def set_reminder(actor: Actor | None, days: int, *, work: Work) -> int:
    """Have a reminder come so many days before a bill is due, never for 0; says how many. It costs nothing."""
    actor = require_fresh_proof(actor, work=work)
    if not 0 <= days <= LONGEST_REMINDER:
        raise InvalidValue("utter_autopay_reminder_limits", longest=LONGEST_REMINDER)
    account = account_paid(actor, BillingMode.POSTPAID, work=work)
    if account is None:
        raise NothingToSet()
    standing = _standing(account, actor, work=work)
    standing.reminder_days, standing.changed_at = days, work.now
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
        try:
            card = find_card(account, work=work)
        except NoCard:
            add = ask_for("ask_payment_methods", "utter_choice_add_card", value="add card")
            return Utterance("utter_autopay_needs_card", {}, [add])
        values = {"amount": amount, "threshold": threshold, "brand": card.brand, "ending": card.last_four}
        shown = Utterance("utter_autopay_propose_top_up", values)
    terms = {"account_id": account.id, "amount": amount, "threshold": threshold}
    return propose(actor, SET_TOP_UP, terms=terms, shown=shown, turn_id=turn_id, work=work)


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


def _still_may(standing: StandingPayment, *, work: Work) -> bool:
    """Whether the person who agreed to it may still pay for the account: a right that is withdrawn ends at once."""
    actor = Actor(standing.person_id, "", "", "", work.now)
    return standing.account_id in {a.id for a in access_accounts(actor, Function.PAY, work=work)}


def _after_nine(work: Work) -> bool:
    local: time = work.now.astimezone(work.zone).time()
    return local >= REMIND_AT


def _bills_to_pay(work: Work) -> Iterable[Due]:
    """Bills whose day has come, or the day of the next try after a decline, from nine in the morning."""
    if not _after_nine(work):
        return
    standing = {each.account_id for each in work.of(StandingPayment).list(pays_bills=True)}
    if not standing:
        return
    for bill in work.of(CustomerBill).list(account_id=standing, state=list(PAYABLE), due_on__lte=work.today()):
        declined = _declined(bill, work=work)
        day = next_try_on(bill.due_on, declined)
        if bill.is_payable and day is not None and day <= work.today():
            yield Due(bill.id, f"{bill.due_on.isoformat()}+{declined}")


def _declined(bill: CustomerBill, *, work: Work) -> int:
    return work.of(Payment).count(bill_id=bill.id, automatic=True, state=PaymentState.DENIED)


@due(AUTOPAY, _bills_to_pay)
def pay_automatically(one: Due, work: Work) -> None:
    """Charge the saved card for what is open; where it cannot be charged, say why. One try, one key."""
    bill = work.of(CustomerBill).get(one.subject, lock=True)
    standing = find_standing(bill.account_id, work=work, lock=True)
    if standing is None or not standing.pays_bills or active_plan(bill.account_id, work=work) is not None:
        return
    amount = open_now(bill, work=work)
    if not bill.is_payable or not amount.is_positive:
        return
    account = work.of(BillingAccount).get(bill.account_id)
    values = {"bill": bill.number, "amount": amount}
    key = f"{AUTOPAY}:{bill.id}:{one.period}"
    refusal: Utterance | None = None
    if not _still_may(standing, work=work):
        refusal = Utterance("utter_autopay_no_right", values, [ask_for("pay_bill", "utter_choice_pay_it")])
    elif standing.limit is not None and amount > standing.limit:
        over = {**values, "limit": standing.limit}
        refusal = Utterance("utter_autopay_over_limit", over, [ask_for("pay_bill", "utter_choice_pay_it")])
    else:
        try:
            card = find_card(account, work=work)
        except NoCard:
            refusal = Utterance("utter_autopay_card_gone", values, [ask_for("pay_bill", "utter_choice_pay_it")])
    if refusal is not None:
        tell_managers(account.customer_id, refusal, key=key, priority=Priority.BILL, work=work)
        return
    start_payment(
        work,
        key=key,
        person_id=standing.person_id,
        purpose=Purpose.BILL,
        account=account,
        amount=amount,
        card=card,
        bill_id=bill.id,
        automatic=True,
    )


def _credits_to_top_up(work: Work) -> Iterable[Due]:
    """Credits under the threshold of their account. A declined card is left alone until the next day."""
    for standing in work.of(StandingPayment).list(top_up_minor__not=None):
        account = work.of(BillingAccount).get(standing.account_id)
        held = ledger.find_credit_account(account.id, work=work)
        if held is None or standing.threshold is None or account.mode is not BillingMode.PREPAID:
            continue
        if ledger.balance_of(held, work=work) >= standing.threshold or _is_at_rest(account, work=work):
            continue
        made = work.of(Payment).count(account_id=account.id, automatic=True, purpose=Purpose.TOP_UP)
        yield Due(account.id, str(made + 1))


def _is_at_rest(account: BillingAccount, *, work: Work) -> bool:
    """Whether a top-up is under way, was declined today, or was made often enough today."""
    payments = work.of(Payment)
    mine = {"account_id": account.id, "purpose": Purpose.TOP_UP}
    if payments.count(state=UNDER_WAY, **mine):
        return True
    today: datetime = start_of_day(work.today(), work.zone)
    declined = payments.count(automatic=True, state=PaymentState.DENIED, created_at__gte=today, **mine)
    return declined > 0 or payments.count(automatic=True, created_at__gte=today, **mine) >= TOP_UPS_A_DAY


@due(AUTO_TOP_UP, _credits_to_top_up)
def top_up_automatically(one: Due, work: Work) -> None:
    """Charge the saved card for the amount that was settled; the credit follows when the provider has said yes."""
    standing = find_standing(one.subject, work=work, lock=True)
    account = work.of(BillingAccount).get(one.subject)
    line = work.of(Service).find(
        account_id=account.id, phone_number__not=None, state__not=ServiceState.TERMINATED, order="name"
    )
    if standing is None or standing.top_up is None or standing.threshold is None or line is None:
        return
    if ledger.balance_of(credit_account(account, work=work), work=work) >= standing.threshold:
        return
    key = f"{AUTO_TOP_UP}:{account.id}:{one.period}"
    try:
        card = find_card(account, work=work) if _still_may(standing, work=work) else None
    except NoCard:
        card = None
    if card is None:
        standing.top_up = standing.threshold = None
        notice = Utterance("utter_autopay_top_up_ended", {}, [ask_for("top_up", "utter_choice_top_up")])
        tell_managers(account.customer_id, notice, key=key, priority=Priority.BILL, work=work)
        return
    start_payment(
        work,
        key=key,
        person_id=standing.person_id,
        purpose=Purpose.TOP_UP,
        account=account,
        amount=standing.top_up,
        card=card,
        service_id=line.id,
        automatic=True,
    )
