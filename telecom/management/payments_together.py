"""Paying all open bills at once: one proposal with each bill and the total, one yes, the receipt of each. [B6, R9]"""

from collections.abc import Sequence

from telecom.management.payments import PAY_BILL, bills_to_pay, propose_payment
from telecom.model.access import Actor
from telecom.model.money import total
from telecom.model.payments import Way
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.joined import join, made_in, sums_up


def propose_all_payments(actor: Actor | None, *, in_chat: bool = False, turn_id: str, work: Work) -> Utterance:
    """Propose to pay every open bill in full from the saved card. Without a card, and for one bill alone, the oldest
    by itself: a page or an invoice is for one bill."""
    shown = propose_payment(actor, in_chat=in_chat, turn_id=turn_id, work=work)
    first = made_in(turn_id, work=work)
    if actor is None or first is None or first.terms["way"] != Way.CARD.value:
        return shown
    parts = [first]
    for bill in bills_to_pay(actor, work=work):
        if bill.id != first.terms["bill_id"]:
            key = f"{turn_id}:{bill.number}"
            propose_payment(actor, bill_id=bill.id, turn_id=key, work=work)
            made = made_in(key, work=work)
            parts += [made] if made is not None else []
    return join(actor, parts, turn_id=f"{turn_id}:all", work=work) if len(parts) > 1 else shown


@sums_up(PAY_BILL)
def sum_up_payments(parts: Sequence[Proposal]) -> Utterance:
    """How many bills, each with what is paid of it, and the sum; nothing is taken that does not stand here."""
    shown = [part.shown.values for part in parts]
    lines = [Utterance("utter_payment_all_line", {"bill": each["bill"], "amount": each["amount"]}) for each in shown]
    due = total((each["amount"] for each in shown), currency=shown[0]["amount"].currency)
    values = {"count": len(parts), "lines": lines, "total": due, "way": shown[0]["way"], "left_out": []}
    return Utterance("utter_payment_all_proposal", values)
