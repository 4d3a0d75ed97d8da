"""Answers about ways to pay: what is saved, adding a card on the provider's page, taking one away."""

import re

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.cards import list_cards, propose_new_card, propose_removal
from telecom.model.parties import BillingMode
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

# What a choice says, and the words that people use for it.
REMOVE, ADD = "remove card", "add card"
_REMOVE = re.compile(
    r"\b(remove|delete|take (off|away)|get rid of|drop|forget (about )?(my|the|this|that) (\w+ )?card)\b", re.IGNORECASE
)
_ADD = re.compile(r"\b(add|save|register|new|replace|update|change)\b.*\bcards?\b", re.IGNORECASE)
_ENDING = re.compile(r"(?<!\d)(\d{4})(?!\d)")


class AskPaymentMethods(DialtoneAction):
    """Ways to pay and the saved cards; proposes to add or to remove one where that is wished."""

    called = "action_ask_payment_methods"
    in_general = "utter_cards_in_general"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = str(asked.entities.get("value") or asked.text)
        if wish.startswith(REMOVE) or _REMOVE.search(wish):
            ending = _ENDING.search(wish)
            shown = propose_removal(asked.actor, ending=ending[1] if ending else None, turn_id=asked.turn_id, work=work)
            return Answer([shown])
        if wish == ADD or _ADD.search(wish):
            return Answer([propose_new_card(asked.actor, turn_id=asked.turn_id, work=work)])
        held = list_cards(asked.actor, work=work)
        cards = [card for one in held for card in one.cards]
        lines = [
            Utterance("utter_cards_line", {"brand": c.brand, "ending": c.last_four, "expires": c.expires_on})
            for c in cards
        ]
        choices = [ask_for("ask_payment_methods", "utter_choice_add_card", value=ADD)]
        if cards:
            choices.append(ask_for("ask_payment_methods", "utter_choice_remove_card", value=REMOVE))
        if any(one.account.mode is BillingMode.POSTPAID for one in held):
            choices.append(ask_for("set_autopay", "utter_choice_autopay"))
        response = "utter_cards_ways" if cards else "utter_cards_ways_none_saved"
        return Answer([Utterance(response, {"cards": lines}, choices)])
