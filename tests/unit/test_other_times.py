"""The day of a visit that a message names."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.other_times import first_day

THURSDAY, FRIDAY, MONDAY = "2026-09-17", "2026-09-18", "2026-09-21"


@pytest.mark.parametrize(
    ("text", "days", "meant"),
    [
        ("can't do friday after all, monday?", [FRIDAY, MONDAY], date(2026, 9, 21)),
        ("freitag klappt nicht, lieber montag", [FRIDAY, MONDAY], date(2026, 9, 21)),
        ("thursday or friday", [THURSDAY, FRIDAY], date(2026, 9, 17)),
        ("not friday", [FRIDAY], date(2026, 9, 19)),
        ("whenever", [], None),
    ],
)
def test_of_several_days_the_first_that_is_not_refused_counts(text: str, days: list[str], meant: date | None) -> None:
    asked: Any = SimpleNamespace(text=text, every={"date": days}, entities={"date": days[0]} if days else {})
    assert first_day(cast(Any, asked)) == meant
