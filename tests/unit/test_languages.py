"""German words for values, and in which language a chat is answered."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.languages import answer_in
from bot.rendering.render import Renderer
from bot.rendering.texts import Texts
from bot.rendering.words import Words
from bot.understanding import sure_language
from telecom.model.calendar import Period
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.utterances import Utterance
from telecom.model.volumes import UsageKind, Volume

LONDON, TUESDAY = ZoneInfo("Europe/London"), date(2026, 9, 15)
GERMAN = Words("de", LONDON, TUESDAY)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Money(123450, "GBP"), "1.234,50 £"), (date(2026, 9, 16), "morgen"), (date(2026, 9, 18), "Fr. 18. Sept."),
        (datetime(2026, 9, 15, 17, 0, tzinfo=UTC), "heute um 18:00"), (timedelta(days=3), "3 Tage"),
        (timedelta(days=1), "1 Tag"), (Volume(UsageKind.SMS, 2), "2 SMS"), (True, "ja"), (1.5, "1,5"),
        (Period(date(2026, 8, 1), date(2026, 8, 31)), "August"), (["a", "b", "c"], "a, b und c"),
        (Period(date(2026, 9, 15), date(2026, 9, 18)), "heute bis Fr. 18. Sept."),
        (Period(date(2026, 9, 14), None), "seit gestern"),
    ],
)  # fmt: skip
def test_values_are_said_as_germans_say_them(value: Any, words: str) -> None:
    assert GERMAN.say(value) == words


def test_a_sentence_that_ends_with_an_abbreviation_ends_with_one_point() -> None:
    renderer = Renderer(Texts({"utter_x": [{"text": "Bis {day}."}]}), "Dialtone", LONDON)
    said = renderer.render(
        Utterance("utter_x", {"day": date(2026, 9, 18)}), channel="sms", language="de", today=TUESDAY
    )
    assert said.text == "Bis Fr. 18. Sept."


def test_a_chat_is_answered_in_the_language_its_person_writes_and_told_so_once() -> None:
    chat = Conversation(channel="sms", address="+447700900101")
    assert [said.response for said in answer_in(chat, "de")] == ["utter_language_now"]
    assert chat.language == "de"
    assert answer_in(chat, "de") == answer_in(chat, None) == []


def test_who_chose_a_language_is_answered_in_it_whatever_they_write() -> None:
    chat = Conversation(channel="sms", address="+447700900101", language_chosen=True)
    assert answer_in(chat, "de") == []
    assert chat.language == "en"


@pytest.mark.parametrize(
    ("found", "language"),
    [
        ({"name": "de", "sure": True}, "de"), ({"name": "de", "sure": False}, None),
        ({"name": "xx", "sure": True}, None),
        (None, None), ("de", None), ({"name": ["de"], "sure": True}, None), ({"sure": True}, None),
    ],
)  # fmt: skip
def test_only_asure_language_of_ours_is_taken_from_what_the_model_says(found: Any, language: str | None) -> None:
    assert sure_language(found) == language
