"""A talk begun on one terminal goes on where its person writes now: the question that stands open there, or the offer.
[M.3345 7.3]"""

from datetime import timedelta

from telecom.model.access import Actor, ChatSession
from telecom.model.messaging import Conversation
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.authorization import known
from telecom.support.proposals import open_proposal

# What was left longer ago is begun anew rather than gone on with.
_LATELY = timedelta(hours=1)


def go_on_here(actor: Actor | None, here: Conversation, *, work: Work) -> list[Utterance]:
    """Bring what is open in the person's latest other chat here, and say it again; there nothing is open any more.
    Only chats that are logged in for the same person count. ProofRequired where nobody is logged in here."""
    actor = known(actor)
    there = _left_open(actor, here, work)
    if there is None:
        return [Utterance("utter_going_on_nothing")]
    # Always in the same order, so that two chats that take from each other do not wait for ever.
    locked = {each: work.of(Conversation).get(each, lock=True) for each in sorted((here.id, there.id))}
    here, there = locked[here.id], locked[there.id]
    proposal = open_proposal(there, work=work, lock=True)
    asked = messaging.latest_answers(there, work=work)[-1:]
    _take_over(here, there, work)
    if proposal is not None:
        _bring(proposal, here, work)
        asked = [proposal.shown]
    return [Utterance("utter_going_on_here"), *asked]


def _left_open(actor: Actor, here: Conversation, work: Work) -> Conversation | None:
    """The person's other chat that was written in last, if something is open there."""
    sessions = work.of(ChatSession).list(person_id=actor.person_id, ended_at=None)
    others = {s.conversation_id for s in sessions if s.is_open(work.now)} - {here.id}
    if not others:
        return None
    chats = work.of(Conversation).list(id=others, last_seen_at__gte=work.now - _LATELY, order="-last_seen_at")
    return next((chat for chat in chats if chat.form is not None or open_proposal(chat, work=work)), None)


def _take_over(here: Conversation, there: Conversation, work: Work) -> None:
    """What the language model knows of the talk goes on under this chat; the other begins anew."""
    name, turns, form, slot = there.rasa_id, there.rasa_turns, there.form, there.requested_slot
    there.forget()
    here.forget()
    work.flush()
    here.rasa_id, here.rasa_turns, here.form, here.requested_slot = name, turns, form, slot


def _bring(proposal: Proposal, here: Conversation, work: Work) -> None:
    """The offer can from now on be answered here and nowhere else."""
    for older in work.of(Proposal).list(conversation_id=here.id, status=ProposalStatus.OPEN, lock=True):
        older.status = ProposalStatus.REPLACED
    work.flush()
    proposal.conversation_id = here.id
