"""What kind of service words are about that name none: a laptop is on the internet, children watch TV."""

import re

# What a service is used with, where it is not named itself.
_HINTS = {
    "broadband": re.compile(
        r"\b(?:laptops?|computers?|pcs?|macbook|tablets?|ipads?|printers?|consoles?|playstation|xbox|netflix|youtube"
        r"|websites?|wi-?fi|internet|online|router|surf\w*|download\w*|gaming)\b",
        re.I,
    ),
    "iptv": re.compile(
        r"\b(?:watch\w*|tv|telly|television|channels?|picture|films?|programmes?|fernseh\w*|sender)\b", re.I
    ),
    "fixed": re.compile(
        r"\b(?:landlines?|telephones?|dial(?:ling)? tone|receiver|house phone|home phone|festnetz\w*"
        r"|telefon)\b",
        re.I,
    ),
}


def kinds_hinted(text: str) -> list[str]:
    """The kinds of service that the words are about without naming one."""
    return [kind for kind, words in _HINTS.items() if words.search(text)]
