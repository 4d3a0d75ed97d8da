"""The further wishes of one message: taken up in the same turn, or kept until those before are settled. [X3]"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.answered import Begun
from bot.facts import facts_for_understanding
from bot.plans import Ask
from bot.understanding import Understanding, UnderstandingDown, Understood
from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind, Utterance
from telecom.ports import Work
from telecom.support import joined
from telecom.support.identity import actor_of
from telecom.support.recognition import recognise

log = structlog.get_logger("second wish")
# A wish that was kept for longer is not what the subscriber has in mind any more.
KEPT_FOR = timedelta(minutes=30)
# As many wishes of one message are looked at.
MOST = 3


def still_kept(conversation: Conversation, *, now: datetime) -> Mapping[str, Any] | None:
    """What is kept for later in this chat, unless it is too old."""
    later = conversation.later
    return later if later and now - datetime.fromisoformat(later["at"]) < KEPT_FOR else None


class SecondWish:
    """Goes on with what is left of a message, or was kept from an earlier one.

    What is kept is either the words of the wish (while the first one still asks for something) or a proposal that was
    made for the first one (while the second one still asks for something): then both are shown as one.
    """

    def __init__(self, telecom: Telecom, understanding: Understanding) -> None:
        self._telecom = telecom
        self._understanding = understanding

    async def go_on(self, begun: Begun, understood: Understood) -> Understood:
        """The whole answer of the turn."""
        kept = begun.later
        left = understood.second_wish or begun.plan.rest
        if left is None and kept is None:
            return understood
        open_form = understood.form if isinstance(begun.plan.then, Ask) else begun.had_form
        if open_form or begun.waits or _asks_proof(understood.said):
            if left is None:
                return replace(understood, later=kept)
            later = {"text": left, "at": begun.metadata["now"]}
            return replace(understood, said=[Utterance("utter_second_wish_later"), *understood.said], later=later)
        if left is None and kept and "proposal_id" in kept:
            return await asyncio.to_thread(self._bring_together, begun, understood, [kept["proposal_id"]], [])
        return await self._take_up(begun, understood, left or str((kept or {})["text"]), is_new=left is not None)

    async def _take_up(self, begun: Begun, first: Understood, text: str, *, is_new: bool, place: int = 2) -> Understood:
        turn_id = f"{begun.turn_id}+{place}"
        try:
            metadata = await asyncio.to_thread(self._metadata, begun, text, turn_id)
            second = await self._understanding.ask(begun.rasa_id, turn_id, metadata, text=text)
        except UnderstandingDown as down:
            log.warning("second wish lost", reason=str(down), turn=begun.turn_id)
            return replace(first, said=[*first.said, Utterance("utter_second_wish_lost")])
        between = [] if is_new else [Utterance("utter_second_wish_now")]
        said = [*first.said, *between, *second.said]
        both = replace(second, said=said, second_wish=None, took_up=True, language=first.language)
        left = second.second_wish
        if second.form or _asks_proof(second.said):
            return self._with_the_last(await asyncio.to_thread(self._hold_first, begun, both), left, begun)
        if left is not None and place < MOST and not _waits_for_a_yes(said):
            return await self._take_up(begun, both, left, is_new=True, place=place + 1)
        turns = [f"{begun.turn_id}+{each}" for each in range(2, place + 1)]
        return self._with_the_last(await asyncio.to_thread(self._bring_together, begun, both, [], turns), left, begun)

    @staticmethod
    def _with_the_last(understood: Understood, left: str | None, begun: Begun) -> Understood:
        """A wish that is still left is kept, or, where something is kept already, asked for again."""
        if left is None:
            return understood
        if understood.later is not None:
            return replace(understood, said=[Utterance("utter_second_wish_again"), *understood.said])
        later = {"text": left, "at": begun.metadata["now"]}
        return replace(understood, said=[Utterance("utter_second_wish_later"), *understood.said], later=later)

    def _metadata(self, begun: Begun, text: str, turn_id: str) -> dict[str, Any]:
        with self._telecom.open_work() as work:
            conversation = work.of(Conversation).get(begun.conversation_id)
            known = recognise(text, actor_of(conversation, work=work), work=work)
            facts = facts_for_understanding(self._telecom, work, language=conversation.language)
        return facts | {"turn_id": turn_id, "requested_slot": None, "recognised": known}

    def _hold_first(self, begun: Begun, both: Understood) -> Understood:
        """The first wish's proposal, if it made one, is shown when the second one is ready too."""
        with self._telecom.open_work() as work:
            first = joined.made_in(begun.turn_id, work=work)
            if first is None or not _shows(first, both.said):
                return both
            joined.put_aside(first, work=work)
        said = [each for each in both.said if not _is_of(first, each)]
        later = {"proposal_id": first.id, "at": begun.metadata["now"]}
        return replace(both, said=[Utterance("utter_second_wish_question"), *said], later=later)

    def _bring_together(
        self, begun: Begun, both: Understood, kept: Sequence[str], second_turns: Sequence[str]
    ) -> Understood:
        """Proposals that were made become one, and come last, so that its Yes is the newest choice."""
        with self._telecom.open_work() as work:
            actor = actor_of(work.of(Conversation).get(begun.conversation_id), work=work)
            parts = [work.of(Proposal).get(one) for one in kept]
            found = [joined.made_in(turn, work=work) for turn in (begun.turn_id, *second_turns)]
            parts += [each for each in found if each is not None and _shows(each, both.said)]
            if actor is None or not parts:
                return both
            rest = [each for each in both.said if not any(_is_of(part, each) for part in parts)]
            shown = self._shown(actor, parts, begun, bool(kept), work)
        return replace(both, said=[*rest, *shown])

    def _shown(
        self, actor: Actor, parts: Sequence[Proposal], begun: Begun, was_kept: bool, work: Work
    ) -> list[Utterance]:
        turn_id = f"{begun.turn_id}+all"
        try:
            if len(parts) > 1:
                return [joined.join(actor, parts, turn_id=turn_id, work=work)]
            if was_kept:
                return [
                    Utterance("utter_second_wish_now"),
                    joined.offer_again(actor, parts[0], turn_id=turn_id, work=work),
                ]
        except BusinessError as refusal:
            return [Utterance(refusal.name, refusal.values)]
        return [parts[0].shown]


def _asks_proof(said: Sequence[Utterance]) -> bool:
    return any(each.response == "proof_required" for each in said)


def _waits_for_a_yes(said: Sequence[Utterance]) -> bool:
    return any(choice.kind is ChoiceKind.CONFIRM for each in said for choice in each.choices)


def _is_of(proposal: Proposal, utterance: Utterance) -> bool:
    return any(
        choice.kind is ChoiceKind.CONFIRM and choice.content.get("proposal_id") == proposal.id
        for choice in utterance.choices
    )


def _shows(proposal: Proposal, said: Sequence[Utterance]) -> bool:
    return any(_is_of(proposal, each) for each in said)
