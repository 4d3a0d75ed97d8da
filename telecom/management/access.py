"""Sessions as the subscriber manages them. [M.3345 7.2, C3]"""

from telecom.model.access import Actor, ChatSession
from telecom.model.messaging import Conversation
from telecom.ports import Work
from telecom.support.identity import end_session


def log_out(actor: Actor | None, *, work: Work) -> bool:
    """End the session of the actor's chat; False where nobody was logged in."""
    if actor is None:
        return False
    session = work.of(ChatSession).get(actor.session_id, lock=True)
    end_session(session, work.of(Conversation).get(actor.conversation_id), work=work)
    return True
