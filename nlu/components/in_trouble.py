"""Short questions below a trouble that was told mean that trouble: "when will it be back", "und warum?"."""

from __future__ import annotations

import re
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
    " report_fault set_autopay help repeat ask_how_to test_service update_ticket list_requests list_sessions read_tips"
    " share_tip affirm deny thank".split()
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


_OF_FIGURES = frozenset({"test_service", "show_history", "check_performance"})
# "Is that normal?" below figures holds them against what was promised.
_NORMAL = re.compile(
    r"^\W*(?:(?:and|so|but|ok|und|aber|hmm?)\W+)*(?:is|are|ist|sind)\W+(?:that|this|it|these|they|das|es|die)\W+"
    r"(?:now |then |really |jetzt |denn |wirklich |überhaupt )?(?:normal|good|ok|okay|bad|enough|fast|slow|fine"
    r"|right|gut"
    r"|schlecht|in ordnung|viel|wenig|genug|langsam|schnell)\b(?:\W+(?:then|now|enough|for \w+|denn|für \w+))*\W*$",
    re.I,
)


def held_against_promise(text: str, parsed: dict[str, Any], last: LastWish | None) -> dict[str, Any]:
    """The message as understood; "is that normal?" below figures asks how they stand against what was promised."""
    if last is None or last.intent not in _OF_FIGURES or not _NORMAL.search(text):
        return parsed
    kept = [
        {**each, "start": 0, "end": 0} for each in last.told if each["entity"] in ("service", "phone_number", "period")
    ]
    return {**parsed, "intent": {"name": "check_performance", "confidence": 1.0}, "entities": kept}
