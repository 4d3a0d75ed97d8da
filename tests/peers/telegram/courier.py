"""Bringing updates to a bot's webhook, again and again until the bot has taken them."""

import asyncio

import httpx

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.updates import Pending, Webhook

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_PATIENCE_SECONDS = 10


class Courier:
    """Brings one bot's updates: each chat's in order, several chats side by side, as Telegram does."""

    def __init__(self, bot: FakeBot) -> None:
        self._bot = bot
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver for as long as the server runs."""
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            with self._bot.bell.listening() as event:
                try:
                    while True:
                        event.clear()
                        self._set_out(client)
                        await event.wait()
                finally:
                    for task in self._busy.values():
                        task.cancel()

    def _set_out(self, client: httpx.AsyncClient) -> None:
        with self._bot.bell.lock:
            hook = self._bot.updates.webhook
            if hook is None:
                return
            free = hook.max_connections - len(self._busy)
            for pending in self._bot.updates.deliverable(self._busy)[: max(free, 0)]:
                self._busy[pending.subject] = asyncio.create_task(self._bring(client, hook, pending))

    async def _bring(self, client: httpx.AsyncClient, hook: Webhook, pending: Pending) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret_token} if hook.secret_token else {}
        pause = _FIRST_PAUSE
        try:
            while self._bot.updates.webhook is hook and any(one is pending for one in self._bot.updates.pending):
                complaint = await self._try_once(client, hook.url, pending, headers)
                with self._bot.bell.lock:
                    if complaint is None:
                        self._bot.updates.delivered(pending)
                        return
                    hook.last_error, hook.last_error_date = complaint, int(self._bot.clock())
                    self._bot.bell.ring()
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        finally:
            self._busy.pop(pending.subject, None)
            self._bot.bell.ring()

    async def _try_once(
        self, client: httpx.AsyncClient, url: str, pending: Pending, headers: dict[str, str]
    ) -> str | None:
        """What went wrong, or None when the bot took it."""
        try:
            answer = await client.post(url, json=pending.update, headers=headers)
        except httpx.TimeoutException:
            return "Read timeout expired"
        except httpx.TransportError as error:
            return f"Connection failed: {error}"
        if answer.is_success:
            return None
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
