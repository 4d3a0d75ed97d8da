"""Text messages by HTTP through Kannel, a gateway that others wrote, to a phone behind it and back. [X2]

It needs Debian's packages `kannel` and `kannel-extras`. Kannel's HTTP is not ours: between them stands the bridge that
an operator with Kannel would run (`tests/peers/kannel.py`).
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.channels.sender import Throttled
from bot.channels.sms import SmsGateway
from bot.channels.sms_webhook import SmsWebhook
from bot.channels.sms_words import SmsWords
from bot.listening import Listener
from bot.rendering.render import Rendered
from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.model.messaging import IncomingMessage, OutgoingMessage, Priority
from telecom.model.utterances import Utterance
from tests.peers.kannel import Kannel, what_is_missing

SECRET = "webhook-secret"
WITHIN = 20.0
SHORT, LONG = "Your balance is £12.40 or €14", "Ten pounds and a word. " * 12 + "End."
OTHER, LONG_OTHER = "Привет! Осталось £5", "Привет, это длинное сообщение. " * 4 + "Всё."
WRITTEN = ["whats left on my data", "Сколько осталось? £€", '50% & more = "all" + that\'s it?']


async def until(says: Callable[[], object]) -> None:
    async with asyncio.timeout(WITHIN):
        while not says():
            await asyncio.sleep(0.05)


def as_ucs2(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-16-be"))


def as_text(text: str) -> str:
    return "".join(letter if letter.isalnum() else f"%{ord(letter):02x}" for letter in text)


def test_what_phones_write_arrives_and_what_we_say_is_read_on_them(telecom: Telecom, tmp_path: Path) -> None:
    if missing := what_is_missing():
        pytest.fail(f"needed: Debian's kannel and kannel-extras; there is no {', '.join(missing)}")

    def incoming() -> list[str]:
        with telecom.open_work() as work:
            return [f"{one.address} {one.text}" for one in work.of(IncomingMessage).list(order="number")]

    def message(name: str) -> OutgoingMessage:
        said = Utterance("utter_greet")
        with telecom.open_work() as work:
            return OutgoingMessage(
                id=name, key=name, channel="sms", address="+447700900101", conversation_id=None, turn_id=None,
                utterance=said, priority=Priority.ANSWER, created_at=work.now,
            )  # fmt: skip

    async def run() -> None:
        door = Listener(Starlette(routes=[SmsWebhook(telecom, lambda: None, secret=SECRET).route()]))
        words = SmsWords(telecom, load_texts(), public_url=None)
        await door.start()
        try:
            async with Kannel(tmp_path, webhook=door.url, secret=SECRET, sender="60010") as kannel:
                gateway = SmsGateway(kannel.send_url, key=kannel.key, words=words)
                for kind, text in (("text", WRITTEN[0]), ("ucs2", as_ucs2(WRITTEN[1])), ("data", as_text(WRITTEN[2]))):
                    known = len(incoming())
                    async with kannel.phone(f"447700900101 60010 {kind} {text}"):
                        await until(lambda known=known: len(incoming()) > known)
                async with kannel.phone() as texts:
                    for at, text in enumerate((SHORT, OTHER, LONG, LONG_OTHER)):
                        assert await gateway.send(message(f"m{at}"), Rendered(text, (), ())) == f"m{at}"
                    await until(lambda: len(texts()) == 4)
                    assert texts() == [SHORT, OTHER, LONG, LONG_OTHER]
                    kannel.kill("smsbox")
                    with pytest.raises(Throttled):
                        await gateway.send(message("m9"), Rendered("back again", (), ()))
                    await kannel.start("smsbox", "send")
                    await gateway.send(message("m9"), Rendered("back again", (), ()))
                    await until(lambda: texts()[4:] == ["back again"])
                await gateway.close()
        finally:
            await door.stop()

    asyncio.run(run())
    assert incoming() == [f"+447700900101 {text}" for text in WRITTEN]
