"""What comes from Telegram is kept once, before it is confirmed, and only what a person writes to us acts."""

from typing import Any

import pytest

from bot.channels import telegram as channel_module
from bot.channels import telegram_polling
from bot.channels.telegram_updates import Arrival
from telecom.model.messaging import IncomingKind
from tests.fakes import TestClock
from tests.integration.telegram.serving import Serve, Served
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Act

TEXT_ONLY = "I can only read text here, so I couldn't use that. Please write to me what you'd like."
OWN_WORDS_ONLY = (
    "I only act on new messages you write yourself, so nothing was done with that. "
    "Please type it again as a new message."
)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_a_text_a_command_and_a_second_person_are_each_answered(serve: Serve, bot: FakeBot, mode: str) -> None:
    maya, jonas = bot.add_person("Maya"), bot.add_person("Jonas")

    async def work(served: Served) -> None:
        maya.send("hello there")
        await served.until_answered(maya, "You said: hello there")
        maya.command("balance")
        jonas.send("hi you")
        await served.until_answered(maya, "You said: hello there", "Ran action_check_balance")
        await served.until_answered(jonas, "You said: hi you")
        await served.until_quiet()
        kinds = [(one.kind, one.text) for one in served.inbox()]
        assert kinds.count((IncomingKind.TEXT, None)) == 2 and kinds.count((IncomingKind.COMMAND, None)) == 1

    serve(work, mode=mode)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_an_update_that_comes_again_has_no_second_effect(serve: Serve, bot: FakeBot, mode: str) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        first = maya.send("one two")
        await served.until_answered(maya, "You said: one two")
        second = maya.send_content(location={"latitude": 1.5, "longitude": 2.5})
        await served.until_answered(maya, "You said: one two", TEXT_ONLY)
        for act in (first, second, first):
            bot.redeliver(_id(act))
        await served.until(lambda: bot.waiting_updates == 0)
        maya.send("three four")
        await served.until(lambda: any("three" in one.text for one in maya.received))
        assert served.understanding.heard == ["one two", "three four"]
        assert len(maya.received) == 3 and len(served.inbox()) == 3

    serve(work, mode=mode)


def _id(act: Act) -> int:
    assert act.update_id is not None
    return act.update_id


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_what_was_kept_but_not_confirmed_comes_again_and_counts_once(
    serve: Serve, bot: FakeBot, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    maya, crashes = bot.add_person(), []
    go_on = channel_module.TelegramChannel._go_on

    def crash_once(self: channel_module.TelegramChannel, arrival: object, kept: object) -> None:
        if not crashes:
            crashes.append(arrival)
            raise RuntimeError("ends after the commit, before the confirmation")
        go_on(self, arrival, kept)  # type: ignore[arg-type]

    monkeypatch.setattr(channel_module.TelegramChannel, "_go_on", crash_once)

    async def work(served: Served) -> None:
        maya.send("pay my bill")
        await served.until(lambda: crashes)
        assert bot.waiting_updates == 1
        await served.until_quiet()
        await served.until_answered(maya, "You said: pay my bill")
        assert len(served.inbox()) == 1 and served.understanding.heard == ["pay my bill"]

    serve(work, mode=mode)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_an_update_that_cannot_be_kept_is_not_confirmed(
    serve: Serve, bot: FakeBot, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    maya, failed = bot.add_person(), []
    keep = channel_module.keep

    def fail_twice(*args: object, **more: object) -> object:
        if len(failed) < 2:
            failed.append(bot.waiting_updates)
            raise ConnectionError("the database is away")
        return keep(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(channel_module, "keep", fail_twice)

    async def work(served: Served) -> None:
        maya.send("still here")
        await served.until_answered(maya, "You said: still here")
        await served.until(lambda: bot.waiting_updates == 0)

    serve(work, mode=mode)
    assert failed == [1, 1]


def test_one_update_that_can_never_be_kept_does_not_hold_up_the_others(
    serve: Serve, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya, jonas = bot.add_person("Maya"), bot.add_person("Jonas")
    keep = channel_module.keep

    def fail_for_maya(arrival: Arrival, **more: Any) -> object:
        if arrival.address == str(maya.chat_id):
            raise ValueError("a fault of ours")
        return keep(arrival, **more)

    monkeypatch.setattr(channel_module, "keep", fail_for_maya)
    monkeypatch.setattr(telegram_polling, "_FIRST_PAUSE", 0.01)

    async def work(served: Served) -> None:
        maya.send("breaks something")
        jonas.send("hello there")
        await served.until_answered(jonas, "You said: hello there")
        await served.until(lambda: bot.waiting_updates == 0)

    serve(work)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_only_what_a_person_writes_to_us_acts(serve: Serve, bot: FakeBot, mode: str) -> None:
    maya, robot, family = bot.add_person("Maya"), bot.add_person("Robot", is_bot=True), bot.add_group("Family")
    news = bot.add_channel("News")

    async def work(served: Served) -> None:
        robot.send("pay 5")
        family.send(maya, "pay 6")
        family.send(maya, "/pay")
        news.post("pay 7")
        maya.forward("pay 8", author=robot)
        await served.until_answered(maya, OWN_WORDS_ONLY)
        written = maya.send("never mind all that")
        await served.until(lambda: len(maya.received) == 2)
        maya.edit(written.message_id, "pay 9")
        await served.until(lambda: len(maya.received) == 3)
        await served.until_quiet()
        assert served.understanding.heard == ["never mind all that"]
        assert [one.text for one in maya.received][2] == OWN_WORDS_ONLY
        assert robot.received == [] and family.received == [] and news.received == []
        assert {one.address for one in served.inbox()} == {str(maya.chat_id)}

    serve(work, mode=mode)


def test_pictures_and_the_like_get_one_honest_line(serve: Serve, bot: FakeBot, clock: TestClock) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}
        maya.send_content(voice=voice)
        maya.send_document(b"x", name="x.pdf")
        maya.send_content(dice={"emoji": "🎲", "value": 3})
        await served.until_answered(maya, TEXT_ONLY)
        await served.until_quiet()
        clock.advance(minutes=2)
        maya.send_content(voice=voice)
        await served.until_answered(maya, TEXT_ONLY, TEXT_ONLY)
        assert served.understanding.heard == []

    serve(work)


def test_a_person_who_blocks_us_is_left_alone_until_they_come_back(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        maya.send("hello there")
        await served.until_answered(maya, "You said: hello there")
        blocked = maya.block()
        await served.until(lambda: served.conversation_of(maya).blocked_at is not None)
        maya.unblock()
        await served.until(lambda: served.conversation_of(maya).blocked_at is None)
        assert blocked is not None
        bot.redeliver(blocked)
        await served.until(lambda: bot.waiting_updates == 0)
        maya.send("back again")
        await served.until_answered(maya, "You said: hello there", "You said: back again")
        assert served.conversation_of(maya).blocked_at is None

    serve(work)
