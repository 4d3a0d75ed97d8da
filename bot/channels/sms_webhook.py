"""Text messages in, from an HTTP gateway that signs what it brings."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.sms_words import CHANNEL
from telecom.bootstrap import Telecom, machine_clock
from telecom.model.messaging import IncomingKind
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.signatures import is_signed
from telecom.support import messaging

log = structlog.get_logger("sms")
PATH = "/sms"
HEADER = "X-Sms-Signature"
_LONGEST = 65_536
_LONGEST_ID = 70


class SmsWebhook:
    """Takes `{"id", "from", "text"}` as JSON with the header `X-Sms-Signature: t=<seconds>,v1=<hmac-sha256 of
    "<seconds>." and the body>`. It answers 200 once the message stands in the inbox: until then it is to be brought
    again, with the same id."""

    def __init__(
        self,
        telecom: Telecom,
        wake: Callable[[], None],
        *,
        secret: str,
        clock: Callable[[], datetime] = machine_clock,
    ) -> None:
        self._telecom = telecom
        self._wake = wake
        self._secret = secret
        self._clock = clock

    def route(self) -> Route:
        """Where the gateway brings messages."""
        return Route(PATH, self._receive, methods=["POST"])

    async def _receive(self, request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > _LONGEST:
                return _refused(413, "the message is too long")
        if not is_signed(request.headers.get(HEADER, ""), self._secret, bytes(body), now=self._clock()):
            log.warning("text message with a wrong signature")
            return _refused(403, f"{HEADER} does not fit this body, or is older than five minutes")
        try:
            wanted = json.loads(body)
            name, sender, text = str(wanted["id"]), PhoneNumber(str(wanted["from"])), str(wanted["text"])
        except (ValueError, KeyError, TypeError):
            return _refused(400, 'wanted: {"id": "...", "from": "+447700900123", "text": "..."}')
        if not name or len(name) > _LONGEST_ID:
            return _refused(400, f"id: 1 to {_LONGEST_ID} characters")
        await asyncio.to_thread(self._keep, name, sender, text)
        self._wake()
        return JSONResponse({"id": name})

    def _keep(self, name: str, sender: PhoneNumber, text: str) -> None:
        with self._telecom.open_work() as work:
            messaging.record(
                work, channel=CHANNEL, source=f"http:{name}", address=sender.e164, kind=IncomingKind.TEXT, text=text
            )


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status_code=status)
