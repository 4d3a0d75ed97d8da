"""Answers about past payments: was it received, and the receipt as a paper."""

import re
from dataclasses import replace

from actions.asked import Asked
from actions.explaining import offered_last
from actions.frame import Answer, DialtoneAction
from actions.payments import what_is_owed
from actions.periods import asked_period
from telecom.management.receipts import PaymentReport, Receipt, list_payments, make_receipt
from telecom.model.money import total
from telecom.model.payments import PaymentState
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

_NUMBER = re.compile(r"\bP-(\d{1,12})\b", re.IGNORECASE)
_WANTS_PAPER = re.compile(
    r"\b(?:receipts?|proof|paper|in writing|written|tax|accountant|confirmation"
    r"|quittung\w*|beleg\w*|schriftlich\w*|finanzamt)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:that|this|it|the one|dafür|davon|darüber|dazu|diese\w*)\b", re.I)
_ALREADY = re.compile(
    r"^\W*(?:(?:and|so|is it|und)\W+)*(?:paid|bezahlt)\W*$"
    r"|\b(?:already|up to date|(?:did|have|has) (?:i|we|it|that|the bill|my bill)\b.*\b(?:pa(?:y|id))"
    r"|(?:is|was) (?:it|that|my bill|the bill) paid|did(?:n't| not) (?:i|we)|schon)\b",
    re.I,
)
_LAST_BILL = re.compile(r"\b(?:last|latest|newest|current|letzte\w*|aktuelle\w*) (?:bill|invoice|rechnung)\b", re.I)
# "Is the December bill paid?" is answered by that bill.
_BILL_PAID = re.compile(
    r"\b(?:is|was|has|have|did|ist|wurde|war|habe)\b.*\b(?:bill|invoice|\w*rechnung)\b.*\b(?:paid|settled|bezahlt)\b"
    r"|\bdid (?:i|we) pay\b.*\b(?:bill|invoice)\b",
    re.I,
)
_JUST_NOW = re.compile(
    r"\b(?:that|it|this|card|das|es)\b.{0,20}\b(?:through|take|worked?|happen\w*|done|paid|charged|geklappt|durch)\b"
    r"|\b(?:just now|gerade eben)\b",
    re.I,
)
_IN_ALL = re.compile(r"\b(?:altogether|in all|in total|total|all together|sum|insgesamt|zusammen|summe)\b", re.I)
_FAILED = re.compile(r"\b(?:failed|declined|rejected|bounced|unsuccessful|fehlgeschlagen\w*|abgelehnt\w*)\b", re.I)
_STATES = {
    PaymentState.DONE: "utter_receipts_line_received",
    PaymentState.DENIED: "utter_receipts_line_denied",
    PaymentState.FAILED: "utter_receipts_line_denied",
    PaymentState.CANCELED: "utter_receipts_line_canceled",
}


class ShowPayments(DialtoneAction):
    """Past payments, the newest first; or the receipt of one of them."""

    called = "action_show_payments"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = str(asked.entities.get("value") or asked.text)
        number = _NUMBER.search(wish)
        if number is not None or _WANTS_PAPER.search(wish):
            named = f"P-{number[1]}" if number else _of_the_month(asked, work) or _listed_before(asked, work)
            return Answer([_paper(make_receipt(asked.actor, named, work=work))])
        bill = asked.entities.get("bill_id")
        if bill is None and _JUST_NOW.search(wish) and (waits := offered_last(asked, work)):
            return Answer([Utterance("utter_help_offered"), *waits])  # "did that go through?" before the yes
        if bill is None and _LAST_BILL.search(wish):  # "What was our last bill, and is it paid?"
            return DialtoneAction.named["action_show_bill"]().answer(replace(asked, entities={}), work)
        if bill is None and asked_period(asked) is not None and _BILL_PAID.search(wish):
            return DialtoneAction.named["action_show_bill"]().answer(asked, work)
        reports = list_payments(
            asked.actor, period=asked_period(asked), bill_number=str(bill) if bill else None, work=work
        )
        failed = [each for each in reports if _STATES.get(each.payment.state) == "utter_receipts_line_denied"]
        if _FAILED.search(wish) and reports and not failed:
            return Answer([Utterance("utter_receipts_none_failed", {}, _choices(reports))])
        reports = failed if _FAILED.search(wish) else reports
        if not reports:
            return Answer([Utterance("utter_receipts_nothing_found", {}, [ask_for("show_bill", "utter_choice_bill")])])
        listed = Utterance("utter_receipts_list", {"payments": [_line(r) for r in reports]}, _choices(reports))
        if _IN_ALL.search(wish) and (paid := [r.payment for r in reports if r.payment.state is PaymentState.DONE]):
            together = total((each.amount for each in paid), currency=work.currency)
            summed = Utterance("utter_receipts_together", {"total": together})
            values = {"payments": [summed, *listed.values["payments"]]}
            listed = Utterance(listed.response, values, listed.choices)
        owed = what_is_owed(asked, work) if _ALREADY.search(wish) else None
        return Answer([owed, listed] if owed is not None else [listed])


def _of_the_month(asked: Asked, work: Work) -> str | None:
    """The payment for the bill of the month that was named, or else the newest one made then; None where none was."""
    period = asked_period(asked)
    if period is None or period.start is None:
        return None
    begins, ends = period.start, period.end or work.today()
    done = [each for each in list_payments(asked.actor, work=work) if each.payment.state is PaymentState.DONE]
    of_bill = [each for each in done if f"-{begins:%Y-%m}-" in str(each.bill)]
    paid_then = [each for each in done if begins <= each.payment.created_at.date() <= ends]
    return next((each.payment.number for each in [*of_bill, *paid_then]), None)


def _listed_before(asked: Asked, work: Work) -> str | None:
    """The payment that the list right above had on top: "a receipt for that"; None below anything else."""
    said = messaging.latest_answers(asked.conversation, work=work) if _POINTS.search(asked.text) else []
    offered = [str((each.content.get("entities") or {}).get("value") or "") for one in said for each in one.choices]
    return next((f"P-{found[1]}" for value in offered if (found := _NUMBER.search(value))), None)


def _line(report: PaymentReport) -> Utterance:
    payment = report.payment
    values = {
        "number": payment.number,
        "amount": payment.amount,
        "day": payment.created_at.date(),
        "purpose": _purpose(report),
        "back": [Utterance("utter_receipts_given_back", {"amount": report.given_back})]
        if report.given_back.is_positive
        else [],
    }
    return Utterance(_STATES.get(payment.state, "utter_receipts_line_checked"), values)


def _purpose(report: PaymentReport) -> Utterance:
    if report.bill is not None:
        return Utterance("utter_receipts_for_bill", {"bill": report.bill})
    return Utterance("utter_receipts_for_credit", {"line": report.line or "-"})


def _choices(reports: list[PaymentReport]) -> list[Offered]:
    done = [r.payment.number for r in reports if r.payment.state is PaymentState.DONE]
    return [
        ask_for("show_payments", "utter_choice_receipt", {"number": number}, value=f"receipt {number}")
        for number in done[:3]
    ]


def _paper(receipt: Receipt) -> Utterance:
    payment = receipt.report.payment
    values = {
        "number": payment.number,
        "amount": payment.amount,
        "paid_at": payment.settled_at or payment.created_at,
        "purpose": _purpose(receipt.report),
        "code": receipt.code,
    }
    return Utterance("utter_receipts_paper", values, attachments=[receipt.paper])
