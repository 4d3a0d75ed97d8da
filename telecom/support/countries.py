"""Countries by the names people give them: "the states", "majorca", "Deutschland", with typing errors forgiven."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale
from rapidfuzz import fuzz, process

# Where the rules and packs of the European Union hold.
_UNION_CODES = "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISKICEAEU"
_UNION = frozenset(re.findall("..", _UNION_CODES))
EUROPE = "EU"
# No country to travel to or to call, whatever the list of the world's regions says.
_NONE = frozenset({"ZZ", "XA", "XB", "UN", "EZ", "QO", "UM", "AQ", "BV", "HM", "CP"})
# Names of people and common words that are also countries.
_NOT_ALONE = frozenset({"jersey", "jordan", "chad", "island", "sark", "tschad", "man", "mali"})
_ALSO_CALLED: Mapping[str, str] = {
    "US": "usa|the us|america|the states|united states|amerika|new york|florida|orlando|california|las vegas",
    "GB": "uk|u.k.|britain|great britain|england|scotland|wales|großbritannien",
    "NL": "holland|the netherlands|amsterdam",
    "CZ": "czech republic|prague",
    "TR": "turkey|antalya|istanbul",
    "AE": "uae|dubai|abu dhabi|emirates",
    "KR": "korea",
    "IC": "canaries|tenerife|lanzarote|fuerteventura|gran canaria|teneriffa",
    "ES": "majorca|mallorca|menorca|ibiza|benidorm|barcelona|madrid|malaga|marbella",
    "PT": "algarve|madeira|lisbon",
    "GR": "crete|corfu|rhodes|zante|athens",
    "IT": "rome|milan|sicily|sardinia|venice",
    "FR": "paris",
    "DE": "berlin|munich",
    "IE": "dublin|republic of ireland",
    "ID": "bali",
    "TH": "phuket|bangkok",
    "BA": "bosnia",
    "HK": "hong kong",
    "MM": "burma|myanmar",
    "CI": "ivory coast",
    "MK": "macedonia",
    EUROPE: "the eu|eu|europe|europa",
}
_LIKE_ENOUGH = 87.0
_SHORTEST_GUESSED = 6
_WORD = re.compile(r"[^\W\d_]+")
# In capitals only: "tell us" is nobody's country.
_US = re.compile(r"\bUS\b")


@dataclass(frozen=True, slots=True)
class Country:
    """A country, named as its reader does."""

    code: str
    name: str
    # The word of the message that named it.
    written: str

    @property
    def in_union(self) -> bool:
        return self.code in _UNION


def find_countries(text: str, *, language: str = "en") -> list[Country]:
    """The countries that a text names, in its order, each once."""
    names = _names(language)
    found = {at: names.get(written.casefold(), "US") for at, written in _written(text, language)}
    if not found:
        found = _guessed(text, names)
    shown = Locale(language).territories
    in_order: dict[str, str] = {}
    for at, code in sorted(found.items()):
        written = _WORD.match(text, at)
        in_order.setdefault(code, written[0] if written else "")
    return [
        Country(code, "the EU" if (code, language) == (EUROPE, "en") else _said(shown[code]), written)
        for code, written in in_order.items()
    ]


def _written(text: str, language: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for pattern in (_pattern(language), _US) for match in pattern.finditer(text)]


def _said(name: str) -> str:
    """A country's name as it stands in a sentence."""
    name = name.split(" (")[0]
    united = name.startswith("United ") or name in ("Netherlands", "Philippines", "Canary Islands", "Maldives")
    return f"the {name}" if united else name


def _guessed(text: str, names: Mapping[str, str]) -> dict[int, str]:
    """Countries whose names are nearly there: "germny"."""
    found = {}
    for match in _WORD.finditer(text.casefold()):
        if len(match[0]) >= _SHORTEST_GUESSED:
            near = process.extractOne(match[0], _long_names(tuple(names)), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
            if near is not None and near[0][0] == match[0][0]:
                found[match.start()] = names[near[0]]
    return found


@cache
def _long_names(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if len(name) >= _SHORTEST_GUESSED and " " not in name]


@cache
def _names(language: str) -> dict[str, str]:
    """Code by name in small letters."""
    names: dict[str, str] = {}
    for spoken in dict.fromkeys(("en", language)):
        for code, name in Locale(spoken).territories.items():
            named = len(code) == len(EUROPE) and code.isalpha() and code not in _NONE
            if named and name.casefold() not in _NOT_ALONE:
                names[name.casefold()] = code
    for code, called in _ALSO_CALLED.items():
        names |= dict.fromkeys(called.split("|"), code)
    return names | {"u.s.a.": "US", "u.s.a": "US", "u.s.": "US", "u.s": "US"}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """All names, the longest first."""
    names = sorted(_names(language), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)", re.I)
