"""The stand-in for Telegram behaves as Telegram does, seen through python-telegram-bot."""

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LabeledPrice,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.peers.telegram.bot import FakeBot, NothingCame
from tests.peers.telegram.people import CannotDoThat, Person
from tests.peers.telegram.server import FakeBotApi


@pytest.fixture
def maya(bot: FakeBot) -> Person:
    return bot.add_person("Maya", started=True)


@pytest.fixture
def with_bot(telegram: FakeBotApi, bot: FakeBot) -> Callable[[Callable[[Bot], Awaitable[Any]]], Any]:
    """Runs a coroutine with python-telegram-bot's Bot."""

    def run(work: Callable[[Bot], Awaitable[Any]]) -> Any:
        async def inside() -> Any:
            async with Bot(bot.token, base_url=telegram.base_url, base_file_url=telegram.base_file_url) as ptb:
                return await work(ptb)

        return asyncio.run(inside())

    return run


def _keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one.upper(), callback_data=one) for one in data]])


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_bot_knows_itself_and_a_wrong_token_is_refused(telegram, bot, with_bot):
    assert with_bot(lambda ptb: ptb.get_me()).username == bot.username
    for wrong in ("1:short", f"{bot.token[:-1]}Z"):
        with pytest.raises(InvalidToken):
            asyncio.run(Bot(wrong, base_url=telegram.base_url).get_me())


def test_a_text_arrives_with_its_buttons_and_marks(bot, maya, with_bot):
    sent = with_bot(
        lambda ptb: ptb.send_message(
            maya.chat_id, "<b>€ 5</b> &amp; more 😀", parse_mode="HTML", reply_markup=_keyboard("yes", "no")
        )
    )
    assert [one.text for one in maya.received] == ["€ 5 & more 😀"]
    assert [button.data for row in maya.received[0].buttons for button in row] == ["yes", "no"]
    assert sent.parse_entities() == {sent.entities[0]: "€ 5"}
    assert bot.calls_of("sendMessage")[0].outcome == "ok"


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("", {}, "text is empty"),
        ("   ", {}, "text is empty"),
        ("x" * 4097, {}, "too long"),
        ("Ben <b", {"parse_mode": "HTML"}, "Unclosed start tag"),
        ("<b>Ben", {"parse_mode": "HTML"}, "end tag"),
        ("<h1>Ben</h1>", {"parse_mode": "HTML"}, "Unsupported"),
        ("Hello", {"reply_markup": _keyboard("x" * 65)}, "BUTTON_DATA_INVALID"),
        ("Hello", {"reply_markup": _keyboard("€" * 22)}, "BUTTON_DATA_INVALID"),
        ("Hello", {"reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("nothing")]])}, "unallowed"),
        ("Hello", {"api_kwargs": {"reply_markup": {"inline_keyboard": [[{"txt": "a"}]]}}}, "text"),
        ("Hello", {"api_kwargs": {"colour": "red"}}, "colour"),
    ],
)
def test_what_telegram_refuses_is_refused(maya, with_bot, text, options, reason):
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        with_bot(lambda ptb: ptb.send_message(maya.chat_id, text, **options))
    assert maya.received == []


def test_the_longest_text_and_button_data_pass(maya, with_bot):
    with_bot(lambda ptb: ptb.send_message(maya.chat_id, "x" * 4096, reply_markup=_keyboard("x" * 64)))
    assert len(maya.received) == 1


def test_nobody_can_be_written_to_before_they_wrote_nor_after_they_blocked(bot, with_bot):
    jonas = bot.add_person("Jonas")

    async def write(ptb: Bot) -> None:
        await ptb.send_message(jonas.chat_id, "Hello")

    with pytest.raises(Forbidden, match=r"(?i)initiate"):
        with_bot(write)
    jonas.command("start")
    with_bot(write)
    jonas.block()
    with pytest.raises(Forbidden, match=r"(?i)blocked"):
        with_bot(write)
    jonas.unblock()
    with_bot(write)
    assert len(jonas.received) == 2
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        with_bot(lambda ptb: ptb.send_message(1, "Hello"))


def test_an_edit_must_change_something_that_is_there(maya, with_bot):
    async def work(ptb: Bot) -> None:
        sent = await ptb.send_message(maya.chat_id, "Pay?", reply_markup=_keyboard("yes"))
        with pytest.raises(BadRequest, match=r"(?i)not modified"):
            await sent.edit_text("Pay?", reply_markup=_keyboard("yes"))
        await sent.edit_reply_markup(None)
        assert maya.received[0].buttons == []
        with pytest.raises(BadRequest, match=r"(?i)not modified"):
            await sent.edit_reply_markup(None)
        await sent.edit_text("Paid.")
        assert maya.received[0].text == "Paid."
        with pytest.raises(BadRequest, match=r"(?i)to edit not found"):
            await ptb.edit_message_text("x", maya.chat_id, 999)
        theirs = maya.send("my PIN is 1234")
        with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
            await ptb.edit_message_text("x", maya.chat_id, theirs.message_id)
        await ptb.delete_message(maya.chat_id, theirs.message_id)
        assert maya.message(theirs.message_id).deleted
        with pytest.raises(BadRequest, match=r"(?i)to delete not found"):
            await ptb.delete_message(maya.chat_id, theirs.message_id)

    with_bot(work)


def test_a_pressed_button_is_answered_and_only_real_buttons_can_be_pressed(bot, maya, with_bot):
    async def work(ptb: Bot) -> None:
        sent = await ptb.send_message(maya.chat_id, "Pay?", reply_markup=_keyboard("yes", "no"))
        tapped = maya.tap("YES")
        (update,) = await ptb.get_updates()
        assert (update.callback_query.data, update.effective_user.id) == ("yes", maya.user_id)
        await update.callback_query.answer("Done")
        assert maya.answers_to(tapped) == [{"text": "Done"}]
        with pytest.raises(BadRequest, match=r"(?i)query ID is invalid"):
            await ptb.answer_callback_query("12345")
        with pytest.raises(CannotDoThat, match="no button"):
            maya.tap("MAYBE")
        await sent.edit_reply_markup(None)
        with pytest.raises(CannotDoThat):
            maya.tap(data="yes")
        maya.tap(data="yes", stale=True)
        maya.forge_tap(sent.message_id, "pay:-500")
        bot.expire_taps()
        late = await ptb.get_updates(offset=update.update_id + 1)
        assert [one.callback_query.data for one in late] == ["yes", "pay:-500"]
        with pytest.raises(BadRequest, match=r"(?i)too old"):
            await late[0].callback_query.answer()

    with_bot(work)


def test_every_kind_of_message_reaches_the_bot_as_what_it_is(bot, maya, with_bot):
    family, news, jonas = bot.add_group("Family"), bot.add_channel("News"), bot.add_person("Jonas")
    first = maya.command("start", "abc")
    maya.edit(first.message_id, "changed")
    maya.forward("pay 5", author=jonas)
    maya.forward("pay 6")
    maya.share_contact("+447700900111")
    maya.share_contact_of("Jonas", "+447700900112", user_id=jonas.user_id)
    maya.send_content(location={"latitude": 1.5, "longitude": 2.5})
    family.send(maya, "hello all")
    news.edit(news.post("read this").message_id, "read that")
    maya.block()
    updates = with_bot(lambda ptb: ptb.get_updates())
    start, edited, forwarded, hidden, own, other, place, group, post, edited_post, blocked = updates
    assert start.message.text == "/start abc" and start.message.entities[0].type == "bot_command"
    assert edited.edited_message.text == "changed"
    assert forwarded.message.forward_origin.sender_user.id == jonas.user_id
    assert hidden.message.forward_origin.sender_user_name == "Somebody"
    assert (own.message.contact.user_id, other.message.contact.user_id) == (maya.user_id, jonas.user_id)
    assert place.message.location.latitude == 1.5
    assert (group.message.chat.type, post.channel_post.chat.type) == ("supergroup", "channel")
    assert edited_post.edited_channel_post.text == "read that"
    assert blocked.my_chat_member.new_chat_member.status == "kicked"


def test_pictures_documents_and_files_keep_their_bytes(maya, with_bot):
    async def work(ptb: Bot) -> None:
        picture, paper = _png(64, 40), b"%PDF-1.7 bill"
        sent = await ptb.send_photo(maya.chat_id, picture, caption="Usage")
        assert (sent.photo[0].width, sent.photo[0].height) == (64, 40)
        await ptb.send_document(maya.chat_id, paper, filename="bill.pdf")
        assert [(one.kind, one.file, one.text) for one in maya.received] == [
            ("photo", picture, "Usage"),
            ("document", paper, ""),
        ]
        assert maya.received[1].content["document"]["file_name"] == "bill.pdf"
        maya.send_document(b"letter", name="letter.txt", mime_type="text/plain")
        (update,) = await ptb.get_updates()
        assert bytes(await (await update.message.document.get_file()).download_as_bytearray()) == b"letter"
        with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
            await ptb.send_photo(maya.chat_id, b"no picture")
        with pytest.raises(BadRequest, match=r"(?i)DIMENSIONS"):
            await ptb.send_photo(maya.chat_id, _png(1, 30))
        with pytest.raises(BadRequest, match=r"(?i)file_id"):
            await ptb.get_file("nothing")

    with_bot(work)


def test_faults_fail_the_next_writes_and_only_those(bot, maya, with_bot):
    async def work(ptb: Bot) -> None:
        bot.fail_next("throttled", 2, retry_after=3)
        for _ in range(2):
            with pytest.raises(RetryAfter) as throttled:
                await ptb.send_message(maya.chat_id, "a")
            assert throttled.value._retry_after.total_seconds() == 3
        bot.fail_next("server_error")
        with pytest.raises(NetworkError):
            await ptb.send_message(maya.chat_id, "a")
        bot.fail_next("cut_before")
        with pytest.raises(NetworkError):
            await ptb.send_message(maya.chat_id, "a")
        assert maya.received == []
        bot.fail_next("cut_after")
        with pytest.raises(NetworkError):
            await ptb.send_message(maya.chat_id, "b")
        bot.fail_next("no_answer")
        with pytest.raises(TimedOut):
            await ptb.send_message(maya.chat_id, "c", read_timeout=0.3)
        await ptb.send_message(maya.chat_id, "d")
        assert [one.text for one in maya.received] == ["b", "c", "d"]

    with_bot(work)
    outcomes = [one.outcome for one in bot.calls_of("sendMessage")]
    assert outcomes == ["throttled", "throttled", "server_error", "cut_before", "cut_after", "no_answer", "ok"]


def test_writing_too_fast_is_refused_once_the_limits_are_on(bot, maya, with_bot):
    bot.enforce_pace()

    async def work(ptb: Bot) -> None:
        await ptb.send_message(maya.chat_id, "one")
        with pytest.raises(RetryAfter):
            await ptb.send_message(maya.chat_id, "two")

    with_bot(work)


def test_commands_typing_and_the_contact_keyboard_are_taken(bot, maya, with_bot):
    async def work(ptb: Bot) -> None:
        await ptb.set_my_commands([BotCommand("balance", "What is left")])
        assert (await ptb.get_my_commands())[0].command == "balance"
        await ptb.send_chat_action(maya.chat_id, "typing")
        keyboard = ReplyKeyboardMarkup([[KeyboardButton("Share", request_contact=True)]], one_time_keyboard=True)
        await ptb.send_message(maya.chat_id, "Your number?", reply_markup=keyboard)

    with_bot(work)
    assert bot.commands == [{"command": "balance", "description": "What is left"}]


def test_an_invoice_is_paid_only_after_the_bot_agreed(maya, with_bot):
    async def work(ptb: Bot) -> None:
        prices = [LabeledPrice("Bill", 2590)]
        sent = await ptb.send_invoice(
            maya.chat_id, "Bill", "November", "bill-1", "GBP", prices, provider_token="P:TEST:1"
        )
        maya.pay(sent.message_id)
        (asked,) = await ptb.get_updates()
        assert (asked.pre_checkout_query.invoice_payload, asked.pre_checkout_query.total_amount) == ("bill-1", 2590)
        await asked.pre_checkout_query.answer(ok=True)
        (paid,) = await ptb.get_updates(offset=asked.update_id + 1)
        assert paid.message.successful_payment.invoice_payload == "bill-1"
        with pytest.raises(BadRequest):
            await asked.pre_checkout_query.answer(ok=True)

    with_bot(work)


def test_waiting_for_what_does_not_come_says_what_came_instead(bot, maya, with_bot):
    with_bot(lambda ptb: ptb.send_message(maya.chat_id, "Hello"))
    with pytest.raises(NothingCame, match="sendMessage ok"):
        bot.wait_for(lambda: len(maya.received) > 1, timeout=0.05)
