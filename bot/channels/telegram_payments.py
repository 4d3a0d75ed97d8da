"""Yes or no to a payment in Telegram, within its ten seconds and beside the queue of messages."""

import asyncio

import structlog
from telegram import Bot, PreCheckoutQuery
from telegram.error import TelegramError

from bot.rendering.texts import Texts
from telecom.bootstrap import Telecom
from telecom.management.chat_payments import approve_checkout
from telecom.model.money import Money

log = structlog.get_logger("telegram")
CHANNEL = "telegram"
# Telegram gives up after ten; a no in time is better than silence.
_DECIDE_WITHIN = 7.0


class TelegramPayments:
    """Answers the question that Telegram asks before it takes money."""

    def __init__(self, bot: Bot, telecom: Telecom, texts: Texts) -> None:
        self._bot = bot
        self._telecom = telecom
        self._texts = texts

    async def answer(self, query: PreCheckoutQuery) -> None:
        """Say yes where the invoice is ours, unpaid, of this chat and of this amount; else no, with the reason."""
        try:
            refusal = await asyncio.wait_for(asyncio.to_thread(self._decide, query), _DECIDE_WITHIN)
        except Exception as error:
            log.error("checkout not decided", reason=type(error).__name__)
            refusal = self._texts.find("utter_payment_checkout_later", language="en", channel=CHANNEL).text
        try:
            await self._bot.answer_pre_checkout_query(query.id, ok=refusal is None, error_message=refusal)
        except TelegramError as error:
            # Not heard in time: no money was taken, and the invoice can be paid again.
            log.warning("checkout not answered", reason=type(error).__name__)

    def _decide(self, query: PreCheckoutQuery) -> str | None:
        with self._telecom.open_work() as work:
            refusal = approve_checkout(
                query.invoice_payload,
                Money(query.total_amount, query.currency),
                address=str(query.from_user.id),
                work=work,
            )
        if refusal is None:
            return None
        return self._texts.find(refusal.response, language="en", channel=CHANNEL).text
