"""Below calls, shares and figures: "15 is enough" is of the lines, "warn me when answered drops below 80 %" of the
figures."""

from __future__ import annotations

import re
from typing import Any

from nlu.components.carrying import LastWish
from nlu.components.recognising import Setting, recognise

_SHARES = frozenset({"manage_capacity", "analyse_calls"})
_TAKEN_FOR_ENOUGH = frozenset(
    "recommend_product inform order_product out_of_scope deny cancel affirm change_plan set_spending_limit check_usage"
    " list_services top_up thank terminate_service check_availability manage_capacity".split()
)
_COUNT = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|zwei|drei|vier|fünf|sechs|acht|zehn)"
_ENOUGH = re.compile(
    rf"(?<![\w£€$.,]){_COUNT}(?:\W+(?:lines?|channels?|of them|leitungen|kanäle))?"
    r"\W+(?:(?:is|are|will|would|should|be|sind|ist|wären)\W+)*(?:enough|plenty|do|fine|sufficient|suffice|genug"
    r"|reicht|reichen)\b"
    rf"|(?<![\w£€$.,]){_COUNT}\W+(?:more|extra|mehr|weitere|zusätzliche)\b(?!\W+(?:gb|gigs?|mb|minutes|minuten|texts"
    rf"|sms))"
    rf"|\bwould {_COUNT} (?:do|be enough|suffice)\b|\b(?:reichen|reicht) {_COUNT}\b",
    re.I,
)


# A bare number may look like a sum; it is one where its money stands beside it.
_MONEY = re.compile(r"[£€$]|\b(?:pounds?|quid|pence|pfund|euros?)\b", re.I)


def enough_of_it(text: str, parsed: dict[str, Any], last: LastWish | None, metadata: dict[str, Any]) -> dict[str, Any]:
    """The message as understood; so many are enough, or so many more wanted, of the lines that were talked about."""
    if last is None or last.intent not in _SHARES or parsed["intent"]["name"] not in _TAKEN_FOR_ENOUGH:
        return parsed
    if any(each["entity"] in ("product", "person") for each in parsed["entities"]) or not _ENOUGH.search(text):
        return parsed
    found = recognise(text, Setting.read(metadata, intent="manage_capacity"))
    kept = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] in ("service", "phone_number")]
    named = [
        {"entity": each.entity, "start": each.start, "end": each.end, "value": each.value, "extractor": "context"}
        for each in found
    ]
    return {**parsed, "intent": {"name": "manage_capacity", "confidence": 1.0}, "entities": [*kept, *named]}
