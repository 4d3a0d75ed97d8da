"""One's own lines named in passing: by the end of their number ("the ones ending 303 and 304", "stop 302 calling")."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

# A whole telephone number, somebody's own or another's: its end is not looked at by itself.
_WHOLE_NUMBER = re.compile(r"(?<!\w)(?:\+|00?)\d[\d ()-]{6,}\d")
_DIGITS = re.compile(r"(?:(?<=\.\.)|(?<=…)|(?<![\w£$€.,/:+-]))\d{3,7}(?![\w%]|[.,:/-]\d)")
# Words after which digits can only be those of a line.
_LED = re.compile(
    r"(?:\b(?:end(?:s|ing|ed)?(?: (?:in|with|on))?|finish(?:es|ing)(?: (?:in|with|on))?|digits?(?: (?:is|are))?|lines?"
    r"|numbers?|mobiles?|phones?|sims?|ext(?:ension)?|endet auf|endung|nummern?)|\.\.|…)\W*$",
    re.I,
)
# "303, 304 and 306": what follows a line of the list is one too.
_JOINS = re.compile(r"[\s,;&+/]*(?:(?:and|or|und|plus|as well as)\s*)?(?:(?:the|one|ending|line)\s+)*", re.I)
_LIMITS = re.compile(
    r"(?:\b(?:at|under|over|below|above|than|(?<!what )(?<!how )about|around|limit|cap|max\w*|least|most|budget|pay"
    r"|fibre|pin|code|order|ticket|case|bill|ab|unter|über|mehr als|höchstens)"
    r"|\b(?:limit|cap|max\w*|budget|set|make|up|raise|lower)(?:\s+\w+){0,3}\s+(?:to|of|at|by|it))\s*$",
    re.I,
)
_SUM_FOLLOWS = re.compile(r"\b(?:at|to|auf)\s+[£€]?\d")
_MEASURED = re.compile(
    r"\s*(?:£|€|\$|gb|mb|kb|gigs?\b|mbit|min|text|sms|pound|quid|pence|p\b|days?|hours?|weeks?|months?|percent|points?|pts"
    r"|channels?|calls?\b|times|euro?|minuten|tage|stunden)",
    re.I,
)


def find_own_numbers(text: str, numbers: Sequence[str], *, wants_a_number: bool = False) -> Iterable[dict[str, Any]]:
    """The own numbers (E.164) that a text names by their last digits, as entities `phone_number`.

    Digits alone count where there are several lines, unless they measure something or `wants_a_number` says that an
    amount was asked for. An end that several numbers have names none.
    """
    whole = [match.span() for match in _WHOLE_NUMBER.finditer(text)]
    last_end: int | None = None
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if any(first <= start < last for first, last in whole):
            continue
        fitting = [number for number in numbers if number.endswith(match.group())]
        goes_on = last_end is not None and _JOINS.fullmatch(text[last_end:start]) is not None
        led = goes_on or _LED.search(text[:start]) is not None
        # "Cap 301 at 40": where the sum follows, what stands before it is the line.
        limits = _LIMITS.search(text[:start]) is not None and not _SUM_FOLLOWS.search(text, end)
        alone = len(numbers) > 1 and not wants_a_number and not limits
        if len(fitting) == 1 and (led or alone) and not _MEASURED.match(text, end):
            last_end = end
            yield {"entity": "phone_number", "text": match.group(), "start": start, "end": end, "value": fitting[0]}
