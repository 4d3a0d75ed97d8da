"""Answers about bills."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.abroad import about_days_abroad
from actions.asked import Asked
from actions.explaining import about_ourselves
from actions.frame import Answer, DialtoneAction, say
from actions.performance import credit_for_service
from actions.periods import asked_period
from telecom.management.bills import BillLine, list_bills, show_bill
from telecom.management.papers import bill_paper, check_paper
from telecom.model.bills import ChargeKind, CustomerBill
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

OTHERS_OFFERED = 2
AS_PDF = "pdf"
# So many papers go with one answer.
PAPERS = 6
# The months by their names, in English and German; "may I" names none.
_MONTHS = (
    r"jan(?:uary|uar)?", r"feb(?:ruary|ruar)?", r"mar(?:ch)?|märz", r"apr(?:il)?", r"may(?! (?:i|we)\b)|mai",
    r"june?|juni", r"july?|juli", r"aug(?:ust)?", r"sept?(?:ember)?", r"oct(?:ober)?|okt(?:ober)?", r"nov(?:ember)?",
    r"dec(?:ember)?|dez(?:ember)?",
)  # fmt: skip
_MONTH = tuple(re.compile(rf"\b(?:{names})\b", re.I) for names in _MONTHS)
PAPER = re.compile(
    r"\b(pdf|paper|copy|copies|download|document|pdfs|print|printed|proof|itemised|itemized)\b", re.IGNORECASE
)
SEVERAL = re.compile(r"\b(bills|invoices|rechnungen)\b", re.IGNORECASE)
LINE = {
    ChargeKind.SUBSCRIPTION: ("utter_bill_line_product", "utter_bill_line_products"),
    ChargeKind.PART_MONTH: ("utter_bill_line_part_month", "utter_bill_line_part_months"),
    ChargeKind.PURCHASE: ("utter_bill_line_product", "utter_bill_line_products"),
    ChargeKind.DATA: ("utter_bill_line_data", "utter_bill_line_data_several"),
    ChargeKind.CALLS: ("utter_bill_line_calls", "utter_bill_line_calls_several"),
    ChargeKind.MESSAGES: ("utter_bill_line_messages", "utter_bill_line_messages_several"),
    ChargeKind.ROAMING: ("utter_bill_line_roaming", "utter_bill_line_roaming_several"),
    ChargeKind.INTERNATIONAL: ("utter_bill_line_international", "utter_bill_line_international_several"),
    ChargeKind.PREMIUM: ("utter_bill_line_premium", "utter_bill_line_premium_several"),
    ChargeKind.PAUSED: ("utter_bill_line_paused", "utter_bill_line_paused_several"),
    ChargeKind.FEE: ("utter_bill_line_product", "utter_bill_line_products"),
    ChargeKind.DISCOUNT: ("utter_bill_line_discount", "utter_bill_line_discount"),
    ChargeKind.CREDIT: ("utter_bill_line_credit", "utter_bill_line_credit"),
    ChargeKind.SLA_CREDIT: ("utter_bill_line_sla_credit", "utter_bill_line_sla_credit"),
    ChargeKind.REFUND: ("utter_bill_line_refund", "utter_bill_line_refund"),
    ChargeKind.CARRIED: ("utter_bill_line_carried", "utter_bill_line_carried"),
}


# "The last bill per person" is what each line spent in its time.
_BY_LINE = re.compile(
    r"(?<!\bline )\b(?:per|by|each|every) (?:person|employee|head|user|line|number|mobile|phone|member)\b"
    r"|\bpro (?:person|kopf|leitung|nummer|mitarbeiter\w*)\b",
    re.I,
)


# What the bill will come to, which is none of those that there are.
_END = re.compile(
    r"\b(?:(?:at|by|till|until|for) (?:the )?end of (?:the |this )?(?:month|period)|(?:month|period)(?:'?s)?[ -]?end"
    r"|(?:next|coming|upcoming|following) (?:bill|invoice)|(?:bill|invoice|total|charges?) (?:will|going to|gonna)"
    r"|(?:will|gonna|going to|'ll)\b.{0,30}\b(?:be|come to|cost|owe|pay|bill)|forecast\w*|estimat\w*|predict\w*"
    r"|project(?:ed|ion)s?|heading for|run rate"
    r"|am monatsende|(?:bis|am|zum) ende des monats|(?:nächste\w*|kommende\w*) rechnung"
    r"|wird\b.{0,30}\b(?:rechnung|kosten))\b",
    re.I,
)


def asks_of_the_end(text: str) -> bool:
    """Whether it is asked what the bill will be when the running period ends."""
    return _END.search(text) is not None


# "Do you owe us anything for that?" is about a credit, and no bill.
_OWED_BY_US = re.compile(
    r"\b(?:you|u) owe (?:me|us)\b|\b(?:are|am|is|were) (?:we|i|my|our|anything)\b.*\b(?:owed|due back)\b"
    r"|\bschulden sie (?:mir|uns)\b",
    re.I,
)


# Which of the bills, and no charge on one of them.
_WHICH = re.compile(
    r"\b(?:which|what|welche[rs]?)\b.{0,25}\b(?P<most>highest|dearest|biggest|most expensive|priciest|worst"
    r"|höchste\w*|teuerste\w*|lowest|cheapest|smallest|niedrigste\w*|billigste\w*)",
    re.I,
)
_LOWEST = re.compile(r"lowest|cheapest|smallest|niedrigste|billigste", re.I)
_OF_BILLS = re.compile(r"\b(?:bills?|invoices?|months?|\w*rechnung\w*|monate?)\b", re.I)


def bill_that_stands_out(asked: Asked, work: Work) -> CustomerBill | None:
    """The highest or lowest of all bills, where that is asked of bills or right below their list; else None."""
    which = _WHICH.search(asked.text)
    if which is None:
        return None
    listed = any(each.response == "utter_bill_list" for each in messaging.latest_answers(asked.conversation, work=work))
    if not listed and not _OF_BILLS.search(asked.text):
        return None
    bills = list_bills(asked.actor, work=work, period=asked_period(asked))
    choose = min if _LOWEST.match(which["most"]) else max
    return choose(bills, key=lambda bill: bill.total.minor, default=None)


def is_by_line(asked: Asked) -> bool:
    """Whether a bill is asked about line by line, or for the lines of somebody alone: "why is Tom's higher?"."""
    named = any(asked.entities.get(name) for name in ("person", "phone_number", "group"))
    return named or _BY_LINE.search(asked.text) is not None


def spent_by_line(asked: Asked, work: Work) -> Answer:
    """What each line, or those that were named, spent in the time of the bill that is meant."""
    number, period = asked.entities.get("bill_id"), asked_period(asked)
    bill = show_bill(asked.actor, work=work, number=number, period=period).bill
    spending = DialtoneAction.named["action_check_spending"]()
    return spending.answer(replace(asked, entities={**asked.entities, "period": bill.period}), work)


class ShowBill(DialtoneAction):
    """The newest bill, one by number or period, or a list where the period holds several."""

    called = "action_show_bill"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if told := about_ourselves(asked) or about_days_abroad(asked, work):
            return Answer(told)
        number, period = asked.entities.get("bill_id"), asked_period(asked)
        if number is None and asks_of_the_end(asked.text) and not wants_paper(asked):
            return DialtoneAction.named["action_show_current_charges"]().answer(asked, work)
        if _OWED_BY_US.search(asked.text) and (owed := credit_for_service(asked, work)) is not None:
            return owed
        if _BY_LINE.search(asked.text):
            return spent_by_line(asked, work)
        if number is None and (standing_out := bill_that_stands_out(asked, work)) is not None:
            number, period = standing_out.number, None
        if number is None and (period is not None or SEVERAL.search(asked.text)):
            bills = _of_months_named(asked, work) or list_bills(asked.actor, work=work, period=period)
            if len(bills) > 1:
                lines = [_summary(bill) for bill in bills]
                papers = [bill_paper(bill, work=work) for bill in bills[:PAPERS]] if wants_paper(asked) else []
                return Answer([Utterance("utter_bill_list", {"bills": lines}, _offer_bills(bills), papers)])
        report = show_bill(asked.actor, work=work, number=number, period=period)
        values = {
            "number": report.bill.number,
            "period": report.bill.period,
            "total": report.bill.total,
            "tax": report.tax,
            "lines": [bill_line(line) for line in report.lines],
            "standing": [_standing(report.bill, work)],
        }
        why = ask_for("explain_bill", "utter_choice_why_bill", bill_id=report.bill.number)
        choices = [*offer_payment(report.bill), why]
        if wants_paper(asked):
            papers = [bill_paper(report.bill, work=work)]
            return Answer([Utterance("utter_bill_shown", values, choices, papers)])
        as_pdf = ask_for("show_bill", "utter_choice_bill_pdf", bill_id=report.bill.number, value=AS_PDF)
        choices += [as_pdf, *_offer_bills(report.others[:OTHERS_OFFERED])]
        return Answer([Utterance("utter_bill_shown", values, choices)])


def _of_months_named(asked: Asked, work: Work) -> list[CustomerBill]:
    """The bills of several months that were named together, "June, July and August", each the newest of its month."""
    named = {number for number, names in enumerate(_MONTH, start=1) if names.search(asked.text)}
    if len(named) < 2:
        return []
    newest: dict[int, CustomerBill] = {}
    for bill in list_bills(asked.actor, work=work):
        newest.setdefault(bill.period_start.month, bill)
    return [newest[month] for month in sorted(named & set(newest), reverse=True)]


def wants_paper(asked: Asked) -> bool:
    """Whether the bill was asked for as a document, in words or by the choice for it."""
    return asked.entities.get("value") == AS_PDF or PAPER.search(asked.text) is not None


class CheckPaper(DialtoneAction):
    """Whether a bill or receipt that somebody holds is genuine: anybody may ask who has its code."""

    called = "action_check_paper"

    def answer(self, asked: Asked, work: Work) -> Answer:
        found = check_paper(str(asked.entities.get("value") or asked.text), work=work)
        if found is None:
            return say("utter_paper_not_genuine")
        values = {"number": found.number, "amount": found.amount}
        if found.bill is not None:
            values |= {"period": found.bill.period, "due": found.bill.due_on}
            return say("utter_paper_genuine_bill", **values)
        return say("utter_paper_genuine_receipt", **values)


def bill_line(line: BillLine) -> Utterance:
    """One line of a bill in a chat."""
    one, several = LINE[line.kind]
    values = {"description": line.description, "amount": line.amount, "count": line.count}
    return Utterance(one if line.count == 1 else several, values)


def _standing(bill: CustomerBill, work: Work) -> Utterance:
    values = {"open": bill.open_amount, "paid": bill.paid, "due": bill.due_on}
    if not bill.is_payable:
        return Utterance("utter_bill_settled", values)
    if bill.is_overdue(work.today()):
        return Utterance("utter_bill_overdue", values)
    return Utterance("utter_bill_part_paid" if bill.paid.is_positive else "utter_bill_open", values)


def _summary(bill: CustomerBill) -> Utterance:
    values = {"period": bill.period, "number": bill.number, "total": bill.total, "open": bill.open_amount}
    return Utterance("utter_bill_summary_open" if bill.is_payable else "utter_bill_summary_settled", values)


def offer_payment(bill: CustomerBill) -> list[Offered]:
    """The choice to pay a bill, where something is to be paid on it."""
    return [ask_for("pay_bill", "utter_choice_pay", bill_id=bill.number)] if bill.is_payable else []


def _offer_bills(bills: Sequence[CustomerBill]) -> list[Offered]:
    return [
        ask_for("show_bill", "utter_choice_bill_of", {"period": bill.period}, bill_id=bill.number) for bill in bills
    ]
