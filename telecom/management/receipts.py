"""Past payments and their receipts: was it received, what for, and is this receipt genuine? [M.3345 7.1, B13]"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.papers import receipt_paper
from telecom.management.ways import PayWith, shown_way
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bills import CustomerBill
from telecom.model.calendar import Period
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.payments import Payment, PaymentMethod, PaymentState, Refund, RefundState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.seals import PaperKind
from telecom.model.utterances import Attachment
from telecom.ports import Work
from telecom.support.authorization import access_accounts, require_any
from telecom.support.seals import seal_of

SHOWN = 6


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """One payment: what it was for (a bill's number or a line), how it was paid, how it stands, what went back."""

    payment: Payment
    bill: str | None
    line: PhoneNumber | None
    card: PaymentMethod | None
    given_back: Money


def list_payments(
    actor: Actor | None, *, period: Period | None = None, bill_number: str | None = None, work: Work
) -> list[PaymentReport]:
    """The newest payments of the accounts whose bills the actor may see, those of a period or bill where it is said."""
    found = _visible(actor, period=period, work=work)
    if bill_number is not None:
        bill = work.of(CustomerBill).find(number=bill_number.upper())
        found = [payment for payment in found if bill is not None and payment.bill_id == bill.id]
    return [_report(payment, work=work) for payment in found[:SHOWN]]


def _visible(actor: Actor | None, *, period: Period | None = None, work: Work) -> Sequence[Payment]:
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    start, end = period.moments(work.zone) if period else (None, None)
    where: dict[str, Any] = {}
    if start is not None:
        where["created_at__gte"] = start
    if end is not None:
        where["created_at__lt"] = end
    return work.of(Payment).list(account_id=[account.id for account in accounts], order="-created_at,-number", **where)


def _report(payment: Payment, *, work: Work) -> PaymentReport:
    returned = work.of(Refund).total(
        "amount_minor", payment_id=payment.id, state=[RefundState.PENDING, RefundState.DONE]
    )
    return PaymentReport(
        payment,
        work.of(CustomerBill).get(payment.bill_id).number if payment.bill_id else None,
        work.of(Service).get(payment.service_id).phone_number if payment.service_id else None,
        work.of(PaymentMethod).get(payment.method_id) if payment.method_id else None,
        Money(returned, payment.amount.currency),
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment that came through, the paper about it, and the code by which the paper can be checked."""

    report: PaymentReport
    paper: Attachment
    code: str


def make_receipt(actor: Actor | None, number: str | None, *, work: Work) -> Receipt:
    """The receipt of a payment by its number, else of the newest that came through. NotFound where there is none."""
    done = [payment for payment in _visible(actor, work=work) if payment.state is PaymentState.DONE]
    for payment in done:
        if number is None or payment.number == number.upper():
            report = _report(payment, work=work)
            way = shown_way(PayWith(payment.way, report.card), paid=True)
            code = seal_of(PaperKind.RECEIPT, payment.id, work=work)
            return Receipt(report, receipt_paper(payment, way=way, work=work), code)
    raise NotFound("utter_receipts_no_such" if number else "utter_receipts_none", number=number or "")
