"""How many of something somebody asks for: "three chargers", "2 x Galaxy A26"."""

import re

_WORDS = {
    word: number
    for number, words in enumerate(
        ("a an one", "two both", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
    for word in words.split()
}
_BEFORE = re.compile(
    rf"(?<![\w.])(?P<count>\d{{1,3}}|{'|'.join(_WORDS)})(?:\s*x)?\s+(?:more\s+|new\s+)?(?:of\s+(?:(?:the|these|those|your)\s+)?)?$",
    re.IGNORECASE,
)


def count_of(text: str, word: str) -> int:
    """The greatest number that stands before a word in a text, 1 where there is none: "two of those"."""
    return max((count_before(text, match.start()) for match in re.finditer(rf"\b(?:{word})\b", text, re.I)), default=1)


def count_before(text: str, start: int) -> int:
    """The number that stands before a place in a text, 1 where there is none."""
    found = _BEFORE.search(text[:start])
    if found is None:
        return 1
    said = found["count"].casefold()
    return int(said) if said.isdigit() else _WORDS[said]
