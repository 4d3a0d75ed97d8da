"""What wishes for nothing is told from what does: anger, a smile, "that's not what I asked", thanks before a wish."""

import pytest

from bot.asides import read_aside
from bot.leads import without_lead
from bot.spoken import is_no, is_stop, is_yes

ASIDES = {
    "no thats not what i asked": "missed",
    "No, I meant the other thing": "missed",
    "you didn't answer my question": "missed",
    "das meinte ich nicht": "missed",
    "you are useless": "angry",
    "this is robbery you are thieves": "angry",
    "😡😡": "angry",
    "❤️": "glad",
    "🦄": "wordless",
    "???": "puzzled",
    "my bill is too expensive this is robbery": None,
    "my internet is shit": None,
    "no, the other one": None,
    "...": None,
}


@pytest.mark.parametrize(("said", "what"), ASIDES.items())
def test_what_wishes_for_nothing_is_heard_as_that(said: str, what: str | None) -> None:
    aside = read_aside(said)
    assert (aside.what if aside else None) == what and not (aside and aside.rest)


def test_what_is_wished_behind_an_objection_is_kept() -> None:
    aside = read_aside("No that's not what I asked. How much is my bill?")
    assert aside is not None and aside.rest == "How much is my bill?"


def test_thanks_before_a_wish_are_left_away_and_thanks_alone_stay() -> None:
    assert without_lead("thx. when does it run out") == "when does it run out"
    assert without_lead("Thank you dear, and also show my bill") == "show my bill"
    assert without_lead("thanks, mate") == "thanks, mate"
    assert without_lead("Need two things: pay my bill and pause it") == "pay my bill and pause it"
    assert without_lead("2 gigs more, please") == "2 gigs more, please"
    assert without_lead("great service you have") == "great service you have"


def test_a_thumb_is_a_yes_or_a_no_whatever_its_tone() -> None:
    assert is_yes("👍") and is_yes("👍🏽") and is_no("👎")
    assert not is_yes("👎") and not is_no("🙂")


def test_who_keeps_what_they_have_drops_what_is_under_way() -> None:
    assert is_stop("no. keep what i have") and is_stop("i'll keep it as it is") and is_stop("forget it")
    assert not is_stop("keep my number") and not is_stop("can i keep it")
