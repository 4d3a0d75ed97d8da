"""Calls: which numbers cost more, which are always open, and why a call may not be made."""

from dataclasses import dataclass

from telecom.model.phone_numbers import PhoneNumber

EMERGENCY = frozenset({"999", "112"})


@dataclass(frozen=True, slots=True)
class CallDecision:
    """Whether a call may be made, and if not, the reason: a word that a sentence is chosen by."""

    allowed: bool
    reason: str | None = None


def is_emergency(dialled: str) -> bool:
    """Emergency numbers are open to everybody, always."""
    return dialled in EMERGENCY


def is_international(dialled: PhoneNumber, *, home: str) -> bool:
    """Whether a number lies outside the home country code, such as `+44`."""
    return not dialled.e164.startswith(home)


def is_premium(dialled: PhoneNumber, *, home: str) -> bool:
    """Whether a number is charged above the usual (09 numbers in Britain)."""
    return dialled.e164.startswith(f"{home}9")
