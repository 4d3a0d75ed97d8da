"""Answers about paying bills."""

import re

from actions.frame import Answer, Asked, DialtoneAction
from telecom.bootstrap import Telecom
from telecom.management.arrangements import part_to_pay
from telecom.management.payments import propose_payment
from telecom.model.money import read_amount
from telecom.ports import Work

OTHER_WAY = "link"
# Of an arrangement that runs: "pay the first part".
_PART = re.compile(r"\b(instal\w*|(first|next|last|second|third|this|that|due|my|the) part)\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)


class PayBill(DialtoneAction):
    """Proposes to pay a bill, or part of it, by the saved card."""

    called = "action_pay_bill"

    def answer(self, asked: Asked, work: Work) -> Answer:
        # From this message only: an amount in a slot was meant for another wish.
        named, bill = asked.entities.get("amount"), asked.entities.get("bill_id")
        amount = read_amount(named, currency=work.currency) if named is not None else None
        bill_id = str(bill) if bill is not None else None
        if amount is None and _PART.search(asked.text):
            amount = part_to_pay(asked.actor, work=work)
        shown = propose_payment(
            asked.actor,
            amount=amount,
            half=amount is None and _HALF.search(asked.text) is not None,
            bill_id=bill_id,
            other=wants_other_way(asked),
            in_chat=pays_in_chat(asked, self.telecom),
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])


def wants_other_way(asked: Asked) -> bool:
    """Whether this message wishes to pay otherwise than with the saved card."""
    return asked.entities.get("payment_method") == OTHER_WAY


def pays_in_chat(asked: Asked, telecom: Telecom) -> bool:
    """Whether this chat can show an invoice with a Pay button."""
    channel = asked.actor.channel if asked.actor else None
    return channel == "telegram" and telecom.settings.telegram_payment_token is not None
