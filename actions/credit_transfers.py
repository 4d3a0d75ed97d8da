"""Sending prepaid credit to another number."""

from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from telecom.management.credit_transfers import giving_line, propose_transfer, sent_today
from telecom.management.topup import read_line
from telecom.model.credit_transfers import LARGEST_MINOR, SMALLEST_MINOR, check_transfer, fee_of
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.money import Money, read_amount
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

OFFERED_MINOR = (200, 500, 1000)


def points_meant(asked: Asked, work: Work) -> bool:
    """Whether "turn them into credit" is about the points that were just told, and nobody is to get anything."""
    if asked.value("phone_number") is not None or asked.entities.get("person") is not None:
        return False
    said = messaging.latest_answers(asked.conversation, work=work)
    return asked.intent == "transfer_credit" and any(
        each.response.removeprefix("utter_").startswith("points") for each in said
    )


class TransferCreditForm(DialtoneForm):
    """To which number, and how much."""

    form = "transfer_credit_form"
    form_slots = ("phone_number", "amount")

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if points_meant(asked, work):
            return ()
        # Where it cannot be done at all nothing is asked; the action that follows says why.
        try:
            giving_line(asked.actor, work=work)
        except BusinessError:
            return ()
        return self.form_slots

    def check_phone_number(self, value: Any, asked: Asked, work: Work) -> Any:
        if read_line(value) == giving_line(asked.actor, work=work).phone_number:
            raise InvalidValue("utter_transfer_same_credit", to=read_line(value))
        return value

    def check_amount(self, value: Any, asked: Asked, work: Work) -> Any:
        line = giving_line(asked.actor, work=work)
        amount = read_amount(value, currency=work.currency)
        check_transfer(amount, sent_today=sent_today(line.account_id, work=work))
        return value


class AskTransferNumber(DialtoneAction):
    """Asks who gets the credit."""

    called = "action_ask_transfer_credit_form_phone_number"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_transfer_ask_number", {"fee": fee_of(work.currency)})])


class AskTransferAmount(DialtoneAction):
    """Asks how much it should be."""

    called = "action_ask_transfer_credit_form_amount"

    def answer(self, asked: Asked, work: Work) -> Answer:
        amounts = [Money(minor, work.currency) for minor in OFFERED_MINOR]
        choices = [
            ask_for(
                "inform",
                "utter_choice_amount",
                {"amount": amount},
                amount={"minor": amount.minor, "currency": amount.currency},
            )
            for amount in amounts
        ]
        limits = {"smallest": Money(SMALLEST_MINOR, work.currency), "largest": Money(LARGEST_MINOR, work.currency)}
        return Answer([Utterance("utter_transfer_ask_amount", limits, choices)])


class TransferCredit(DialtoneAction):
    """Proposes to send the credit."""

    called = "action_transfer_credit"
    form_slots = ("phone_number", "amount")

    def answer(self, asked: Asked, work: Work) -> Answer:
        if points_meant(asked, work):
            return DialtoneAction.named["action_redeem_points"]().answer(asked, work)
        giving_line(asked.actor, work=work)
        to, named = read_line(asked.value("phone_number")), asked.value("amount")
        if to is None:
            return Answer([Utterance("utter_transfer_ask_number", {"fee": fee_of(work.currency)})])
        amount = read_amount(named, currency=work.currency)
        return Answer([propose_transfer(asked.actor, to=to, amount=amount, turn_id=asked.turn_id, work=work)])
