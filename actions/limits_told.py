"""Which limit hours, an amount or numbers alone point to, and the hours of an evening."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from actions.asked import Asked

HOURS, LISTED, AFTER_AMOUNT = "quiet hours", "listed numbers only", "one number after an amount"
# Until when it lasts where it was only said from when in the evening, and what is no evening.
OFF_UNTIL, _EARLIEST = "06:00", 5
_MORNING = re.compile(r"\d ?a\.?m\b|\b(?:morning|noon|früh|morgens|mittags?)\b", re.I)


def told_by_values(asked: Asked, found: Mapping[str, Any]) -> str | None:
    """The limit that hours, an amount or numbers alone point to."""
    if found.get("begin_time"):
        return HOURS
    if asked.value("amount"):
        return AFTER_AMOUNT if found.get("numbers") else "spending limit"
    return "blocked numbers" if found.get("numbers") else None


def is_after_amount(asked: Asked, found: Mapping[str, Any]) -> bool:
    """ "After 20 pounds he may only call me" names a list of numbers, and when it begins to hold."""
    return found["restriction"] == LISTED and bool(asked.value("amount") and found.get("numbers"))


def hours_said(asked: Asked, requested: Any, *, watched: bool) -> dict[str, Any]:
    """Hours of a message: two are from and until, one is what was asked for, or when it begins. Nobody keeps children
    from watching "after 9" in the morning: that is in the evening, until the next morning."""
    several = asked.entities.get("times_of_day")
    single = asked.entities.get("time_of_day")
    if several:
        return {"begin_time": str(several[0]), "end_time": str(several[1])}
    if not single:
        return {}
    if requested == "end_time":
        return {"end_time": str(single)}
    begins = time.fromisoformat(str(single))
    if not watched or _MORNING.search(asked.text) or not _EARLIEST <= begins.hour % 12 < 12:
        return {"begin_time": str(single)}
    evening = begins.replace(hour=begins.hour % 12 + 12)
    return {"begin_time": evening.isoformat("minutes"), "end_time": OFF_UNTIL}
