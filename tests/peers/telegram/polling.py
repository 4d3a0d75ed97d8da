"""Fetching updates: the bot asks and waits, and confirms with the next question."""

import asyncio
import time
from typing import Any

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.contract import Request
from tests.peers.telegram.refusal import conflict

_LONGEST_WAIT = 50
_WEBHOOK_IS_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_SOMEBODY_ELSE = "terminated by other getUpdates request; make sure that only one bot instance is running"


async def get_updates(bot: FakeBot, request: Request) -> list[dict[str, Any]]:
    """The updates from `offset` on, waiting up to `timeout` seconds for the first; what lies before is confirmed."""
    end = time.monotonic() + min(request["timeout"] or 0, _LONGEST_WAIT)
    limit = min(max(request["limit"] or 100, 1), 100)
    with bot.bell.listening() as event:
        mine = _begin(bot, request)
        while True:
            event.clear()
            with bot.bell.lock:
                if bot.updates.webhook is not None:
                    raise conflict(_WEBHOOK_IS_SET)
                if bot.polls_begun != mine:
                    raise conflict(_SOMEBODY_ELSE)
                found = bot.updates.fetch(limit)
            left = end - time.monotonic()
            if found or left <= 0:
                return found
            try:
                await asyncio.wait_for(event.wait(), left)
            except TimeoutError:
                continue


def _begin(bot: FakeBot, request: Request) -> int:
    with bot.bell.lock:
        if bot.updates.webhook is not None:
            raise conflict(_WEBHOOK_IS_SET)
        if request["allowed_updates"] is not None:
            bot.updates.allowed = request["allowed_updates"]
        if request["offset"] is not None:
            bot.updates.confirm_below(request["offset"])
        bot.polls_begun += 1
        # An older question that still waits has to hear that it was replaced.
        bot.bell.ring()
        return bot.polls_begun
