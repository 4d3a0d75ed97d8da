"""Short follow-ups mean the last wish again, for something else; everything else is understood for itself."""

from __future__ import annotations

from typing import Any

import pytest
from nlu.components.carrying import LastWish, carry_over
from nlu.components.the_rest import read_the_rest
from rasa.shared.core.events import UserUttered

NOW = {"now": "2026-11-21T09:00:00+00:00", "time_zone": "Europe/London"}
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
USED = ("how much did we use last month", "check_usage", {"period": OCTOBER})
PAUSED = ("pause the second one", "pause_service", {"service": "mobile"})
TOLD = ("until the 30th", "inform", {"date": "2026-11-30"})
SPENT_NOTHING = ("hello", "greet", {})
BOUGHT_OUT = ("whats the weather", "out_of_scope", {})


def talk(*turns: tuple[str, str, dict[str, Any]]) -> list[UserUttered]:
    return [
        UserUttered(text, {"name": intent}, [{"entity": name, "value": value} for name, value in told.items()])
        for text, intent, told in turns
    ]


FOLLOWING = [
    ("and this month?", [USED], "check_usage", {"period": {"start": "2026-11-01", "end": "2026-11-30"}}),
    ("compare with september", [USED], "check_usage", {"period": {"start": "2026-09-01", "end": "2026-09-30"}}),
    ("what about the landline", [USED], "check_usage", {"period": OCTOBER, "service": "fixed"}),
    ("ok show me that as a graph", [USED], "check_usage", {"period": OCTOBER}),
    ("and calls?", [USED], "check_usage", {"period": OCTOBER}),
    ("send me a chart of september", [USED], "check_usage", {"period": {"start": "2026-09-01", "end": "2026-09-30"}}),
    ("show me a heat map", [USED], "check_usage", {"period": OCTOBER}),
    ("only the three worst", [USED], "check_usage", {"period": OCTOBER}),
    ("same by data", [("who spent most", "check_spending", {"period": OCTOBER})], "check_usage", {"period": OCTOBER}),
    ("top 5 only", [USED], "check_usage", {"period": OCTOBER}),
    ("n the month b4", [USED], "check_usage", {"period": {"start": "2026-09-01", "end": "2026-09-30"}}),
    ("what was it b4", [("why is my bill so big", "explain_bill", {})], "show_bill",
     {"period": {"start": "2026-09-01", "end": "2026-09-30"}}),
    ("and the week before that?", [USED], "check_usage", {"period": {"start": "2026-09-21", "end": "2026-09-27"}}),
    ("whats mine then", [("what did aisha use", "check_usage", {"person": "Aisha"})], "check_usage", {}),
    ("and the sales team?", [USED, SPENT_NOTHING], "check_usage", {"period": OCTOBER, "group": "the sales team"}),
    ("same for the tv please", [PAUSED, TOLD], "pause_service", {"date": "2026-11-30", "service": "iptv"}),
    ("same for my other line", [PAUSED, TOLD], "pause_service", {"date": "2026-11-30"}),
    (
        "except Tom",
        [("cap all lines", "set_spending_limit", {"group": "all lines"})],
        "set_spending_limit",
        {"group": "all lines", "person": "Tom"},
    ),
    ("do it for all of them", [PAUSED, TOLD], "pause_service", {"date": "2026-11-30", "group": "all of them"}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "before", "intent", "told"), FOLLOWING)
def test_a_follow_up_is_the_last_wish_for_something_else(said: str, before: Any, intent: str, told: Any) -> None:
    found = carry_over(said, talk(*before), NOW)
    assert found is not None
    text, parsed = found
    assert text.endswith(said)
    assert parsed["intent"]["name"] == intent
    assert {each["entity"]: each["value"] for each in parsed["entities"]} == told


@pytest.mark.parametrize(
    ("said", "before", "told"),
    [
        ("und letzten Monat?", USED, {"period": OCTOBER}),
        ("und im Monat davor?", USED, {"period": {"start": "2026-09-01", "end": "2026-09-30"}}),
        ("und für das Festnetz?", USED, {"period": OCTOBER, "service": "fixed"}),
        ("was ist mit dem Internet", USED, {"period": OCTOBER, "service": "broadband"}),
        ("das gleiche für den Fernseher bitte", PAUSED, {"service": "iptv"}),
        ("und das Festnetz auch", PAUSED, {"service": "fixed"}),
    ],
)
def test_a_german_follow_up_goes_on_with_the_last_wish(said: str, before: Any, told: Any) -> None:
    found = carry_over(said, talk(before), {**NOW, "language": "de"})
    assert found is not None and found[1]["intent"]["name"] == before[1]
    assert {each["entity"]: each["value"] for each in found[1]["entities"]} == told


@pytest.mark.parametrize("said", ["und wie hoch ist meine rechnung", "und ab montag", "und danke"])
def test_what_is_no_german_follow_up_is_left_alone(said: str) -> None:
    assert carry_over(said, talk(PAUSED), {**NOW, "language": "de"}) is None


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("and my bill", [USED]),
        ("and how is my landline doing", [USED]),
        ("make it three weeks", [PAUSED]),
        ("and from monday", [PAUSED]),
        ("and the tv", [BOUGHT_OUT]),
        ("and the tv", []),
        ("show me a picture", [PAUSED]),
    ],
)
def test_what_could_be_anything_else_is_left_alone(said: str, before: Any) -> None:
    assert carry_over(said, talk(*before), NOW) is None


@pytest.mark.parametrize(
    ("said", "before", "intent"),
    [
        ("and everybody else to 30", "set_spending_limit", "set_spending_limit"),
        ("leo 25 a month and the rest 20", "check_spending", "set_spending_limit"),
        ("und alle anderen auf 25", "set_spending_limit", "set_spending_limit"),
        ("half of it today and the rest on the 28th", "show_bill", "inform"),
        ("pay 20 now and the rest later", "check_spending", "inform"),
    ],
)
def test_everybody_else_is_for_limits_and_the_rest_of_a_bill_is_not(said: str, before: str, intent: str) -> None:
    parsed = {"intent": {"name": "inform", "confidence": 0.5}, "entities": []}
    assert read_the_rest(said, parsed, LastWish("", before, []), NOW)["intent"]["name"] == intent
