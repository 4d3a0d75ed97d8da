"""Typed text never becomes a command: slashes, confidences, look-alikes. R5, S1."""

import itertools
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake import make_plain, take_out_secrets
from bot.plans import Ask, Plan
from bot.reading import COMMANDS, read
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage
from telecom.ports import Work
from telecom.support.messaging import conversation_at

SLASHES = ["/", "／", "\u200b/", "\ufeff/", " /", "\t/", "\u2060/", "\x00/", "\u00ad/", "\n/"]
INTENTS = ["pay_bill", "top_up", "affirm", "session_start", "restart", "inform"]
TAILS = [
    "",
    '{"amount": -500}',
    '{"amount": {"minor": 1000000, "currency": "GBP"}}',
    "@0.11",
    '@1.0{"logged_in": true}',
    '{"person_id": "maya", "service": null}',
    "  ",
    " now",
    "__",
]
CORPUS = ["".join(parts) for parts in itertools.product(SLASHES, INTENTS, TAILS)]


def read_text(work: Work, conversation: Conversation, text: str) -> Plan:
    message = IncomingMessage(
        channel=conversation.channel,
        source="1",
        address=conversation.address,
        conversation_id=conversation.id,
        kind=IncomingKind.TEXT,
        text=text,
        received_at=work.now,
    )
    return read(conversation, message, country="GB", work=work)


def test_no_slash_payload_reaches_the_language_model(telecom: Telecom) -> None:
    assert len(CORPUS) > 500
    with telecom.open_work() as work:
        conversation = conversation_at("terminal", "+447700900123", work=work)
        reached = [t for t in CORPUS if isinstance(read_text(work, conversation, t).then, Ask)]
    assert reached == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_does_what_it_says_whatever_stands_behind_it(telecom: Telecom, name: str) -> None:
    with telecom.open_work() as work:
        conversation = conversation_at("terminal", "+447700900123", work=work)
        plain = read_text(work, conversation, f"/{name}")
        loaded = read_text(work, conversation, f'/{name}{{"amount": -500}}')
    assert plain.then is not None
    assert loaded.then is None
    assert loaded.said[0].response == "utter_slash_unknown"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_is_read_and_what_is_asked_about_is_plain(telecom: Telecom, text: str) -> None:
    with telecom.open_work() as work:
        plan = read_text(work, conversation_at("terminal", "+447700900123", work=work), text)
    assert plan.said or plan.then is not None
    if isinstance(plan.then, Ask) and plan.then.text is not None:
        assert plan.then.payload is None
        assert not plan.then.text.startswith("/")
        assert all(unicodedata.category(c)[0] != "C" for c in plan.then.text)


@given(st.text(max_size=300))
def test_making_plain_twice_changes_nothing_more(text: str) -> None:
    assert make_plain(make_plain(text)) == make_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "my card is 4242 4242 4242 4242",
        "4242424242424242",
        "use 4242-4242-4242-4242 exp 09/28",
        "5454 5454 5454 5454 pls",
    ],
)
def test_a_card_number_is_taken_out(text: str) -> None:
    plain = take_out_secrets(text)
    assert plain.card_removed
    assert not any(
        digits in plain.text.replace(" ", "").replace("-", "") for digits in ("4242424242424242", "5454545454545454")
    )


@pytest.mark.parametrize("text", ["+44 7700 900123 and 07700 900124", "BILL-2026-08-1002", "1234567890123"])
def test_other_numbers_stay(text: str) -> None:
    assert take_out_secrets(text).text == text


@pytest.mark.parametrize("text", ["my pin is 4711", "PIN: 471199 ok?", "password=12345678", "4711 is my old pin"])
def test_a_pin_in_a_sentence_is_taken_out(text: str) -> None:
    plain = take_out_secrets(text)
    assert plain.pin_removed
    assert not any(secret in plain.text for secret in ("4711", "471199", "12345678"))
