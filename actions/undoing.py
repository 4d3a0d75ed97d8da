"""Taking back the last change."""

from actions.configuration import as_answer
from actions.frame import Answer, Asked, DialtoneAction
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.undoing import undo_last


class TakeBack(DialtoneAction):
    """Takes back the last change of this chat; an offer that is still open is only dropped."""

    called = "action_undo"

    def answer(self, asked: Asked, work: Work) -> Answer:
        named = asked.entities.get("change")
        proposal = proposals.open_proposal(asked.conversation, work=work, lock=True)
        if proposal is not None and named is None:
            dropped = proposals.refuse({"proposal_id": proposal.id}, asked.conversation, work=work)
            return Answer([*dropped, Utterance("utter_undo_was_only_offered")])
        change_id = str(named) if named else None
        return as_answer(
            undo_last(asked.actor, asked.conversation, change_id=change_id, turn_id=asked.turn_id, work=work)
        )
