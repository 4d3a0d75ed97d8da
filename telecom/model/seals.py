"""Codes on papers, by which anybody can ask whether a paper is genuine."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.identities import new_id

# No letter or digit that looks like another: no 0, O, 1, I, L.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_PREFIX, _LENGTH, _GROUP = "DV", 12, 4
# Found in a message too, with or without what separates the groups.
_GROUPED = rf"[{_ALPHABET}]{{{_GROUP}}}"
SEAL = re.compile(rf"\b{_PREFIX}[- ]?({_GROUPED}[- ]?{_GROUPED}[- ]?{_GROUPED})\b", re.IGNORECASE)


class PaperKind(Enum):
    """What a sealed paper is."""

    BILL = "bill"
    RECEIPT = "receipt"


@dataclass(kw_only=True, eq=False)
class Seal:
    """The code of one paper. `subject_id` is the bill or payment that it was made of."""

    id: str = field(default_factory=new_id)
    code: str
    kind: PaperKind
    subject_id: str
    made_at: datetime


def make_code() -> str:
    """A code that nobody can guess: DV-7KQ4-MX2P-9TRA."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join((_PREFIX, *(drawn[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))))


def find_code(text: str) -> str | None:
    """The code in a text, as it stands on the paper, or None."""
    found = SEAL.search(text.upper())
    if found is None:
        return None
    plain = re.sub(r"[- ]", "", found.group(1))
    return "-".join((_PREFIX, *(plain[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))))
