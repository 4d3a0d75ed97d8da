"""Answers taken for sending in the transaction that stores them: sent once, by the taker or after its death."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.outbox import Outbox
from bot.together import WrittenTogether
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage
from telecom.model.parties import Individual
from telecom.support import delivery, messaging
from telecom.support.delivery import Sending
from tests.outgoing import outbox_of, plain, sweep
from tests.people import a_prepaid_subscriber, logged_in
from tests.senders import KeptMessages


@pytest.fixture
def sender() -> KeptMessages:
    return KeptMessages()


@pytest.fixture
def maya(telecom: Telecom) -> Individual:
    """Somebody logged in on the terminal."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1000)
        logged_in(work, person)
        return person


def take(telecom: Telecom, outbox: Outbox, *texts: str) -> list[Sending]:
    """Store the answers of a turn, taken by a running outbox."""
    taker = outbox.taker_for("terminal")
    assert taker is not None
    with telecom.open_work() as work:
        chat = work.of(Conversation).find(channel="terminal")
        assert chat is not None
        posted = messaging.post_answers(work, chat, [plain(text) for text in texts], turn_id="t1", taken_by=taker)
        return [Sending(each.message, chat.language, [], work.today()) for each in posted]


def running(telecom: Telecom, sender: KeptMessages, script: Callable[[Outbox], Awaitable[None]]) -> None:
    """Run a script with an outbox that holds its number."""

    async def run() -> None:
        outbox = outbox_of(telecom, sender)
        assert outbox.taker_for("terminal") is None
        await outbox.sweep()
        await script(outbox)
        await outbox.stop()

    asyncio.run(run())


def ends(telecom: Telecom) -> list[DeliveryStatus]:
    with telecom.open_work() as work:
        return [m.status for m in work.of(OutgoingMessage).list(order="number")]


def test_taken_answers_are_sent_once_in_their_order(telecom: Telecom, sender: KeptMessages, maya: Individual) -> None:
    async def script(outbox: Outbox) -> None:
        taken = take(telecom, outbox, "one", "two")
        await outbox.sweep()
        assert sender.texts == []
        await outbox.send(taken)
        await outbox.sweep()

    running(telecom, sender, script)
    assert sender.texts == ["one", "two"]
    assert [message.number for message, _ in sender.sent] == [1, 2]
    assert ends(telecom) == [DeliveryStatus.COMPLETED] * 2


def test_answers_taken_by_a_process_that_died_before_it_sent_them_are_sent_by_the_next(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    async def dies_before_sending(outbox: Outbox) -> None:
        take(telecom, outbox, "one", "two")

    running(telecom, sender, dies_before_sending)
    assert ends(telecom) == [DeliveryStatus.IN_PROGRESS] * 2
    assert sweep(telecom, sender) == 2
    assert [text.splitlines()[0] for text in sender.texts] == ["one", "two"]


async def send_taken(telecom: Telecom, outbox: Outbox) -> None:
    await outbox.send(take(telecom, outbox, "one"))


async def deliver_pushed(telecom: Telecom, outbox: Outbox) -> None:
    with telecom.open_work() as work:
        chat = work.of(Conversation).find(channel="terminal")
        assert chat is not None
        pushed = messaging.post_answers(work, chat, [plain("one")], turn_id="t1")
    await outbox.deliver([each.message.id for each in pushed])


@pytest.mark.parametrize("way", [send_taken, deliver_pushed])
def test_an_end_that_could_not_be_written_down_is_written_by_the_sweep(
    telecom: Telecom,
    sender: KeptMessages,
    maya: Individual,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[Telecom, Outbox], Awaitable[None]],
) -> None:
    conclude = delivery.conclude

    def database_away(*_: Any, **__: Any) -> None:
        monkeypatch.setattr(delivery, "conclude", conclude)
        raise ConnectionError

    async def script(outbox: Outbox) -> None:
        monkeypatch.setattr(delivery, "conclude", database_away)
        await way(telecom, outbox)
        assert ends(telecom) == [DeliveryStatus.IN_PROGRESS]
        await outbox.sweep()
        assert ends(telecom) == [DeliveryStatus.COMPLETED]

    running(telecom, sender, script)
    assert sender.texts == ["one"]


def test_changes_are_written_together_and_a_broken_one_breaks_no_other(telecom: Telecom, maya: Individual) -> None:
    done: list[str] = []

    def broken(_: object) -> None:
        raise ValueError

    async def run() -> list[object]:
        together = WrittenTogether(telecom.open_work)
        changes = [lambda _: done.append("a"), broken, lambda _: done.append("b")]
        return list(await asyncio.gather(*(together.do(change) for change in changes), return_exceptions=True))

    found = asyncio.run(run())
    assert [type(each) for each in found] == [type(None), ValueError, type(None)]
    assert {"a", "b"} <= set(done)
