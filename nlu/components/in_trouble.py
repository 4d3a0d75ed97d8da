"""Short questions below a trouble that was told mean that trouble: "when will it be back", "und warum?"."""

from __future__ import annotations

from typing import Any

from telecom.model.trouble_questions import question_of_trouble

from nlu.components.carrying import LastWish

_OF_TROUBLE = frozenset(
    "report_fault check_service_status check_ticket update_ticket test_service show_history report_experience".split()
)
# What such questions are taken for where nothing was said before them.
_TAKEN_FOR = frozenset(
    "resume_service order_status explain_bill set_alerts list_services goodbye out_of_scope pause_service inform"
    " check_contract show_bill check_usage check_balance show_news manage_appointment talk_to_agent opt_in check_ticket"
    " report_fault set_autopay help repeat ask_how_to".split()
)
# A message that names one of these is about something else.
_ELSE = frozenset({"product", "amount", "order_id", "bill_id", "category", "percent", "voucher_code"})


def about_the_trouble(text: str, parsed: dict[str, Any], last: LastWish | None) -> dict[str, Any]:
    """The message as understood, or as a question how things stand where it can be nothing else."""
    if last is None or last.intent not in _OF_TROUBLE or parsed["intent"]["name"] not in _TAKEN_FOR:
        return parsed
    if any(each["entity"] in _ELSE for each in parsed["entities"]) or question_of_trouble(text) is None:
        return parsed
    named = [each for each in parsed["entities"] if each["entity"] in ("service", "place", "phone_number")]
    return {**parsed, "intent": {"name": "check_service_status", "confidence": 1.0}, "entities": named}
