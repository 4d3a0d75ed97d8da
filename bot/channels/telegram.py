"""The channel Telegram: messages and pressed buttons in, answers out."""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.channels.telegram_buttons import AnsweredButtons
from bot.channels.telegram_group import AgentGroup
from bot.channels.telegram_inbox import CHANNEL, Kept, keep
from bot.channels.telegram_pace import Pace
from bot.channels.telegram_payments import TelegramPayments
from bot.channels.telegram_polling import Polling
from bot.channels.telegram_sender import TelegramSender
from bot.channels.telegram_updates import WANTED_UPDATES, Arrival, read_update
from bot.channels.telegram_webhook import Webhook
from bot.listening import Listener
from bot.reading import COMMANDS
from bot.rendering.texts import Texts, load_texts
from bot.settings import BotSettings, WrongSettings
from telecom.bootstrap import Telecom

log = structlog.get_logger("telegram")
Deliver = Callable[[Sequence[str]], Awaitable[None]]
_CONNECT_WITHIN = 3.0
_TRIES, _FIRST_PAUSE, _LONGEST_PAUSE = 3, 0.5, 30.0
_POISONED_AFTER = 5


class TelegramChannel:
    """Takes updates by polling or webhook, as the settings say. `wake` tells the turns that a message is in the inbox,
    `deliver` sends what stands in the outbox, `sender` is the way out.

    `start` begins to take updates, `stop` ends that, `close` also hangs up, once nothing more is to be sent.
    """

    def __init__(
        self,
        telecom: Telecom,
        settings: BotSettings,
        wake: Callable[[], None],
        *,
        deliver: Deliver | None = None,
        texts: Texts | None = None,
        pace: Pace | None = None,
        tidy_after: float = 1.5,
    ) -> None:
        assert settings.telegram_token is not None, "only with DIALTONE_TELEGRAM_TOKEN"
        _keep_out_of_logs()
        self._telecom = telecom
        self._settings = settings
        self._wake = wake
        self._deliver = deliver
        self._texts = texts or load_texts()
        self._requests = [HTTPXRequest(connection_pool_size=size, read_timeout=10) for size in (4, 64)]
        api = settings.telegram_api.rstrip("/")
        self._bot = Bot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        pace = pace or Pace()
        self._buttons = AnsweredButtons(self._bot, telecom, pace, after=tidy_after)
        self.sender = TelegramSender(self._bot, telecom, self._texts, pace=pace, buttons=self._buttons)
        self._payments = TelegramPayments(self._bot, telecom, self._texts)
        self._agents = self._make_group(pace)
        self._listener = self._make_listener() if settings.telegram_mode == "webhook" else None
        self._running: asyncio.Task[None] | None = None
        self._on_the_side: set[asyncio.Task[None]] = set()
        self._failures: tuple[int, int] = (0, 0)

    def _make_group(self, pace: Pace) -> AgentGroup | None:
        group, members = self._settings.telegram_agents_group, self._settings.telegram_agents
        return AgentGroup(self._bot, self._telecom, pace, group=group, members=members) if group else None

    def _make_listener(self) -> Listener:
        url, secret = self._settings.telegram_webhook_url, self._settings.telegram_webhook_secret
        assert url is not None and secret is not None, "checked by the settings"
        webhook = Webhook(self._bot, self._take, url=url, secret=secret.get_secret_value())
        return Listener(
            webhook.app(), host=self._settings.telegram_webhook_host, port=self._settings.telegram_webhook_port
        )

    async def start(self) -> None:
        """Begin to take updates. WrongSettings for a token unknown to Telegram; a silent Telegram is awaited."""
        if self._listener is not None:
            await self._listener.start()
        connecting = asyncio.create_task(self._connect())
        await asyncio.wait({connecting}, timeout=_CONNECT_WITHIN)
        if connecting.done():
            connecting.result()
        self._running = asyncio.create_task(self._take_updates(connecting), name="telegram")
        if self._agents is not None:
            self._agents.start()

    async def stop(self) -> None:
        """Take no more updates; what was taken is kept, and what is being said to Telegram is finished."""
        if self._listener is not None:
            await self._listener.stop()
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self._agents is not None:
            await self._agents.stop()
        if self._on_the_side:
            await asyncio.wait(self._on_the_side, timeout=_CONNECT_WITHIN)

    async def close(self) -> None:
        """Hang up: nothing can be sent any more."""
        await self._buttons.stop()
        for request in self._requests:
            await request.shutdown()

    # --- connecting -----------------------------------------------------------------------------------------------

    async def _take_updates(self, connecting: asyncio.Task[None]) -> None:
        try:
            await connecting
        except WrongSettings as wrong:
            log.error("telegram is not served", reason=str(wrong))
            return
        finally:
            connecting.cancel()
        if self._listener is None:
            await Polling(self._bot, self._take).run()

    async def _connect(self) -> None:
        """Tell Telegram how we want updates, as often as it takes."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._set_up()
            except InvalidToken:
                raise WrongSettings("DIALTONE_TELEGRAM_TOKEN: Telegram does not know this token") from None
            except BadRequest as refused:
                raise WrongSettings(f"DIALTONE_TELEGRAM_WEBHOOK_URL: Telegram says: {refused.message}") from None
            except TelegramError as error:
                log.warning("telegram not reached", reason=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return

    async def _set_up(self) -> None:
        await self._bot.get_me()
        await self._offer_commands()
        if self._listener is None:
            await self._bot.delete_webhook()
            return
        url, secret = self._settings.telegram_webhook_url, self._settings.telegram_webhook_secret
        assert url is not None and secret is not None, "checked by the settings"
        await self._bot.set_webhook(url, secret_token=secret.get_secret_value(), allowed_updates=WANTED_UPDATES)

    async def _offer_commands(self) -> None:
        """The commands that the app offers, with what they do, in each language we have."""
        responses = {name: f"utter_telegram_command_{name}" for name in COMMANDS}
        named = {name: response for name, response in responses.items() if response in self._texts.names}
        languages = {one.language for response in named.values() for one in self._texts.variations(response)}
        for language in sorted(languages | {"en"}):
            offered = [
                BotCommand(name, self._texts.find(response, language=language, channel=CHANNEL).text)
                for name, response in named.items()
            ]
            await self._bot.set_my_commands(offered, language_code=None if language == "en" else language)

    # --- updates --------------------------------------------------------------------------------------------------

    async def _take(self, update: Update) -> None:
        """Keep an update; when this returns without an error it may be confirmed."""
        if update.callback_query is not None:
            # The person's app waits for this; it says no more than that the press was heard.
            query_id = update.callback_query.id
            self._aside(self._retried(lambda: self._bot.answer_callback_query(query_id)))
        if update.pre_checkout_query is not None:
            # Telegram waits ten seconds for this: answered at once, beside the queue of messages.
            self._aside(self._payments.answer(update.pre_checkout_query))
            return
        try:
            await self._keep_update(update)
        except Exception as error:
            if not await self._is_poisoned(update.update_id):
                raise
            log.error("update given up", update=update.update_id, reason=type(error).__name__)

    async def _keep_update(self, update: Update) -> None:
        if self._agents is not None and (words := self._agents.read(update)) is not None:
            await self._agents.take(words)
        elif (arrival := read_update(update)) is not None:
            self._go_on(arrival, await asyncio.to_thread(self._keep, arrival))

    def _keep(self, arrival: Arrival) -> Kept:
        with self._telecom.open_work() as work:
            return keep(arrival, work=work)

    def _go_on(self, arrival: Arrival, kept: Kept) -> None:
        if kept.for_a_turn:
            self._wake()
        if kept.secret and arrival.message_id is not None:
            message_id = arrival.message_id
            self._aside(self._retried(lambda: self._bot.delete_message(int(arrival.address), message_id)))
        if kept.to_send and self._deliver is not None:
            self._aside(self._deliver(kept.to_send))

    async def _is_poisoned(self, update_id: int) -> bool:
        """Whether it is this update that cannot be kept, and not the database that is away: then others go on."""
        latest, times = self._failures
        self._failures = (update_id, times + 1 if latest == update_id else 1)
        if self._failures[1] < _POISONED_AFTER:
            return False
        try:
            await asyncio.to_thread(self._reach_database)
        except Exception:
            return False
        return True

    def _reach_database(self) -> None:
        with self._telecom.open_work() as work:
            work.flush()

    def _aside(self, work: Coroutine[Any, Any, Any] | Awaitable[None]) -> None:
        async def run() -> None:
            await work

        task = asyncio.create_task(run())
        self._on_the_side.add(task)
        task.add_done_callback(self._on_the_side.discard)

    async def _retried(self, ask: Callable[[], Awaitable[Any]]) -> None:
        """Ask Telegram for something that may be asked for twice; a refusal is final, a bad connection is not."""
        for attempt in range(_TRIES):
            try:
                await ask()
            except (BadRequest, InvalidToken) as refused:
                log.info("telegram refused", reason=type(refused).__name__)
                return
            except TelegramError as error:
                log.warning("telegram not reached", reason=type(error).__name__)
                await asyncio.sleep(_FIRST_PAUSE * 2**attempt)
            else:
                return


def _keep_out_of_logs() -> None:
    """httpx writes addresses, the token in them, and the library whole updates: our own log says what is needed."""
    for name, level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("telegram", logging.CRITICAL + 1)):
        logging.getLogger(name).setLevel(level)
    # It warns at each 429 that the pause will one day be told in another type; we read both.
    warnings.simplefilter("ignore", PTBDeprecationWarning)
