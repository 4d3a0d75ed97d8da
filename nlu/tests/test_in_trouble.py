"""Short questions below a trouble are about it; below the calls of a line a number is of lines."""

from __future__ import annotations

from typing import Any

import pytest
from nlu.components.carrying import LastWish
from nlu.components.in_trouble import about_the_trouble
from nlu.components.of_figures import enough_of_it

FAULT = LastWish("my internet is dead", "report_fault", [])
CALLS = LastWish("how many calls came in", "analyse_calls", [])
NOW = {"now": "2026-11-21T09:00:00+00:00", "time_zone": "Europe/London"}


def parsed(intent: str, **told: Any) -> dict[str, Any]:
    entities = [{"entity": name, "value": value, "start": 0, "end": 1} for name, value in told.items()]
    return {"intent": {"name": intent, "confidence": 0.9}, "entities": entities, "language": {"name": "en"}}


@pytest.mark.parametrize(
    ("words", "taken_for", "last", "meant"),
    [
        ("when would it come back", "resume_service", FAULT, "check_service_status"),
        ("und warum?", "explain_bill", FAULT, "check_service_status"),
        ("tell me when it is over", "set_alerts", FAULT, "check_service_status"),
        ("when would it come back", "resume_service", None, "resume_service"),
        ("why is my bill so high", "explain_bill", FAULT, "explain_bill"),
    ],
)
def test_what_is_asked_below_a_trouble(words: str, taken_for: str, last: LastWish | None, meant: str) -> None:
    assert about_the_trouble(words, parsed(taken_for), last)["intent"]["name"] == meant


def test_so_many_are_enough_of_the_lines_that_were_talked_about() -> None:
    assert (
        enough_of_it("so 4 would do?", parsed("recommend_product"), CALLS, NOW)["intent"]["name"] == "manage_capacity"
    )
    assert enough_of_it("bitte 2 mehr", parsed("inform", amount=200), CALLS, NOW)["intent"]["name"] == "manage_capacity"
    assert enough_of_it("5 is enough", parsed("inform"), FAULT, NOW)["intent"]["name"] == "inform"
    paid = parsed("inform", amount=500)
    assert enough_of_it("£5 is enough", paid, CALLS, NOW)["intent"]["name"] == "inform"
