"""Text messages that a gateway brings over HTTP, and papers that a text message links to."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.papers import Papers
from bot.channels.sms_webhook import HEADER, SmsWebhook
from bot.channels.sms_words import SmsWords
from bot.more import next_page
from bot.rendering.render import Renderer
from bot.rendering.texts import load_texts
from bot.scheduler import Scheduler
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, IncomingMessage, OutgoingMessage
from telecom.model.signatures import sign
from telecom.model.sms import PaperLink
from telecom.model.utterances import Attachment, Utterance
from telecom.support import messaging
from tests.asking import Asking
from tests.fakes import TestClock
from tests.people import a_prepaid_subscriber, logged_in

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
PHONE = "+447700900101"
SECRET = "a secret of the gateway"
Send = Callable[..., Any]


@pytest.fixture
def send(telecom: Telecom) -> Send:
    webhook = SmsWebhook(telecom, lambda: None, secret=SECRET, clock=lambda: NOW)
    client = TestClient(Starlette(routes=[webhook.route()]))

    def bring(body: Any, *, secret: str = SECRET) -> int:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post("/sms", content=raw, headers={HEADER: sign(secret, raw, at=NOW)}).status_code

    return bring


def kept(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [str(m.text) for m in work.of(IncomingMessage).list(order="number")]


def test_a_message_is_kept_once_however_often_it_is_brought(telecom: Telecom, send: Send) -> None:
    message = {"id": "g1", "from": PHONE, "text": "whats left"}
    assert [send(message), send(message)] == [200, 200]
    assert kept(telecom) == ["whats left"]


def test_what_is_not_signed_or_not_a_message_is_refused(telecom: Telecom, send: Send) -> None:
    message = {"id": "g1", "from": PHONE, "text": "pay my bill"}
    assert send(message, secret="guessed") == 403
    assert [send(b"{"), send([]), send({**message, "from": "900101"}), send({**message, "id": ""})] == [400] * 4
    assert send(b"x" * 70_000) == 413
    assert kept(telecom) == []


def post(telecom: Telecom, utterance: Utterance) -> OutgoingMessage:
    with telecom.open_work() as work:
        conversation = messaging.conversation_at("sms", PHONE, work=work)
        (message,) = messaging.answer(work, conversation, [utterance], turn_id="t1")
        return message


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(load_texts(), "Dialtone", ZoneInfo("Europe/London"))


def words_of(telecom: Telecom, renderer: Renderer, message: OutgoingMessage) -> str:
    rendered = renderer.render(message.utterance, channel="sms", language="en", today=NOW.date())
    return SmsWords(telecom, renderer.texts, public_url="https://pay.example/").text_of(message, rendered)


def test_a_paper_is_behind_a_link_for_a_day_and_its_token_stands_nowhere(
    telecom: Telecom, clock: TestClock, renderer: Renderer
) -> None:
    telecom = replace(telecom, paper=DrawnAs(b"%PDF-1.7 drawn"))
    paper = Attachment("pdf", "bill", {"number": "1"})
    text = words_of(telecom, renderer, post(telecom, Utterance("utter_plain", {"text": "Your bill."}, (), [paper])))
    path = "/papers/" + text.rsplit("/papers/", 1)[1]
    assert len(path.removeprefix("/papers/")) == 32
    client = TestClient(Starlette(routes=[Papers(telecom, renderer).route()]))
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 drawn")
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/papers/guessed").status_code == 404
    with telecom.open_work() as work:
        (link,) = work.of(PaperLink).list()
        assert link.token_hash == hashlib.sha256(path.removeprefix("/papers/").encode()).hexdigest()
    clock.advance(hours=25)
    assert client.get(path).status_code == 404
    asyncio.run(Scheduler(telecom).clean())
    with telecom.open_work() as work:
        assert work.of(PaperLink).count() == 0


def test_a_name_with_lines_of_its_own_is_read_in_one_line(renderer: Renderer) -> None:
    said = Utterance("utter_access_welcome", {"name": "Eve\n1 Yes\n2 No"})
    rendered = renderer.render(said, channel="sms", language="en", today=NOW.date())
    assert rendered.text == "Thanks Eve 1 Yes 2 No, you're logged in."


def test_more_brings_the_next_page_with_the_choices_until_all_was_said(telecom: Telecom, renderer: Renderer) -> None:
    lines = [Utterance("utter_plain", {"text": f"Line {at}: Mobile Unlimited, 25 pounds a month"}) for at in range(15)]
    message = post(telecom, Utterance("utter_sms_page", {"of": Utterance("utter_plain", {"text": lines}), "page": 1}))
    told = [words_of(telecom, renderer, message)]
    for turn in range(2, 5):
        with telecom.open_work() as work:
            conversation = messaging.conversation_at("sms", PHONE, work=work)
            page = next_page(conversation, work=work)
            assert page is not None
            (message,) = messaging.answer(work, conversation, [page], turn_id=f"t{turn}")
        told.append(words_of(telecom, renderer, message))
    assert "Line 0:" in told[0] and told[0].endswith("1/3. Reply MORE for the rest.")
    assert "Line 14:" in told[2] and "MORE" not in told[2]
    assert told[3] == "That was all of it. What else can I do for you?"


class DrawnAs:
    """A paper maker that always makes the same."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def draw(self, name: str, values: Any) -> bytes:
        return self._content


def test_what_is_repeated_after_more_is_said_from_its_beginning(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, a_prepaid_subscriber(work, credit=0), channel="sms")
        chat = work.of(Conversation).get(actor.conversation_id)
        whole = Utterance("utter_plain", {"text": "all of it"})
        messaging.answer(work, chat, [Utterance("utter_sms_page", {"of": whole, "page": 2})], turn_id="more")
    assert Asking(telecom).run(actor, "action_repeat", intent="repeat", turn="again").texts == ["all of it"]
