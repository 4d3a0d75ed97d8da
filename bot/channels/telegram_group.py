"""The agents' group on Telegram: a topic for each case; what is written in it goes to the subscriber. [C9]"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from telegram import Bot, LinkPreviewOptions, Update
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.case_words import case_for_group, said_for_group, shortened
from bot.channels.sender import Throttled
from bot.channels.telegram_pace import Pace
from bot.channels.telegram_pieces import split_text
from bot.channels.telegram_sender import seconds_to_wait
from telecom.bootstrap import Telecom
from telecom.management.agent_group import (
    News,
    end_in_topic,
    find_news,
    forget_topic,
    note_shown,
    note_topic,
    say_in_topic,
)
from telecom.model.errors import BusinessError
from telecom.ports import Work

log = structlog.get_logger("telegram")
_LOOK_EVERY, _REST = 1.0, 5.0
# The number whose holder is the one process that shows what is new in the group.
ELECTION = 7_304_205_002
_DONE = "/done"
_HOW = (
    f"What you write here goes to the subscriber; who writes first takes the case. {_DONE} and what came of it hands "
    "the chat back to the assistant, and the subscriber reads that. All of it: dialtone agent show {number}"
)
_NO_SUMMARY = f"Nothing was ended. Write {_DONE} and, in the same message, what came of it."
_NOT_SENT = "This did not go to the subscriber: the case is over, or with somebody else, or your account is no agent's."
_TEXT_ONLY = "Only text goes to the subscriber; this did not."
_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What somebody wrote in a topic of the group; None as text where it was no text."""

    key: str
    user_id: int
    thread: int
    text: str | None


class AgentGroup:
    """Shows cases in their topics and takes what the members write there. `members` has the account of each by the id
    of their Telegram; what others write does nothing. Texts go without marks, as they stand. [R40]"""

    def __init__(self, bot: Bot, telecom: Telecom, pace: Pace, *, group: int, members: Mapping[int, str]) -> None:
        self._bot = bot
        self._telecom = telecom
        self._pace = pace
        self._group = group
        self._members = members
        self._running: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to show what is new."""
        self._running = asyncio.create_task(self._run(), name="agents' group")

    async def stop(self) -> None:
        """Show nothing more."""
        tasks = [*self._answering, *([self._running] if self._running else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- what the agents write --------------------------------------------------------------------------------------

    def read(self, update: Update) -> GroupWords | None:
        """What was written in a topic of the group; None for all else."""
        message = update.message
        if message is None or message.chat.id != self._group or not message.is_topic_message:
            return None
        if message.from_user is None or message.from_user.is_bot or message.message_thread_id is None:
            return None
        if message.forum_topic_created or message.forum_topic_closed:
            return None
        return GroupWords(str(update.update_id), message.from_user.id, message.message_thread_id, message.text)

    async def take(self, words: GroupWords) -> None:
        """Do what was written; when this returns without an error the update may be confirmed."""
        account = self._members.get(words.user_id)
        if account is None:
            log.warning("somebody who is no member wrote in the agents' group")
            return
        answer = await asyncio.to_thread(self._act, words, account)
        if answer is not None:
            task = asyncio.create_task(self._answer(words.thread, answer))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def _act(self, words: GroupWords, account: str) -> str | None:
        """What is to be said to the agent, where something is."""
        if words.text is None:
            return _TEXT_ONLY
        name, _, rest = words.text.partition(" ")
        is_end = name.partition("@")[0].casefold() == _DONE
        if is_end and not rest.strip():
            return _NO_SUMMARY
        do, text = (end_in_topic, rest.strip()) if is_end else (say_in_topic, words.text)
        try:
            with self._telecom.open_work() as work:
                do(words.thread, account, text, key=words.key, work=work)
        except BusinessError:
            return _NOT_SENT
        return None

    async def _answer(self, thread: int, text: str) -> None:
        try:
            await self._send(thread, text)
        except (TelegramError, Throttled) as error:
            log.warning("an agent was not answered", reason=type(error).__name__)

    # --- what the agents read ---------------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Of several processes one shows what is new, until it dies."""
        while True:
            lease = self._telecom.lease(ELECTION)
            try:
                if await asyncio.to_thread(lease.take_if_free):
                    try:
                        while await asyncio.to_thread(lease.still_held):
                            await asyncio.sleep(await self._show_all())
                    finally:
                        await asyncio.to_thread(lease.__exit__, None, None, None)
            except Exception:
                log.exception("the agents' group is not shown what is new")
            await asyncio.sleep(_REST)

    async def _show_all(self) -> float:
        """Show what is new; how long to rest then."""
        try:
            for news in await asyncio.to_thread(self._find):
                await self._show(news)
        except Throttled as busy:
            return busy.retry_after
        except RetryAfter as error:
            return seconds_to_wait(error)
        except TelegramError as error:
            log.warning("the agents' group is not reached", reason=type(error).__name__)
            return _REST
        return _LOOK_EVERY

    def _find(self) -> list[News]:
        with self._telecom.open_work() as work:
            return find_news(work=work)

    async def _show(self, news: News) -> None:
        """Everything new of one case in as few messages as it takes: Telegram allows a group only some a minute."""
        thread = news.thread
        try:
            if thread is None:
                thread = await self._open_topic(news)
                lines = [*case_for_group(news.view), "", _HOW.format(number=news.case.number)]
            else:
                lines = said_for_group(news.view)
            ended = shortened(news.case.summary or "The subscriber went back to the assistant.")
            lines += [f"It is over. {ended}"] * news.is_over
            for part in split_text("\n".join(lines)):
                await self._send(thread, part)
        except BadRequest as refused:
            if not any(sign in refused.message.casefold() for sign in _GONE):
                raise
            await asyncio.to_thread(self._in_work, lambda work: forget_topic(news.case, work=work))
            return
        await asyncio.to_thread(self._in_work, lambda work: note_shown(news, work=work))
        if news.is_over:
            await self._bot.close_forum_topic(self._group, thread)

    async def _open_topic(self, news: News) -> int:
        """A topic for a case; one that was opened by a process which died before it wrote that down stays empty."""
        async with self._pace.turn_of(str(self._group), news.case.id):
            topic = await self._bot.create_forum_topic(self._group, news.case.number)
        thread = topic.message_thread_id
        await asyncio.to_thread(self._in_work, lambda work: note_topic(news.case, thread, work=work))
        return thread

    def _in_work(self, do: Callable[[Work], None]) -> None:
        with self._telecom.open_work() as work:
            do(work)

    async def _send(self, thread: int, text: str) -> None:
        async with self._pace.turn_of(str(self._group), text):
            await self._bot.send_message(self._group, text, message_thread_id=thread, link_preview_options=_NO_PREVIEW)
