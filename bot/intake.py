"""What happens to a message's text before anybody reads it: made plain, secrets taken out."""

import re
import unicodedata
from dataclasses import dataclass

_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)")
_PIN_SAID = re.compile(r"\b(pin|passcode|password)\b(\D{0,12})\d{4,8}\b", re.IGNORECASE)
_PIN_NAMED = re.compile(
    r"(?<!\d)\d{4,8}(\s+(?:is|was)\s+(?:my|the)\s+(?:\w+\s+)?(?:pin|passcode|password)\b)", re.IGNORECASE
)
_KEPT_CONTROLS = {"\n", "\t"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made plain, and whether a secret had to be taken out of it."""

    text: str
    card_removed: bool = False
    pin_removed: bool = False


def make_plain(text: str) -> str:
    """NFKC, without control and zero-width characters, white space folded."""
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in composed if c in _KEPT_CONTROLS or unicodedata.category(c)[0] != "C")
    return " ".join(visible.split())


def _passes_luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def take_out_secrets(text: str) -> Plain:
    """The text without payment card numbers and without PINs said in words."""
    removed = False

    def hide_card(match: re.Match[str]) -> str:
        nonlocal removed
        digits = re.sub(r"\D", "", match.group())
        if not _passes_luhn(digits):
            return match.group()
        removed = True
        return "(card number)"

    without_card = _CARD.sub(hide_card, text)
    without_pin, pins = _PIN_SAID.subn(r"\1", without_card)
    without_pin, named = _PIN_NAMED.subn(r"that\1", without_pin)
    return Plain(without_pin, card_removed=removed, pin_removed=pins + named > 0)
