"""Setting the bill by e-mail, changing its address, and going back to paper."""

import re
from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from telecom.management.e_bill import billed_account, delivery_of, propose_off, set_address, suggested_address
from telecom.model.e_bill import check_address
from telecom.model.errors import BusinessError
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_OFF = re.compile(
    r"\b(off|stop|deactivate|unsubscribe|cancel|disable|on paper|(in the|by) post|paper bill|letter|old fashioned"
    r"|(?:prefer|rather|back to|keep)(?: the| my)? paper|(?:auf|wieder|lieber|doch) papier|papierrechnung\w*"
    r"|per (?:post|brief)|abschalten|ausschalten|abbestell\w*)\b",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(
    r"\b(no more paper|(don'?t|do not|no longer) (need|want) (\w+ ){0,3}(paper|post)"
    r"|paper.*\b(don'?t|do not) (need|want)\b|paperless(?!.* off)|quit sending paper|stop posting"
    r"|instead of (the )?(post|paper)|save a tree)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(is|which|where|what|do)\b", re.IGNORECASE)


def wants_off(wish: str) -> bool:
    """Whether bills are to come on paper again."""
    return _OFF.search(wish) is not None and _NO_PAPER.search(wish) is None


class SetEBillForm(DialtoneForm):
    """The address."""

    form = "set_e_bill_form"
    form_slots = ("email",)

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        # Where there is nothing to set, or it is switched off or only asked about, the action that follows answers.
        try:
            billed_account(asked.actor, work=work)
        except BusinessError:
            return ()
        about = asked.text if asked.intent == "set_e_bill" else ""
        return () if wants_off(about) or _QUESTION.search(about) else self.form_slots

    def check_email(self, value: Any, asked: Asked, work: Work) -> Any:
        return check_address(str(value))


class AskEBillAddress(DialtoneAction):
    """Asks for the address, and offers the one in the profile."""

    called = "action_ask_set_e_bill_form_email"

    def answer(self, asked: Asked, work: Work) -> Answer:
        known = suggested_address(asked.actor, work=work)
        choices = [ask_for("inform", "utter_choice_address", {"address": known}, email=known)] if known else []
        return Answer([Utterance("utter_e_bill_ask_address", {}, choices)])


class SetEBill(DialtoneAction):
    """Sets the address once its code was typed; proposes to go back to paper; says how it is."""

    called = "action_set_e_bill"
    form_slots = ("email",)

    def answer(self, asked: Asked, work: Work) -> Answer:
        address = asked.value("email")
        if address:
            delivery = set_address(asked.actor, str(address), work=work)
            return Answer([Utterance("utter_e_bill_on", {"address": delivery.address})])
        if wants_off(asked.text):
            drop_awaited_address(asked)
            return Answer([propose_off(asked.actor, turn_id=asked.turn_id, work=work)])
        delivery = delivery_of(billed_account(asked.actor, work=work), work=work)
        if delivery.address is None:
            return Answer([Utterance("utter_e_bill_is_off", {}, [ask_for("set_e_bill", "utter_choice_e_bill")])])
        return Answer([Utterance("utter_e_bill_is_on", {"address": delivery.address})])


def drop_awaited_address(asked: Asked) -> bool:
    """Give up waiting for the code to a new address; says whether one was awaited."""
    is_awaited = (asked.conversation.waiting or {}).get("kind") == "contact"
    if is_awaited:
        asked.conversation.waiting = None
    return is_awaited
