"""A question below figures is of the same line and time, until it names another or all of them."""

from __future__ import annotations

from typing import Any

import pytest
from nlu.components.carrying import LastWish
from nlu.components.same_subject import keep_subject

TOLD = [{"entity": "service", "value": "fixed"}, {"entity": "period", "value": {"start": "2026-09-07"}}]
CALLS = LastWish("how did the call centre do last week", "analyse_calls", TOLD)


@pytest.mark.parametrize(
    ("said", "intent", "named", "kept"),
    [
        ("how many were lost at lunchtime", "analyse_calls", {}, {"service", "period"}),
        ("how many were lost this month", "analyse_calls", {"period": {}}, {"service", "period"}),
        ("and Marcus", "analyse_calls", {"person": "Marcus"}, {"person"}),
        ("how many on all lines", "analyse_calls", {}, set()),
        ("then add two there", "manage_capacity", {}, {"service"}),
        ("dann leg da zwei drauf", "manage_capacity", {}, {"service"}),
        ("add two streams", "manage_capacity", {}, set()),
        ("is there a cheaper plan", "recommend_product", {}, set()),
    ],
)
def test_the_subject_stays(said: str, intent: str, named: dict[str, Any], kept: set[str]) -> None:
    entities = [{"entity": name, "value": value} for name, value in named.items()]
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "entities": entities}
    assert {each["entity"] for each in keep_subject(said, parsed, CALLS)["entities"]} == kept
