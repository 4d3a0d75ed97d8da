"""What comes by way of the language model is only proposed: no words of it stand above a yes, none become one. [R33]

Rasa carries the answers of our actions back to us and could change them: ask for a proof and slip a confirmation into
what is done afterwards, or put the Yes to a payment below a harmless question. So what a yes stands for is said here in
the words that were kept with the proposal, and what is carried out after a proof is never a confirmation from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.apologies import apology
from telecom.model.authorization import Approval
from telecom.model.messaging import Conversation
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.model.wire import to_wire
from telecom.ports import Work
from telecom.support.approvals import DECIDE, question_of
from telecom.support.authorization import managed_customers
from telecom.support.identity import actor_of

_ANSWERS = (ChoiceKind.CONFIRM, ChoiceKind.REFUSE)
_LEVELS = frozenset({"identity", "fresh", "contact", "new_pin", "lost_pin"})
# A wish as our actions write it down; a confirmation is written down by the turn alone.
_STEPS = {"action": str, "form_intent": str, "ask": str}
_WISH = {**_STEPS, "intent": str | None, "said": str, "entities": Mapping, "slots": Mapping}


def contained(said: Sequence[Utterance], conversation: Conversation, *, turn_id: str, work: Work) -> list[Utterance]:
    """The same, with every question that a yes would answer in the words that were kept with it."""
    return [_contained(each, conversation, turn_id=turn_id, work=work) for each in said]


def _contained(utterance: Utterance, conversation: Conversation, *, turn_id: str, work: Work) -> Utterance:
    if utterance.response == "proof_required":
        return utterance if _is_sound_proof(utterance.values) else apology(turn_id)
    for choice in utterance.choices:
        if choice.kind in _ANSWERS:
            return _as_proposed(utterance, str(choice.content.get("proposal_id")), conversation, work=work)
        if _decides(choice):
            return _as_asked(utterance, choice, conversation, work=work)
    return utterance


def _is_sound_proof(values: Mapping[str, Any]) -> bool:
    """Whether a wish can be kept with the proof it needs, and is nothing that only the subscriber may decide."""
    wish, contact = values.get("wish"), values.get("contact")
    if values.get("level") not in _LEVELS or not isinstance(wish, Mapping) or not isinstance(contact, str | None):
        return False
    if (values["level"] == "contact") == (contact is None):
        return False
    if not all(name in _WISH and isinstance(value, _WISH[name]) for name, value in wish.items()):
        return False
    # After a log-in nothing is left to do.
    return not wish or (len(_STEPS.keys() & wish) == 1 and wish.get("action") != DECIDE)


def _as_proposed(utterance: Utterance, proposal_id: str, conversation: Conversation, *, work: Work) -> Utterance:
    proposal = work.of(Proposal).find(id=proposal_id, conversation_id=conversation.id)
    if proposal is None:
        return replace(utterance, choices=_harmless(utterance.choices))
    refused = Utterance(
        "utter_proposal_not_corrected",
        {"reason": utterance.values.get("reason"), "offer": [replace(proposal.shown, choices=())]},
        proposal.shown.choices,
    )
    return utterance if to_wire(utterance) in (to_wire(proposal.shown), to_wire(refused)) else proposal.shown


def _as_asked(utterance: Utterance, choice: Offered, conversation: Conversation, *, work: Work) -> Utterance:
    slots, actor = choice.content.get("slots"), actor_of(conversation, work=work)
    approval_id = slots.get("approval_id") if isinstance(slots, Mapping) else None
    approval = work.of(Approval).find(id=str(approval_id))
    if approval is None or actor is None or approval.customer_id not in managed_customers(actor, work=work):
        return replace(utterance, choices=_harmless(utterance.choices))
    asked = question_of(approval, work=work)
    return utterance if to_wire(utterance) == to_wire(asked) else asked


def _harmless(choices: Sequence[Offered]) -> list[Offered]:
    return [each for each in choices if each.kind not in _ANSWERS and not _decides(each)]


def _decides(choice: Offered) -> bool:
    return choice.kind is ChoiceKind.ACTION and choice.content.get("action") == DECIDE
