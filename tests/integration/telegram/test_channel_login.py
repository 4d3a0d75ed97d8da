"""Logging in on Telegram: a shared number is a claim only if it is one's own, and secrets do not stay in the chat."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from telecom.bootstrap import Telecom
from telecom.model.access import ChatSession
from telecom.model.messaging import IncomingMessage, OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from telecom.support.identity import hash_pin
from tests.fakes import TestClock
from tests.integration.telegram.serving import Served, log_in, said, serving
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Act, Person
from tests.peers.telegram.server import FakeBotApi
from tests.people import a_prepaid_subscriber

Serve = Callable[[Callable[[Served], Awaitable[None]]], None]


@pytest.fixture
def serve(telegram: FakeBotApi, bot: FakeBot, telecom: Telecom) -> Serve:
    """Runs a coroutine beside the served channel, where every wish needs to know who asks."""

    def run(work: Callable[[Served], Awaitable[None]]) -> None:
        async def inside() -> None:
            async with serving(telegram, bot, telecom) as served:
                wish = {"action": "action_check_balance"}
                needs_proof = Utterance("proof_required", {"level": "identity", "wish": wish})
                served.understanding.says = lambda heard, turn_id: [needs_proof]
                await work(served)

        asyncio.run(inside())

    return run


@pytest.fixture
def subscriber(telecom: Telecom) -> Individual:
    """Maya, with a PIN."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1240)
        person.pin_hash = hash_pin("4711")
        return person


def _number(person: Individual) -> str:
    assert person.phone_number is not None
    return person.phone_number.e164


def _codes(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        sent = work.of(OutgoingMessage).list(channel="sms", order="number")
        return [str((one.secrets or {}).get("code")) for one in sent]


async def _asked_for_number(served: Served, maya: Person) -> None:
    maya.send("how much is left")
    await served.until(lambda: maya.received)
    assert "need to know it's you" in maya.received[0].text


def _markups(bot: FakeBot) -> list[str]:
    return [" ".join(one.arguments.get("reply_markup") or ["none"]) for one in bot.calls_of("sendMessage")]


def test_ones_own_number_is_shared_with_a_tap_and_proved_by_a_code(
    serve: Serve, bot: FakeBot, telecom: Telecom, subscriber: Individual
) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        await _asked_for_number(served, maya)
        maya.share_contact(_number(subscriber).lstrip("+"))
        await served.until(lambda: len(maya.received) == 2)
        assert "six-digit code" in maya.received[1].text
        (code,) = _codes(telecom)
        typed = maya.send(code)
        await served.until(lambda: len(maya.received) == 4)
        assert maya.received[2].text == "Thanks Maya, you're logged in."
        assert maya.received[3].text == "Ran action_check_balance"
        await served.until(lambda: maya.message(typed.message_id).deleted)

    serve(work)
    first, second, *_ = _markups(bot)
    assert "keyboard" in first and "remove_keyboard" in second
    keyboard = bot.calls_of("sendMessage")[0].arguments["reply_markup"]["keyboard"]
    share = {"text": "Share my phone number", "request_contact": True}
    assert keyboard == [[share], [{"text": "Become a customer"}]]


@pytest.mark.parametrize("known", [True, False])
def test_somebody_elses_contact_is_no_claim(
    serve: Serve, bot: FakeBot, telecom: Telecom, subscriber: Individual, known: bool
) -> None:
    maya, jonas = bot.add_person("Maya"), bot.add_person("Jonas")

    async def work(served: Served) -> None:
        await _asked_for_number(served, maya)
        maya.share_contact_of("Maya", _number(subscriber), user_id=jonas.user_id if known else None)
        await served.until(lambda: len(maya.received) == 2)
        assert "your own contact" in maya.received[1].text
        await served.until_quiet()
        with telecom.open_work() as work:
            assert work.of(ChatSession).count() == 0
            assert work.of(OutgoingMessage).count(channel="sms") == 0

    serve(work)
    assert all("keyboard" in one and "remove" not in one for one in _markups(bot))


def test_a_pin_that_was_asked_for_does_not_stay_in_the_chat(
    serve: Serve, bot: FakeBot, telecom: Telecom, subscriber: Individual, clock: TestClock
) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        with telecom.open_work() as work:
            log_in(work, maya, work.of(Individual).get(subscriber.id))
        clock.advance(hours=1)
        wish = {"action": "action_pay_bill"}
        served.understanding.says = lambda *_: [Utterance("proof_required", {"level": "fresh", "wish": wish})]
        asked = maya.send("pay it")
        await served.until(lambda: maya.received)
        assert "type your PIN" in maya.received[0].text
        wrong = maya.send("4712")
        await served.until(lambda: len(maya.received) == 2)
        right = maya.send("my pin: 4711")
        await served.until(lambda: len(maya.received) == 3)
        assert maya.received[2].text == "Ran action_pay_bill"
        await served.until(lambda: _deleted(maya, wrong) and _deleted(maya, right))
        assert not _deleted(maya, asked)
        with telecom.open_work() as work:
            assert {one.text for one in work.of(IncomingMessage).list()} == {None}

    serve(work)


def _deleted(person: Person, act: Act) -> bool:
    return person.message(act.message_id).deleted


def test_a_card_number_is_deleted_wherever_it_is_written_and_plain_numbers_stay(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        served.understanding.says = lambda heard, turn_id: [said("Noted.")]
        card = maya.send("charge 4111 1111 1111 1111 please")
        plain = maya.send("top up 2000")
        await served.until(lambda: _deleted(maya, card))
        edited = maya.edit(plain.message_id, "my pin is 4711")
        await served.until(lambda: _deleted(maya, edited))
        caption = maya.send_document(b"x", name="x.pdf", caption="card 4111111111111111")
        await served.until(lambda: _deleted(maya, caption))
        other = maya.send("20000000")
        await served.until_quiet()
        assert not _deleted(maya, other)
        assert "4111" not in str(served.understanding.heard)

    serve(work)


def test_a_secret_is_deleted_although_telegram_is_out_of_reach_for_a_moment(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        bot.fail_next("cut_before", 2, methods={"deleteMessage"})
        card = maya.send("charge 4111 1111 1111 1111 please")
        await served.until(lambda: _deleted(maya, card))

    serve(work)
