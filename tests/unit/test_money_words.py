"""What people say about money and use, read from the words alone."""

import pytest

from actions.bills import asks_of_the_end
from telecom.model.autopay import read_pay_day, read_threshold
from telecom.model.money import Money
from telecom.model.shorthand import written_out
from telecom.model.use_questions import read_volume
from telecom.model.volumes import GIGABYTE, UsageKind, Volume


@pytest.mark.parametrize(
    ("text", "day"),
    [("on 28", 28), ("on the 10th please", 10), ("no, the 5th", 5), ("5 days before", None), ("20 pounds", None)],
)
def test_the_day_to_pay_on(text: str, day: int | None) -> None:
    assert read_pay_day(text) == day


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("5 quid when under 2", 200),
        ("10 when it drops to £3.50", 350),
        ("top me up at 5pm", None),
        ("make it 10", None),
    ],
)
def test_the_credit_under_which_a_top_up_comes(text: str, minor: int | None) -> None:
    assert read_threshold(text, currency="GBP") == (None if minor is None else Money(minor, "GBP"))


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("what if i use 5 GB more", Volume(UsageKind.DATA, 5 * GIGABYTE)),
        ("another 2 hours of calls", Volume(UsageKind.VOICE, 7200)),
        ("20 extra texts", Volume(UsageKind.SMS, 20)),
        ("£5 more", None),
    ],
)
def test_how_much_use_is_named(text: str, volume: Volume | None) -> None:
    assert read_volume(text) == volume


@pytest.mark.parametrize(
    ("text", "of_the_end"),
    [
        ("what will it be by month end", True),
        ("how much is my next bill going to be", True),
        ("wie hoch wird meine nächste rechnung", True),
        ("show me my last bill", False),
        ("what did i spend at the end of may", False),
    ],
)
def test_a_bill_that_is_still_to_come(text: str, of_the_end: bool) -> None:
    assert asks_of_the_end(text) is of_the_end


def test_shortened_words_are_written_out_where_they_are_short_for_something() -> None:
    assert written_out("n wat happens wen ur gone") == "and what happens when your gone"
    assert written_out("mail me at n@wat.example") == "mail me at n@wat.example"
    assert written_out("wen rufe ich an", language="de") == "wen rufe ich an"
