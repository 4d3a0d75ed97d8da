"""Words as people shorten them on a phone, written out: "wen its gone" is "when it's gone", "laeufts" is "läuft es"."""

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


# German written without umlauts: only where the word is surely meant, for "neue" and "aktuell" have none.
_UMLAUTS = re.compile(
    r"(?<!\w)(?:[a-z]*(?:fuer|ueber|zurueck|frueh|spaet|naechst|naemlich|taeglich|schoen|gruess|guenst|kuerz|laeng|oeff"
    r"|laeuf|aender|koenn|moecht|muess|wuerd|haett|waer|haeng|faell|faeng|schlaeg|hoer|loesch|kuend|erklaer|zaehl|pruef"
    r"|stoer|gaest|geraet|buer|gebuehr|verfueg|uebertrag|ausfaell|anschluess|vertraeg|betraeg|moeglich|schluess|fuenf"
    r"|zwoelf|maerz|woech|stueck|naecht|menue|gehoer|gefaell|fuehr|ruecken|drueck|zuend|loes)[a-z]*)",
    re.I,
)
_UMLAUT = re.compile(r"ae|oe|(?<![aeäq])ue", re.I)
_WITH_MARKS = {"ae": "ä", "oe": "ö", "ue": "ü"}
# "Wenns", "liegts", "war's": the word and its "es".
_ES = re.compile(
    r"(?<!\w)(wenn|ob|wie|wo|war|lag|liegt|geht|ging|gibt|läuft|lief|hat|kostet|dauert|wird|kann|habt|ist|tut|wann|passt"
    r"|klappt|reicht|stimmt|funktioniert)['’]?s(?!\w)",
    re.I,
)
_GEMEINT = {
    "inet": "internet", "funzt": "funktioniert", "is": "ist", "jetz": "jetzt", "heut": "heute", "wieviel": "wie viel",
    "wieviele": "wie viele", "nen": "einen", "nem": "einem", "wie lang": "wie lange", "vllt": "vielleicht",
    "vlt": "vielleicht",
}  # fmt: skip
_WORT = re.compile(r"(?<![\w'@./-])(?:" + "|".join(map(re.escape, _GEMEINT)) + r")(?![\w'@/-])(?!\.\w)", re.I)


def written_out(text: str, *, language: str = "en") -> str:
    """The text with shortened words written out, in German its umlauts too; other languages stay as they are."""
    if language == "de":
        text = _UMLAUTS.sub(lambda found: _UMLAUT.sub(_marked, found[0]), text)
        text = _ES.sub(r"\1 es", text)
        return _WORT.sub(lambda found: _GEMEINT[found[0].lower()], text)
    if language != "en":
        return text
    return _WORD.sub(lambda found: _MEANT[found[0].lower()], text)


def _marked(found: re.Match[str]) -> str:
    marked = _WITH_MARKS[found[0].lower()]
    return marked.upper() if found[0][0].isupper() else marked
