"""Telegram on a bad day: too fast, blocked, silent, refusing; nothing is sent twice, and what can be sent still is."""

import asyncio

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from bot.channels.sender import SendFailed, SendUnknown, Throttled
from bot.channels.telegram_pace import Pace
from bot.channels.telegram_sender import _what_became_of
from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, OutgoingMessage, Priority
from telecom.support import messaging, telling
from tests.fakes import TestClock
from tests.integration.telegram.serving import Serve, Served, log_in, said
from tests.peers.telegram.bot import FakeBot
from tests.people import a_prepaid_subscriber


def _outbox(telecom: Telecom) -> list[OutgoingMessage]:
    with telecom.open_work() as work:
        return work.of(OutgoingMessage).list(order="number")


def test_the_limits_are_held_where_several_messages_go_to_one_chat(serve: Serve, bot: FakeBot) -> None:
    maya, jonas = bot.add_person("Maya"), bot.add_person("Jonas")
    bot.enforce_pace(per_chat_seconds=0.2)

    async def work(served: Served) -> None:
        served.understanding.says = lambda heard, turn_id: [said(f"{heard} {part}") for part in ("one", "two", "three")]
        maya.send("say")
        jonas.send("tell")
        await served.until_answered(maya, "say one", "say two", "say three")
        await served.until_answered(jonas, "tell one", "tell two", "tell three")

    serve(work, pace=Pace(between=0.2))
    assert {one.outcome for one in bot.calls_of("sendMessage")} == {"ok"}


def test_a_pause_that_telegram_asks_for_is_kept_and_the_order_with_it(
    serve: Serve, bot: FakeBot, clock: TestClock
) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        served.understanding.says = lambda heard, turn_id: [said("first"), said("second")]
        bot.fail_next("throttled", retry_after=1)
        maya.send("say both")
        await served.until_quiet()
        assert maya.received == [] and len(bot.calls_of("sendMessage")) == 1
        refused_at = bot.calls_of("sendMessage")[0].at
        await served.sweep_until(lambda: len(maya.received) == 2, clock=clock)
        assert [one.text for one in maya.received] == ["first", "second"]
        assert bot.calls_of("sendMessage")[1].at - refused_at >= 1

    serve(work)


def test_parts_that_went_before_a_pause_are_not_sent_again(serve: Serve, bot: FakeBot, clock: TestClock) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        served.understanding.says = lambda heard, turn_id: [said("a" * 4096 + " " + "b" * 100)]
        _throttle_the_second(bot)
        maya.send("something long")
        await served.until_quiet()
        await served.sweep_until(lambda: len(maya.received) == 2, clock=clock)
        await served.until_quiet()
        assert [one.text[0] for one in maya.received] == ["a", "b"]

    serve(work)


def _throttle_the_second(bot: FakeBot) -> None:
    """Refuse the write after the next one."""
    plan, ordered = bot.faults.next_for, []

    def next_for(method: str, chat_id: object) -> object:
        if method == "sendMessage":
            ordered.append(method)
            if len(ordered) == 2:
                bot.fail_next("throttled", retry_after=1)
        return plan(method, chat_id)

    bot.faults.next_for = next_for  # type: ignore[method-assign, assignment]


def test_a_blocked_chat_gets_nothing_more_and_what_must_be_known_goes_by_sms(
    serve: Serve, bot: FakeBot, telecom: Telecom
) -> None:
    maya = bot.add_person("Maya", started=True)

    async def work(served: Served) -> None:
        with telecom.open_work() as work:
            person = a_prepaid_subscriber(work, credit=0)
            conversation = log_in(work, maya, person)
        maya.chat.closed_to_bot = "bot was blocked by the user"
        with telecom.open_work() as work:
            assert telling.push(
                work, person.id, person.phone_number, said("Your bill is due."), key="bill:1", priority=Priority.BILL
            )
        (pushed,) = _outbox(telecom)
        await served.outbox.deliver([pushed.id])
        assert served.conversation_of(maya).blocked_at is not None
        chat, sms = _outbox(telecom)
        assert (chat.status, sms.channel, sms.status) == (DeliveryStatus.FAILED, "sms", DeliveryStatus.INITIAL)
        assert person.phone_number is not None and sms.address == person.phone_number.e164
        with telecom.open_work() as work:
            telling.push(work, person.id, None, said("News"), key="news:1", priority=Priority.PROMOTION)
        assert len(_outbox(telecom)) == 2 and conversation.address == str(maya.chat_id)

    serve(work)
    assert len(bot.calls_of("sendMessage")) == 1


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_message_nobody_knows_about_is_not_sent_again(
    serve: Serve, bot: FakeBot, telecom: Telecom, clock: TestClock, kind: str
) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        bot.fail_next(kind)
        maya.send("hello there")
        await served.until_quiet()
        await served.until(lambda: _outbox(telecom)[0].status is DeliveryStatus.UNKNOWN)
        clock.advance(minutes=5)
        await served.outbox.sweep()

    serve(work)
    assert len(bot.calls_of("sendMessage")) == 1


def test_a_message_that_telegram_turned_away_is_sent_later(serve: Serve, bot: FakeBot, clock: TestClock) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        bot.fail_next("server_error", 2)
        maya.send("hello there")
        await served.sweep_until(lambda: maya.received, clock=clock)
        await served.until_quiet()
        assert [one.text for one in maya.received] == ["You said: hello there"]

    serve(work)


def test_a_message_that_telegram_refuses_for_good_fails(serve: Serve, bot: FakeBot, telecom: Telecom) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        with telecom.open_work() as work:
            conversation = log_in(work, maya, a_prepaid_subscriber(work, credit=0))
            conversation.address = "1"
            (message,) = messaging.answer(work, conversation, [said("Hello")], turn_id="t1")
        await served.outbox.deliver([message.id])
        assert _outbox(telecom)[0].status is DeliveryStatus.FAILED

    serve(work)


def _network_error(cause: Exception | None, text: str = "broken") -> NetworkError:
    error = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError(text)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "tries", "outcome"),
    [
        (_network_error(httpx.ConnectError("no way")), 3, Throttled),
        (_network_error(httpx.PoolTimeout("busy")), 3, Throttled),
        (_network_error(httpx.ReadTimeout("silent")), 1, SendUnknown),
        (_network_error(httpx.ReadError("cut")), 1, SendUnknown),
        (_network_error(None, "Internal Server Error"), 1, Throttled),
        (_network_error(None, "Internal Server Error"), 5, SendFailed),
        (_network_error(None, "Bad Gateway"), 1, SendUnknown),
    ],
)
def test_only_what_surely_did_not_arrive_is_tried_again(
    error: NetworkError, tries: int, outcome: type[Exception]
) -> None:
    message = OutgoingMessage(
        key="k", channel="telegram", address="1", conversation_id=None, turn_id=None, utterance=said("Hello"),
        priority=Priority.ANSWER, attempts=tries, created_at=TestClock().now(),
    )  # fmt: skip
    assert type(_what_became_of(message, error)) is outcome


def test_a_flood_of_many_chats_closes_all_of_them_for_a_while() -> None:
    async def work() -> None:
        pace = Pace(between=0.0, a_second=1000.0)
        pace.close("1", "m1", seconds=30)
        async with pace.turn_of("2", "m2"):
            pace.close("2", "m2", seconds=60)
        with pytest.raises(Throttled) as refused:
            async with pace.turn_of("3", "m3"):
                raise AssertionError("it went")
        assert 50 < refused.value.retry_after <= 60

    asyncio.run(work())


def test_what_would_wait_long_goes_back_to_the_outbox() -> None:
    async def work() -> None:
        pace = Pace(between=60.0)
        async with pace.turn_of("1", "m1"):
            pass
        with pytest.raises(Throttled):
            async with pace.turn_of("1", "m2"):
                raise AssertionError("it went")

    asyncio.run(work())
