"""Sending goods and equipment back."""

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.more_of_it import more_of_it
from actions.warranty import claim_in_words, claims_told
from telecom.management.returns import coming_back, propose_return, returnables
from telecom.model.returns import ProductReturn, ReturnState
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.goods_said import wants_money_back

_THINGS = ("router", "box", "decoder", "phone", "charger", "handset")


class ReturnEquipment(DialtoneAction):
    """What can be sent back, how and until when; and whether what was sent has come."""

    called = "action_return_equipment"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if not wants_money_back(asked.text) and (claim := claim_in_words(asked, work, anything=True)) is not None:
            return claim
        known = [_status(one) for one in coming_back(asked.actor, work=work)] + claims_told(asked, work)
        chosen = asked.entities.get("value")
        found = returnables(asked.actor, named=_named(asked), work=work)
        if chosen:
            found = [each for each in found if each.product_id == chosen]
        if not found and (fewer := more_of_it(asked, work)) is not None:  # "give two back" below channels
            return fewer
        if not found:
            name = "utter_return_status" if known else "utter_return_nothing"
            return Answer([Utterance(name, {"returns": known})])
        if len(found) == 1:
            return Answer([propose_return(asked.actor, found[0].product_id, turn_id=asked.turn_id, work=work)])
        choices = [
            ask_for("return_equipment", "utter_choice_details", {"product": each.what}, value=each.product_id)
            for each in found
        ]
        return Answer([Utterance("utter_return_which", {"returns": known}, choices)])


def _named(asked: Asked) -> str | None:
    product = asked.entities.get("product")
    said = asked.text.casefold()
    return str(product) if product else next((thing for thing in _THINGS if thing in said), None)


def _status(one: ProductReturn) -> Utterance:
    values = {"number": one.number, "what": one.what, "until": one.send_by, "on": one.received_at or ""}
    came = one.state is ReturnState.RECEIVED
    return Utterance("utter_return_line_received" if came else "utter_return_line_expected", values)
