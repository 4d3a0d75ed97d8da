"""The door of the actions: a key, no echo, an answer whatever happens. R31."""

import asyncio
from typing import Any

import httpx
import pytest

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.server import LARGEST_REQUEST, ActionEndpoint
from bot.rendering.texts import load_domain
from telecom.bootstrap import Telecom
from telecom.ports import Work
from telecom.support.messaging import conversation_at

KEY = "a-key-for-this-test"
CANARY = "canary-4929-0000"


def ask(telecom: Telecom, body: Any, *, key: str | None = KEY, raw: bytes | None = None) -> httpx.Response:
    """One call of the endpoint, over ASGI."""
    app = ActionEndpoint(telecom, key=KEY, domain=load_domain()).app()

    async def call() -> httpx.Response:
        headers = {"X-Dialtone-Key": key} if key is not None else {}
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions", headers=headers) as client:
            return await (
                client.post("/webhook", content=raw) if raw is not None else client.post("/webhook", json=body)
            )

    return asyncio.run(call())


def a_call(telecom: Telecom, action: str) -> dict[str, Any]:
    with telecom.open_work() as work:
        rasa_id = conversation_at("terminal", "+447700900123", work=work).rasa_id
    tracker = {"sender_id": rasa_id, "slots": {}, "latest_message": {"metadata": {"turn_id": "t1"}}, "events": []}
    return {"next_action": action, "tracker": tracker}


@pytest.mark.parametrize("key", [None, "", "another", KEY + "x"])
def test_without_the_key_nothing_is_done(telecom: Telecom, key: str | None) -> None:
    assert ask(telecom, a_call(telecom, "action_greet"), key=key).status_code == 401


def test_with_the_key_an_action_answers(telecom: Telecom) -> None:
    answer = ask(telecom, a_call(telecom, "action_greet"))
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["custom"]["utterance"]["response"] == "utter_greet"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"next_action": "action_greet"}', b"\xff\xfe"])
def test_what_is_no_call_is_refused_without_an_echo(telecom: Telecom, raw: bytes) -> None:
    answer = ask(telecom, None, raw=raw)
    assert answer.status_code == 400
    assert answer.json() == {"error": "not an action call"}


def test_a_huge_call_is_refused(telecom: Telecom) -> None:
    assert ask(telecom, None, raw=b"x" * (LARGEST_REQUEST + 1)).status_code == 413


def test_an_unknown_action_is_named_and_nothing_else(telecom: Telecom) -> None:
    call = a_call(telecom, "action_rob_the_bank")
    call["tracker"]["slots"] = {"secret": CANARY}
    answer = ask(telecom, call)
    assert answer.status_code == 404
    assert CANARY not in answer.text


class _Breaks(DialtoneAction):
    called = "action_that_breaks_in_a_test"

    def answer(self, asked: Asked, work: Work) -> Answer:
        raise RuntimeError(CANARY)


def test_an_action_that_breaks_answers_with_an_apology_and_a_reference(telecom: Telecom) -> None:
    answer = ask(telecom, a_call(telecom, _Breaks.called))
    said = answer.json()["responses"][0]["custom"]["utterance"]
    assert said["response"] == "utter_error_unexpected"
    assert len(said["values"]["reference"]) == 8
    assert CANARY not in answer.text


def test_a_chat_that_nobody_knows_is_answered_kindly(telecom: Telecom) -> None:
    call = a_call(telecom, "action_check_balance")
    call["tracker"]["sender_id"] = "somebody-else"
    said = ask(telecom, call).json()["responses"][0]["custom"]["utterance"]
    assert said["response"] == "utter_error_conversation_gone"


def test_who_asks_never_comes_from_a_slot(telecom: Telecom) -> None:
    call = a_call(telecom, "action_check_balance")
    call["tracker"]["slots"] = {"person_id": "maya", "actor": "maya", "logged_in": True}
    said = ask(telecom, call).json()["responses"][0]["custom"]["utterance"]
    assert said["response"] == "proof_required"
