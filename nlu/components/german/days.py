"""Days as Germans say them: bis Freitag, vom 1. bis 15. August, drei Wochen lang, nächsten Monat, ab dem 3."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from nlu.components.german.numbers import ORDINALS, SMALL, small_number
from nlu.components.recognising.calendar import later, month_of, months_later, numbered, real_day, week_of
from nlu.components.recognising.day_readers import looks_back, only, year_of
from nlu.components.recognising.setting import Found, Setting
from nlu.components.recognising.stretches import Days, Ways, find_stretches

MONTHS = numbered(
    "januar jänner jan", "februar feber feb", "märz maerz marz mrz", "april apr", "mai", "juni jun", "juli jul",
    "august aug", "september sept sep", "oktober okt", "november nov", "dezember dez", start=1,
)  # fmt: skip
WEEKDAYS = numbered(
    "montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag fr", "samstag sonnabend sa", "sonntag so"
)
_SHORT = frozenset(name for name in WEEKDAYS if len(name) == 2)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_UNIT = r"(?:tage?n?|nächte?|wochen?|monate?n?|jahre?n?)"
_EDGE = r"(?<![\w.,£€$-])"
_THIS = "diese[rsnm]?|aktuelle[rsnm]?|laufende[rsnm]?"
_NEXT = "n(?:ä|ae|a)chste[rsnm]?|kommende[rsnm]?"
_LAST = "letzte[rsnm]?|vergangene[rsnm]?|vorige[rsnm]?"
_LED = r"am|an|bis|bis zum|bis zu|ab|ab dem|von|vom|zum|seit|seit dem|der|den|dem|und|zwischen dem"

PATTERNS = {
    "iso": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d?)-(\d\d?)(?![\w-])"),
    "day_range": re.compile(
        rf"{_EDGE}(\d\d?)\.?\s?(?:bis(?: zum| einschließlich)?|-)\s?(\d\d?)\.?\s?(?:({_MONTH})(?!\w)|(?<=\.)(\d\d?)\.)"
        r"(?:\s?(\d{4})(?!\d))?"
    ),
    "dotted": re.compile(rf"{_EDGE}(\d\d?)([./])\s?(\d\d?)(?:\2\s?(\d{{4}}|\d\d)?)?(?![\w%€£]|[.,]\d)"),
    "day_month": re.compile(rf"{_EDGE}(\d\d?)\.?\s?({_MONTH})(?!\w)\.?(?:\s(\d{{4}})(?!\w))?"),
    "said_month": re.compile(rf"(?<!\w)({_ORDINAL})\s({_MONTH})(?!\w)(?:\s(\d{{4}})(?!\w))?"),
    "iso_month": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d)(?![\w-])"),
    "end_of_month": re.compile(rf"(?<!\w)(ende|anfang|mitte)\s({_MONTH})(?!\w)"),
    "month": re.compile(
        rf"{_EDGE}(?:({_THIS}|{_NEXT}|{_LAST})\s)?({_MONTH})(?:(?!\w)|(?=-?(?:ab)?rechnung(?:en)?(?!\w)))(?:\s(\d{{4}})(?!\w))?"
    ),
    "nth": re.compile(
        rf"(?<!\w)(?:{_LED})\s(?P<day>\d\d?)\.(?!\s?\d)(?:\s(?:des\s)?({_THIS}|{_NEXT}|{_LAST})\smonats)?"
    ),
    "said_nth": re.compile(rf"(?<!\w)(?:{_LED})\s(?P<day>{_ORDINAL})(?!\w)(?!\s[a-zäöü])"),
    "named": re.compile(
        r"(?<!\w)(?<!guten )(?<!heute )(?<!morgen )(übermorgen|uebermorgen|vorgestern|gestern|heute|heut|morgen)"
        r"(?!\w)"
    ),
    "ago": re.compile(rf"(?<!\w)vor\s({SMALL})\s({_UNIT})(?!\w)"),
    "in": re.compile(rf"(?<!\w)in\s({SMALL})\s({_UNIT})(?!\w)"),
    "end_of": re.compile(
        rf"(?<!\w)(ende|anfang|mitte)\s(?:(?:der|des|dem)\s)?(?:({_THIS}|{_NEXT}|{_LAST})\s)?(monats?|woche|jahre?s?)(?!\w)"
    ),
    "span": re.compile(rf"(?<!\w)({_THIS}|{_NEXT}|{_LAST})\s(woche|monats?|jahre?s?|wochenende|quartals?)(?!\w)"),
    "spans": re.compile(rf"(?<!\w)({_NEXT}|{_LAST})\s({SMALL})\s({_UNIT})(?!\w)"),
    "weekday": re.compile(
        rf"(?<!\w)(?:(am|bis|bis zum|ab|seit|von|auf|für)\s)?(?P<day>(?:({_THIS}|{_NEXT}|{_LAST})\s)?({_WEEKDAY}))(?!\w)"
    ),
}
_ARTICLE = r"(?:(?:dem|den|einschließlich|inklusive|zum|zu)\s)*"
DURATION = re.compile(
    rf"(?<!\w)(?:(?:für|fuer|auf)\s(?:(?:die|den|das)\s)?(?:(?:nächsten|ganze[nrs]?|etwa|ungefähr|rund|nur|höchstens)\s)?)?"
    rf"(?P<count>{SMALL})\s(?P<unit>{_UNIT})(?:\slang)?(?!\w)"
)
FOR_WHOLE = re.compile(r"(?<!\w)(?:für|fuer)\s(?:die|den|das)\s(?:ganze[nrs]?\s)?(?P<unit>woche|monat|jahr)(?!\w)")


def _step(words: str | None) -> int:
    if not words:
        return 0
    return -1 if re.fullmatch(_LAST, words) else 1 if re.fullmatch(_NEXT, words) else 0


def _unit(word: str) -> str:
    return {"t": "day", "n": "night", "w": "week", "m": "month", "j": "year"}[word[0]]


def _day(day: str, month: int, year: str | None, setting: Setting) -> Days | None:
    number = int(day) if day.isdigit() else ORDINALS[day]
    return only(real_day(year_of(year, month, number, setting), month, number)) if 1 <= month <= 12 else None


def _read_range(match: re.Match[str], setting: Setting) -> Days | None:
    month = MONTHS[match[3]] if match[3] else int(match[4])
    first, last = _day(match[1], month, match[5], setting), _day(match[2], month, match[5], setting)
    if first and last and first[0] > last[0]:  # "vom 1. bis 15. September" on the 10th: the one that runs
        first = only(months_later(first[0], -12))
    return (first[0], last[0]) if first and last and first[0] <= last[0] else None


def _read_dotted(match: re.Match[str], setting: Setting) -> Days | None:
    is_time = match[2] == "." and match[0].count(".") == 1 and not setting.asks_for("date", "period")
    if is_time and not re.search(
        r"(?<!\w)(?:am|bis|bis zum|ab|vom|seit|und|dem|den)\s$", match.string[: match.start()]
    ):
        return None  # 15.50 may be a sum or a time
    return _day(match[1], int(match[3]), match[4], setting)


def _read_month(match: re.Match[str], setting: Setting) -> Days | None:
    today, month, step = setting.today, MONTHS[match[2]], _step(match[1])
    if match[3]:
        year = int(match[3])
    elif step < 0 or (not match[1] and looks_back(setting)):
        year = today.year if month < today.month + (not match[1]) else today.year - 1
    else:
        year = today.year if month >= today.month + (step > 0) else today.year + 1
    first = real_day(year, month, 1)
    return month_of(first) if first else None


def _read_nth(match: re.Match[str], setting: Setting) -> Days | None:
    today, said = setting.today, match["day"]
    day = int(said) if said.isdigit() else ORDINALS[said]
    step = match[2] if match.re is PATTERNS["nth"] else None
    steps = (_step(step),) if step else (0, -1, -2) if looks_back(setting) else (0, 1, 2)
    for each in steps:
        month = months_later(today.replace(day=1), each)
        found = real_day(month.year, month.month, day)
        if found and (step or (found <= today if looks_back(setting) else found >= today)):
            return only(found)
    return None


def _read_named(match: re.Match[str], setting: Setting) -> Days | None:
    away = {"morgen": 1, "übermorgen": 2, "uebermorgen": 2, "gestern": -1, "vorgestern": -2}.get(match[1], 0)
    return only(setting.today + timedelta(days=away))


def _counted(match: re.Match[str], setting: Setting, sign: int) -> Days | None:
    number = small_number(match[1])
    return only(later(setting.today, sign * number, _unit(match[2]))) if number is not None else None


def _whole(unit: str, step: int, today: date) -> Days:
    if unit.startswith("monat"):
        return month_of(months_later(today.replace(day=1), step))
    if unit.startswith("jahr"):
        year = min(max(today.year + step, 1), 9998)
        return date(year, 1, 1), date(year, 12, 31)
    if unit.startswith("quartal"):
        first = months_later(today.replace(month=today.month - (today.month - 1) % 3, day=1), 3 * step)
        return first, month_of(months_later(first, 2))[1]
    monday, sunday = week_of(today + timedelta(days=7 * step))
    return (monday + timedelta(days=5), sunday) if unit == "wochenende" else (monday, sunday)


def _edge(which: str, days: Days) -> Days | None:
    first, last = days
    return only({"ende": last, "anfang": first, "mitte": first + (last - first) / 2}[which])


def _read_end_of_month(match: re.Match[str], setting: Setting) -> Days | None:
    days = _day("1", MONTHS[match[2]], None, setting) if match[1] == "anfang" else _named_month(match, setting)
    return _edge(match[1], month_of(days[0])) if days else None


def _named_month(match: re.Match[str], setting: Setting) -> Days | None:
    today, month = setting.today, MONTHS[match[2]]
    first = real_day(year_of(None, month, today.day if month == today.month else 1, setting), month, 1)
    return only(first)


def _read_spans(match: re.Match[str], setting: Setting) -> Days | None:
    count, unit = small_number(match[2]), _unit(match[3])
    if not count:
        return None
    if _step(match[1]) > 0:
        return setting.today, later(setting.today, count, unit) - timedelta(days=1)
    return later(setting.today, -count, unit), setting.today


def _read_weekday(match: re.Match[str], setting: Setting) -> Days | None:
    today, wanted, step = setting.today, WEEKDAYS[match[4]], _step(match[3])
    ahead, behind = (wanted - today.weekday()) % 7, (today.weekday() - wanted) % 7
    if (
        step < 0
        or match[1] == "seit"
        or (not step and match[1] not in {"bis", "bis zum", "ab"} and looks_back(setting))
    ):
        return only(today - timedelta(days=behind or (7 if step < 0 else 0)))
    return only(today + timedelta(days=ahead or 7))


READERS = {
    "iso": lambda m, s: only(real_day(int(m[1]), int(m[2]), int(m[3]))),
    "day_range": _read_range,
    "dotted": _read_dotted,
    "day_month": lambda m, s: _day(m[1], MONTHS[m[2]], m[3], s),
    "said_month": lambda m, s: _day(m[1], MONTHS[m[2]], m[3], s),
    "iso_month": lambda m, s: month_of(first) if (first := real_day(int(m[1]), int(m[2]), 1)) else None,
    "end_of_month": _read_end_of_month,
    "month": _read_month,
    "nth": _read_nth,
    "said_nth": _read_nth,
    "named": _read_named,
    "ago": lambda m, s: _counted(m, s, -1),
    "in": lambda m, s: _counted(m, s, 1),
    "end_of": lambda m, s: _edge(m[1], _whole(m[3], _step(m[2]), s.today)),
    "span": lambda m, s: _whole(m[2], _step(m[1]), s.today),
    "spans": _read_spans,
    "weekday": _read_weekday,
}


def _is_meant(kind: str, match: re.Match[str], text: str, original: str) -> bool:
    """So, mi and do are words too: days only after a word that leads to one; and Jan is a name."""
    if kind == "month" and match[2] == "jan" and not (match[1] or match[3]):
        return (
            re.search(r"(?<!\w)(?:im|seit|bis|ab|von|vom|für|ende|anfang|mitte)\s$", text[: match.start(2)]) is not None
        )
    return kind != "weekday" or match[4] not in _SHORT or match[1] is not None


WAYS = Ways(
    patterns=PATTERNS,
    readers=READERS,
    is_meant=_is_meant,
    starts_at=lambda kind, match: match.start("day") if "day" in match.re.groupindex else match.start(),
    duration=DURATION,
    beside=DURATION,
    for_whole=FOR_WHOLE,
    number=small_number,
    unit=_unit,
    joined=re.compile(rf"\s?(?:bis|-|und)\s{_ARTICLE}|\s?-\s?"),
    and_joins_only_after=re.compile(rf"(?<!\w)zwischen\s{_ARTICLE}$"),
    the_and="und",
    since=re.compile(rf"(?<!\w)seit\s{_ARTICLE}$"),
    until=re.compile(rf"(?<!\w)bis\s{_ARTICLE}$"),
    begins=re.compile(rf"(?<!\w)(?:ab|von|vom|beginnend)\s{_ARTICLE}$"),
)


def find_days(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Dates and periods, in the same form as in every language."""
    return find_stretches(text, original, setting, WAYS)
