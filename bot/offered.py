"""An offer that stands open comes once more below the answer to something else, and then not again by itself. [R14]"""

from collections.abc import Sequence

from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import ChoiceKind, Utterance
from telecom.ports import Work
from telecom.support import proposals

_ANSWERS = (ChoiceKind.CONFIRM, ChoiceKind.REFUSE)
# Below these nothing is asked: they end a talk, or say all about the offer themselves.
_ENDS = frozenset(
    {"proof_required", "utter_thank", "utter_goodbye", "utter_affirm_settled", "utter_error_unexpected"}
    | {"utter_proposal_refused", "utter_cancelled"}
)


def once_more(
    conversation: Conversation,
    answers: Sequence[Utterance],
    *,
    turn_id: str,
    form: str | None,
    begins_with_no: bool,
    work: Work,
) -> list[Utterance]:
    """The open offer, where the turn right before made it and this one was about something else.

    Who began with a no and went on with something else has refused it: then it is dropped, and not shown.
    """
    proposal = proposals.open_proposal(conversation, work=work) if not _asks(answers) else None
    if proposal is None or not _is_fresh(proposal, conversation, turn_id=turn_id, work=work):
        return []
    if begins_with_no:
        proposal.status = ProposalStatus.REFUSED
        return []
    is_over = form is not None or conversation.waiting is not None or conversation.case_id is not None
    changed = any(choice.content.get("intent") == "undo" for each in answers for choice in each.choices)
    return [] if is_over or changed or any(each.response in _ENDS for each in answers) else [proposal.shown]


def _asks(answers: Sequence[Utterance]) -> bool:
    """Whether a yes or a no is asked for already."""
    return any(choice.kind in _ANSWERS for each in answers for choice in each.choices)


def _is_fresh(proposal: Proposal, conversation: Conversation, *, turn_id: str, work: Work) -> bool:
    """Whether the turn before this one made it, or this one itself, of an older offer."""
    newest = work.of(OutgoingMessage).find(conversation_id=conversation.id, turn_id__not=None, order="-number")
    made_in = proposal.key.partition("+")[0].partition(":")[0]
    return made_in == turn_id or (newest is not None and str(newest.turn_id) == made_in)
