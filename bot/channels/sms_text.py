"""Text as a text message carries it: letters of the GSM alphabet where that does no harm, counted, in pages."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from aiosmpplib.codec import GSM7BitCodec

# Septets (GSM 03.38) and UTF-16 units of one message alone, and of each part of a long one.
GSM_ALONE, GSM_PART = 160, 153
UCS2_ALONE, UCS2_PART = 70, 67
SEGMENTS_A_PAGE = 2
# What writers and word processors like, and every phone shows as well in the plain form.
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"',
        "\u00bb": '"',
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2022": "-", "\u00b7": "-",
        "\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00d7": "x", "\u2192": "->", "\u2190": "<-",
        "\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4", "\u2713": "", "\u00b0": " degrees ", "`": "'", "\t": " ",
        # Letters that Unicode does not take apart.
        "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D", "\u0131": "i", "\u0153": "oe", "\u0152": "OE",
    }
)  # fmt: skip
_DROPPED = frozenset({"So", "Sk", "Cf", "Cc", "Co", "Cn", "Mn"})


def to_plain(text: str) -> str:
    """The text in the GSM alphabet if only marks, accents and pictures stood in the way; else as it is.

    One curly quote would halve what fits into a message. Words of another script stay what they are.
    """
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    if GSM7BitCodec.is_gsm_text(plain):
        return plain
    made = "".join(_gsm_form(letter) for letter in plain)
    return made if GSM7BitCodec.is_gsm_text(made) else unicodedata.normalize("NFC", text)


def _gsm_form(letter: str) -> str:
    if GSM7BitCodec.is_gsm_text(letter):
        return letter
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if unicodedata.category(part) != "Mn")
    if base and GSM7BitCodec.is_gsm_text(base):
        return base
    return "" if unicodedata.category(letter) in _DROPPED else letter


def units(text: str) -> int:
    """How long a text is: septets where it fits the GSM alphabet (its extended letters take two), else UTF-16 units."""
    if GSM7BitCodec.is_gsm_text(text):
        return len(GSM7BitCodec().to_gsm_codes(text))
    return len(text.encode("utf-16-be")) // 2


def segments(text: str) -> int:
    """How many messages the network needs for a text."""
    alone, part = (GSM_ALONE, GSM_PART) if GSM7BitCodec.is_gsm_text(text) else (UCS2_ALONE, UCS2_PART)
    return 1 if units(text) <= alone else -(-units(text) // part)


def pages(text: str, *, ending: str) -> list[str]:
    """The text in pages of two messages each, broken where a sentence, a line or a word ends.

    `ending` goes under every page but the last, with {page} and {pages} filled in.
    """
    text = to_plain(text)
    if segments(text) <= SEGMENTS_A_PAGE:
        return [text]
    is_gsm = GSM7BitCodec.is_gsm_text(text) and GSM7BitCodec.is_gsm_text(ending)
    room = SEGMENTS_A_PAGE * (GSM_PART if is_gsm else UCS2_PART) - units("\n" + ending.format(page=99, pages=99)) - 2
    cut = _cut(text, room)
    return [
        part + ("\n" + ending.format(page=at, pages=len(cut)) if at < len(cut) else "")
        for at, part in enumerate(cut, start=1)
    ]


def _cut(text: str, room: int) -> list[str]:
    found: list[str] = []
    while units(text) > room:
        end = len(text)
        while units(text[:end]) > room:
            end -= max(1, (units(text[:end]) - room) // 2)
        # A line's end is best, then a sentence's, then a word's; a break very early would waste the page.
        for mark, kept in (("\n", 0), (". ", 1), (" ", 0)):
            at = text.rfind(mark, end // 2, end)
            if at > 0:
                end = at + kept
                break
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*found, text]


@dataclass(frozen=True, slots=True)
class Part:
    """One message on the wire: its bytes, and whether they are UCS-2; `joined` when they begin with a header (UDH)."""

    content: bytes
    is_ucs2: bool
    joined: bool


def parts(text: str, *, reference: int) -> Sequence[Part]:
    """The messages that carry a text; of several, each begins with the header that joins them (3GPP TS 23.040)."""
    is_gsm = GSM7BitCodec.is_gsm_text(text)
    codec, limit = GSM7BitCodec(), GSM_PART if is_gsm else UCS2_PART
    if segments(text) == 1:
        return [Part(codec.encode(text)[0] if is_gsm else text.encode("utf-16-be"), not is_gsm, False)]
    pieces: list[str] = [""]
    for letter in text:
        # Neither an extended letter nor a pair of surrogates is torn in two.
        if units(pieces[-1]) + units(letter) > limit:
            pieces.append("")
        pieces[-1] += letter
    header = bytes([5, 0, 3, reference & 0xFF, len(pieces)])
    return [
        Part(header + bytes([at]) + (codec.encode(piece)[0] if is_gsm else piece.encode("utf-16-be")), not is_gsm, True)
        for at, piece in enumerate(pieces, start=1)
    ]
