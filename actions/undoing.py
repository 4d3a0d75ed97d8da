"""Taking back the last change, or calling off what is under way."""

from collections.abc import Sequence

from actions.asked import Asked
from actions.configuration import as_answer
from actions.frame import Answer, DialtoneAction
from telecom.management.fulfilment import what_of
from telecom.management.order_life import cancellable_orders, propose_cancellation
from telecom.model.errors import BusinessError
from telecom.model.undoing import NothingToUndo
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.undoing import find_undo, is_behind, is_done_for_good, undo_last

_MOST_ORDERS = 3


class TakeBack(DialtoneAction):
    """Takes back the last change of this chat; an offer that is still open is only dropped."""

    called = "action_undo"

    def answer(self, asked: Asked, work: Work) -> Answer:
        named = asked.entities.get("change")
        proposal = proposals.open_proposal(asked.conversation, work=work, lock=True)
        if proposal is not None and named is None:
            dropped = proposals.refuse({"proposal_id": proposal.id}, asked.conversation, work=work)
            return Answer([*dropped, Utterance("utter_undo_was_only_offered")])
        is_other = named is None and asked.actor and is_behind(asked.actor, asked.conversation, work=work)
        if is_other and (choices := what_can_be_dropped(asked, work)):
            return Answer([Utterance("utter_undo_not_that", {}, choices)])
        change_id = str(named) if named else None
        try:
            return as_answer(
                undo_last(asked.actor, asked.conversation, change_id=change_id, turn_id=asked.turn_id, work=work)
            )
        except NothingToUndo:
            if (drops := dropped_or_asked(asked, work)) is not None:
                return drops
            if is_done_for_good(asked.conversation, work=work):
                person = ask_for("talk_to_agent", "utter_wish_talk_to_agent")
                return Answer([Utterance("utter_undo_for_good", {}, [person])])
            raise


def what_can_be_dropped(asked: Asked, work: Work) -> Sequence[Offered]:
    """The newest change of this chat and the orders under way, as choices to take them back."""
    if asked.actor is None:
        return []
    undo = find_undo(asked.actor, asked.conversation, work=work)
    try:
        orders = cancellable_orders(asked.actor, work=work)[-_MOST_ORDERS:]
    except BusinessError:
        orders = []
    cancels = [
        ask_for("cancel_order", "utter_choice_cancel_what", {"what": what_of(each, work=work)}, order_id=each.number)
        for each in orders
    ]
    return [*([undo] if undo else []), *cancels]


def dropped_or_asked(asked: Asked, work: Work) -> Answer | None:
    """The proposal to cancel the only order that could be meant, or the question which; None where there is nothing."""
    choices = what_can_be_dropped(asked, work)
    if len(choices) != 1 or choices[0].content.get("intent") != "cancel_order":
        return Answer([Utterance("utter_undo_which", {}, choices)]) if choices else None
    number = str(choices[0].content["entities"]["order_id"])
    return Answer([propose_cancellation(asked.actor, number, turn_id=asked.turn_id, work=work)])
