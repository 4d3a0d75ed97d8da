"""What comes over the link from the message centre: messages, parts of long ones, and receipts."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import structlog
from aiosmpplib.correlator import SimpleCorrelator
from aiosmpplib.protocol import DeliverSm, SubmitSm
from aiosmpplib.state import TON

from bot.channels.sms_words import CHANNEL
from telecom.bootstrap import Telecom
from telecom.model.messaging import IncomingKind
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.sms import Receipt
from telecom.ports import Work
from telecom.support import messaging, sms

log = structlog.get_logger("smpp")
_STATES = {receipt.value: receipt for receipt in Receipt}


class _Correlator(SimpleCorrelator):
    """Matches answers to what was sent. Receipts and parts of long messages are kept in the database, not here: the
    library's own store forgets them at a restart and takes two senders' parts for one message's."""

    async def put_delivery(self, smsc_message_id: str, submit_sm: SubmitSm) -> None:
        return None

    async def get_delivery(self, receipt: DeliverSm) -> SubmitSm | None:
        return None

    async def put_delivery_segmented(self, deliver_sm: DeliverSm) -> DeliverSm | None:
        return deliver_sm


class SmppInbox:
    """Keeps what comes in; `link` names this bind, so that what a former one brought can be told."""

    def __init__(self, telecom: Telecom, wake: Callable[[], None]) -> None:
        self._telecom = telecom
        self._wake = wake
        self._link = secrets.token_hex(6)
        self._count = 0
        self.correlator = _Correlator("dialtone")

    def begin_link(self) -> None:
        """The centre was bound to anew: what comes now may repeat what the former link brought."""
        self._link = secrets.token_hex(6)

    async def take(self, message: DeliverSm) -> None:
        """Keep one message, part or receipt. When this raises, the centre gets no confirmation and brings it again."""
        if await asyncio.to_thread(self._keep, message):
            self._wake()

    def _keep(self, message: DeliverSm) -> bool:
        with self._telecom.open_work() as work:
            if message.is_receipt():
                self._keep_receipt(message, work)
                return False
            return self._keep_text(message, work)

    def _keep_receipt(self, message: DeliverSm, work: Work) -> None:
        receipt: dict[str, Any] = message.parse_receipt()
        centre_id, state = str(receipt.get("id") or ""), _STATES.get(str(receipt.get("stat") or ""))
        if centre_id and state is not None:
            sms.take_receipt(centre_id, state, work=work)

    def _keep_text(self, message: DeliverSm, work: Work) -> bool:
        sender = _address(message)
        if sender is None:
            log.warning("a message from no phone number was not taken")
            return False
        text, name = message.short_message or message.message_payload, None
        reference, position, total = message.get_segmentation_data()
        if total > 1:
            whole = sms.put_together(sender, reference=reference, total=total, position=position, text=text, work=work)
            if whole is None:
                return False
            text, name = whole
        if sms.is_repeated(sender, text, link=self._link, work=work):
            return False
        self._count += 1
        source = f"smpp:{name}" if name else f"smpp:{self._link}:{self._count}"
        messaging.record(work, channel=CHANNEL, source=source, address=sender, kind=IncomingKind.TEXT, text=text)
        return True


def _address(message: DeliverSm) -> str | None:
    """The sender's phone number in full; None for a name or a short code, which is no subscriber."""
    digits = message.source.number.lstrip("+")
    if not digits.isdigit() or message.source.ton is TON.ALPHANUMERIC:
        return None
    try:
        return PhoneNumber(f"+{digits}").e164
    except ValueError:
        return None
