"""The number with which a yes is said where anybody can write in another's name: its owner alone was told it. [R23]"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from telecom.model.utterances import ChoiceKind

# Channels whose sender can be forged; what is sent to an address there still reaches only its owner.
FORGEABLE = frozenset({"sms"})
# So many wrong numbers, and what was offered is dropped.
TRIES = 3
_LEAST, _MANY = 1000, 9000
_SAID = re.compile(
    r"(?:(?:yes|y|yeah|ok|okay|approve|ja)[ ,]*)?(\d{4})(?:[ ,]*(?:yes|please|pls|thanks|ja|bitte|danke))?"
)


def number_of(kind: ChoiceKind, content: Mapping[str, Any]) -> str | None:
    """The number of a choice that does something on one word alone: a yes to an offer, a manager's approval; None for
    every other. It follows from an id that nobody can guess, so it is the same each time and stands nowhere."""
    slots = content.get("slots") or {}
    if kind is ChoiceKind.CONFIRM:
        of = str(content["proposal_id"])
    elif kind is ChoiceKind.ACTION and "approval_id" in slots and slots.get("approve") is True:
        of = str(slots["approval_id"])
    else:
        return None
    digest = hashlib.sha256(f"yes\0{of}".encode()).digest()
    return str(_LEAST + int.from_bytes(digest[:8], "big") % _MANY)


def number_said(simple: str) -> str | None:
    """The number that a message says, alone or beside a yes; None for all else."""
    found = _SAID.fullmatch(simple)
    return found[1] if found else None
