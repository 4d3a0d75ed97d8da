"""Answers about paying bills."""

import re
from datetime import date

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.running_out import about_more_use
from telecom.bootstrap import Telecom
from telecom.management.arrangements import Standing, look_at_standing, part_to_pay
from telecom.management.payments import propose_payment
from telecom.management.payments_together import propose_all_payments
from telecom.model.arrears import expected_by
from telecom.model.money import read_amount
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

OTHER_WAY = "link"
_MONEY = ("bill", "payment", "arrears", "charges")
# Of an arrangement that runs: "pay the first part".
_PART = re.compile(r"\b(instal\w*|(first|next|last|second|third|this|that|due|my|the) part)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:when|wann|bis wann)\b(?:\s+\w+){0,4}\s+(?:due|pay|paid|must|have to|need to|owed?|bezahl\w*|zahlen|fällig)\b"
    r"|\b(?:due (?:date|day)|deadline|by when|until when|how long (?:do|have|can) i)\b|^\W*when\b.*\brest\b"
    r"|\brest\W+(?:by when\b|when(?=\W*$| (?:do|is|must|should|would|will)\b))",
    re.I,
)
_BY_ITSELF = re.compile(
    r"\b(?:auto\w*|by (?:it|them)sel(?:f|ves)|on (?:its|their) own|alone|(?:every|each) (?:month|bill|time)|von selbst"
    r"|never more than|direct debit)\b",
    re.I,
)
# Every open bill, and not all of one.
_ALL_BILLS = re.compile(
    r"\b(?:everything|both|the lot|all(?: of)?(?: (?:my|the|our|these|those|three|open|outstanding|unpaid|overdue))*"
    r" (?:bills|invoices|them|of them)|all (?:that'?s|that is|which is) (?:open|owed|due|left)|pay (?:it )?all|alles"
    r"|alle(?: offenen| meine| drei)*(?: rechnungen)?(?= (?:be)?zahlen|\W*$)|beide)\b",
    re.I,
)
_NOT_THAT_CARD = re.compile(
    r"\bnot (?:from|with|by|on|using) (?:that|this|my|the)(?: saved| same| usual)? card\b"
    r"|\b(?:another|a different|some other|my other|a new) card\b|\b(?:andere\w*|neue\w*) karte\b"
    r"|\bnicht (?:von|mit) (?:der|dieser|meiner)(?: gespeicherten)? karte\b",
    re.I,
)
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)


# "In two halves" is how it is to be paid, and no sum.
_IN_PARTS = re.compile(
    r"\b(?:in|into|by|over|as)\s+(?:(?:two|three|four|five|six|\d)\s+)?(?:(?:equal|monthly|smaller)\s+)?"
    r"(?:halves|parts|goes|chunks|instal\w*|payments)\b|\b(?:two|2) halves\b"
    r"|\bin (?:zwei|drei|vier|\d) (?:\w*raten|teilen)\b",
    re.I,
)


class PayBill(DialtoneAction):
    """Proposes to pay a bill, or part of it, by the saved card."""

    called = "action_pay_bill"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (when := when_to_pay(asked, work)) is not None:
            return Answer([when])
        if more := about_more_use(asked, work):
            return Answer(more)
        if _BY_ITSELF.search(asked.text):
            return DialtoneAction.named["action_set_autopay"]().answer(asked, work)
        if _IN_PARTS.search(asked.text) or _is_for_later(asked, work):
            return DialtoneAction.named["action_arrange_payment"]().answer(asked, work)
        # From this message only: an amount in a slot was meant for another wish.
        named, bill = asked.entities.get("amount"), asked.entities.get("bill_id")
        amount = read_amount(named, currency=work.currency) if named is not None else None
        bill_id = str(bill) if bill is not None else None
        if amount is None and _PART.search(asked.text):
            amount = part_to_pay(asked.actor, work=work)
        in_chat = pays_in_chat(asked, self.telecom)
        if amount is None and bill_id is None and _ALL_BILLS.search(asked.text):
            return Answer([propose_all_payments(asked.actor, in_chat=in_chat, turn_id=asked.turn_id, work=work)])
        shown = propose_payment(
            asked.actor,
            amount=amount,
            half=amount is None and _HALF.search(asked.text) is not None,
            bill_id=bill_id,
            other=wants_other_way(asked),
            in_chat=in_chat,
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])


def _is_for_later(asked: Asked, work: Work) -> bool:
    """Whether the whole is to be paid on a day to come: "pay the rest on Friday"."""
    day = asked.entities.get("date")
    return isinstance(day, str) and date.fromisoformat(day) > work.today() and asked.entities.get("amount") is None


def when_to_pay(asked: Asked, work: Work) -> Utterance | None:
    """Until when what is open is to be paid, where that is asked; else None."""
    if not _WHEN.search(asked.text) or asked.entities.get("amount") is not None:
        return None
    return what_is_owed(asked, work)


def spoke_of_money(asked: Asked, work: Work) -> bool:
    """Whether the last answer was about a bill, its payment or what runs up to the next one."""
    said = messaging.latest_answers(asked.conversation, work=work)
    return any(each.response.removeprefix("utter_").startswith(_MONEY) for each in said)


def what_is_owed(asked: Asked, work: Work) -> Utterance | None:
    """What is open on bills and until when, or the arrangement that runs; None where nothing is."""
    standing = look_at_standing(asked.actor, work=work)
    if standing.plan is not None:
        return describe_plan(standing)
    if not standing.bills:
        return None
    first = min(standing.bills, key=lambda bill: bill.due_on)
    values = {"open": standing.owed, "count": len(standing.bills), "bill": first.number, "due": first.due_on}
    choices = [ask_for("pay_bill", "utter_choice_pay_it"), ask_for("arrange_payment", "utter_wish_arrange_payment")]
    name = "utter_payment_due" if len(standing.bills) == 1 else "utter_payment_due_several"
    return Utterance(name, values, choices)


def describe_plan(standing: Standing) -> Utterance:
    """The arrangement that runs: what of it is paid, and the parts to come."""
    assert standing.plan is not None
    left = [part for part in standing.parts if expected_by(standing.parts, part.due_on) > standing.paid]
    lines = [Utterance("utter_arrears_part", {"amount": part.amount, "by": part.due_on}) for part in left]
    values = {"paid": standing.paid, "owed": standing.plan.owed, "parts": lines}
    return Utterance("utter_arrears_plan_running", values, [ask_for("pay_bill", "utter_choice_pay_it")])


def wants_other_way(asked: Asked) -> bool:
    """Whether this message wishes to pay otherwise than with the saved card."""
    return asked.entities.get("payment_method") == OTHER_WAY or _NOT_THAT_CARD.search(asked.text) is not None


def pays_in_chat(asked: Asked, telecom: Telecom) -> bool:
    """Whether this chat can show an invoice with a Pay button."""
    channel = asked.actor.channel if asked.actor else None
    return channel == "telegram" and telecom.settings.telegram_payment_token is not None
