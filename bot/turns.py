"""The turn: one message of one conversation after the other, many conversations side by side."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.answered import Answered, AnsweredTurns, Begun
from bot.apologies import FailedTurns, apology
from bot.endings import Endings, WayOut, lost_memory
from bot.facts import facts_for_understanding
from bot.login import holds_up_others
from bot.metrics import Metrics
from bot.own_names import with_own_names
from bot.own_word import OwnWord
from bot.plans import Ask, Confirm, Plan, Run
from bot.sealed_yes import read
from bot.second_wish import SecondWish, still_kept
from bot.understanding import ActionCaller, Understanding, UnderstandingDown, Understood
from telecom.bootstrap import Telecom
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation, IncomingMessage
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.approvals import DECIDE
from telecom.support.identity import actor_of
from telecom.support.recognition import recognise

log = structlog.get_logger("turn")
IDLE_POLL = timedelta(milliseconds=500)
LEASE_CHECK = timedelta(seconds=5)


class Lease(Protocol):
    """The claim on a number that shows that this process lives."""

    def still_held(self) -> bool: ...


class LeaseLost(RuntimeError):
    """The connection that held the lease is gone."""


class Turns:
    """Takes messages from the inbox and answers each once. `way_out` sends what was put into the outbox."""

    def __init__(
        self,
        telecom: Telecom,
        understanding: Understanding,
        actions: ActionCaller,
        way_out: WayOut,
        *,
        side_by_side: int = 32,
        metrics: Metrics | None = None,
        until_able: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._telecom = telecom
        self._understanding = understanding
        self._actions = actions
        self._way_out = way_out
        self._metrics = metrics or Metrics()
        self._until_able = until_able
        self._endings = Endings(telecom, way_out)
        self._second = SecondWish(telecom, understanding)
        self._word = OwnWord(telecom)
        self._instance = secrets.randbits(62)
        self._side_by_side = side_by_side
        self._is_full = False
        self._woken = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._answered = AnsweredTurns()
        self._failed = FailedTurns(telecom, self._endings.close)

    async def wait_until_answered(self, turn_id: str, seconds: float) -> bool:
        """Wait until this process has answered a turn and sent the answer; False when that took too long."""
        return await self._answered.wait_for(turn_id, seconds)

    def wake(self) -> None:
        """Something was put into the inbox."""
        self._woken.set()

    async def run(self) -> None:
        """Answer messages until cancelled; a database that is away is waited for."""
        while True:
            lease = self._telecom.lease(self._instance)
            try:
                await asyncio.to_thread(lease.__enter__)
                await self._run_while_leased(lease)
            except Exception:
                log.exception("turns interrupted")
            finally:
                await asyncio.to_thread(lease.__exit__, None, None, None)
                self._instance = secrets.randbits(62)
            await asyncio.sleep(1)

    async def _run_while_leased(self, lease: Lease) -> None:
        checked = asyncio.get_running_loop().time()
        while True:
            # Without the lease others may take over what we claimed: then we claim anew, under another number.
            if asyncio.get_running_loop().time() - checked > LEASE_CHECK.total_seconds():
                if not await asyncio.to_thread(lease.still_held):
                    raise LeaseLost
                checked = asyncio.get_running_loop().time()
            self._woken.clear()
            room = self._side_by_side - len(self._running)
            claimed = await asyncio.to_thread(self._claim, room) if room > 0 else ()
            for conversation_id in claimed:
                task = asyncio.create_task(self._look_after(conversation_id))
                self._running.add(task)
                task.add_done_callback(self._done)
            self._is_full = len(claimed) == room
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), IDLE_POLL.total_seconds())

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._is_full:
            self._woken.set()

    def _claim(self, room: int) -> Sequence[str]:
        with self._telecom.open_work() as work:
            return work.claim_conversations(self._instance, limit=room)

    async def _look_after(self, conversation_id: str) -> None:
        """Answer the conversation's messages in order until none waits; a failed one is let go, to be tried anew."""
        instance = self._instance
        try:
            while await self.answer_next(conversation_id):
                pass
        except Exception:
            log.exception("conversation interrupted")
            await self._let_go_of(conversation_id, instance)

    async def _let_go_of(self, conversation_id: str, instance: int) -> None:
        while self._instance == instance:
            await asyncio.sleep(1)
            with contextlib.suppress(Exception):
                await asyncio.to_thread(self._let_go, conversation_id)
                break

    def _let_go(self, conversation_id: str) -> None:
        with self._telecom.open_work() as work:
            conversation = work.of(Conversation).get(conversation_id, lock=True)
            if conversation.claimed_by == self._instance:
                conversation.claimed_by = None

    async def answer_next(self, conversation_id: str) -> bool:
        """One turn; says whether another message of the conversation waits for us."""
        began, begun = asyncio.get_running_loop().time(), None
        try:
            begun = await asyncio.to_thread(self._begin, conversation_id)
            answered = await self._go_on(begun) if isinstance(begun, Begun) else begun
        except Exception:
            answered = await asyncio.to_thread(self._failed.give_up, conversation_id, instance=self._instance)
            if answered is None:
                raise
            log.exception("turn given up", turn=answered.turn_id)
        if answered is None:
            return False
        await self._way_out.send(answered.taken)
        await self._way_out.deliver(answered.left)
        if isinstance(begun, Begun):
            await self._tell_what_was_done(begun)
        self._answered.note(answered.turn_id)
        self._metrics.turn(asyncio.get_running_loop().time() - began)
        return answered.another_waits

    async def _go_on(self, begun: Begun) -> Answered:
        understood = await self._carry_out(begun)
        step = begun.plan.then
        self._metrics.understood(step.intent if isinstance(step, Run) else understood.intent, understood.said)
        return await asyncio.to_thread(self._endings.finish, begun, understood, instance=self._instance)

    def _begin(self, conversation_id: str) -> Begun | Answered | None:
        """Read the next message. What reading it changes (a code used, an offer refused) is committed together with
        the answer, or with what is needed to go on after a crash."""
        with self._telecom.open_work() as work:
            conversation, message = work.next_turn(conversation_id)
            if conversation.claimed_by != self._instance:  # somebody else has taken it over
                return None
            if message is None:
                conversation.claimed_by = None
                return None
            try:
                plan = read(conversation, message, country=self._telecom.settings.country, work=work)
            except BusinessError as refusal:
                plan = Plan([Utterance(refusal.name, refusal.values)])
            if plan.then is None:
                return self._endings.close(work, conversation, message, plan.said, silent=plan.silent)
            plan = with_own_names(plan, conversation, work)
            return Begun(
                conversation.id,
                message,
                conversation.rasa_id,
                conversation.rasa_turns,
                conversation.form,
                self._metadata(conversation, message, plan, work),
                plan,
                still_kept(conversation, now=work.now),
                holds_up_others(conversation),
            )

    def _metadata(self, conversation: Conversation, message: IncomingMessage, plan: Plan, work: Work) -> dict[str, Any]:
        metadata = facts_for_understanding(self._telecom, work, language=conversation.language)
        metadata |= {"turn_id": message.turn_id, "requested_slot": conversation.requested_slot}
        if isinstance(plan.then, Ask) and plan.then.text:
            actor, asked = actor_of(conversation, work=work), conversation.requested_slot
            metadata["recognised"] = recognise(plan.then.text, actor, requested_slot=asked, work=work)
        return metadata

    async def _carry_out(self, begun: Begun) -> Understood:
        """Do what the plan says; whatever goes wrong becomes a sentence."""
        try:
            understood = await self._follow(begun, begun.plan.then)
            if isinstance(begun.plan.then, Ask) and lost_memory(begun, understood):
                understood = await self._begin_again(begun, understood)
            return await self._second.go_on(begun, understood)
        except UnderstandingDown as down:
            log.warning("understanding down", reason=str(down), turn=begun.turn_id)
            return await self._without_understanding(begun)
        except Exception:
            log.exception("turn failed", turn=begun.turn_id)
            return Understood([apology(begun.turn_id)])

    async def _tell_what_was_done(self, begun: Begun) -> None:
        """A wish that waited for its proof was carried out with more than the language model had found in it."""
        step = begun.plan.then
        if isinstance(step, Run) and step.intent and step.entities:
            await self._understanding.tell(begun.rasa_id, begun.turn_id, step.said, step.intent, step.entities)

    async def _begin_again(self, begun: Begun, understood: Understood) -> Understood:
        """An answer to a question that the language model does not know any more is taken for nothing else: what was
        being asked about begins again. [R36]"""
        wish = {"intent": str(begun.had_form).removesuffix("_form"), "entities": {}}
        turn_id = f"{begun.turn_id}+again"
        try:
            metadata = {**begun.metadata, "turn_id": turn_id}
            again = await self._understanding.ask(begun.rasa_id, turn_id, metadata, payload=wish)
        except UnderstandingDown:
            return understood
        return replace(again, turns_remembered=understood.turns_remembered)

    async def _without_understanding(self, begun: Begun) -> Understood:
        """What is under way can be dropped all the same: the talk goes on under another name. [R8]"""
        step = begun.plan.then
        if isinstance(step, Ask) and (step.payload or {}).get("intent") == "cancel":
            await asyncio.to_thread(self._drop_talk, begun.conversation_id)
            return Understood([Utterance("utter_cancelled")])
        return Understood([Utterance("utter_understanding_down")], form=begun.had_form, later=begun.later)

    def _drop_talk(self, conversation_id: str) -> None:
        with self._telecom.open_work() as work:
            work.of(Conversation).get(conversation_id, lock=True).forget()

    async def _follow(self, begun: Begun, step: Ask | Run | Confirm | None) -> Understood:
        assert step is not None, "what is only said is said at once"
        if self._until_able is not None and not isinstance(step, Confirm):
            await self._until_able()
        metadata = (
            begun.metadata if isinstance(step, Confirm) or not step.said else {**begun.metadata, "said": step.said}
        )
        if isinstance(step, Ask):
            return await self._understanding.ask(
                begun.rasa_id, begun.turn_id, metadata, text=step.text, payload=step.payload
            )
        if isinstance(step, Run) and step.action == DECIDE:
            return Understood(
                await asyncio.to_thread(self._word.decide, begun.conversation_id, step), form=begun.had_form
            )
        if isinstance(step, Run):
            said = await self._actions.run(
                step.action,
                rasa_id=begun.rasa_id,
                turn_id=begun.turn_id,
                intent=step.intent,
                slots=step.slots,
                entities=step.entities,
                metadata=metadata,
            )
            return Understood(said)
        return Understood(
            await asyncio.to_thread(self._word.confirm, begun.conversation_id, step.content), form=begun.had_form
        )
