"""Text messages out, through the HTTP gateway of the operator's choice."""

import asyncio

import httpx

from bot.channels.sender import SendFailed, SendUnknown, Throttled
from bot.channels.sms_words import SmsWords
from bot.rendering.render import Rendered
from telecom.model.messaging import OutgoingMessage

SMS = "sms"
TIMEOUT = 15.0
_PAUSE = 5.0
_TOO_MANY = 429
_SERVER_ERROR = 500


class SmsGateway:
    """Posts `{"id", "to", "text"}` as JSON with the key as bearer token. 2xx means accepted; the answer may hold an
    `id`. The id of a message is the same each time it is sent, so a gateway can tell a repeat."""

    repeats_safely = True

    def __init__(self, url: str, *, key: str, words: SmsWords) -> None:
        self._url = url
        self._words = words
        self._client = httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Hand one text over. Throttled when the gateway is away or busy, SendFailed when it refuses for good."""
        text = await asyncio.to_thread(self._words.text_of, message, rendered)
        body = {"id": message.id, "to": message.address, "text": text}
        try:
            answer = await self._client.post(self._url, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Throttled(_PAUSE) from error
        except httpx.HTTPError as error:
            raise SendUnknown(type(error).__name__) from error
        if answer.status_code == _TOO_MANY:
            raise Throttled(_seconds(answer.headers.get("Retry-After")))
        if answer.status_code >= _SERVER_ERROR:
            raise SendUnknown(f"status {answer.status_code}")
        if not answer.is_success:
            raise SendFailed(f"status {answer.status_code}")
        return _id_in(answer)


def _seconds(retry_after: str | None) -> float:
    """The pause that the gateway asks for; our own where it says a date or nothing."""
    return float(retry_after) if retry_after and retry_after.isdigit() else _PAUSE


def _id_in(answer: httpx.Response) -> str | None:
    try:
        found = answer.json()
    except ValueError:
        return None
    return str(found["id"])[:80] if isinstance(found, dict) and "id" in found else None
