"""When nothing else can be said: an apology with a number, under which the log has the reason. [R7]"""

import secrets

import structlog

from bot.answered import Answered
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.support import messaging

log = structlog.get_logger("turns")
_REMEMBERED = 1_000


def apology(turn_id: str) -> Utterance:
    """What is said when something went wrong that nobody foresaw."""
    reference = secrets.token_hex(4)
    log.error("apology", reference=reference, turn=turn_id)
    return Utterance("utter_error_unexpected", {"reference": reference})


class FailedTurns:
    """Messages whose turn failed outside of everything that answers by itself: in reading them, or in storing the
    answer. The first time they are tried again, since a database may have been away; the second time they are
    answered with an apology, or else they would keep their conversation silent for good."""

    def __init__(self, telecom: Telecom) -> None:
        self._telecom = telecom
        self._failed: dict[str, str] = {}

    def give_up(self, conversation_id: str, *, instance: int) -> Answered | None:
        """Apologise for the oldest message of the conversation; None where it is to be tried again."""
        with self._telecom.open_work() as work:
            conversation = work.of(Conversation).get(conversation_id, lock=True)
            message = messaging.next_message(conversation, work=work)
            if message is None or conversation.claimed_by != instance:
                return None
            if self._failed.pop(conversation_id, None) != message.turn_id:
                self._remember(conversation_id, message.turn_id)
                return None
            said = [apology(message.turn_id)]
            outgoing = messaging.answer(work, conversation, said, turn_id=message.turn_id)
            another_waits = messaging.close_turn(work, conversation, message)
            return Answered(message.turn_id, [m.id for m in outgoing], another_waits)

    def _remember(self, conversation_id: str, turn_id: str) -> None:
        if len(self._failed) >= _REMEMBERED:
            self._failed.clear()
        self._failed[conversation_id] = turn_id
