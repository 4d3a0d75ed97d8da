"""Takes the buttons of a question away once it is answered, so that nobody wonders whether to press them."""

import asyncio
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.sender import Throttled
from bot.channels.telegram_pace import Pace
from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, OutgoingMessage
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind
from telecom.ports import Work
from telecom.support import messaging

log = structlog.get_logger("telegram")
_LOOKED_BACK = 3
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with buttons as it stands in a chat."""

    address: str
    message_id: int


class AnsweredButtons:
    """Best effort and never in the way: it waits `after` seconds, and an answer that comes meanwhile goes first.

    Pressing buttons that are still there does no harm: what stands behind them counts once.
    """

    def __init__(self, bot: Bot, telecom: Telecom, pace: Pace, *, after: float = 1.5) -> None:
        self._bot = bot
        self._telecom = telecom
        self._pace = pace
        self._after = after
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._gone: set[Shown] = set()

    def look_soon(self, answer: OutgoingMessage) -> None:
        """An answer went out: see before long whether it settled a question that stands above it."""
        if (earlier := self._waiting.pop(answer.address, None)) is not None:
            earlier.cancel()
        task = asyncio.create_task(self._look(answer))
        self._waiting[answer.address] = task
        task.add_done_callback(lambda done: self._forget(answer.address, done))

    async def stop(self) -> None:
        """Leave buttons as they are."""
        waiting = list(self._waiting.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def _forget(self, address: str, done: asyncio.Task[None]) -> None:
        if self._waiting.get(address) is done:
            del self._waiting[address]

    async def _look(self, answer: OutgoingMessage) -> None:
        await asyncio.sleep(self._after)
        try:
            for shown in await asyncio.to_thread(self._find_answered, answer):
                if shown not in self._gone:
                    await self._take_away(shown)
        except Throttled:
            return
        except Exception as error:
            log.warning("buttons stay", reason=type(error).__name__)

    async def _take_away(self, shown: Shown) -> None:
        if len(self._gone) >= _MOST_KEPT:
            self._gone.clear()
        async with self._pace.turn_of(shown.address, f"buttons of {shown.message_id}"):
            self._gone.add(shown)
            try:
                await self._bot.edit_message_reply_markup(int(shown.address), shown.message_id, reply_markup=None)
            except TelegramError as error:
                log.info("buttons stay", reason=type(error).__name__)

    def _find_answered(self, answer: OutgoingMessage) -> list[Shown]:
        with self._telecom.open_work() as work:
            above = work.of(OutgoingMessage).list(
                conversation_id=answer.conversation_id,
                has_choices=True,
                status=DeliveryStatus.COMPLETED,
                number__lt=answer.number,
                order="-number",
                limit=_LOOKED_BACK,
            )
            return [
                Shown(one.address, int(one.channel_message_id))
                for one in above
                if one.channel_message_id and _is_answered(one, work=work)
            ]


def _is_answered(message: OutgoingMessage, *, work: Work) -> bool:
    """Whether it showed a proposal that nobody can confirm any more."""
    for choice in messaging.choices_of(message, work=work):
        if choice.kind is ChoiceKind.CONFIRM:
            return not work.of(Proposal).get(choice.content["proposal_id"]).is_open(work.now)
    return False
