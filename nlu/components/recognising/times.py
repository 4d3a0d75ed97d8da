"""Times of day: 6 pm, 18:00, half past six, noon."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.numbers import SPOKEN, spoken_number
from nlu.components.recognising.setting import Found, Setting

_HOUR = "|".join(sorted((word for word, value in SPOKEN.items() if 1 <= value <= 12), key=len, reverse=True))
CLOCK = re.compile(
    r"(?<![\w.,:£€$-])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?!\d|[.,:]\d)\s?(?P<half>[ap]\.?m\b\.?)?"
)
HALF_DAY = re.compile(rf"(?<![\w.,:£€$-])(?P<hour>1[0-2]|0?[1-9]|{_HOUR})\s?(?P<half>[ap]\.?m\b\.?|o'?clock\b)")
PAST = re.compile(
    rf"(?<!\w)(?P<part>half|quarter)\s(?P<way>past|to)\s(?P<hour>1[0-2]|[1-9]|{_HOUR})(?!\w)(?:\s?(?P<half>[ap]\.?m\b\.?))?"
)
AT_HOUR = re.compile(
    rf"(?<!\w)(?P<lead>at|after|before|around|by|till|until|from)\s(?P<hour>1[0-2]|[1-9]|{_HOUR})"
    r"(?![\w.,:/-]|\s(?!(?:instead|rather|please|pls|or|if)(?!\w))\w)"
)
IN_PART = re.compile(
    rf"(?<![\w.,:£€$-])(?P<hour>1[0-2]|0?[1-9]|{_HOUR})(?:\so'?clock)?\s(?P<part>in the (?:morning|afternoon|evening)|at night)"
    r"(?!\w)"
)
NAMED = {"noon": "12:00", "midday": "12:00", "midnight": "00:00", "lunchtime": "12:00"}
PART_OF_DAY = {"morning": "09:00", "mornings": "09:00", "afternoon": "14:00", "evening": "18:00", "evenings": "18:00"}
CALL_RULES = frozenset({"check_call_rule", "restrict_calls"})
"""Rules of when somebody may call: "not after 8" is of the evening."""
APPOINTMENTS = frozenset({"manage_appointment", "report_fault", "check_call_rule", "restrict_calls"})


def _time(hour: int, minute: int, half: str) -> str:
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    elif not half and 1 <= hour <= 7:  # nobody means 6 in the morning without saying so
        hour += 12
    return f"{hour:02d}:{minute:02d}"


def _hour(words: str) -> int:
    return int(words) if words.isdigit() else spoken_number(words) or 0


def find_times(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Times of day as HH:MM on the 24-hour clock."""
    for match in CLOCK.finditer(text):
        is_clock = ":" in match.group() or match["half"] or setting.asks_for("time")
        if is_clock:
            half = match["half"] or "-"
            yield Found(
                "time_of_day", match.start(), match.end(), _time(int(match["hour"]), int(match["minute"]), half)
            )
    for match in PAST.finditer(text):
        hour = _hour(match["hour"])
        minute = 30 if match["part"] == "half" else 15
        if match["way"] == "to":
            hour, minute = (hour - 1) or 12, 60 - minute
        yield Found("time_of_day", match.start(), match.end(), _time(hour, minute, match["half"] or ""))
    for match in IN_PART.finditer(text):
        half = "a" if match["part"].endswith("morning") else "p"
        yield Found("time_of_day", match.start(), match.end(), _time(_hour(match["hour"]), 0, half))
    for match in HALF_DAY.finditer(text):
        half = match["half"] if match["half"][0] in "ap" else ""
        yield Found("time_of_day", match.start(), match.end(), _time(_hour(match["hour"]), 0, half))
    if setting.asks_for("time") or setting.wish in APPOINTMENTS:
        for match in AT_HOUR.finditer(text):
            late = match["lead"] == "after" and setting.wish in CALL_RULES and _hour(match["hour"]) in range(8, 12)
            time = _time(_hour(match["hour"]), 0, "p" if late else "")
            yield Found("time_of_day", match.start("hour"), match.end("hour"), time)
        for word, value in PART_OF_DAY.items():
            for match in re.finditer(rf"(?<!good )(?<!\w){word}(?!\w)", text):
                yield Found("time_of_day", match.start(), match.end(), value)
    for word, value in NAMED.items():
        for match in re.finditer(rf"(?<!\w){word}(?!\w)", text):
            yield Found("time_of_day", match.start(), match.end(), value)
