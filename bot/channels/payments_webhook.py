"""Hears the payment provider ring: only what it signed counts, and then only as a reason to ask it."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from telecom.bootstrap import Telecom, machine_clock
from telecom.management.cards import hear_of_card
from telecom.management.questions import hear_of_payment
from telecom.model.signatures import is_signed

log = structlog.get_logger("payments")
PATH = "/payments"
_HEADER = "X-Payment-Signature"
_LONGEST = 16_384


class PaymentsWebhook:
    """The address at which the provider rings."""

    def __init__(self, telecom: Telecom, *, secret: str, clock: Callable[[], datetime] = machine_clock) -> None:
        self._telecom = telecom
        self._secret = secret
        self._clock = clock

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(routes=[Route(PATH, self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > _LONGEST:
                return Response(status_code=413)
        if not is_signed(request.headers.get(_HEADER, ""), self._secret, bytes(body), now=self._clock()):
            log.warning("ring with a wrong signature")
            return Response(status_code=403)
        try:
            key = str(json.loads(body)["key"])
        except (ValueError, KeyError, TypeError):
            return Response(status_code=400)
        await asyncio.to_thread(self._heard, key)
        return Response()

    def _heard(self, key: str) -> None:
        with self._telecom.open_work() as work:
            if not hear_of_payment(key, work=work):
                hear_of_card(key, work=work)
