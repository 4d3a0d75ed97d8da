"""Phone numbers in the international form, +447700900123."""

import re
from dataclasses import dataclass

_E164 = re.compile(r"^\+[1-9]\d{6,14}$")


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """A number as E.164 writes it; anything else is refused."""

    e164: str

    def __post_init__(self) -> None:
        if not _E164.match(self.e164):
            raise ValueError("not an E.164 number")

    def __str__(self) -> str:
        return self.e164

    @property
    def ending(self) -> str:
        """The last three digits: enough to tell one's own lines apart, too little to ring somebody."""
        return self.e164[-3:]
