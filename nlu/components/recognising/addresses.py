"""Postal addresses: house number, street, and the postcode where one is given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.setting import Found, Setting

_STREET = (
    "street|st|road|rd|lane|ln|avenue|ave|close|drive|way|court|crescent|terrace|gardens|grove|square|row|walk|mews"
    "|hill|place|parade|quay|boulevard|green|view|rise|park"
)
_POSTCODE = r"[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}"
_ROOM = r"(?:flat|apartment|apt|unit|suite|floor)\s(?:no\.?\s)?\w{1,4},?\s"
ADDRESS = re.compile(
    rf"(?<![\w£€$.,/-])(?:{_ROOM})?\d{{1,4}}[a-z]?,?\s(?!(?:on|in|to|of|the|a|at)\s)(?:[a-z'-]+\s){{1,3}}?(?:{_STREET})(?!\w)"
    rf"(?:(?:,\s?|\s)(?:[a-z]+,?\s){{0,2}}{_POSTCODE}(?!\w))?"
)
POSTCODE = re.compile(rf"(?<![\w-]){_POSTCODE}(?![\w-])")
_SHAPED_LIKE_A_STREET = re.compile(
    r"\s(?:on|in|for|to|my|the|is|and|from|of|at|this|per|pounds?|quid|days?|weeks?|months?|years?|gb|gig|data)\s"
)


def find_addresses(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Addresses as they were written; a postcode that stands alone is one too."""
    for match in ADDRESS.finditer(text):
        if not _SHAPED_LIKE_A_STREET.search(match.group()):
            yield Found("address", match.start(), match.end(), original[match.start() : match.end()])
    for match in POSTCODE.finditer(text):
        yield Found("address", match.start(), match.end(), original[match.start() : match.end()].upper())
