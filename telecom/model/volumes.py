"""How much was used: data, talk time, messages."""

import enum
from dataclasses import dataclass

MEGABYTE = 1_000_000
GIGABYTE = 1_000_000_000


class UsageKind(enum.Enum):
    """The usage types of TM Forum 654: what a bucket counts."""

    DATA = "data"  # bytes
    VOICE = "voice"  # seconds
    SMS = "sms"  # messages


@dataclass(frozen=True, slots=True, order=True)
class Volume:
    """An amount of usage: bytes of data, seconds of voice, or a count of messages."""

    kind: UsageKind
    units: int

    def __post_init__(self) -> None:
        if self.units < 0:
            raise ValueError("usage is never negative")

    def __add__(self, other: "Volume") -> "Volume":
        if self.kind is not other.kind:
            raise ValueError("usage of different kinds cannot be added")
        return Volume(self.kind, self.units + other.units)

    def less(self, other: "Volume") -> "Volume":
        """What is left after `other`, never under zero."""
        if self.kind is not other.kind:
            raise ValueError("usage of different kinds cannot be subtracted")
        return Volume(self.kind, max(0, self.units - other.units))
