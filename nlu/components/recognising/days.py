"""Days and stretches of days: tomorrow, the 3rd, last month, since Monday, from 1 to 15 August, for three weeks.

First single days and whole stretches are found; then the words between and before them join them into periods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.calendar import MONTHS, WEEKDAYS
from nlu.components.recognising.day_readers import READERS, unit_of
from nlu.components.recognising.numbers import ORDINALS, SMALL, small_number
from nlu.components.recognising.setting import Found, Setting
from nlu.components.recognising.stretches import Ways, find_stretches

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_UNIT = r"(?:days?|nights?|weeks?|wks?|months?|mths?|fortnights?|years?)"
_ORD = r"(?:st|nd|rd|th)"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_EDGE = r"(?<![\w.,£€$-])"
_PREPOSITION = (
    r"(?:on|by|since|until|untill|till|til|from|next|last|this|before|after|every|starting|of|in|for|to|during)"
)

PATTERNS = {
    "iso": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d?)-(\d\d?)(?![\w-])"),
    "slashed": re.compile(rf"{_EDGE}(\d\d?)([/.])(\d\d?)(?:\2(\d{{4}}|\d\d))?(?![\w/%]|[.,]\d)"),
    "day_range": re.compile(
        rf"{_EDGE}(?:the )?(\d\d?){_ORD}?\s?(?:to|-|until|till|til|through)\s?(?:the )?(\d\d?){_ORD}?(?: of)?\s({_MONTH})(?!\w)(?:\s(\d{{4}})(?!\w))?"
    ),
    "day_month": re.compile(rf"{_EDGE}(\d\d?){_ORD}?\.?(?:\sof)?\s?({_MONTH})(?!\w)\.?(?:,?\s(\d{{4}})(?!\w))?"),
    "month_day": re.compile(
        rf"{_EDGE}({_MONTH})\.?\s(?:the )?(\d\d?){_ORD}?(?![\w%£€.,:]\w|\w)(?:,?\s(\d{{4}})(?!\w))?"
    ),
    "said_day_month": re.compile(
        rf"(?<![\w-])(?:the )?({_ORDINAL})(?: day)?(?: of)?\s({_MONTH})(?!\w)(?:,?\s(\d{{4}})(?!\w))?"
    ),
    "said_month_day": re.compile(rf"(?<![\w-])({_MONTH}) (?:the )?({_ORDINAL})(?![\w-])(?:,?\s(\d{{4}})(?!\w))?"),
    "said_nth": re.compile(
        rf"(?<!\w)(?:on|by|until|till|til|from|to|since|before|starting) the ({_ORDINAL})"
        r"(?=[ ]*(?:$|[.,!?;])| (?:please|pls|and|until|till|til|to|for|of (?:the|next|this|each|every) month)(?!\w))"
    ),
    "quarter": re.compile(
        r"(?<!\w)(?:(?:(last|this|next|the) )?q([1-4])|(?:the )?(first|second|third|fourth|last) quarter of)(?!\w)"
        r"(?:(?: of)?(?: (?:last|this) year)?,? ?(20\d\d))?(?!\w)"
    ),
    "year": re.compile(
        r"(?<!\w)(?:in|for|of|during|year|bills|invoices|receipts|payments|statements|list) (20[0-4]\d)(?![\w-])"
    ),
    "end_of_named": re.compile(
        rf"(?<!\w)(?:the )?(end|start|beginning|middle|mid)(?: of|-)?\s?({_MONTH})(?!\w)(?:,?\s(\d{{4}})(?!\w))?"
    ),
    "iso_month": re.compile(rf"{_EDGE}(\d{{4}})-(\d\d)(?![\w-])"),
    "month": re.compile(rf"{_EDGE}(?:(last|next|this)\s)?({_MONTH})(?!\w)(?:,?\s(\d{{4}})(?!\w))?"),
    "nth": re.compile(rf"{_EDGE}(?:the )?(\d\d?){_ORD}(?!\w)(?: of (next|last|this|the) month)?"),
    "named": re.compile(
        r"(?<!\w)(the day after tomorrow|day after tomorrow|the day before yesterday|day before yesterday|tomorrow"
        r"|tomoz|tmrw|tommorow|tommorrow|tomorow|tomorro|tomoro|tmw|tmr|2moro|2mrw|2morrow|the morra|the morn|tonight|today|yesterday|yest|last night)s?(?!\w)"
    ),
    "ago": re.compile(rf"(?<!\w)({SMALL})\s({_UNIT})\sago(?!\w)"),
    "in": re.compile(rf"(?<!\w)in\s({SMALL})\s({_UNIT})(?:'s)?(?: time)?(?!\w)"),
    "end_of": re.compile(r"(?<!\w)(?:the )?(end|start|beginning) of (?:(the|this|next|last) )?(month|week|year)(?!\w)"),
    "span": re.compile(
        r"(?<!\w)(last|previous|past|this|current|next|the coming|coming)\s(week|month|year|weekend|quarter)(?:'s)?(?!\w)"
    ),
    "after_next": re.compile(r"(?<!\w)(?:the )?(week|month|weekend|year) after next(?!\w)"),
    "feast": re.compile(
        r"(?<!\w)(?:the )?(christmas eve|xmas eve|boxing day|christmas day|xmas day|christmas|xmas|new year'?s eve"
        r"|new year'?s day|new years?)(?: (week))?(?!\w)"
    ),
    "now": re.compile(r"(?<=from )(?:right )?(now|today)(?= (?:to|until|till|til)(?!\w))"),
    "spans": re.compile(rf"(?<!\w)(last|past|previous|next)\s({SMALL})\s({_UNIT})(?!\w)"),
    "weekday": re.compile(rf"(?<!\w)(?:(on|by|since|until|till|til|from|next|last|this|to)\s)?({_WEEKDAY})(?!\w)"),
}
# A message that is nothing but a length: "3 weeks please".
_ONLY_LENGTH = (
    rf"^(?=(?:\S+\s){{1,5}}{_UNIT}(?:\s(?:please|pls|then|instead|max|only|tops))*[\s.!?]*$)"
    r"(?:(?:no|ok|okay|actually|sorry|um|hmm|just|only|yes|or),?\s)*"
)
# "Twelve days is better" tells a length too.
_WILL_DO = rf"(?<!\w)(?=\S+\s{_UNIT}\s(?:is|are|will|would|should)\s(?:better|enough|plenty|fine|ok|okay|do|suffice))"
DURATION = re.compile(
    rf"(?:(?<!\w)(?:for|make (?:it|that)|let'?s say|rather|maybe)\s|{_ONLY_LENGTH}|{_WILL_DO})(?:the\s)?(?:(?:next|whole|entire|about|around|only|just|another)\s)?(?P<count>half an?|{SMALL})\s(?P<unit>{_UNIT})(?!\w)"
)
BESIDE = re.compile(
    rf"(?<!\w)(?:for\s)?(?:the\s)?(?:(?:next|whole|about|around|only|just)\s)?(?P<count>half an?|{SMALL})\s(?P<unit>{_UNIT})(?!\w)"
)
FOR_WHOLE = re.compile(r"(?<!\w)for the (?:whole )?(?P<unit>week|month|year|fortnight)(?!\w)")
JOINED = re.compile(
    r"\s?(?:to|until|untill|till|til|-|through|thru|up to|and|and (?:back|resume|restart) on)\s(?:the )?|\s?-\s?"
)
BEFORE_SINCE = re.compile(r"(?<!\w)(since|as of)\s(?:the )?$")
BEFORE_UNTIL = re.compile(
    r"(?<!\w)(?:until|untill|till|til|up to|through to)\s(?:the )?(?:(?:very )?(?:end|last day) of (?:the )?)?$"
)
BEFORE_FROM = re.compile(r"(?<!\w)(?:from|starting|starting from|beginning|effective)\s(?:on )?(?:the )?$")
BEFORE_BETWEEN = re.compile(r"(?<!\w)between\s(?:the )?$")


def _is_meant(kind: str, match: re.Match[str], text: str, original: str) -> bool:
    """Words that are months and days only sometimes: may, march, mar, sun, sat, wed."""
    if kind == "month" and match[2] in {"may", "march", "mar", "jun", "dec", "nov", "jan", "sep", "oct"}:
        before = re.search(rf"(?<!\w){_PREPOSITION}\s$", text[: match.start(2)])
        return bool(before or match[1] or match[3] or (original[match.start(2)].isupper() and match.start(2) > 0))
    if kind == "weekday" and match[2] in {"sun", "sat", "wed", "mon", "fri", "thu"}:
        return match[1] is not None or original[match.start(2)].isupper()
    return True


def _starts_at(kind: str, match: re.Match[str]) -> int:
    is_led_in = kind == "weekday" and match[1] not in {"next", "last", "this", None}
    if kind in {"said_nth", "year"}:
        return match.start(1)
    return match.start(2) if is_led_in else match.start()


WAYS = Ways(
    patterns=PATTERNS,
    readers=READERS,
    is_meant=_is_meant,
    starts_at=_starts_at,
    duration=DURATION,
    beside=BESIDE,
    for_whole=FOR_WHOLE,
    number=small_number,
    unit=unit_of,
    joined=JOINED,
    and_joins_only_after=BEFORE_BETWEEN,
    the_and="and",
    since=BEFORE_SINCE,
    until=BEFORE_UNTIL,
    begins=BEFORE_FROM,
)


def find_days(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Dates (`2026-09-16`) and periods (`{"start", "end"}`, both days included, an open end is null)."""
    return find_stretches(text, original, setting, WAYS)
