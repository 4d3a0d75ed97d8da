"""What happens when a bill is not paid: notices, then the line is stopped, and at once lifted by paying. [B14]"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from telecom.management.bills import to_pay
from telecom.management.notices import may_tell_now, tell_managers
from telecom.management.settlement import after_capture
from telecom.management.switching import SET_LINE
from telecom.model.arrears import LADDER, ArrearsStop, Instalment, PaymentPlan, PlanStatus, Step, expected_by, steps_due
from telecom.model.audit import SecurityEvent
from telecom.model.bills import PAYABLE, CustomerBill
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.money import Money, total
from telecom.model.notices import Notice
from telecom.model.parties import BillingAccount, PaymentStatus
from telecom.model.payments import Payment, Purpose
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.due import Due, due

ARREARS, LIFT = "arrears", "arrears over"
# Nobody's line is stopped so soon after they were told that it will be.
WARNED_FOR = timedelta(days=5)


def active_plan(account_id: str, *, work: Work) -> PaymentPlan | None:
    """The arrangement that runs for an account, or None."""
    return work.of(PaymentPlan).find(account_id=account_id, status=PlanStatus.ACTIVE)


def instalments_of(plan: PaymentPlan, *, work: Work) -> list[Instalment]:
    """The parts of an arrangement, in order."""
    return work.of(Instalment).list(plan_id=plan.id, order="position")


def paid_on(plan: PaymentPlan, *, work: Work) -> Money:
    """What has been paid (or credited) on the covered bills since the arrangement began."""
    left = (bill.open_amount for bill in work.of(CustomerBill).list(id=plan.bill_ids))
    return plan.owed - total(left, currency=plan.owed.currency)


def in_arrears(account_id: str, *, work: Work) -> bool:
    """Whether something is overdue that no arrangement covers, or the arrangement is not kept as of today."""
    plan = active_plan(account_id, work=work)
    if plan is not None and paid_on(plan, work=work) < expected_by(instalments_of(plan, work=work), work.today()):
        return True
    covered = set(plan.bill_ids) if plan else set()
    overdue = work.of(CustomerBill).list(account_id=account_id, state=list(PAYABLE), due_on__lt=work.today())
    return any(bill.id not in covered and to_pay(bill, work=work).is_positive for bill in overdue)


def _bills_in_arrears(work: Work) -> Iterable[Due]:
    """Each overdue bill with the newest step whose day has come: a stop only some days after the last notice."""
    if not may_tell_now(work):
        return
    earliest = work.today() - LADDER[Step.FIRST_NOTICE]
    for bill in work.of(CustomerBill).list(state=list(PAYABLE), due_on__lte=earliest, order="due_on,number"):
        plan = active_plan(bill.account_id, work=work)
        if not bill.is_payable or (plan is not None and bill.id in plan.bill_ids):
            continue
        step = _next_step(bill, work=work)
        if step is not None and to_pay(bill, work=work).is_positive:
            yield Due(bill.id, step.value)


def _next_step(bill: CustomerBill, *, work: Work) -> Step | None:
    """The newest step that is due and has not been taken."""
    taken = {notice.period: notice for notice in work.of(Notice).list(kind=ARREARS, subject=bill.id)}
    for step in reversed(steps_due(bill.due_on, work.today())):
        if step.value in taken:
            return None
        if step is not Step.STOP:
            return step
        warned = taken.get(Step.LAST_NOTICE.value)
        if warned is not None and warned.done_at is not None and warned.done_at + WARNED_FOR <= work.now:
            return step
    return None


@due(ARREARS, _bills_in_arrears)
def dun(one: Due, work: Work) -> None:
    """Take a step for a bill: a notice, the last notice with the day of the stop, or the stop."""
    bill, step = work.of(CustomerBill).get(one.subject), Step(one.period)
    open_amount = to_pay(bill, work=work)
    if not bill.is_payable or not open_amount.is_positive:
        return
    account = work.of(BillingAccount).get(bill.account_id, lock=True)
    account.payment_status = PaymentStatus.IN_ARREARS
    stop_on = max(bill.due_on + LADDER[Step.STOP], work.today() + WARNED_FOR)
    values = {"bill": bill.number, "amount": open_amount, "due_on": bill.due_on, "stop_on": stop_on}
    if step is Step.STOP and not _stop(account, bill, work=work):
        return
    choices = [
        ask_for("pay_bill", "utter_choice_pay_it", bill_id=bill.number),
        ask_for("arrange_payment", "utter_choice_arrange"),
    ]
    names = {
        Step.FIRST_NOTICE: "utter_arrears_first_notice",
        Step.LAST_NOTICE: "utter_arrears_last_notice",
        Step.STOP: "utter_arrears_stopped",
    }
    key = f"{ARREARS}:{bill.id}:{step.value}"
    notice = Utterance(names[step], values, choices)
    tell_managers(account.customer_id, notice, key=key, priority=Priority.BILL, work=work)


def _stop(account: BillingAccount, bill: CustomerBill, *, work: Work) -> bool:
    """Stop the services of an account, once; says whether there was one to stop."""
    if find_stop(account.id, work=work) is not None:
        return False
    services = work.of(Service).list(account_id=account.id, state=ServiceState.ACTIVE, order="id", lock=True)
    if not services:
        return False
    stop = ArrearsStop(account_id=account.id, bill_id=bill.id, service_ids=[s.id for s in services], began_at=work.now)
    work.of(ArrearsStop).add(stop)
    for service in services:
        service.become(ServiceState.INACTIVE)
        _move_products(service, ProductStatus.ACTIVE, ProductStatus.SUSPENDED, work=work)
    _noted(account, "stopped for arrears", work=work)
    return True


def find_stop(account_id: str, *, work: Work, lock: bool = False) -> ArrearsStop | None:
    """The stop that holds an account's services now, or None."""
    return work.of(ArrearsStop).find(account_id=account_id, ended_at=None, lock=lock)


def _move_products(service: Service, old: ProductStatus, new: ProductStatus, *, work: Work) -> None:
    for product in work.of(Product).list(service_id=service.id, status=old, order="id"):
        product.become(new)
    work.enqueue(SET_LINE, service_id=service.id, lock=f"line:{service.id}")


def _noted(account: BillingAccount, change: str, *, work: Work) -> None:
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        customer_id=account.customer_id,
        subject=f"account:{account.id}",
        change=change,
    )


def lift_if_settled(account_id: str, *, work: Work) -> bool:
    """Give the services back where nothing is overdue any more; says whether they were stopped until now."""
    stop = find_stop(account_id, work=work, lock=True)
    account = work.of(BillingAccount).get(account_id)
    if in_arrears(account_id, work=work):
        return False
    if account.payment_status is PaymentStatus.IN_ARREARS:
        account.payment_status = PaymentStatus.DUE
    if stop is None:
        return False
    stop.ended_at = work.now
    for service in work.of(Service).list(id=stop.service_ids, state=ServiceState.INACTIVE, order="id", lock=True):
        if work.of(Suspension).find(service_id=service.id, status=SuspensionStatus.RUNNING) is None:
            service.become(ServiceState.ACTIVE)
            _move_products(service, ProductStatus.SUSPENDED, ProductStatus.ACTIVE, work=work)
    _noted(account, "stop lifted", work=work)
    notice = Utterance("utter_arrears_lifted")
    tell_managers(account.customer_id, notice, key=f"{LIFT}:{stop.id}", priority=Priority.BILL, work=work)
    return True


@after_capture
def look_at_arrears(payment: Payment, *, work: Work) -> None:
    """A bill was paid: an arrangement may be kept by that, and a stop is lifted at once."""
    if payment.purpose is not Purpose.BILL:
        return
    work.flush()
    plan = active_plan(payment.account_id, work=work)
    if plan is not None and paid_on(plan, work=work) >= plan.owed:
        plan.become(PlanStatus.KEPT, at=work.now)
    lift_if_settled(payment.account_id, work=work)


def _stops_that_are_over(work: Work) -> Iterable[Due]:
    """Stops of accounts that owe nothing overdue any more, by a credit or a settled dispute."""
    for stop in work.of(ArrearsStop).list(ended_at=None):
        if not in_arrears(stop.account_id, work=work):
            yield Due(stop.account_id, stop.id)


@due(LIFT, _stops_that_are_over)
def lift(one: Due, work: Work) -> None:
    """Give the services back."""
    lift_if_settled(one.subject, work=work)


def overdue_bills(accounts: Sequence[BillingAccount], *, work: Work) -> list[CustomerBill]:
    """All bills on which money is owed, the oldest first."""
    found = work.of(CustomerBill).list(account_id=[a.id for a in accounts], state=list(PAYABLE), order="due_on,number")
    return [bill for bill in found if bill.is_payable]
