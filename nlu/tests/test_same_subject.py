"""A question below figures is of the same line and time, until it names another or all of them."""

from __future__ import annotations

from typing import Any

import pytest
from nlu.components.carrying import LastWish
from nlu.components.same_subject import about_what_was_told, keep_subject

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


@pytest.mark.parametrize(
    ("said", "named", "kept"),
    [
        ("get rid of it then", {}, ["Sports Pack"]),
        ("dann kündige das", {}, ["Sports Pack"]),
        ("cancel my contract", {}, []),
        ("cancel it for the landline", {"service": "fixed"}, []),
        ("end it, I mean TV Family", {"product": "TV Family"}, ["TV Family"]),
    ],
)
def test_what_is_ended_below_its_price_is_what_was_priced(said: str, named: dict[str, Any], kept: list[str]) -> None:
    entities = [{"entity": name, "value": value} for name, value in named.items()]
    parsed = {"intent": {"name": "terminate_service", "confidence": 0.9}, "entities": entities}
    last = LastWish("what do i pay for sports", "ask_price", [{"entity": "product", "value": "Sports Pack"}])
    read = keep_subject(said, parsed, last)["entities"]
    assert [each["value"] for each in read if each["entity"] == "product"] == kept


@pytest.mark.parametrize(
    ("said", "before", "taken_for", "meant"),
    [
        ("turn that off", "set_autopay", "configure_service", "set_autopay"),
        ("schalt das wieder aus", "set_alerts", "configure_service", "set_alerts"),
        ("doch nicht, bitte wieder ausschalten", "set_autopay", "cancel", "set_autopay"),
        ("doch nicht", "set_autopay", "cancel", "cancel"),
        ("remove it please", "ask_payment_methods", "delete_my_data", "ask_payment_methods"),
        ("turn that off", "list_services", "configure_service", "configure_service"),
        ("i don't agree with it", "explain_bill", "deny", "dispute_charge"),
        ("damit bin ich nicht einverstanden", "show_bill", "out_of_scope", "dispute_charge"),
        ("no thanks", "show_bill", "deny", "deny"),
        ("i don't agree with it", "order_product", "deny", "deny"),
    ],
)
def test_what_points_at_what_was_told_is_about_that(said: str, before: str, taken_for: str, meant: str) -> None:
    parsed = {"intent": {"name": taken_for, "confidence": 0.9}, "entities": []}
    assert about_what_was_told(said, parsed, LastWish("...", before, []))["intent"]["name"] == meant
