"""Goods that broke, named by themselves: "the screen of my Galaxy died"."""

import re

from actions.asked import Asked
from actions.frame import Answer
from telecom.management.warranty import (
    CLAIM,
    REQUESTS,
    is_sold_by_us,
    own_claims,
    owned_and_named,
    owned_goods,
    propose_claim,
    propose_claim_end,
)
from telecom.management.warranty_life import state_of
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.goods_said import claims_goods, says_warranty, wished_way
from telecom.support.proposals import correct, open_proposal

_MOST = 5
_NUMBER = re.compile(r"\bWTY[- ]?(\d+)\b", re.I)


def is_claim(asked: Asked, work: Work) -> bool:
    """Whether a report is about something that the asker bought from us, not about a service."""
    text = _words(asked)
    if asked.actor is None or not claims_goods(text):
        return False
    return bool(owned_and_named(asked.actor, text, work=work)) or is_sold_by_us(text, work=work)


def claim_in_words(asked: Asked, work: Work, *, anything: bool = False) -> Answer | None:
    """The proposal to exchange or repair what is meant, or the question which; None where no goods are meant. With
    `anything` all that was bought may be meant."""
    text = _words(asked)
    if asked.actor is None or not claims_goods(text):
        return None
    found = owned_and_named(asked.actor, text, work=work)
    if not found and anything:
        found = owned_goods(asked.actor, work=work)
    chosen = asked.value("value")
    found = [each for each in found if each.product.id == chosen] or found
    if not found:
        return Answer([Utterance("utter_warranty_nothing")]) if is_sold_by_us(text, work=work) else None
    if len(found) > 1:
        choices = [
            ask_for("return_equipment", "utter_choice_details", {"product": each.offering.name},
                    value=each.product.id, symptom=text)
            for each in found[:_MOST]
        ]  # fmt: skip
        return Answer([Utterance("utter_warranty_which", {}, choices)])
    product_id, way = found[0].product.id, wished_way(text)
    return Answer([propose_claim(asked.actor, product_id, text=text, way=way, turn_id=asked.turn_id, work=work)])


def means_claim(asked: Asked, work: Work) -> bool:
    """Whether an exchange or a repair that is under way is to be called off, not an order."""
    is_named = _NUMBER.search(asked.text) is not None or says_warranty(asked.text) or wished_way(asked.text) is not None
    return asked.actor is not None and is_named and bool(own_claims(asked.actor, work=work))


def is_only_claim(asked: Asked, work: Work) -> bool:
    """Whether an exchange or a repair is all that there is to call off."""
    return asked.actor is not None and bool(own_claims(asked.actor, work=work))


def way_corrected(asked: Asked, work: Work) -> Answer | None:
    """The other way, where an exchange or a repair is proposed: "repair it"; None where none is, or it is no wish."""
    if asked.actor is None or wished_way(asked.text) is None or asked.entities.get("ticket_id"):
        return None
    standing = open_proposal(asked.conversation, work=work)
    if standing is None or standing.kind != CLAIM:
        return None
    corrected = correct(asked.actor, asked.conversation, {"text": asked.text}, turn_id=asked.turn_id, work=work)
    return Answer([corrected]) if corrected is not None else None


def claim_followed(asked: Asked, work: Work) -> Answer | None:
    """How one's exchanges and repairs stand; None where there are none."""
    told = claims_told(asked, work) if asked.actor is not None else []
    return Answer([Utterance("utter_request_list", {"requests": told})]) if told else None


def claim_called_off(asked: Asked, work: Work) -> Answer:
    """The proposal to call an exchange or a repair off."""
    number = _NUMBER.search(asked.text)
    named = f"WTY-{number[1]}" if number else None
    return Answer([propose_claim_end(asked.actor, named, turn_id=asked.turn_id, work=work)])


def claims_told(asked: Asked, work: Work) -> list[Utterance]:
    """How one's exchanges and repairs stand, a line each."""
    return [
        Utterance(REQUESTS[each.way], {"number": each.number, "what": each.what, "state": state_of(each)})
        for each in own_claims(asked.actor, work=work)
    ]


def _words(asked: Asked) -> str:
    return str(asked.value("symptom") or asked.text)
