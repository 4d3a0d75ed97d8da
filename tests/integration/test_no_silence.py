"""Whatever is down, an accepted message gets an honest answer. R7, R8."""

import asyncio
from typing import Any

import pytest

import bot.turns
from actions.server import ActionEndpoint
from bot.listening import Listener
from bot.outbox import Outbox
from bot.plans import Plan
from bot.reading import read
from bot.rendering.texts import load_domain
from bot.turns import Turns
from bot.understanding import ActionCaller, Understanding
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage, OutgoingMessage
from telecom.support import messaging
from tests.outgoing import RENDERER
from tests.talking import Talk, talking

# Nobody listens on port 9 of the loopback.
NOBODY = "http://127.0.0.1:9"
KEY = "a-key-for-this-test"


def answers_to(telecom: Telecom, text: str, *, with_actions: bool) -> list[str]:
    """The sentences answered to a message, with Rasa down and the actions up or down."""

    async def run() -> None:
        listener = Listener(ActionEndpoint(telecom, key=KEY, domain=load_domain()).app())
        await listener.start()
        understanding = Understanding(NOBODY, key=KEY, answer_within=2.0)
        actions = ActionCaller(listener.url if with_actions else NOBODY, key=KEY)
        outbox = Outbox(telecom, RENDERER, {})
        turns = Turns(telecom, understanding, actions, outbox)
        running = asyncio.create_task(turns.run())
        try:
            assert await turns.wait_until_answered(turn_id, 10)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await outbox.stop()
            await understanding.close()
            await actions.close()
            await listener.stop()

    with telecom.open_work() as work:
        recorded = messaging.record(
            work, channel="terminal", source="1", address="+447700900123", kind=IncomingKind.TEXT, text=text
        )
        turn_id = recorded.message.turn_id
    asyncio.run(run())
    with telecom.open_work() as work:
        return [m.utterance.response for m in work.of(OutgoingMessage).list(turn_id=turn_id, order="number")]


def test_free_text_with_rasa_down_gets_an_honest_sentence(telecom: Telecom) -> None:
    assert answers_to(telecom, "whats left on my data", with_actions=True) == ["utter_understanding_down"]


def test_help_works_with_rasa_down(telecom: Telecom) -> None:
    assert answers_to(telecom, "HELP", with_actions=True) == ["utter_help"]


def test_a_short_code_works_with_rasa_down(telecom: Telecom) -> None:
    assert answers_to(telecom, "bal", with_actions=True) == ["utter_access_code_sent"]


def test_with_the_actions_down_too_there_is_an_answer(telecom: Telecom) -> None:
    assert answers_to(telecom, "help", with_actions=False) == ["utter_understanding_down"]


def test_an_empty_message_is_answered(telecom: Telecom) -> None:
    assert answers_to(telecom, "\u200b", with_actions=False) == ["utter_nothing_said"]


def test_a_message_that_cannot_even_be_read_is_apologised_for_and_the_next_one_answered(
    telecom: Telecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_or_fail(conversation: Conversation, message: IncomingMessage, **more: Any) -> Plan:
        if message.text == "bad":
            raise RuntimeError("bug")
        return read(conversation, message, **more)

    monkeypatch.setattr(bot.turns, "read", read_or_fail)

    async def script(talk: Talk) -> None:
        talk.write("bad")
        talk.write("good")
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == ["utter_error_unexpected", "heard good"]

    talking(telecom, script)


def test_a_message_whose_reading_failed_once_is_answered_as_if_nothing_had_been(
    telecom: Telecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([RuntimeError("the database was away")])

    def fail_once(conversation: Conversation, message: IncomingMessage, **more: Any) -> Plan:
        for failure in failures:
            raise failure
        return read(conversation, message, **more)

    monkeypatch.setattr(bot.turns, "read", fail_once)

    async def script(talk: Talk) -> None:
        talk.write("hello")
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == ["heard hello"]

    talking(telecom, script)
