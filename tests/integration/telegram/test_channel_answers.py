"""What people read on Telegram: texts as they are, buttons that count once, pictures, and nothing lost to a bad day."""

import asyncio
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.telegram_pieces import split_text
from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.parties import BillingMode
from telecom.model.proposals import Proposal
from telecom.model.utterances import Attachment, Utterance, ask_for
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.identity import actor_of
from telecom.support.messaging import conversation_at
from tests.integration.telegram.serving import Serve, Served, log_in, said, serving
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Person
from tests.peers.telegram.server import FakeBotApi
from tests.people import a_subscriber

WISH = "a wish of the Telegram tests"
DONE: list[str] = []


@proposals.carries_out(WISH)
def _carry_out(actor: Actor, proposal: Proposal, *, work: Work) -> proposals.Outcome:
    DONE.append(proposal.id)
    return proposals.Outcome([said("Done: you have it.")])


def _proposes(served: Served, person: Person) -> Callable[[object, str], Sequence[Utterance]]:
    """An answer that offers something, as an action does."""

    def says(heard: object, turn_id: str) -> Sequence[Utterance]:
        with served.telecom.open_work() as work:
            actor = actor_of(conversation_at("telegram", str(person.chat_id), work=work), work=work)
            assert actor is not None
            shown = said("That would be £5. Shall I?")
            return [proposals.propose(actor, WISH, terms={"pence": 500}, shown=shown, turn_id=turn_id, work=work)]

    return says


def test_a_button_is_heard_counts_once_and_goes_away(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()
    DONE.clear()

    async def work(served: Served) -> None:
        with served.telecom.open_work() as work:
            log_in(work, maya, a_subscriber(work, mode=BillingMode.POSTPAID))
        served.understanding.says = _proposes(served, maya)
        maya.send("i want it")
        await served.until_answered(maya, "That would be £5. Shall I?")
        (row,) = maya.received[0].buttons
        assert len(row) == 2 and all(len(str(one.data).encode()) <= 64 for one in row)
        yes = str(row[0].data)
        pressed = maya.tap(row[0].text)
        await served.until_answered(maya, "That would be £5. Shall I?", "Done: you have it.")
        await served.until(lambda: maya.answers_to(pressed))
        await served.until(lambda: maya.received[0].buttons == [])
        maya.tap(data=yes, stale=True)
        await served.until(lambda: len(maya.received) == 3)
        maya.forge_tap(maya.received[0].message_id, "confirm:everything")
        await served.until(lambda: len(maya.received) == 4)
        await served.until_quiet()
        assert [one.text for one in maya.received][2] == "Done: you have it."
        assert "no longer valid" in maya.received[3].text

    serve(work)
    assert len(DONE) == 1


def test_a_button_of_another_chat_does_nothing(serve: Serve, bot: FakeBot) -> None:
    maya, jonas = bot.add_person("Maya"), bot.add_person("Jonas")
    DONE.clear()

    async def work(served: Served) -> None:
        with served.telecom.open_work() as work:
            log_in(work, maya, a_subscriber(work, mode=BillingMode.POSTPAID))
        served.understanding.says = _proposes(served, maya)
        maya.send("i want it")
        await served.until(lambda: maya.received)
        started = jonas.command("help")
        await served.until(lambda: jonas.received)
        jonas.forge_tap(started.message_id, str(maya.received[0].buttons[0][0].data))
        await served.until(lambda: len(jonas.received) == 2)
        assert "no longer valid" in jonas.received[1].text

    serve(work)
    assert DONE == []


def test_short_labels_stand_side_by_side_and_long_ones_alone(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()

    async def work(served: Served) -> None:
        def says(heard: object, turn_id: str) -> Sequence[Utterance]:
            labels = ("One", "Two", "Three") if heard == "short ones" else ("One", "A label that needs a whole row")
            choices = [ask_for("inform", "utter_plain", {"text": label}) for label in labels]
            return [replace(said("Which?"), choices=choices)]

        served.understanding.says = says
        maya.send("short ones")
        await served.until_answered(maya, "Which?")
        maya.send("long ones")
        await served.until_answered(maya, "Which?", "Which?")
        assert [len(row) for row in maya.received[0].buttons] == [2, 1]
        assert [len(row) for row in maya.received[1].buttons] == [1, 1]
        maya.tap("Two")
        await served.until(lambda: len(served.understanding.heard) == 3)
        assert served.understanding.heard[2] == {"intent": "inform", "entities": {}}

    serve(work)


def test_what_looks_like_markup_is_read_as_it_stands(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person("<b>Ma*y_a`[x](http://evil.example)</b> & co")
    strange = f"<b>{maya.name}</b> _all_ ||hidden|| &lt; \u202e /pay"

    async def work(served: Served) -> None:
        served.understanding.says = lambda heard, turn_id: [said(strange)]
        maya.send("hello there")
        await served.until_answered(maya, strange)
        assert maya.received[0].content.get("entities", []) == []

    serve(work)
    assert "parse_mode" not in bot.calls_of("sendMessage")[0].arguments


def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(serve: Serve, bot: FakeBot) -> None:
    maya = bot.add_person()
    lines = "\n".join(f"Call {number}: 12 min, £0.40 📞" for number in range(420))

    async def work(served: Served) -> None:
        choices = [ask_for("inform", "utter_plain", {"text": "More"})]
        served.understanding.says = lambda heard, turn_id: [replace(said(lines), choices=choices)]
        maya.send("all my calls")
        await served.until(lambda: maya.received and maya.received[-1].buttons)
        assert len(maya.received) == 3 and "\n".join(one.text for one in maya.received) == lines
        assert [bool(one.buttons) for one in maya.received] == [False, False, True]

    serve(work)


@pytest.mark.parametrize("text", ["", "  ", "x" * 9000, "📞" * 5000, "word " * 3000, "\n".join(["line"] * 2000)])
def test_parts_of_a_text_fit_and_lose_nothing(text: str) -> None:
    parts = split_text(text)
    assert all(len(part.encode("utf-16-le")) <= 2 * 4096 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


class InstantPaper:
    """Draws everything at once, but one thing never."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        if name == "broken":
            raise LookupError(name)
        return b"%PDF-1.7 a bill" if name == "bill" else _png()


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * 64 for _ in range(40)))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 40, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_comes_with_its_text_and_a_bill_as_a_document(
    telegram: FakeBotApi, bot: FakeBot, telecom: Telecom
) -> None:
    maya = bot.add_person()
    chart, paper = Attachment("chart", "usage", {}), Attachment("pdf", "bill", {})
    broken = Attachment("chart", "broken", {})
    wanted = {"chart": [chart], "paper": [paper], "both": [chart, paper], "broken": [broken]}

    async def work() -> None:
        async with serving(telegram, bot, replace(telecom, paper=InstantPaper())) as served:
            served.understanding.says = lambda heard, _: [replace(said(f"Here: {heard}"), attachments=wanted[heard])]
            for text in wanted:
                maya.send(text)
                await served.until_quiet()
            await served.until(lambda: len(maya.received) == 6)

    asyncio.run(work())
    assert [(one.kind, one.text) for one in maya.received] == [
        ("photo", "Here: chart"),
        ("document", "Here: paper"),
        ("text", "Here: both"),
        ("photo", ""),
        ("document", ""),
        ("text", "Here: broken"),
    ]
    assert (maya.received[0].file, maya.received[1].file) == (_png(), b"%PDF-1.7 a bill")
    assert maya.received[1].content["document"]["file_name"] == "bill.pdf"
