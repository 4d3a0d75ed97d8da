"""What subscribers are told without asking: a bill that is due, credit that runs low, a pause that ends. [P4]"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from telecom.management.bills import to_pay
from telecom.management.inventory import label_of
from telecom.model.alarms import Alarm, AlarmSubject
from telecom.model.autopay import LONGEST_REMINDER, StandingPayment
from telecom.model.balance import LedgerAccount
from telecom.model.bills import PAYABLE, CustomerBill
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.notices import BILL_NOTICE, LOW_CREDIT, REMIND_AT, CreditFall, is_quiet
from telecom.model.parties import BillingAccount, Individual, Membership, Role
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import telling
from telecom.support.due import Due, due
from telecom.support.ledger import balance_of

BILL_DUE = "bill due"
LOW = "low credit"
PAUSE_ENDS = "pause ends"
# A reminder comes so long before the day of paying, which may be as long before the due day.
LATEST_LOOKED_AT = 2 * timedelta(days=LONGEST_REMINDER)


def tell_managers(customer_id: str, utterance: Utterance, *, key: str, priority: Priority, work: Work) -> int:
    """Push a notice to everybody who manages a customer, once per key; says how many there was a way to."""
    managers = work.of(Membership).list(customer_id=customer_id, role=Role.MANAGER, order="id")
    reached = 0
    for membership in managers:
        person = work.of(Individual).get(membership.person_id)
        reached += telling.push(
            work, person.id, person.phone_number, utterance, key=f"{key}:{person.id}", priority=priority
        )
    return reached


def may_tell_now(work: Work) -> bool:
    """Whether it is an hour of the day in which people may be told something they did not ask."""
    return not is_quiet(work.now.astimezone(work.zone).time())


def _bills_to_remind(work: Work) -> Iterable[Due]:
    """Bills some days before their day at nine in the morning (two, or as was wished), also later if nobody looked in
    time; never where no reminder is wished."""
    if not may_tell_now(work):
        return
    settled = {each.account_id: each for each in work.of(StandingPayment).list()}
    for bill in work.of(CustomerBill).list(state=list(PAYABLE), due_on__lte=work.today() + LATEST_LOOKED_AT):
        standing = settled.get(bill.account_id)
        before = timedelta(days=standing.reminder_days) if standing else BILL_NOTICE
        remind_at = datetime.combine(_paid_on(bill, standing) - before, REMIND_AT, tzinfo=work.zone)
        if bill.is_payable and before and remind_at <= work.now:
            yield Due(bill.id, bill.due_on.isoformat())


def _paid_on(bill: CustomerBill, standing: StandingPayment | None) -> date:
    """The day on which a bill has to be paid, or is paid by itself."""
    pays = standing is not None and standing.pays_bills
    return standing.pays_on(bill.issued_on, bill.due_on) if standing is not None and pays else bill.due_on


@due(BILL_DUE, _bills_to_remind)
def remind_of_bill(one: Due, work: Work) -> None:
    """Say that a bill is to be paid, with the choice to pay it; nothing if it has been paid meanwhile."""
    bill = work.of(CustomerBill).get(one.subject)
    if not bill.is_payable or not to_pay(bill, work=work).is_positive:
        return
    sentence = "utter_notice_bill_overdue" if bill.is_overdue(work.today()) else "utter_notice_bill_due"
    standing = work.of(StandingPayment).find(account_id=bill.account_id)
    if standing is not None and standing.pays_bills and sentence == "utter_notice_bill_due":
        sentence = "utter_notice_bill_paid_by_itself"
    values = {"number": bill.number, "amount": to_pay(bill, work=work), "due_on": _paid_on(bill, standing)}
    choices = [
        ask_for("pay_bill", "utter_choice_pay_it", bill_id=bill.number),
        ask_for("show_bill", "utter_choice_show_it", bill_id=bill.number),
    ]
    account = work.of(BillingAccount).get(bill.account_id)
    key = f"{BILL_DUE}:{bill.id}:{one.period}"
    tell_managers(account.customer_id, Utterance(sentence, values, choices), key=key, priority=Priority.BILL, work=work)


def _credits_to_warn_of(work: Work) -> Iterable[Due]:
    """Falls under the threshold that nobody was told of; the ledger writes one each time it happens."""
    if may_tell_now(work):
        for fall in work.of(CreditFall).list(told_at=None, order="at"):
            yield Due(fall.account_id, fall.transaction_id)


@due(LOW, _credits_to_warn_of)
def warn_of_low_credit(one: Due, work: Work) -> None:
    """Say that credit runs low, with the choice to top up; nothing if it has risen meanwhile."""
    fall = work.of(CreditFall).find(account_id=one.subject, transaction_id=one.period, lock=True)
    if fall is None or fall.told_at is not None:
        return
    fall.told_at = work.now
    held = work.of(LedgerAccount).get(fall.account_id)
    credit = balance_of(held, work=work)
    if credit >= Money(LOW_CREDIT, held.currency) or held.billing_account_id is None:
        return
    account = work.of(BillingAccount).get(held.billing_account_id)
    if work.of(Alarm).count(account_id=account.id, subject=AlarmSubject.CREDIT, ended_at=None):
        return  # They are told at the amount that they chose.
    choices = [ask_for("top_up", "utter_choice_top_up")]
    warning = Utterance("utter_notice_low_credit", {"credit": credit}, choices)
    key = f"{LOW}:{one.subject}:{one.period}"
    tell_managers(account.customer_id, warning, key=key, priority=Priority.BILL, work=work)


def _pauses_about_to_end(work: Work) -> Iterable[Due]:
    """Pauses on their last day, from nine in the morning; not those of a single day."""
    if not may_tell_now(work):
        return
    for pause in work.of(Suspension).list(status=SuspensionStatus.RUNNING, last_day__lte=work.today()):
        remind_at = datetime.combine(pause.last_day, REMIND_AT, tzinfo=work.zone)
        if pause.first_day < pause.last_day and remind_at <= work.now < pause.ends_at:
            yield Due(pause.id, pause.last_day.isoformat())


@due(PAUSE_ENDS, _pauses_about_to_end)
def remind_of_pause(one: Due, work: Work) -> None:
    """Say that a paused service comes back tomorrow, with the choice to have it back now."""
    pause = work.of(Suspension).get(one.subject)
    if pause.status is not SuspensionStatus.RUNNING or pause.ends_at <= work.now:
        return
    service = work.of(Service).get(pause.service_id)
    values = {"service": label_of(service), "back_on": pause.back_on}
    choices = [ask_for("resume_service", "utter_choice_resume_now", service=service.id)]
    person = work.of(Individual).get(pause.asked_by)
    telling.push(
        work,
        person.id,
        person.phone_number,
        Utterance("utter_notice_pause_ends", values, choices),
        key=f"{PAUSE_ENDS}:{pause.id}:{one.period}",
        priority=Priority.PROGRESS,
    )
