"""Paying by itself, as was settled: bills on their day and again after a decline, credit that runs low. [B8, B11]"""

from collections.abc import Iterable
from datetime import datetime, time

from telecom.management.arrears import active_plan
from telecom.management.autopay import find_standing
from telecom.management.billing import PAID_WITHIN
from telecom.management.notices import tell_managers
from telecom.management.payments import open_now
from telecom.management.settlement import start_payment
from telecom.management.topup import credit_account
from telecom.management.ways import NoCard, find_card
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.autopay import TOP_UPS_A_DAY, StandingPayment, next_try_on
from telecom.model.bills import PAYABLE, CustomerBill
from telecom.model.calendar import start_of_day
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.notices import REMIND_AT
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.payments import UNDER_WAY, Payment, PaymentState, Purpose
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import ledger
from telecom.support.authorization import access_accounts
from telecom.support.due import Due, due

AUTOPAY, AUTO_TOP_UP = "automatic payment", "automatic top-up"


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
    standing = {each.account_id: each for each in work.of(StandingPayment).list(pays_bills=True)}
    if not standing:
        return
    # A day of somebody's own may be as early as the day on which the bill comes.
    latest = work.today() + PAID_WITHIN
    for bill in work.of(CustomerBill).list(account_id=set(standing), state=list(PAYABLE), due_on__lte=latest):
        declined = _declined(bill, work=work)
        first = standing[bill.account_id].pays_on(bill.issued_on, bill.due_on)
        day = next_try_on(first, declined)
        if bill.is_payable and day is not None and day <= work.today():
            yield Due(bill.id, f"{first.isoformat()}+{declined}")


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
        account_id=account.id, phone_number__not=None, state__not=ServiceState.TERMINATED, order="phone_number"
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
