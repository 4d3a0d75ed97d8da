"""Times of day as Germans say them: halb neun, Viertel nach acht, 18 Uhr 30, mittags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.german.numbers import SPOKEN, spoken_number
from nlu.components.recognising.setting import Found, Setting
from nlu.components.recognising.times import APPOINTMENTS

_HOUR = "|".join(sorted((word for word, value in SPOKEN.items() if 1 <= value <= 12), key=len, reverse=True))
_LATE = r"(?P<part>\s(?:abends?|nachmittags?|mittags?|nachts|morgens|früh|vormittags?))?"
CLOCK = re.compile(
    rf"(?<![\w.,:£€$-])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)(?:\s?(?:uhr|h)\b)?|\s?(?:uhr|h)\b(?:\s(?P<after>[0-5]\d))?)"
    rf"(?!\d|[.,:]\d){_LATE}"
)
SPOKEN_HOUR = re.compile(rf"(?<!\w)(?P<hour>{_HOUR})\suhr(?:\s(?P<after>\d\d|dreißig|fünfzehn))?{_LATE}(?!\w)")
HALF = re.compile(
    rf"(?<!\w)(?P<how>halb|dreiviertel|drei viertel|viertel (?:nach|vor))\s(?P<hour>1[0-2]|[1-9]|{_HOUR}){_LATE}(?!\w)"
)
AT_HOUR = re.compile(
    rf"(?<!\w)(?:um|gegen|nach|vor|ab|bis)\s(?P<hour>1\d|2[0-3]|[1-9]|{_HOUR})(?![\w.,:/%€£-]|\s(?!nicht|kein|noch|mehr|fern|ist|soll|darf|will)\w)"
    rf"{_LATE}"
)
PARTS = {
    "vormittags": "09:00", "vormittag": "09:00", "morgens": "09:00", "früh": "09:00", "nachmittags": "14:00",
    "nachmittag": "14:00", "abends": "18:00", "abend": "18:00",
}  # fmt: skip
NAMED = {"mittags": "12:00", "mittag": "12:00", "mitternacht": "00:00"}


def _time(hour: int, minute: int, part: str | None, *, exact: bool) -> str:
    part = (part or "").strip()
    if part.startswith(("abend", "nachmittag")) and hour < 12:
        hour += 12
    elif part.startswith("nachts") and hour == 12:
        hour = 0
    elif not part and not exact and 1 <= hour <= 7:  # nobody means six in the morning without saying so
        hour += 12
    return f"{hour % 24:02d}:{minute:02d}"


def _number(words: str) -> int:
    return int(words) if words.isdigit() else spoken_number(words) or 0


def find_times(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Times of day as HH:MM on the 24-hour clock."""
    for match in CLOCK.finditer(text):
        if ":" in match.group() or re.search(r"\d\s?(?:uhr|h)\b", match.group()) or setting.asks_for("time"):
            minute = int(match["minute"] or match["after"] or 0)
            yield _found(match, match.start(), _time(int(match["hour"]), minute, match["part"], exact=True))
    for match in SPOKEN_HOUR.finditer(text):
        minute = _number(match["after"]) if match["after"] else 0
        yield _found(match, match.start(), _time(_number(match["hour"]), minute, match["part"], exact=False))
    for match in HALF.finditer(text):
        hour, minutes = (
            _number(match["hour"]),
            {"halb": -30, "dreiviertel": -15, "drei viertel": -15, "viertel vor": -15},
        )
        total = (hour * 60 + minutes.get(match["how"], 15)) % (12 * 60)
        yield _found(match, match.start(), _time(total // 60 or 12, total % 60, match["part"], exact=False))
    if setting.asks_for("time") or setting.wish in APPOINTMENTS:
        hours = list(AT_HOUR.finditer(text))
        for match in hours:
            yield _found(match, match.start("hour"), _time(_number(match["hour"]), 0, match["part"], exact=False))
        told = hours or any(clock.search(text) for clock in (CLOCK, SPOKEN_HOUR, HALF))
        for word, value in () if told else PARTS.items():
            for match in re.finditer(rf"(?<!guten )(?<!schönen )(?<!\w){word}(?!\w)", text):
                yield _found(match, match.start(), value)
    for word, value in NAMED.items():
        for match in re.finditer(rf"(?<!\w){word}(?!\w)", text):
            yield _found(match, match.start(), value)


def _found(match: re.Match[str], start: int, value: str) -> Found:
    return Found("time_of_day", start, match.end(), value)
