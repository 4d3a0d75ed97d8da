"""Contesting a charge, and how a dispute stands."""

import re
from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.bill_lines import lines_pointed_at
from actions.bills import bill_line
from actions.frame import Answer, DialtoneAction, say
from actions.performance import credit_for_service
from actions.periods import asked_period
from actions.spent_on import charges_named
from actions.trouble_spoken_of import service_in_trouble
from telecom.management.bills import BillLine
from telecom.management.disputes import (
    DISPUTE,
    DisputeReport,
    cancel_dispute,
    contestable_lines,
    list_disputes,
    propose_dispute,
)
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.calendar import Period
from telecom.model.disputes import DisputeStatus
from telecom.model.errors import NotFound
from telecom.model.money import read_amount
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.countries import find_countries

LINES_OFFERED = 8
WITHDRAW = "withdraw"
STANDING = {
    DisputeStatus.ACKNOWLEDGED: "utter_dispute_stands_open",
    DisputeStatus.IN_PROGRESS: "utter_dispute_stands_open",
    DisputeStatus.RESOLVED: "utter_dispute_stands_granted",
    DisputeStatus.CLOSED: "utter_dispute_stands_granted",
    DisputeStatus.REJECTED: "utter_dispute_stands_rejected",
    DisputeStatus.CANCELLED: "utter_dispute_stands_withdrawn",
}


# A credit for bad service is asked for, and not the money of a charge.
_FOR_SERVICE = re.compile(
    r"\b(compensat\w*|slas?|service levels?|outage|down|offline"
    r"|without (internet|service|tv|a phone|phone)|slow\w*|fault\w*|lost (a|the) day"
    r"|waited|bad|trouble|get back|get (?:something|anything|money|a bit|some) back|owed? (?:us|me|anything|something)"
    r"|not work\w*|not (?:been )?good"
    r"|money off|something off|discount|dead|bekomme\w*|zurück|gutschrift|for (that|this|these|those|all this|it)"
    r"|engineer|technician|broke\w*|speed|entschädig\w*|ausfall|langsam)\b",
    re.I,
)
_WORD = re.compile(r"\w{2,}")
_POINTS = re.compile(r"\b(that|this|it|das|dies\w*)\b", re.I)
_OF_A_CHARGE = re.compile(
    r"\b(charg\w*|bill\w*|invoice|pack|packs|never|ordered|bought|subscription|wrong|double|twice|call|calls|roaming"
    r"|premium|fee|fees|cancelled|kid|game|accident|rechnung|gebühr\w*)\b",
    re.I,
)
_CONTESTED = {ChargeKind.ROAMING, ChargeKind.INTERNATIONAL, ChargeKind.PREMIUM}
_OF_SERVICE = frozenset(
    {"test_service", "report_fault", "check_performance", "check_service_status", "report_experience", "check_ticket"}
    | {"manage_appointment", "show_history"}
)


def _kinds_named(text: str) -> set[ChargeKind]:
    abroad = {ChargeKind.ROAMING, ChargeKind.INTERNATIONAL} if find_countries(text) else set()
    return abroad | charges_named(text)


def _described(lines: list[AppliedCustomerBillingRate], text: str) -> list[AppliedCustomerBillingRate]:
    """The lines that have most of the words of a message in what they are for: "this TV thing"; all where none has."""
    said = set(_WORD.findall(text.casefold()))
    shared = {line.id: len(said & set(_WORD.findall(line.description.casefold()))) for line in lines}
    most = max(shared.values(), default=0)
    return [line for line in lines if shared[line.id] == most] if most else lines


def _period_past(asked: Asked, work: Work) -> Period | None:
    """The time of the bill that is meant; what is still to come has no bill yet, and nobody means that."""
    period = asked_period(asked)
    return None if period and period.start and period.start >= work.today() else period


class DisputeCharge(DialtoneAction):
    """Which charge, then the proposal to contest it. A dispute that stands is told by its number."""

    called = "action_dispute_charge"

    def answer(self, asked: Asked, work: Work) -> Answer:
        standing, chosen = asked.entities.get("ticket_id"), asked.entities.get("value")
        if standing is not None:
            return _stands(str(standing), asked, withdraw=chosen == WITHDRAW, work=work)
        pointed = _pointed_at(asked, work)
        if not pointed and _is_about_service(asked) and (credit := credit_for_service(asked, work)) is not None:
            return credit
        words = str(asked.entities.get("symptom") or asked.text)
        if isinstance(chosen, str) and asked.entities.get("bill_id"):
            return _proposed(chosen, words, asked, work)
        amount = asked.entities.get("amount")
        bill, lines = contestable_lines(
            asked.actor,
            number=asked.entities.get("bill_id"),
            period=_period_past(asked, work),
            amount=read_amount(amount, currency=work.currency) if amount is not None else None,
            named=_named(asked, work),
            work=work,
        )
        offer = proposals.open_proposal(asked.conversation, work=work)
        if len(lines) > 1 and offer is not None and offer.kind == DISPUTE:  # which is the one that is spoken of
            return Answer([offer.shown])
        if not lines:
            return say("utter_dispute_nothing", number=bill.number, period=bill.period)
        lines = [line for line in lines if line.id in pointed] or lines
        lines = _described([line for line in lines if line.kind in _kinds_named(asked.text)] or lines, asked.text)
        if len(lines) == 1:
            return _proposed(lines[0].id, words, asked, work)
        which = Utterance("utter_dispute_which", {"period": bill.period}, _offered(bill, lines, words))
        missing = _not_on_it(bill, lines, asked)
        return Answer([missing, which] if missing else [which])


def _not_on_it(bill: CustomerBill, lines: Sequence[AppliedCustomerBillingRate], asked: Asked) -> Utterance | None:
    """What was named and stands on none of the lines: a product, or a kind of use."""
    of_bill = {"number": bill.number, "period": bill.period}
    product = str(asked.entities.get("product") or "")
    if product and all(product.casefold() not in line.description.casefold() for line in lines):
        return Utterance("utter_dispute_not_on_it", {"product": product, **of_bill})
    kinds = charges_named(asked.text) & _CONTESTED
    if kinds and not kinds & {line.kind for line in lines}:
        return Utterance("utter_dispute_none_of_kind", of_bill)
    return None


def _pointed_at(asked: Asked, work: Work) -> set[str]:
    """The lines of the bill just shown that "I want that one back" points at."""
    found = lines_pointed_at(asked, work)
    return {each.id for each in found[1] if each.id} if found is not None else set()


def _named(asked: Asked, work: Work) -> list[str]:
    """The product or the kind of service that was named; for bad service also the one whose trouble is spoken of."""
    named = [str(asked.entities[name]) for name in ("product", "service") if asked.entities.get(name)]
    before = asked.last_wish.entities.get("product") if asked.last_wish is not None else None
    if not named and before and _POINTS.search(asked.text):  # "I never ordered that", below what was just spoken of
        named = [str(before)]
    meant = service_in_trouble(asked, work).named if not named and _is_about_service(asked) else None
    return named or ([meant] if meant else [])


def _is_about_service(asked: Asked) -> bool:
    """Whether money back is wanted for how a service worked, and no charge is named."""
    if not asked.text or any(asked.entities.get(name) for name in ("amount", "product", "bill_id", "value")):
        return False
    if _OF_A_CHARGE.search(asked.text):
        return False
    before = asked.last_wish.intent if asked.last_wish is not None else None
    return _FOR_SERVICE.search(asked.text) is not None or (
        before in _OF_SERVICE and _POINTS.search(asked.text) is not None
    )


def _proposed(line_id: str, words: str, asked: Asked, work: Work) -> Answer:
    return Answer([propose_dispute(asked.actor, line_id, words=words, turn_id=asked.turn_id, work=work)])


def _offered(bill: CustomerBill, lines: Sequence[AppliedCustomerBillingRate], words: str) -> list[Offered]:
    told: dict[str, Any] = {"symptom": words} if words else {}
    return [
        ask_for(
            "dispute_charge",
            "utter_choice_dispute_line",
            {"line": bill_line(BillLine(line.kind, line.description, line.amount))},
            bill_id=bill.number,
            value=line.id,
            **told,
        )
        for line in lines[:LINES_OFFERED]
    ]


def _stands(number: str, asked: Asked, *, withdraw: bool, work: Work) -> Answer:
    if withdraw:
        dispute = cancel_dispute(asked.actor, number, work=work)
        return say("utter_dispute_withdrawn", number=dispute.number, amount=dispute.amount)
    found = list_disputes(asked.actor, work=work, number=number)
    if not found:
        raise NotFound("utter_dispute_no_such", number=number)
    choices = [offer_withdrawal(number)] if found[0].dispute.is_open else []
    return Answer([Utterance("utter_plain_lines", {"lines": [standing_of(found[0])]}, choices)])


def offer_withdrawal(number: str) -> Offered:
    """The choice to drop a dispute."""
    return ask_for("dispute_charge", "utter_choice_dispute_withdraw", ticket_id=number, value=WITHDRAW)


def standing_of(report: DisputeReport) -> Utterance:
    """How a dispute stands, in a line; for the list of all that is under way too."""
    values = {
        "number": report.dispute.number,
        "amount": report.dispute.amount,
        "line": report.line.description,
        "bill": report.bill.number,
        "at": report.dispute.changed_at,
    }
    return Utterance(STANDING[report.dispute.status], values)
