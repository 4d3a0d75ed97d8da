"""Words as people shorten them on a phone, written out: "wen its gone" is "when it's gone"."""

import re

_MEANT = dict(
    pair.split("=")
    for pair in [
        "wen=when",
        "wens=when is",
        "whens=when is",
        "wat=what",
        "wot=what",
        "wats=what is",
        "wots=what is",
        "whats=what is",
        "wich=which",
        "hw=how",
        "hows=how is",
        "wheres=where is",
        "whos=who is",
        "u=you",
        "ur=your",
        "yr=your",
        "n=and",
        "cud=could",
        "wud=would",
        "shud=should",
        "hav=have",
        "hv=have",
        "wiv=with",
        "cos=because",
        "coz=because",
        "cuz=because",
        "bcoz=because",
        "tmrw=tomorrow",
        "tomoz=tomorrow",
        "pls=please",
        "plz=please",
        "thx=thanks",
        "ppl=people",
        "b4=before",
        "dont=don't",
        "doesnt=doesn't",
        "isnt=isn't",
        "cant=can't",
        "wont=won't",
        "didnt=didn't",
        "im=i'm",
        "ive=i've",
        "theres=there is",
        "thats=that's",
    ]
)
_WORD = re.compile(r"(?<![\w'@./-])(?:" + "|".join(map(re.escape, _MEANT)) + r")(?![\w'@/-])(?!\.\w)", re.I)


def written_out(text: str, *, language: str = "en") -> str:
    """The text with shortened words written out; in other languages they are words of their own."""
    if language != "en":
        return text
    return _WORD.sub(lambda found: _MEANT[found[0].lower()], text)
