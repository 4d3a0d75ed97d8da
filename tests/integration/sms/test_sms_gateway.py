"""Text messages leave through an HTTP gateway, which may be slow, busy or away."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest

from bot.channels.sender import SendFailed, SendUnknown, Throttled
from bot.channels.sms import SmsGateway
from bot.channels.sms_words import SmsWords
from bot.rendering.render import Rendered
from bot.rendering.texts import load_texts
from telecom.model.messaging import OutgoingMessage, Priority
from telecom.model.utterances import Utterance
from tests.fakes import TestClock

Answer = Callable[[httpx.Request], httpx.Response]
TEXT = Rendered("123456 is your code.", (), ())
# A reply without papers needs no database.
WORDS = SmsWords(cast(Any, None), load_texts(), public_url=None)


def send(answer: Answer) -> str | None:
    """Send one text through a gateway that answers so."""
    message = OutgoingMessage(
        id="m1",
        key="code:1",
        channel="sms",
        address="+447700900101",
        conversation_id=None,
        turn_id=None,
        utterance=Utterance("utter_access_code_sms"),
        priority=Priority.CODE,
        created_at=TestClock().now(),
    )

    async def run() -> str | None:
        gateway = SmsGateway("http://gateway/send", key="secret", words=WORDS)
        gateway._client = httpx.AsyncClient(transport=httpx.MockTransport(answer), headers=gateway._client.headers)
        try:
            return await gateway.send(message, TEXT)
        finally:
            await gateway.close()

    return asyncio.run(run())


def test_a_text_is_handed_over_with_its_id_and_the_key() -> None:
    seen: list[httpx.Request] = []

    def accept(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(202, json={"id": "g-7"})

    assert send(accept) == "g-7"
    assert seen[0].headers["Authorization"] == "Bearer secret"
    assert httpx.Response(200, content=seen[0].content).json() == {
        "id": "m1",
        "to": "+447700900101",
        "text": "123456 is your code.",
    }


def test_a_gateway_that_answers_without_an_id_is_believed() -> None:
    assert send(lambda request: httpx.Response(200, text="OK")) is None


def test_a_busy_gateway_is_given_the_pause_it_asks_for() -> None:
    with pytest.raises(Throttled) as busy:
        send(lambda request: httpx.Response(429, headers={"Retry-After": "12"}))
    assert busy.value.retry_after == 12


def test_a_refusal_is_for_good() -> None:
    with pytest.raises(SendFailed, match="400"):
        send(lambda request: httpx.Response(400, text="no such number"))


def test_an_error_after_it_was_taken_is_unknown() -> None:
    with pytest.raises(SendUnknown):
        send(lambda request: httpx.Response(502))


def test_a_gateway_that_is_away_is_tried_again_later() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(Throttled):
        send(away)
