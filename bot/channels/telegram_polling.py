"""Fetches updates from Telegram, and confirms one only when it is kept. [R1]"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Bot, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_sender import seconds_to_wait
from bot.channels.telegram_updates import WANTED_UPDATES

log = structlog.get_logger("telegram")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Polling:
    """Asks for updates and waits up to `wait` seconds for one. `take` keeps an update; when it fails, the update is
    not confirmed and comes again."""

    def __init__(self, bot: Bot, take: Callable[[Update], Awaitable[None]], *, wait: int = 25) -> None:
        self._bot = bot
        self._take = take
        self._wait = wait
        # The next question confirms everything below this. None where nothing is left to confirm: after a quiet week
        # Telegram begins anew with any number, and an old one would hide what comes.
        self._confirm_below: int | None = None

    async def run(self) -> None:
        """Fetch until cancelled."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._keep(await self._fetch())
                pause = _FIRST_PAUSE
            except RetryAfter as error:
                await asyncio.sleep(seconds_to_wait(error))
            except Exception as error:
                # Errors of the library may quote the token: only their kind is written down.
                expected = isinstance(error, TelegramError) and not isinstance(error, InvalidToken)
                (log.warning if expected else log.error)("updates not fetched or kept", reason=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _fetch(self) -> Sequence[Update]:
        found = await self._bot.get_updates(
            offset=self._confirm_below, timeout=self._wait, allowed_updates=WANTED_UPDATES
        )
        if not found:
            self._confirm_below = None
        return found

    async def _keep(self, updates: Sequence[Update]) -> None:
        for update in updates:
            await self._take(update)
            self._confirm_below = update.update_id + 1
