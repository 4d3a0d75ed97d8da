"""Goods that broke, named by themselves: "the screen of my Galaxy died"."""

from actions.frame import Answer, Asked
from telecom.management.warranty import is_sold_by_us, own_claims, owned_and_named, owned_goods, propose_claim, state_of
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.goods_said import claims_goods

_MOST = 5


def is_claim(asked: Asked, work: Work) -> bool:
    """Whether a report is about something that the asker bought from us, not about a service."""
    text = _words(asked)
    if asked.actor is None or not claims_goods(text):
        return False
    return bool(owned_and_named(asked.actor, text, work=work)) or is_sold_by_us(text, work=work)


def claim_in_words(asked: Asked, work: Work, *, anything: bool = False) -> Answer | None:
    """The proposal to exchange what is meant, or the question which; None where no goods are meant. With `anything`
    all that was bought may be meant."""
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
    shown = propose_claim(asked.actor, found[0].product.id, text=text, turn_id=asked.turn_id, work=work)
    return Answer([shown])


def claims_told(asked: Asked, work: Work) -> list[Utterance]:
    """How one's exchanges stand, a line each."""
    return [
        Utterance("utter_request_warranty", {"number": each.number, "what": each.what, "state": state_of(each)})
        for each in own_claims(asked.actor, work=work)
    ]


def _words(asked: Asked) -> str:
    return str(asked.value("symptom") or asked.text)
