"""A short answer points at a choice on the screen by its place, and never at a yes or no."""

from datetime import UTC, datetime

import pytest

from bot.pointing import choice_at, read_pointing
from telecom.model.messaging import Choice
from telecom.model.utterances import ChoiceKind

PLACES = {
    "the second one": 1,
    "was kostet das zweite": 1,
    "dann nehme ich das letzte bitte": -1,
    "nummer drei": 2,
    "2nd one pls": 1,
    "ok the first": 0,
    "option 3": 2,
    "i'd like the third one please": 2,
    "number two": 1,
    "the last one": -1,
    "what is on the last one": -1,
    "the 3rd": None,  # a day
    "first thing tomorrow": None,
    "one more": None,
    "last month": None,
}


@pytest.mark.parametrize(("said", "place"), PLACES.items())
def test_words_for_a_place_are_read(said: str, place: int | None) -> None:
    assert read_pointing(said) == place


def choices(*kinds: ChoiceKind) -> list[Choice]:
    return [
        Choice(
            conversation_id="c",
            message_id="m",
            position=at,
            kind=kind,
            content={},
            created_at=datetime(2026, 9, 15, tzinfo=UTC),
        )
        for at, kind in enumerate(kinds)
    ]


def test_a_place_is_taken_where_there_is_one_and_nothing_is_to_be_confirmed() -> None:
    some = choices(ChoiceKind.PAYLOAD, ChoiceKind.ACTION)
    assert choice_at(1, some) is some[1]
    assert choice_at(-1, some) is some[1]
    assert choice_at(2, some) is None
    assert choice_at(0, choices(ChoiceKind.CONFIRM, ChoiceKind.REFUSE)) is None


def test_the_last_bill_of_a_list_is_the_newest() -> None:
    bills = choices(ChoiceKind.PAYLOAD, ChoiceKind.PAYLOAD, ChoiceKind.PAYLOAD)
    for bill in bills:
        bill.content["intent"] = "show_bill"
    assert choice_at(-1, bills) is bills[0]
    assert choice_at(1, bills) is bills[1]
