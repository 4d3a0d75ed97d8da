"""A short message that leaves several wishes open is read by what the talk is about; a clear one never is."""

from __future__ import annotations

from typing import Any

import pytest
from nlu.components.context import has_left, is_open, read_as_answer, read_in_context, read_no_in_form, read_refusal
from rasa.shared.core.events import UserUttered

NOW = {"now": "2026-11-21T09:00:00+00:00", "time_zone": "Europe/London"}


def understood(*shares: tuple[str, float], acted: bool = True) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": share} for name, share in shares]
    verdict = ranking[0] if acted else {"name": "out_of_scope", "confidence": 1 - shares[0][1]}
    return {"intent": verdict, "intent_ranking": ranking, "entities": []}


def after(*intents: str) -> list[UserUttered]:
    return [UserUttered("...", {"name": intent}) for intent in intents]


FOLLOWING = [
    ("add it", ("ask_price",), [("top_up", 0.35), ("update_ticket", 0.27), ("order_product", 0.23)], "order_product"),
    ("tuesday morning please", ("report_fault", "thank"), [("greet", 0.3), ("manage_appointment", 0.12)],
     "manage_appointment"),
    ("and premium ones too", ("restrict_calls", "affirm"), [("inform", 0.47), ("restrict_calls", 0.38)],
     "restrict_calls"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "before", "shares", "meant"), FOLLOWING)
def test_the_subject_of_the_talk_decides_what_the_words_leave_open(
    said: str, before: Any, shares: Any, meant: str
) -> None:
    assert read_in_context(said, understood(*shares), after(*before), NOW)["intent"]["name"] == meant


def test_what_was_not_clear_enough_to_act_on_may_be_clear_in_the_talk() -> None:
    unclear = understood(("set_autopay", 0.21), ("repeat", 0.07), acted=False)
    found = read_in_context("will you remind me then", unclear, after("arrange_payment"), NOW)
    assert found["intent"]["name"] == "set_autopay"
    found = read_in_context("put it on 20 december", understood(("greet", 0.4), ("resume_service", 0.2)),
                            after("pause_service"), NOW)  # fmt: skip
    assert found["entities"][0]["value"] == "2026-12-20"  # read anew, under the wish that is meant


@pytest.mark.parametrize(
    ("said", "before", "shares"),
    [
        ("whats my balance", ("pause_service",), [("check_balance", 0.99), ("pause_service", 0.2)]),
        ("no its the other one", ("report_fault",), [("deny", 0.46), ("update_ticket", 0.3)]),
        ("add it", (), [("top_up", 0.35), ("order_product", 0.23)]),
        ("what is the weather going to be like in the mountains", ("order_product",), [("greet", 0.3), ("ask_price", 0.2)]),
    ],
)  # fmt: skip
def test_what_is_clear_or_an_answer_keeps_its_meaning(said: str, before: Any, shares: Any) -> None:
    parsed = understood(*shares)
    found = read_in_context(said, parsed, after(*before), NOW) if is_open(said) else parsed
    assert found is parsed


@pytest.mark.parametrize(
    ("said", "share", "told"),
    [
        ("nah, a tenner", ("deny", 0.83), {"amount": {"minor": 1000, "currency": "GBP"}}),
        ("ok from monday", ("affirm", 0.9), {"date": "2026-11-23"}),
        ("from sunday for 3 weeks", ("pause_service", 0.9), {"period": {"start": "2026-11-22", "end": "2026-12-12"}}),
        ("07700 900299", ("manage_people", 0.4), {"phone_number": "+447700900299"}),
        ("his number is 07700 900299", ("check_reachability", 0.9), {"phone_number": "+447700900299"}),
    ],
)
def test_what_tells_something_is_no_mere_yes_or_no(said: str, share: tuple[str, float], told: dict[str, Any]) -> None:
    form = {**NOW, "form": "authorize_user_form", "requested_slot": "phone_number"}
    found = read_as_answer(said, understood(share), form)
    assert found["intent"]["name"] == "inform"
    assert {each["entity"]: each["value"] for each in found["entities"]} == told


def test_an_esim_is_the_answer_where_it_is_asked_which_sim_and_a_wish_elsewhere() -> None:
    parsed, form = understood(("activate_sim", 0.95)), {**NOW, "form": "order_product_form"}
    found = read_as_answer("as esim please", parsed, {**form, "requested_slot": "sim_kind"})
    assert found["intent"]["name"] == "inform"
    assert read_as_answer("as esim please", parsed, {**form, "requested_slot": "product"}) is parsed


def test_an_address_that_was_asked_for_is_the_answer_whatever_it_sounds_like() -> None:
    form = {**NOW, "form": "request_account_form", "requested_slot": "address"}
    said, parsed = "9 Mill Road, Leeds LS5 2BB", understood(("check_availability", 0.9))
    assert read_as_answer(said, parsed, form)["intent"]["name"] == "inform"
    asked = "can i get fibre at 9 Mill Road"
    assert read_as_answer(asked, parsed, form) is parsed


@pytest.mark.parametrize(("said", "share"), [("no thanks", ("deny", 0.9)), ("top up 10", ("top_up", 0.9))])
def test_a_mere_no_and_a_wish_of_its_own_stay_what_they_are(said: str, share: tuple[str, float]) -> None:
    parsed = understood(share)
    assert read_as_answer(said, parsed, {**NOW, "form": "pay_bill_form", "requested_slot": "amount"}) is parsed


@pytest.mark.parametrize(
    ("said", "name"),
    [("on weekdays only", "inform"), ("nur unter der Woche", "inform"), ("block it on weekdays", "restrict_calls")],
)
def test_days_of_the_week_alone_put_right_what_was_said(said: str, name: str) -> None:
    parsed = understood(("restrict_calls", 0.9))
    assert read_as_answer(said, parsed, NOW)["intent"]["name"] == name


def test_a_question_is_left_by_the_second_other_wish_and_a_mere_menu_by_the_first() -> None:
    form = "pause_service_form"
    assert has_left(form, "check_usage", after("pause_service", "show_bill"), answered=True)
    assert not has_left(form, "check_usage", after("pause_service", "inform"), answered=True)
    assert not has_left(form, "check_usage", after("pause_service"), answered=False)
    assert has_left(form, "manage_people", after("pause_service"), answered=True)
    assert not has_left(form, "manage_people", after("pause_service"), answered=True, confidence=0.6)
    assert not has_left("authorize_user_form", "pay_bill", after("authorize_user"), answered=True)
    menu = "order_product_form"
    assert has_left(menu, "check_usage", after("order_product"), answered=False)
    assert not has_left(menu, "check_usage", after("order_product"), answered=False, confidence=0.4)
    assert not has_left(menu, "check_usage", after("order_product"), answered=True)


def test_an_answer_or_a_look_at_what_is_asked_about_leaves_no_question() -> None:
    form = "order_product_form"
    assert not has_left(form, "inform", after("show_bill", "check_usage"), answered=True)
    assert not has_left(form, "ask_price", after("order_product", "ask_price"), answered=False)


def test_a_mere_no_to_a_question_drops_what_it_was_for() -> None:
    parsed = understood(("deny", 0.9))
    assert read_no_in_form(parsed, {**NOW, "form": "port_number_form"})["intent"]["name"] == "cancel"
    assert read_no_in_form(parsed, NOW) is parsed


def test_a_wish_that_is_refused_is_its_opposite() -> None:
    parsed = understood(("pause_service", 0.95))
    assert read_refusal("no dont pause it after all", parsed)["intent"]["name"] == "resume_service"
    assert read_refusal("dont pause it until friday", parsed) is parsed
    assert read_refusal("pause it", parsed) is parsed
