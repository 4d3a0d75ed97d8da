"""What is done on a subscriber's own word alone: a yes, a manager's Approve. It never passes through Rasa. [R14]"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.plans import Run
from telecom.bootstrap import Telecom
from telecom.management.approvals import decide_request
from telecom.model.access import Actor
from telecom.model.errors import BusinessError, ProofRequired
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.support import proposals
from telecom.support.identity import actor_of


class OwnWord:
    """Carries out what was confirmed or decided in a chat."""

    def __init__(self, telecom: Telecom) -> None:
        self._telecom = telecom

    def confirm(self, conversation_id: str, content: Mapping[str, Any]) -> Sequence[Utterance]:
        """The yes to a proposal that was shown; `content` says which, and the fingerprint of what was shown."""
        conversation, actor = self._who(conversation_id)

        def carry_out() -> Sequence[Utterance]:
            return proposals.confirm(
                actor, content, conversation, open_work=self._telecom.open_work, outside=self._telecom.outside
            )

        return _or_why_not(carry_out, wish={"confirm": dict(content)})

    def decide(self, conversation_id: str, step: Run) -> Sequence[Utterance]:
        """A manager's Approve or Refuse of somebody's wish."""
        _, actor = self._who(conversation_id)
        approval_id, approve = str(step.slots.get("approval_id")), step.slots.get("approve") is True

        def carry_out() -> Sequence[Utterance]:
            with self._telecom.open_work() as work:
                outcome = decide_request(actor, approval_id, approve=approve, work=work)
            follow_up = outcome.follow_up
            return follow_up(self._telecom.open_work, self._telecom.outside) if follow_up else outcome.said

        return _or_why_not(carry_out, wish={"action": step.action, "slots": dict(step.slots)})

    def _who(self, conversation_id: str) -> tuple[Conversation, Actor | None]:
        with self._telecom.open_work() as work:
            conversation = work.of(Conversation).get(conversation_id)
            return conversation, actor_of(conversation, work=work)


def _or_why_not(carry_out: Callable[[], Sequence[Utterance]], *, wish: Mapping[str, Any]) -> Sequence[Utterance]:
    """What was said, why it was not done, or which proof it takes first."""
    try:
        return carry_out()
    except BusinessError as refusal:
        return [Utterance(refusal.name, refusal.values)]
    except ProofRequired as proof:
        return [Utterance("proof_required", {"level": proof.level, "wish": wish})]
