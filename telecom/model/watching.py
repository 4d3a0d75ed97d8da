"""Figures of a service that somebody watches: which one, the limit beyond which they want to be told. [A10, F15]"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id


class NoSuchFigure(BusinessError):
    """The kind of service has no such figure."""

    response = "utter_watching_no_such_figure"


class WrongSide(BusinessError):
    """The figure is watched from the other side: lost calls only for being too many, speed for being too little."""

    response = "utter_watching_wrong_side"


@dataclass(kw_only=True, eq=False)
class FigureWatch:
    """That a person wants to be told of a day on which a figure of a service is beyond a limit. Its unit is the
    figure's. One runs for a person, service and figure."""

    id: str = field(default_factory=new_id)
    person_id: str
    service_id: str
    figure: str
    limit: float
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FigureWish:
    """What a message about a figure wants. Without a `figure` it is about how well a line works, whichever way; without
    a `limit` the usual one will do. `above` is the side that was named."""

    figure: str | None
    limit: float | None = None
    above: bool | None = None
    off: bool = False


# Figures by the words for them; the first that fits is meant. Data that was downloaded is use, not speed.
_FIGURES: Sequence[tuple[str, str]] = (
    (
        "loss",
        r"\bpackets?[- ]loss\b|\b(?:lost|dropped|losing|lose) packets\b"
        r"|\bpackets (?:are |get |go )?(?:lost|dropped)",
    ),
    (
        "lost calls",
        r"\b(?:lost|missed|unanswered|abandoned|dropped)[- ](?:phone )?calls?\b"
        r"|\bcalls? (?:we|i|they) (?:lose|lost|miss|missed)\b|\b(?:lose|losing|miss|missing)\b.{0,30}\bcalls?\b"
        r"|\bcalls? (?:are|get|being|go|going) (?:lost|missed|unanswered)"
        r"|\bcallers? (?:who |that )?(?:don'?t|do not|can'?t|cannot) (?:get through|reach)"
        r"|\bcallers? (?:give|hang|gave|hung) up"
        r"|\banrufe?n? .{0,30}\b(?:verlor\w*|verlieren|verpass\w*)\b|\b(?:verlorene|verpasste)\w* anrufe\w*",
    ),
    (
        "occupancy",
        r"\boccupancy\b|\bauslastung\b|\bleitungen .{0,20}\bbelegt\b|\boccupied\b|\butili[sz]ation\b|\bhow full\b"
        r"|\b(?:lines|channels|trunk) (?:are|is|get|gets) (?:\S+ )?(?:full|busy|in use|taken)\b"
        r"|\b(?:of|all) (?:our|the|my) (?:lines|channels)\b"
        r"|\b(?:they|it|we) ?(?:are|is|get|gets|'re|'s) (?:\S+ ){0,4}(?:full|in use|taken)\b",
    ),
    ("availability", r"\bavailability\b|\bup-?time\b|\bverfügbarkeit\b"),
    (
        "delay",
        r"\blatency\b|\bdelay\b|\blag\b|\bping (?:time|is|goes|gets|over|above|passes|climbs|rises|beyond|exceeds)\b"
        r"|\b(?:my|the|our) ping\b|\d ?ms\b|\bmilliseconds?\b",
    ),
    ("upload", r"\bupload(?:s|ing)?(?: speed)?\b"),
    ("download", r"\bdownload(?:s|ing)?\b(?! (?:allowance|limit))|\bdown speed\b"),
    (
        "speed",
        r"\bspeeds?\b|\bm(?:ega)?bit|\bmbps\b|\bthroughput\b"
        r"|\b(?:gets?|goes|going|is|becomes?|runs?|too) (?:too |very |so )?slow|\bslower than\b|\bslows? down\b",
    ),
)
# "Answered drops below 80 %" is watched as lost calls above 20 %.
_ANSWERED = re.compile(
    r"\b(?:answered|answer(?:ing)? rate|calls (?:get |are )?(?:answered|picked up)|picked up|angenommen\w*"
    r"|beantwortet\w*)\b"
)
_QUALITY = re.compile(
    r"\bquality\b|\b(?:line|internet|broadband|connection|network|wifi) (?:\S+ ){0,3}(?:gets?|goes|becomes?|is)"
    r" (?:bad|worse|poor|rubbish)\b"
)
_ABOVE = re.compile(
    r"\b(?:over|above|more than|exceeds?|exceeding|pass(?:es)?|beyond|higher|greater|goes up|rises?|climbs?|hits?"
    r"|reach(?:es)?|at least|tops?|über|mehr als|höher)\b|>"
)
_BELOW = re.compile(
    r"\b(?:under|below|less than|drops?|falls?|dips?|lower than|slower than|sinks?|goes down|down to|beneath|unter"
    r"|weniger als|fällt)\b|<"
)
_OFF = re.compile(
    r"\b(?:no more|drop (?:that|this|the|it|my)|get rid of|forget (?:about )?(?:that|the|it)"
    r"|don'?t (?:need|want|watch)|stop|delete|kill|mute|remove|cancel|end|no longer|off)\b"
)
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_LIMIT = re.compile(rf"{_NUMBER}\s?(?:%|percent|per ?cent|pct|ms\b|milli|m(?:ega)?bits?|mbps|mb/s|megs?\b|mega\b|mb\b)")
_BARE = re.compile(rf"(?<![\w.,:£€$-]){_NUMBER}(?![\w.,:-]?\d)")
_MEGABITS = re.compile(r"\d\s?(?:m(?:ega)?bits?|mbps|mb/s|megs?\b|mega\b|mb\b)")
_ONE_IN = re.compile(r"\b(?:1|one) (?:in|out of) (?:every )?(\d+|five|ten|twenty|a hundred)\b")
_COUNTS = {"five": 5, "ten": 10, "twenty": 20, "a hundred": 100}
# "Under 50" has the unit of its figure; of a speed people think in Mbit/s.
_SIDED = re.compile(
    rf"(?:\b(?:over|above|beyond|than|exceeds?|passes|hits|reaches|under|below|beneath|to|über|unter|als)\b|[<>])\s*"
    rf"{_NUMBER}(?![\w.,:]*\d|\s?(?:pounds?|quid|gb|gigs?|am\b|pm\b|o'clock|times|days?|calls?))"
)
_GIGABYTES = re.compile(r"\d\s?(?:gb|gigs?|gigabytes?)\b")


def read_figure_wish(text: str, *, percents: Sequence[Any] = ()) -> FigureWish | None:
    """A wish to be told of a figure, from its words and the percentages that were recognised; None for other alarms."""
    said = text.casefold().replace("’", "'")
    if (kept := _ANSWERED.search(said)) is not None:
        limit = read_limit(said, percents=percents)
        above = None if limit is None else True
        if not _ABOVE.search(said.replace(kept.group(), " ")):
            return FigureWish(
                "lost calls", None if limit is None else round(100 - limit, 1), above, bool(_OFF.search(said))
            )
    figure, words = next(
        ((name, pattern) for name, pattern in _FIGURES if re.search(pattern, said)), (None, _QUALITY.pattern)
    )
    if not re.search(words, said) or (figure in ("download", "upload", "speed") and _GIGABYTES.search(said)):
        return None
    # "When dropped calls go over 10 %": what names the figure says nothing of the side.
    rest = re.sub(words, " ", said)
    is_above = True if _ABOVE.search(rest) else False if _BELOW.search(rest) else None
    is_off = bool(_OFF.search(rest))
    side = None if is_off else is_above
    limit = read_limit(said, percents=percents)
    if limit is None and figure is not None and side is not None and (bare := _SIDED.search(rest)) is not None:
        return FigureWish("download" if figure == "speed" else figure, float(bare.group(1).replace(",", ".")), side)
    return FigureWish(_in_unit(figure, said), limit, side, is_off)


def _in_unit(figure: str | None, said: str) -> str | None:
    """Speed is watched as a share of what was sold, or in Mbit/s: by the unit of the limit."""
    if figure == "speed" and _MEGABITS.search(said):
        return "download"
    if figure == "download" and not _MEGABITS.search(said):
        return "speed"
    return figure


def read_limit(text: str, *, percents: Sequence[Any] = (), bare: bool = False) -> float | None:
    """The limit that a message names: a percentage, or a number with a unit; any number where `bare`."""
    if percents:
        return float(str(percents[0]).rstrip("%"))
    if (share := _ONE_IN.search(text.casefold())) and (count := _COUNTS.get(share.group(1)) or int(share.group(1))):
        return round(100 / count, 1)
    found = _LIMIT.search(text.casefold()) or (_BARE.search(text) if bare else None)
    return float(found.group(1).replace(",", ".")) if found else None
