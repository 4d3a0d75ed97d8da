"""Answers about paying bills."""

from actions.frame import Answer, Asked, DialtoneAction
from telecom.management.payments import propose_payment
from telecom.model.money import read_amount
from telecom.ports import Work


class PayBill(DialtoneAction):
    """Proposes to pay a bill, or part of it, by the saved card."""

    called = "action_pay_bill"

    def answer(self, asked: Asked, work: Work) -> Answer:
        # From this message only: an amount in a slot was meant for another wish.
        named, bill = asked.entities.get("amount"), asked.entities.get("bill_id")
        amount = read_amount(named, currency=work.currency) if named is not None else None
        bill_id = str(bill) if bill is not None else None
        shown = propose_payment(asked.actor, amount=amount, bill_id=bill_id, turn_id=asked.turn_id, work=work)
        return Answer([shown])
