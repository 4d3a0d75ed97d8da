"""How a turn ends: its answers into the outbox, the state of the talk written down, the message handled."""

import re
from collections.abc import Sequence
from typing import Protocol

from bot.answered import Answered, Begun
from bot.apologies import apology
from bot.containment import contained
from bot.handover import with_a_person_offered
from bot.languages import answer_in
from bot.login import ask_for_proof, drop_kept, stop_asking_number
from bot.offered import once_more
from bot.plans import Ask
from bot.understanding import Understood
from telecom.bootstrap import Telecom
from telecom.model.messaging import TURNS_PER_TRACKER, Conversation, IncomingMessage
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.delivery import Sending

REMEMBERED_TURNS = 10
_NO = re.compile(r"\W*(?:no|nah|nope|nein|nee)\b", re.I)


class WayOut(Protocol):
    """The outbox, as a turn sees it."""

    def taker_for(self, channel: str) -> int | None:
        """The number of the running instance that sends to a channel right after the commit; None where none can."""

    async def send(self, sendings: Sequence[Sending]) -> None:
        """Send what was taken by that number, in its order."""

    async def deliver(self, message_ids: Sequence[str]) -> None:
        """Take these messages, with what else waits for their chats, and send them."""


class Endings:
    """Ends turns. The answers are taken for sending in the transaction that stores them, unless something older is
    still to be sent to the chat: whoever finds them taken by a dead instance sends them again."""

    def __init__(self, telecom: Telecom, way_out: WayOut) -> None:
        self._telecom = telecom
        self._way_out = way_out

    def finish(self, begun: Begun, understood: Understood, *, instance: int) -> Answered:
        """One transaction: the answers into the outbox, the state of the talk, the message handled."""
        with self._telecom.open_work() as work:
            conversation = work.of(Conversation).get(begun.conversation_id, lock=True)
            if conversation.claimed_by != instance:  # taken over meanwhile: the turn is answered there
                return Answered(begun.turn_id)
            by_rasa = isinstance(begun.plan.then, Ask) or understood.took_up
            answers: Sequence[Utterance] = understood.said
            if by_rasa:  # asked before anything is changed, so that one statement writes all changes
                answers = contained(answers, conversation, turn_id=begun.turn_id, work=work)
                answers = [*answers, *_offered_before(conversation, begun, understood, answers, work=work)]
            drop_kept(conversation)
            said: list[Utterance] = [*answer_in(conversation, understood.language), *begun.plan.said]
            if by_rasa:
                said += _keep_state(conversation, begun, understood)
                stop_asking_number(conversation)
            conversation.later = dict(understood.later) if understood.later else None
            for utterance in answers:
                if utterance.response == "proof_required":
                    said += self._ask_for_proof(conversation, utterance, work)
                    break
                said.append(utterance)
            return self.close(work, conversation, begun.message, said)

    def _ask_for_proof(self, conversation: Conversation, wanted: Utterance, work: Work) -> Sequence[Utterance]:
        step = ask_for_proof(
            conversation,
            wanted.values["level"],
            wanted.values["wish"],
            contact=wanted.values.get("contact"),
            country=self._telecom.settings.country,
            work=work,
        )
        return step.said

    def close(
        self,
        work: Work,
        conversation: Conversation,
        message: IncomingMessage,
        said: Sequence[Utterance],
        *,
        silent: bool = False,
    ) -> Answered:
        """Store the answers, and let the message and its conversation go. Only a `silent` turn may say nothing."""
        another_waits, older_waits = work.waits_beside(conversation.id, message.number or 0)
        taker = None if older_waits else self._way_out.taker_for(conversation.channel)
        if not silent:
            said = with_a_person_offered(conversation, said or [apology(message.turn_id)])
        if not messaging.close_turn(work, conversation, message, another_waits=another_waits):
            return Answered(message.turn_id)  # answered elsewhere while the claim was lost and won again
        posted = messaging.post_answers(work, conversation, said, turn_id=message.turn_id, taken_by=taker)
        taken = [
            Sending(each.message, conversation.language, [choice.id for choice in each.choices], work.today())
            for each in posted
            if each.is_new and taker is not None
        ]
        left = [each.message.id for each in posted if not each.is_new or taker is None]
        return Answered(message.turn_id, taken, left, another_waits)


def lost_memory(begun: Begun, understood: Understood) -> bool:
    """Whether the language model had lost what it knew of this talk, and in the midst of a question. [R36]"""
    expected, remembered = min(begun.rasa_turns, REMEMBERED_TURNS), understood.turns_remembered
    return remembered is not None and remembered < expected and begun.had_form is not None


def _offered_before(
    conversation: Conversation, begun: Begun, understood: Understood, answers: Sequence[Utterance], *, work: Work
) -> Sequence[Utterance]:
    step = begun.plan.then
    if not isinstance(step, Ask) or not step.text:
        return []
    no = _NO.match(step.text) is not None
    turn, form = begun.turn_id, understood.form
    return once_more(conversation, answers, turn_id=turn, form=form, begins_with_no=no, work=work)


def _keep_state(conversation: Conversation, begun: Begun, understood: Understood) -> list[Utterance]:
    """Write down the open form; say so when the language model lost its memory of this talk. [R36]"""
    if conversation.rasa_id != begun.rasa_id:
        return []
    lost = lost_memory(begun, understood)
    # Where nothing came back, the language model has no such turn to remember.
    conversation.rasa_turns += understood.turns_remembered is not None
    if lost:
        conversation.rasa_turns = understood.turns_remembered or 0
    conversation.form, conversation.requested_slot = understood.form, understood.requested_slot
    if conversation.form is None and conversation.rasa_turns >= TURNS_PER_TRACKER:
        conversation.forget()
    return [Utterance("utter_memory_lost")] if lost else []
