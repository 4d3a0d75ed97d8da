"""Receives updates that Telegram brings, and says yes only when one is kept. [R1]"""

import hmac
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update

log = structlog.get_logger("telegram")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LONGEST_UPDATE = 1024 * 1024


class Webhook:
    """The address to which Telegram brings updates: the path of `url`, open only to who knows the secret."""

    def __init__(self, bot: Bot, take: Callable[[Update], Awaitable[None]], *, url: str, secret: str) -> None:
        self._bot = bot
        self._take = take
        self._path = urlsplit(url).path or "/"
        self._secret = secret.encode()

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(routes=[Route(self._path, self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(shown, self._secret):
            log.warning("webhook with a wrong secret")
            return Response(status_code=403)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        update = self._parse(body)
        if update is None:
            # Brought again it would be no better: taken, and noted.
            return Response()
        try:
            await self._take(update)
        except Exception as error:
            log.error("update not kept", update=update.update_id, reason=type(error).__name__)
            return Response(status_code=503)
        return Response()

    def _parse(self, body: bytes) -> Update | None:
        try:
            return Update.de_json(json.loads(body), self._bot)
        except Exception as error:
            log.error("update not readable", reason=type(error).__name__)
            return None


async def _read(request: Request) -> bytes | None:
    """The body, or None where it is far longer than any update."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_UPDATE:
            return None
    return bytes(body)
