"""Finding in a message that a thing one bought is broken: which thing, and whether it was an accident. [O1]"""

import re
from collections.abc import Sequence

from telecom.model.catalogue import Offering
from telecom.model.warranty import ClaimWay

_HANDSET_PART = re.compile(
    r"\b(?:screen|display|touch ?screen|battery|charging (?:port|socket)|speaker|microphone|camera|power button"
    r"|(?:won'?t|does ?n'?t|wont|doesnt|not) (?:turn|switch|power|come) on|bildschirm|akku|kamera)\b",
    re.I,
)
_NETWORK = re.compile(
    r"\b(?:signal|network|reception|internet|mobile data|4g|5g|calls?|texts?|coverage|netz|empfang)\b", re.I
)
# These have screens and buttons too, and are tested as services.
_AT_HOME = re.compile(
    r"\b(?:tv|telly|tele|television|set[ -]?top|box|router|hub|modem|wi-?fi|broadband|landline|channels?|picture"
    r"|fernseh\w*|festnetz|wlan)\b",
    re.I,
)
_PHONE = re.compile(r"\b(?:phone|mobile|handset|cell|handy|smartphone)\b", re.I)
_ACCIDENT = re.compile(
    r"\b(?:dropped|fell|smashed|shattered|cracked|crack|stepped on|sat on|ran over|water|wet|toilet|bath|pool|spill\w*"
    r"|stolen|gefallen|gesprungen|wasser|nass)\b",
    re.I,
)
_WARRANTY = re.compile(r"\b(?:warrant\w*|guarantee\w*|garantie|gewährleistung|exchange|replace\w*|repair\w*)\b", re.I)
_REPAIR = re.compile(r"\b(?:repair\w*|mend\w*|fix(?:ed)?|reparier\w*|reparatur\w*)\b", re.I)
_EXCHANGE = re.compile(
    r"\b(?:exchang\w*|swap\w*|replac\w*|(?:a )?new one|umtausch\w*|umzutauschen|austausch\w*|ersatz|ersetz\w*)\b", re.I
)
_BROKEN = re.compile(
    r"\b(?:broke\w*|broken|dead|died|dies|faulty|defect\w*|kaputt|defekt|stopped working|gave up|not work\w*"
    r"|does ?n'?t work|doesnt work|won'?t \w+|wont \w+|flicker\w*|swollen|crackl\w*)\b",
    re.I,
)
_MONEY_BACK = re.compile(r"\b(?:money back|refund\w*|send \w+ ?\w* back|return|geld zurück|zurückschicken)\b", re.I)
_TOO_COMMON = frozenset({"extra", "local", "clear", "dialtone", "phone", "card", "book", "prepaid", "line"})
_SHORTEST = 4
HANDSET = "handset"


def is_accident(text: str) -> bool:
    """Whether the words tell of an accident, which no warranty covers."""
    return _ACCIDENT.search(text) is not None


def wished_way(text: str) -> ClaimWay | None:
    """Whether something broken is to be mended or to be exchanged; None where the words say neither, or both."""
    repair, exchange = _REPAIR.search(text) is not None, _EXCHANGE.search(text) is not None
    if repair == exchange:
        return None
    return ClaimWay.REPAIR if repair else ClaimWay.EXCHANGE


def says_warranty(text: str) -> bool:
    """Whether a warranty, an exchange or a repair is named."""
    return _WARRANTY.search(text) is not None


def wants_money_back(text: str) -> bool:
    """Whether something is to go back for its price, not to be exchanged."""
    return _MONEY_BACK.search(text) is not None


def claims_goods(text: str) -> bool:
    """Whether the words are about something broken, or its warranty."""
    return any(each.search(text) for each in (_WARRANTY, _BROKEN, _ACCIDENT, _HANDSET_PART))


def goods_named(text: str, held: Sequence[Offering]) -> list[Offering]:
    """Those of the goods that the words mean: named, or, where a part of a phone is named, the phones. What is about
    the network is about no goods."""
    said = text.casefold()
    if _NETWORK.search(said):
        return []
    best = [(count, each) for each in held if (count := _fits(said, each))]
    if best:
        most = max(count for count, _ in best)
        return [each for count, each in best if count == most]
    is_phone = _HANDSET_PART.search(said) is not None and _AT_HOME.search(said) is None
    return [each for each in held if each.category == HANDSET] if is_phone else []


def says_phone(text: str) -> bool:
    """Whether a phone is spoken of by a word for it, not only by a part that other things have too."""
    return _PHONE.search(text) is not None


def names_goods(text: str, goods: Sequence[Offering]) -> bool:
    """Whether one of the goods is named by its name, not only by a part of it."""
    return any(_fits(text.casefold(), each) for each in goods)


def _fits(said: str, offering: Offering) -> int:
    """How many letters of the name stand in what was said."""
    whole = [name for name in (offering.name, *offering.also_called) if _stands(name.casefold(), said)]
    words = [
        word
        for word in offering.name.casefold().split()
        if len(word) >= _SHORTEST and word not in _TOO_COMMON and _stands(word, said)
    ]
    return max([len(name) for name in whole] + [sum(len(word) for word in words)], default=0)


def _stands(word: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", said) is not None
