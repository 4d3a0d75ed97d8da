"""Bills and receipts as papers: what stands on them, and whether one that somebody holds is genuine. [B1, X4]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.inventory import label_of
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.e_bill import BillDelivery
from telecom.model.inventory import Service
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, Customer, Individual, Membership, Role
from telecom.model.payments import Payment, PaymentState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.seals import PaperKind, find_code
from telecom.model.tariffs import TaxRate, tax_percent
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.utterances import Attachment, Utterance
from telecom.model.volumes import UsageKind
from telecom.ports import Work
from telecom.support.seals import find_sealed, seal_of

_SUMMARY = (
    ("utter_paper_sum_monthly", {ChargeKind.SUBSCRIPTION, ChargeKind.PART_MONTH, ChargeKind.PAUSED}),
    (
        "utter_paper_sum_usage",
        {
            ChargeKind.DATA,
            ChargeKind.CALLS,
            ChargeKind.MESSAGES,
            ChargeKind.ROAMING,
            ChargeKind.INTERNATIONAL,
            ChargeKind.PREMIUM,
        },
    ),
    ("utter_paper_sum_bought", {ChargeKind.PURCHASE, ChargeKind.FEE}),
    ("utter_paper_sum_discounts", {ChargeKind.DISCOUNT}),
    ("utter_paper_sum_credits", {ChargeKind.CREDIT, ChargeKind.SLA_CREDIT, ChargeKind.REFUND, ChargeKind.CARRIED}),
)
LINE = {
    ChargeKind.SUBSCRIPTION: "utter_paper_line_monthly",
    ChargeKind.PART_MONTH: "utter_paper_line_part_month",
    ChargeKind.PAUSED: "utter_paper_line_paused",
    ChargeKind.PURCHASE: "utter_paper_line_monthly",
    ChargeKind.FEE: "utter_paper_line_monthly",
    ChargeKind.DATA: "utter_paper_line_data",
    ChargeKind.CALLS: "utter_paper_line_calls",
    ChargeKind.MESSAGES: "utter_paper_line_messages",
    ChargeKind.ROAMING: "utter_paper_line_roaming",
    ChargeKind.INTERNATIONAL: "utter_paper_line_international",
    ChargeKind.PREMIUM: "utter_paper_line_premium",
    ChargeKind.DISCOUNT: "utter_paper_line_discount",
    ChargeKind.CREDIT: "utter_paper_line_credit",
    ChargeKind.SLA_CREDIT: "utter_paper_line_sla_credit",
    ChargeKind.REFUND: "utter_paper_line_refund",
    ChargeKind.CARRIED: "utter_paper_line_carried",
}
_USE = {
    UsageKind.DATA: "utter_paper_line_data",
    UsageKind.VOICE: "utter_paper_use_call",
    UsageKind.SMS: "utter_paper_use_message",
}
_USE_ZONE = {
    UsageZone.ROAMING: "utter_paper_line_roaming",
    UsageZone.INTERNATIONAL: "utter_paper_use_international",
    UsageZone.PREMIUM: "utter_paper_use_premium",
}
Cell = Utterance | Money | Period | str | Any
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class GenuinePaper:
    """What a code belongs to: enough to compare a paper with, nothing about whose it is."""

    kind: PaperKind
    number: str
    amount: Money
    bill: CustomerBill | None = None
    payment: Payment | None = None


def bill_paper(bill: CustomerBill, *, work: Work, delivery: BillDelivery | None = None) -> Attachment:
    """A bill as a PDF to go with a message or by mail: with every single use that was charged, or as the `delivery`
    has it for each line."""
    account = work.of(BillingAccount).get(bill.account_id)
    customer = work.of(Customer).get(account.customer_id)
    lines = work.of(AppliedCustomerBillingRate).list(bill_id=bill.id, order="position")
    services = {service.id: service for service in work.of(Service).list(account_id=account.id, order="kind,name")}
    listed = [service for service in services.values() if delivery is None or delivery.lists(service.id)]
    open_amount = bill.open_amount
    values = _sheet(customer, bill.number, seal_of(PaperKind.BILL, bill.id, work=work), work=work) | {
        "title": Utterance("utter_paper_bill_title", {"period": bill.period}),
        "facts": [
            [Utterance("utter_paper_number"), bill.number],
            [Utterance("utter_paper_customer"), customer.number],
            [Utterance("utter_paper_issued"), bill.issued_on],
            [Utterance("utter_paper_period"), bill.period],
        ],
        "intro": Utterance("utter_paper_bill_intro", {"period": bill.period}),
        "due": [
            Utterance("utter_paper_due" if open_amount.is_positive else "utter_paper_nothing_due"),
            bill.due_on if open_amount.is_positive else "",
            open_amount,
        ],
        "standing": _standing(bill),
        "summary": {
            "title": Utterance("utter_paper_summary"),
            "rows": _summary(lines, bill.total.currency),
            "total": [Utterance("utter_paper_total"), bill.total],
        },
        "tax": {"header": _words("tax", "net", "vat", "gross"), "rows": _taxes(bill, lines, work=work)},
        "lines": {
            "title": Utterance("utter_paper_lines"),
            "header": _words("what", "when", "volume", "amount"),
            "sections": _sections(lines, services),
        },
        "uses": {
            "title": Utterance("utter_paper_uses"),
            "note": Utterance("utter_paper_uses_note"),
            "header": _words("moment", "kind", "party", "volume", "amount"),
            "sections": _uses(bill, listed, work=work),
        },
        "slip": _slip(bill),
    }
    return Attachment("pdf", "bill", values)


def receipt_paper(payment: Payment, *, way: Utterance | str, work: Work) -> Attachment:
    """A receipt for a payment that was taken, as a PDF; `way` is how it was paid, such as "Visa ending 4242"."""
    account = work.of(BillingAccount).get(payment.account_id)
    customer = work.of(Customer).get(account.customer_id)
    bill = work.of(CustomerBill).find(id=payment.bill_id) if payment.bill_id else None
    service = work.of(Service).find(id=payment.service_id) if payment.service_id else None
    paid_at = payment.settled_at or payment.created_at
    what: Cell = bill.number if bill else label_of(service) if service else ""
    values = _sheet(customer, payment.number, seal_of(PaperKind.RECEIPT, payment.id, work=work), work=work) | {
        "title": Utterance("utter_paper_receipt_title"),
        "facts": [
            [Utterance("utter_paper_receipt_number"), payment.number],
            [Utterance("utter_paper_customer"), customer.number],
            [Utterance("utter_paper_paid_on"), paid_at.astimezone(work.zone).date()],
        ],
        "intro": Utterance("utter_paper_receipt_intro", {"amount": payment.amount}),
        "rows": [
            [Utterance("utter_paper_amount"), payment.amount],
            [Utterance("utter_paper_for_bill" if bill else "utter_paper_for_top_up"), what],
            [Utterance("utter_paper_way"), way],
            [Utterance("utter_paper_reference"), payment.reference or payment.number],
        ],
    }
    return Attachment("pdf", "receipt", values)


def check_paper(text: str, *, work: Work) -> GenuinePaper | None:
    """The paper whose code stands in a text, or None where no paper of ours has it. Anybody may ask: only what is
    printed on the paper anyway is said."""
    code = find_code(text)
    seal = find_sealed(code, work=work) if code else None
    if seal is None:
        return None
    if seal.kind is PaperKind.BILL:
        bill = work.of(CustomerBill).get(seal.subject_id)
        return GenuinePaper(seal.kind, bill.number, bill.total, bill=bill)
    payment = work.of(Payment).get(seal.subject_id)
    return GenuinePaper(seal.kind, payment.number, payment.amount, payment=payment) if _taken(payment) else None


def _taken(payment: Payment) -> bool:
    return payment.state is PaymentState.DONE


def _sheet(customer: Customer, number: str, code: str, *, work: Work) -> dict[str, Any]:
    """What every paper of ours has."""
    manager = work.of(Membership).find(customer_id=customer.id, role=Role.MANAGER, order="id")
    address = work.of(Individual).get(manager.person_id).address if manager else None
    return {
        "language": Utterance("utter_paper_language"),
        "operator": Utterance("utter_paper_operator"),
        "number": number,
        "letterhead": [Utterance("utter_paper_street"), Utterance("utter_paper_vat_number")],
        "sender": Utterance("utter_paper_sender"),
        "receiver": [customer.name, *(part.strip() for part in (address or "").split(",") if part.strip())],
        "footer": Utterance("utter_paper_footer"),
        "page": Utterance("utter_paper_page"),
        "code": code,
        "qr": Utterance("utter_paper_question", {"code": code}),
        "check": [Utterance("utter_paper_genuine"), Utterance("utter_paper_genuine_how")],
    }


def _words(*names: str) -> list[Utterance]:
    return [Utterance(f"utter_paper_column_{name}") for name in names]


def _standing(bill: CustomerBill) -> Utterance | str:
    if not (bill.paid.is_positive or bill.credited):
        return ""
    given = bill.paid if bill.credited is None else bill.paid + bill.credited
    return Utterance("utter_paper_paid_of", {"paid": given, "total": bill.total})


def _summary(lines: Sequence[AppliedCustomerBillingRate], currency: str) -> list[Row]:
    rows: list[Row] = []
    for name, kinds in _SUMMARY:
        amounts = [line.amount for line in lines if line.kind in kinds]
        if amounts:
            rows.append([Utterance(name), total(amounts, currency=currency)])
    return rows


def _taxes(bill: CustomerBill, lines: Sequence[AppliedCustomerBillingRate], *, work: Work) -> list[Row]:
    """By rate: the rate, the amount without tax, the tax, the amount with it."""
    usual = tax_percent(work.of(TaxRate).list(), on=bill.period_end)
    ids = {line.offering_id for line in lines if line.offering_id}
    own = {o.id: int(o.terms.get("tax_percent", usual)) for o in work.of(Offering).list(id=ids)}
    by_rate: dict[int, list[AppliedCustomerBillingRate]] = {}
    for line in lines:
        by_rate.setdefault(own.get(line.offering_id or "", usual), []).append(line)
    rows: list[Row] = []
    for percent, alike in sorted(by_rate.items(), reverse=True):
        gross = total((line.amount for line in alike), currency=bill.total.currency)
        tax = total((line.tax for line in alike), currency=bill.total.currency)
        rows.append([Utterance("utter_paper_tax", {"percent": percent}), gross - tax, tax, gross])
    return rows


def _sections(lines: Sequence[AppliedCustomerBillingRate], services: dict[str, Service]) -> list[dict[str, Any]]:
    """The lines of each service together, the account's own last."""
    sections = []
    for service_id in (*services, None):
        own = [line for line in lines if line.service_id == service_id]
        if own:
            name = label_of(services[service_id]) if service_id else Utterance("utter_paper_account")
            summed = total((line.amount for line in own), currency=own[0].amount.currency)
            rows = [_row(line) for line in own]
            sections.append({"title": name, "rows": rows, "total": summed})
    return sections


def _row(line: AppliedCustomerBillingRate) -> Row:
    days: Cell = ""
    if line.first_day is not None:
        days = Period(line.first_day, line.last_day)
    what = Utterance(LINE[line.kind], {"description": line.description})
    return [what, days, line.volume or "", line.amount]


def _uses(bill: CustomerBill, services: Sequence[Service], *, work: Work) -> list[dict[str, Any]]:
    """Every use of these services that was charged, by service."""
    records = work.of(UsageRecord).list(bill_id=bill.id, charge_minor__gt=0, order="at,id")
    sections = []
    for service in services:
        rows = [_use(record) for record in records if record.service_id == service.id]
        if rows:
            sections.append({"title": label_of(service), "rows": rows})
    return sections


def _use(record: UsageRecord) -> Row:
    what = Utterance(_USE_ZONE.get(record.zone) or _USE[record.kind], {"description": ""})
    return [record.at, what, _party(record.other_party), record.volume, record.charge]


def _party(number: str | None) -> PhoneNumber | str:
    """The number as people write it, where it is one."""
    try:
        return PhoneNumber(number) if number else ""
    except ValueError:
        return number or ""


def _slip(bill: CustomerBill) -> dict[str, Any]:
    rows: Iterable[Row] = (
        (
            [Utterance("utter_paper_slip_to"), Utterance("utter_paper_operator")],
            [Utterance("utter_paper_slip_amount"), bill.open_amount],
            [Utterance("utter_paper_slip_due"), bill.due_on],
            [Utterance("utter_paper_slip_reference"), bill.number],
        )
        if bill.open_amount.is_positive
        else ()
    )
    note = Utterance("utter_paper_slip_note")
    return {"title": Utterance("utter_paper_slip"), "rows": list(rows), "note": note}
