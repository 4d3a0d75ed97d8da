"""Sends what stands in the outbox: in its order, once, through its channel, and writes down how it went."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import structlog

from bot.channels.sender import Blocked, Sender, SendFailed, SendUnknown, Throttled
from bot.rendering.render import Rendered, Renderer
from bot.together import Change, WrittenTogether
from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, OutgoingMessage
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import delivery

log = structlog.get_logger("outbox")
T = TypeVar("T")
SWEEP_EVERY = timedelta(seconds=2)
# A code that the channel could not take at once must not wait behind a round of other messages.
SWEEP_URGENT_EVERY = timedelta(seconds=0.5)
# Longer than any sender's own timeout; after it nobody can tell whether the message went.
SEND_DEADLINE = timedelta(seconds=30)


class Outbox:
    """The turn calls `send` right after its commit, jobs call `deliver` for pushed messages, and a sweep sends what
    was left behind: by a crash, by a pause the channel asked for, behind an open proposal.

    `senders` may be filled later."""

    def __init__(self, telecom: Telecom, renderer: Renderer, senders: Mapping[str, Sender]) -> None:
        self._telecom = telecom
        self._renderer = renderer
        self._senders = senders
        self._instance = secrets.randbits(62)
        self._lease = telecom.lease(self._instance)
        self._held = False
        self._holding = asyncio.Lock()
        self._written_down = WrittenTogether(telecom.open_work)
        self._not_written: list[Change] = []
        self._under_way: set[asyncio.Task[Any]] = set()
        self._sweeping: Sequence[asyncio.Task[None]] = ()
        self._stopping = False

    async def start(self) -> None:
        """Begin to sweep."""
        if not self._sweeping:
            self._sweeping = [
                asyncio.create_task(self._keep_sweeping(SWEEP_EVERY), name="outbox"),
                asyncio.create_task(self._keep_sweeping(SWEEP_URGENT_EVERY, urgent=True), name="urgent outbox"),
            ]

    async def stop(self) -> None:
        """Finish what is being sent, then let go."""
        self._stopping = True
        for sweeping in self._sweeping:
            sweeping.cancel()
        await asyncio.gather(*self._sweeping, return_exceptions=True)
        self._sweeping = ()
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._let_go()
        self._stopping = False

    async def _keep_sweeping(self, every: timedelta, *, urgent: bool = False) -> None:
        """Sweep until cancelled; a database that is away is waited for."""
        while True:
            try:
                if self._held and not await asyncio.to_thread(self._lease.still_held):
                    await self._let_go()
                await self.sweep(urgent=urgent)
            except Exception:
                log.exception("outbox interrupted")
            await asyncio.sleep(every.total_seconds())

    def taker_for(self, channel: str) -> int | None:
        """The number under which a turn takes its answers for us, in the transaction that stores them."""
        return self._instance if self._held and not self._stopping and channel in self._senders else None

    async def send(self, sendings: Sequence[delivery.Sending]) -> None:
        """Send what was taken under our number, one after the other."""
        if sendings:
            await self._see_through(self._send_taken(sendings))

    async def _send_taken(self, sendings: Sequence[delivery.Sending]) -> None:
        for sending in sendings:
            await self._write_down([await self._hand_over(sending)])

    async def _write_down(self, changes: Sequence[Change]) -> None:
        """Write down how sendings ended. What cannot be written now is kept for the sweep: nobody else takes up what
        a living instance has taken."""
        for change in changes:
            try:
                await self._written_down.do(change)
            except Exception:
                log.exception("the end of a sending is not written down yet")
                self._not_written.append(change)

    async def deliver(self, message_ids: Sequence[str]) -> None:
        """Send these messages, and what else waits for their chats. What cannot be sent now is left to the sweep."""
        if not message_ids:
            return
        try:
            await self._send_all(lambda work: delivery.to_send_with(message_ids, work=work))
        except Exception:
            log.exception("messages left to the sweep", count=len(message_ids))

    async def sweep(self, *, urgent: bool = False) -> int:
        """Send what is due and nobody is sending, or only that for which somebody waits; says how many were found."""
        left, self._not_written = self._not_written, []
        await self._write_down(left)
        return await self._send_all(lambda work: work.undelivered(list(self._senders), urgent=urgent))

    async def _hold(self) -> None:
        """Hold our number, so that others see that we live."""
        async with self._holding:
            if not self._held:
                await asyncio.to_thread(self._lease.__enter__)
                self._held = True

    async def _let_go(self) -> None:
        async with self._holding:
            if self._held:
                await asyncio.to_thread(self._lease.__exit__, None, None, None)
                self._instance = secrets.randbits(62)
                self._lease, self._held = self._telecom.lease(self._instance), False

    async def _in_work(self, do: Callable[[Work], T]) -> T:
        def run() -> T:
            with self._telecom.open_work() as work:
                return do(work)

        return await asyncio.to_thread(run)

    async def _send_all(self, find: Callable[[Work], list[str]]) -> int:
        """Send what is found, one after the other."""
        await self._hold()
        return await self._see_through(self._send_in_turn(find))

    async def _see_through(self, sending: Coroutine[Any, Any, T]) -> T:
        """A cancelled caller does not cut a sending in the middle."""
        task = asyncio.create_task(sending)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _send_in_turn(self, find: Callable[[Work], list[str]]) -> int:
        found: list[str] = []
        left: list[str] = []

        def look(work: Work) -> delivery.Sending | None:
            found.extend(find(work))
            left.extend(found)
            return self._begin_next(left, work)

        ready = await self._in_work(look)
        while ready is not None:
            write_down = await self._hand_over(ready)

            def go_on(work: Work, write_down: Change = write_down) -> delivery.Sending | None:
                write_down(work)
                return None if self._stopping else self._begin_next(left, work)

            try:
                ready = await self._in_work(go_on)
            except Exception:
                self._not_written.append(write_down)
                raise
        return len(found)

    def _begin_next(self, message_ids: list[str], work: Work) -> delivery.Sending | None:
        """Take the first of these messages that may go now; those before it are dropped from the list."""
        while message_ids:
            message_id = message_ids.pop(0)
            sender = self._senders.get(work.of(OutgoingMessage).get(message_id).channel)
            if sender is not None:
                sending = delivery.begin(
                    message_id, instance=self._instance, repeats_safely=_repeats_safely(sender), work=work
                )
                if sending is not None:
                    return sending
        return None

    def _put_into_words(self, sending: delivery.Sending) -> Rendered:
        """The message in words; one that cannot be said becomes an apology, never silence. [R7]"""
        message, language, today = sending.message, sending.language, sending.today
        try:
            said = self._renderer.render(
                message.utterance,
                channel=message.channel,
                language=language,
                today=today,
                choice_ids=sending.choice_ids,
                secrets=message.secrets,
            )
            return replace(said, text=f"{said.text}\n{self._again(sending)}") if sending.may_repeat else said
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("message cannot be said", message=message.id, reference=reference)
            apology = Utterance("utter_error_unexpected", {"reference": reference})
            return self._renderer.render(apology, channel=message.channel, language=language, today=today)

    def _again(self, sending: delivery.Sending) -> str:
        """That a message may have been read before, so that nobody takes it for a second payment."""
        note, channel = Utterance("utter_sent_again"), sending.message.channel
        return self._renderer.render(note, channel=channel, language=sending.language, today=sending.today).text

    async def _hand_over(self, sending: delivery.Sending) -> Change:
        """Give a message to its channel, in words; what is to be written down about it."""
        message, rendered = sending.message, self._put_into_words(sending)
        sender = self._senders[message.channel]
        try:
            async with asyncio.timeout(SEND_DEADLINE.total_seconds()):
                sent_as = await sender.send(message, rendered)
        except Blocked:
            return lambda work: delivery.fail_blocked(work.of(OutgoingMessage).get(message.id, lock=True), work=work)
        except Throttled as throttled:
            return _again(message, timedelta(seconds=throttled.retry_after), counts=False)
        except SendFailed as refused:
            log.warning("message refused", message=message.id, reason=str(refused))
            return _concluded(message, DeliveryStatus.FAILED)
        except Exception as error:
            expected = isinstance(error, SendUnknown | TimeoutError)
            log.warning("unknown whether a message went", message=message.id, exc_info=None if expected else error)
            if _repeats_safely(sender):
                return _again(message, timedelta(seconds=2**message.attempts), counts=True)
            return _concluded(message, DeliveryStatus.UNKNOWN)
        return _concluded(message, DeliveryStatus.COMPLETED, sent_as)


def _repeats_safely(sender: Sender) -> bool:
    """Whether the channel knows a message that it gets twice, by its id, and shows it once."""
    return bool(getattr(sender, "repeats_safely", False))


def _concluded(message: OutgoingMessage, status: DeliveryStatus, sent_as: str | None = None) -> Change:
    return lambda work: delivery.conclude(message.id, status, channel_message_id=sent_as, work=work)


def _again(message: OutgoingMessage, after: timedelta, *, counts: bool) -> Change:
    return lambda work: delivery.try_again(message.id, after, counts=counts, work=work)
