"""Questions without a subject are about what was talked about; a doubtful message of a chat is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from nlu.components.carrying import LastWish
from nlu.components.details import read_detail
from nlu.components.sureness import read_in_doubt

UNSURE: dict[str, Any] = {"intent": {"name": "check_contract", "confidence": 0.4}, "intent_ranking": [], "entities": []}

SAID = [
    ("how long does that take?", "activate_sim", "help"),
    ("and when will it arrive", "order_product", "help"),
    ("did she say anything yet", "pause_service", "list_requests"),
    ("how long is my contract", "order_product", "check_contract"),
    ("how long does that take", "show_bill", "check_contract"),
    ("how long til it arrives", "activate_sim", "help"),
    ("how long until it is mended?", "report_fault", "help"),
    ("and when does it come back?", "pause_service", "resume_service"),
    ("ok and how long will that last me", "check_usage", "check_usage"),
    ("and how long will it last", "top_up", "check_balance"),
    ("how long does it last", "browse_catalogue", "ask_price"),
    ("bring it forward by 2 days", "pause_service", "inform"),
    ("Has she said yes yet?", "ask_price", "list_requests"),
    ("did my boss approve it", "check_usage", "list_requests"),
]


@pytest.mark.parametrize(("said", "before", "meant"), SAID)
def test_a_question_without_a_subject_takes_that_of_the_talk(said: str, before: str, meant: str) -> None:
    assert read_detail(said, UNSURE, LastWish("...", before, []))["intent"]["name"] == meant


def understood(*shares: tuple[str, float]) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": share} for name, share in shares]
    return {"intent": ranking[0], "intent_ranking": ranking, "entities": []}


ASKED = [
    ("what is difference with mine", [("check_ticket", 0.31), ("list_services", 0.16), ("repeat", 0.1)],
     ["check_ticket", "list_services"]),
    ("what about calls", [("ask_price", 0.51), ("analyse_calls", 0.42)], ["ask_price", "analyse_calls"]),
    ("ok and how would one go on there", [("affirm", 0.36), ("ask_how_to", 0.2)], ["ask_how_to"]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "shares", "offered"), ASKED)
def test_what_is_hardly_likelier_than_something_else_is_asked_about(said: str, shares: Any, offered: list[str]) -> None:
    found = read_in_doubt(said, understood(*shares))
    assert found["intent"]["name"] == "out_of_scope"
    assert [each["name"] for each in found["intent_ranking"]] == offered


@pytest.mark.parametrize(
    ("said", "shares"),
    [
        ("whats my balance", [("check_balance", 0.6), ("check_usage", 0.5)]),
        ("send somebody", [("manage_appointment", 0.45), ("talk_to_agent", 0.2)]),
        ("nah start wednesday", [("inform", 0.36), ("deny", 0.3)]),
    ],
)
def test_what_is_likely_enough_is_acted_on(said: str, shares: Any) -> None:
    parsed = understood(*shares)
    assert read_in_doubt(said, parsed) is parsed
