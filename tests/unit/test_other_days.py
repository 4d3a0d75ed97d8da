"""Another day below one that was shown: by so many days, or that day of the month which was spoken of."""

from datetime import date

import pytest

from telecom.model.other_days import day_corrected

TODAY, SHOWN = date(2026, 9, 15), date(2026, 11, 3)


@pytest.mark.parametrize(
    ("words", "read", "meant"),
    [
        ("can it be the 20th", "2026-09-20", date(2026, 11, 20)),
        ("lieber am 10.", "2026-10-10", date(2026, 11, 10)),
        ("actually a week later", None, date(2026, 11, 10)),
        ("zwei Tage früher bitte", None, date(2026, 11, 1)),
        ("the 10th of december is better", "2026-12-10", date(2026, 12, 10)),
        ("next friday", "2026-09-18", date(2026, 9, 18)),
        ("the 31st", "2026-10-31", date(2026, 10, 31)),
        ("no, the other one", None, None),
    ],
)
def test_a_day_is_corrected_in_the_month_that_was_spoken_of(words: str, read: str | None, meant: date | None) -> None:
    assert day_corrected(SHOWN, read, words=words, today=TODAY) == meant


def test_a_day_of_this_month_that_is_over_is_the_next_one_there_is() -> None:
    assert day_corrected(date(2026, 9, 20), "2026-10-03", words="the 3rd", today=TODAY) == date(2026, 10, 3)
