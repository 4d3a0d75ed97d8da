"""Numbers as Germans say them: zwei, fünfundzwanzig, ein paar, anderthalb hundert."""

from __future__ import annotations

UNITS = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
TEENS = ("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()


def _in_both_spellings(said: dict[str, int]) -> dict[str, int]:
    folded = {
        word.replace("ü", ue).replace("ö", oe).replace("ß", "ss"): value
        for word, value in said.items()
        for ue, oe in (("ue", "oe"), ("u", "o"))
    }
    return folded | said


def _said() -> dict[str, int]:
    said = {word: value for value, word in enumerate(UNITS)}
    said |= {word: 13 + at for at, word in enumerate(TEENS)}
    for at, ten in enumerate(TENS):
        said[ten] = 20 + 10 * at
        said |= {f"{UNITS[unit]}und{ten}": 20 + 10 * at + unit for unit in range(1, 10)}
    said |= {f"{UNITS[unit]}hundert" if unit > 1 else "hundert": 100 * unit for unit in range(1, 10)}
    return said | {"eins": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwo": 2, "tausend": 1000, "dutzend": 12}


SPOKEN = _in_both_spellings(_said())
SPOKEN_NUMBER = "(?:" + "|".join(sorted(SPOKEN, key=len, reverse=True)) + r")(?![a-zäöüß])"
SMALL = rf"(?:\d{{1,4}}|ein paar|{SPOKEN_NUMBER})"
ORDINALS = {
    f"{word}{ending}": value
    for word, value in _in_both_spellings(
        {"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6, "siebte": 7, "achte": 8,
         "neunte": 9, "zehnte": 10, "elfte": 11, "zwölfte": 12, "dreizehnte": 13, "vierzehnte": 14, "fünfzehnte": 15,
         "sechzehnte": 16, "siebzehnte": 17, "achtzehnte": 18, "neunzehnte": 19, "zwanzigste": 20,
         "fünfundzwanzigste": 25, "dreißigste": 30, "einunddreißigste": 31}
    ).items()
    for ending in ("n", "r", "")
}  # fmt: skip


def spoken_number(words: str) -> int | None:
    """The value of a number in words, `None` where it is none."""
    return SPOKEN.get(words.strip())


def small_number(words: str) -> int | None:
    """The number in `drei Wochen`, `ein paar Tage`."""
    words = words.strip()
    if words == "ein paar":
        return 2
    return int(words) if words.isdigit() else spoken_number(words)
