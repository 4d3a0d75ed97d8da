"""When nothing else can be said: an apology with a number, under which the log has the reason. [R7]"""

import secrets
from collections.abc import Callable, Sequence

import structlog

from bot.answered import Answered
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, IncomingMessage
from telecom.model.utterances import Utterance
from telecom.ports import Work

log = structlog.get_logger("turns")
_REMEMBERED = 1_000
# Stores the answers of a turn, and lets its message and conversation go.
Close = Callable[[Work, Conversation, IncomingMessage, Sequence[Utterance]], Answered]


def apology(turn_id: str) -> Utterance:
    """What is said when something went wrong that nobody foresaw."""
    reference = secrets.token_hex(4)
    log.error("apology", reference=reference, turn=turn_id)
    return Utterance("utter_error_unexpected", {"reference": reference})


class FailedTurns:
    """Messages whose turn failed outside of everything that answers by itself: in reading them, or in storing the
    answer. The first time they are tried again, since a database may have been away; the second time they are
    answered with an apology, or else they would keep their conversation silent for good."""

    def __init__(self, telecom: Telecom, close: Close) -> None:
        self._telecom = telecom
        self._close = close
        self._failed: dict[str, str] = {}

    def give_up(self, conversation_id: str, *, instance: int) -> Answered | None:
        """Apologise for the oldest message of the conversation; None where it is to be tried again."""
        with self._telecom.open_work() as work:
            conversation, message = work.next_turn(conversation_id)
            if message is None or conversation.claimed_by != instance:
                return None
            if self._failed.pop(conversation_id, None) != message.turn_id:
                self._remember(conversation_id, message.turn_id)
                return None
            return self._close(work, conversation, message, [apology(message.turn_id)])

    def _remember(self, conversation_id: str, turn_id: str) -> None:
        if len(self._failed) >= _REMEMBERED:
            self._failed.clear()
        self._failed[conversation_id] = turn_id
