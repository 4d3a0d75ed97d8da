"""Telling people that their bill is there. [P4]"""

from collections.abc import Sequence

from telecom.management.billing import when_sent
from telecom.management.notices import tell_managers
from telecom.model.bills import CustomerBill
from telecom.model.messaging import Priority
from telecom.model.parties import BillingAccount
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import OpenWork, Outside, Work
from telecom.support.jobs import job

TELL_OF_BILLS = "tell_of_bills"
_BATCH = 50


@when_sent
def announce(bills: Sequence[CustomerBill], work: Work) -> None:
    """Have the people told after the bills are made, so that a run of many is not held up."""
    ids = [bill.id for bill in bills]
    for start in range(0, len(ids), _BATCH):
        work.enqueue(TELL_OF_BILLS, bill_ids=ids[start : start + _BATCH], priority=-5)


@job(TELL_OF_BILLS)
def tell_of_bills(*, bill_ids: Sequence[str], open_work: OpenWork, outside: Outside) -> None:
    """Tell the managers of each bill, once."""
    for bill_id in bill_ids:
        with open_work() as work:
            _tell(work.of(CustomerBill).get(bill_id), work=work)


def _tell(bill: CustomerBill, *, work: Work) -> None:
    values = {"period": bill.period, "total": bill.total, "due": bill.due_on, "number": bill.number}
    choices = [
        ask_for("show_bill", "utter_choice_show_it", bill_id=bill.number),
        ask_for("explain_bill", "utter_choice_why_bill", bill_id=bill.number),
    ]
    if bill.is_payable:
        choices.insert(0, ask_for("pay_bill", "utter_choice_pay_it", bill_id=bill.number))
    name = "utter_notice_bill_ready" if bill.is_payable else "utter_notice_bill_ready_nothing"
    account = work.of(BillingAccount).get(bill.account_id)
    key = f"bill ready:{bill.id}"
    tell_managers(account.customer_id, Utterance(name, values, choices), key=key, priority=Priority.BILL, work=work)
