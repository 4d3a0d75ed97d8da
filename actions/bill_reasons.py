"""Answers about why a bill is what it is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.abroad import about_days_abroad
from actions.asked import Asked
from actions.bills import bill_line, bill_that_stands_out, is_by_line, offer_payment, spent_by_line
from actions.credit_history import about_credit
from actions.explaining import about_ourselves, about_the_offer
from actions.frame import Answer, DialtoneAction
from actions.numbers import named_amount
from actions.periods import asked_period
from telecom.management.amounts import AmountFound, find_amount
from telecom.management.bill_reasons import Cause, Evidence, Explanation, explain_bill
from telecom.management.bills import BillLine, show_bill
from telecom.model.bills import ChargeKind, CustomerBill
from telecom.model.calendar import Period
from telecom.model.money import Money
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for
from telecom.ports import Work

# A charge by what it was for.
NAMED_KINDS = {
    ChargeKind.ROAMING: re.compile(r"\b(?:roam\w*|abroad|travel\w*|(?<!ins )ausland(?!s(?:gespr|anruf))\w*)\b", re.I),
    ChargeKind.INTERNATIONAL: re.compile(
        r"\b(?:international\w*|other countr\w+|auslandsgespr\w+|auslandsanruf\w*|ins ausland)\b", re.I
    ),
    ChargeKind.PREMIUM: re.compile(r"\b(?:premium|special numbers?|sondernummer\w*)\b", re.I),
}
_DEAREST = re.compile(
    r"\b(?:dearest|biggest|largest|most expensive|priciest|the most|makes up most|größte\w*|teuerste\w*|am meisten)\b",
    re.I,
)
MOST_NAMED = 3
_WHOLE_BILL = re.compile(r"\b(?:bill|higher|more|expensive|month|rechnung|teurer|höher)\b", re.I)
_COMPARED = re.compile(r"^(?P<bill>.*?)\b(?:than|compared (?:to|with)|versus|vs)\b", re.I)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\b", re.I)
_FOR_WHAT = re.compile(r"\bwhat\b|\bfor\b", re.IGNORECASE)
CAUSE = {
    ChargeKind.SUBSCRIPTION: "utter_bill_cause_product",
    ChargeKind.PART_MONTH: "utter_bill_cause_part_month",
    ChargeKind.PURCHASE: "utter_bill_cause_product",
    ChargeKind.FEE: "utter_bill_cause_product",
    ChargeKind.DATA: "utter_bill_cause_data",
    ChargeKind.CALLS: "utter_bill_cause_calls",
    ChargeKind.MESSAGES: "utter_bill_cause_messages",
    ChargeKind.ROAMING: "utter_bill_cause_roaming",
    ChargeKind.INTERNATIONAL: "utter_bill_cause_international",
    ChargeKind.PREMIUM: "utter_bill_cause_premium",
    ChargeKind.PAUSED: "utter_bill_cause_paused",
    ChargeKind.DISCOUNT: "utter_bill_cause_discount",
    ChargeKind.CREDIT: "utter_bill_cause_credit",
    ChargeKind.SLA_CREDIT: "utter_bill_cause_credit",
    ChargeKind.REFUND: "utter_bill_cause_credit",
    ChargeKind.CARRIED: "utter_bill_cause_carried",
}


def _period_meant(asked: Asked) -> Period | None:
    """Whose bill is meant; of "my last bill is more than July" the last one, as July is what it is held against."""
    compared = _COMPARED.search(asked.text)
    return None if compared and not _MONTH.search(compared["bill"]) else asked_period(asked)


class ExplainBill(DialtoneAction):
    """Why a bill differs from the one before, and from what was used."""

    called = "action_explain_bill"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if offer := about_the_offer(asked, work):
            return Answer(offer)
        if own := about_ourselves(asked):
            return Answer(own)
        if moved := about_days_abroad(asked, work) or about_credit(asked, work):
            return Answer(moved)
        if bill_that_stands_out(asked, work) is not None:
            return DialtoneAction.named["action_show_bill"]().answer(asked, work)
        if is_by_line(asked):
            return spent_by_line(asked, work)
        found = _named(asked, work)
        if found is not None and not (found.is_a_bill or found.is_nowhere):
            return Answer([_found(found)])
        told = explain_bill(asked.actor, work=work, number=asked.entities.get("bill_id"), period=_period_meant(asked))
        show = ask_for("show_bill", "utter_choice_bill_lines", bill_id=told.bill.number)
        if (one := _only_named(told, asked.text)) is not None:
            return Answer([one])
        if _DEAREST.search(asked.text):
            return Answer([_dearest(told.bill, asked, work)])
        said = [_explained(told, [*_offer_disputes(told), show, *offer_payment(told.bill)])]
        if found is not None and found.is_nowhere and _FOR_WHAT.search(asked.text):
            said.insert(0, Utterance("utter_amount_nowhere", {"amount": found.amount}))
        return Answer(said)


def _dearest(bill: CustomerBill, asked: Asked, work: Work) -> Utterance:
    """What makes up most of a bill."""
    lines = sorted(show_bill(asked.actor, number=bill.number, work=work).lines, key=lambda line: -line.amount.minor)
    choices = [ask_for("show_bill", "utter_choice_bill_lines", bill_id=bill.number)]
    values = {"period": bill.period, "lines": [bill_line(line) for line in lines[:MOST_NAMED]]}
    return Utterance("utter_bill_dearest", values, choices)


def _only_named(told: Explanation, text: str) -> Utterance | None:
    """The charge named by its kind, with the use behind it; None where all is asked, or none is of the kind."""
    if _WHOLE_BILL.search(text):
        return None
    kinds = {kind for kind, words in NAMED_KINDS.items() if words.search(text)}
    causes = [cause for cause in told.causes if cause.kind in kinds and cause.after.is_positive]
    if not causes:
        return None
    lines = [
        line for cause in causes for line in (_cause(cause), *([_evidence(cause.evidence)] if cause.evidence else []))
    ]
    own = replace(told, causes=causes)
    choices = [*_offer_disputes(own), ask_for("explain_bill", "utter_choice_why_bill", bill_id=told.bill.number)]
    return Utterance("utter_bill_one_cause", {"period": told.bill.period, "lines": lines}, choices)


def _named(asked: Asked, work: Work) -> AmountFound | None:
    """Where the amount stands that the message names, None where it names none."""
    amount = named_amount(asked, work)
    return find_amount(asked.actor, amount, work=work) if amount is not None else None


def _found(found: AmountFound) -> Utterance:
    """What an amount was for, a line for each place where it stands."""
    matches = [
        Utterance(
            "utter_amount_on_bill",
            {"line": bill_line(BillLine(line.kind, line.description, line.amount)), "period": bill.period},
        )
        for line, bill in found.lines
    ]
    for payment in found.payments:
        name = "utter_amount_paid_for_bill" if payment.bill_id else "utter_amount_paid_for_credit"
        matches.append(Utterance(name, {"day": payment.created_at.date(), "number": payment.number}))
    matches += [
        Utterance("utter_amount_on_next_bill", {"description": charge.description, "day": charge.day})
        for charge in found.charges
    ]
    choices = [
        ask_for(
            "dispute_charge",
            "utter_choice_dispute",
            {"what": Utterance(f"utter_dispute_kind_{line.kind.name.lower()}", {"description": line.description})},
            bill_id=bill.number,
            value=line.id,
        )
        for line, bill in found.lines[:1]
    ]
    if found.lines:
        choices.append(ask_for("show_bill", "utter_choice_bill_lines", bill_id=found.lines[0][1].number))
    return Utterance("utter_amount_found", {"amount": found.amount, "matches": matches}, choices)


def _explained(told: Explanation, choices: Sequence[Offered]) -> Utterance:
    bill, before = told.bill, told.before
    usage = [_usage(told)]
    if before is None:
        values: dict[str, Any] = {"period": bill.period, "total": bill.total, "usage": usage}
        return Utterance("utter_bill_explained_first", values, choices)
    difference = bill.total - before.total
    values = {
        "period": bill.period,
        "total": bill.total,
        "before": before.total,
        "before_period": before.period,
        "difference": difference if difference.is_positive else -difference,
        "causes": _causes(told),
        "usage": ([Utterance("utter_bill_usual", {"usual": told.usual})] if told.usual else []) + usage,
    }
    if difference.is_zero:
        return Utterance("utter_bill_explained_same", values, choices)
    name = "utter_bill_explained_more" if difference.is_positive else "utter_bill_explained_less"
    return Utterance(name, values, choices, _picture(told))


def _causes(told: Explanation) -> list[Utterance]:
    causes = []
    for cause in told.causes:
        causes.append(_cause(cause))
        if cause.evidence is not None:
            causes.append(_evidence(cause.evidence))
    if not told.rest.is_zero:
        more = told.rest.is_positive
        name = "utter_bill_cause_rest_more" if more else "utter_bill_cause_rest_less"
        causes.append(Utterance(name, {"rest": told.rest if more else -told.rest}))
    return causes


def _cause(cause: Cause) -> Utterance:
    values = {"description": cause.description, "before": cause.before, "after": cause.after}
    return Utterance(CAUSE[cause.kind], values)


def _evidence(evidence: Evidence) -> Utterance:
    values = {"count": evidence.count, "volumes": list(evidence.volumes), "days": evidence.days}
    return Utterance("utter_bill_evidence_one" if evidence.count == 1 else "utter_bill_evidence", values)


def _usage(told: Explanation) -> Utterance:
    """The bill against the records of use."""
    usage = told.usage
    values = {
        "used": list(usage.used),
        "charged": usage.charged,
        "amount": usage.by_records,
        "on_bill": usage.on_bill,
    }
    if not usage.agrees:
        return Utterance("utter_bill_usage_differs", values)
    if not usage.used:
        return Utterance("utter_bill_usage_none")
    return Utterance("utter_bill_usage_charged" if usage.charged else "utter_bill_usage_covered", values)


def _offer_disputes(told: Explanation) -> list[Offered]:
    """Each cause that is a line of this bill may be contested right here."""
    return [
        ask_for(
            "dispute_charge",
            "utter_choice_dispute",
            {"what": Utterance(f"utter_dispute_kind_{cause.kind.name.lower()}", {"description": cause.description})},
            bill_id=told.bill.number,
            value=cause.line_id,
        )
        for cause in told.causes
        if cause.line_id is not None and cause.after.is_positive and cause.difference.is_positive
    ]


def _picture(told: Explanation) -> Sequence[Attachment]:
    """From the bill before to this one, step by step."""
    before = told.before
    assert before is not None
    steps = [
        (Utterance(f"utter_dispute_kind_{each.kind.name.lower()}", {"description": each.description}), each.difference)
        for each in told.causes
    ]
    if not told.rest.is_zero:
        steps.append((Utterance("utter_bill_chart_rest"), told.rest))
    rows: list[tuple[Any, Money]] = [(before.period, before.total), *steps, (told.bill.period, told.bill.total)]
    values = {
        "title": Utterance("utter_bill_chart", {"period": told.bill.period, "before_period": before.period}),
        "labels": [label for label, _ in rows],
        "amounts": [amount.minor / 100 for _, amount in rows],
        "words": [amount for _, amount in rows],
    }
    return (Attachment("chart", "bill_change", values),)
