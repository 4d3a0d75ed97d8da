"""The others, of whom nothing was said yet: "and everybody else to 30" goes on with the limits just talked about."""

from __future__ import annotations

import re
from typing import Any

from nlu.components.carrying import LastWish
from nlu.components.recognising import Setting, recognise

_WISH = "set_spending_limit"
# From what was spent people go on to limits; the rest of a bill is another matter.
_LED_FROM = frozenset({_WISH, "check_spending"})
_PAYS = re.compile(r"\b(?:pay\w*|paid|half|bill|instal\w*|owe\w*|zahl\w*|bezahl\w*|hälfte|rate\w*|rechnung\w*)\b", re.I)
_REST = re.compile(
    r"\b(?:(?:every|any)(?:one|body) else|(?:all )?the (?:rest|others|other (?:lines|phones|ones|people|staff|guys))"
    r"|all (?:the )?others?|alle anderen|die (?:anderen|übrigen)|den rest|der rest|alle übrigen)\b",
    re.I,
)
_SUM = re.compile(r"\d|\b(?:five|ten|fifteen|twenty|thirty|forty|fifty|tenner|fiver|fünf|zehn|zwanzig|dreißig)\b", re.I)
_LIFTS = re.compile(r"\b(?:no limit|unlimited|lift|remove|without|off|ohne|aufheben)\b", re.I)


def read_the_rest(text: str, parsed: dict[str, Any], last: LastWish | None, metadata: dict[str, Any]) -> dict[str, Any]:
    """The message as understood, or as a limit for the others where limits are talked about."""
    is_about_limits = metadata.get("form") == f"{_WISH}_form" or (last is not None and last.intent in _LED_FROM)
    if (
        not is_about_limits
        or not _REST.search(text)
        or not _SUM.search(text)
        or _LIFTS.search(text)
        or _PAYS.search(text)
    ):
        return parsed
    named = {"form": None, "requested_slot": None}
    language = (parsed.get("language") or {}).get("name")
    found = recognise(text, Setting.read({**metadata, **named}, intent=_WISH, language=language))
    if not any(each.entity == "amount" for each in found):
        return parsed
    entities = [
        {"entity": each.entity, "start": each.start, "end": each.end, "value": each.value, "extractor": "context"}
        for each in found
    ]
    return {**parsed, "intent": {"name": _WISH, "confidence": 1.0}, "entities": entities}
