"""The payment provider's file held against our payments: what does not fit, line by line. [S6]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from telecom.model.money import Money


class Mismatch(Enum):
    """How a line of the file and our books can differ."""

    UNKNOWN_TO_US = "in their file only"
    NOT_BOOKED = "not booked here"
    OTHER_AMOUNT = "other amount"
    NOT_IN_FILE = "in our books only"


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment or (negative) refund of ours under its key at the provider: its number, and whether it is done."""

    key: str
    number: str
    amount: Money
    done: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the provider's file."""

    key: str
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not fit: what they have, what we have."""

    kind: Mismatch
    key: str
    theirs: Listed | None
    ours: Booked | None


@dataclass(kw_only=True, eq=False)
class FileComparison:
    """That a day of the provider's file was held against our books, and what came of it; the last time counts."""

    day: date
    compared_at: datetime
    lines: int
    theirs: Money
    differences: int


def compare(
    listed: Sequence[Listed], known: Mapping[str, Booked], *, ours: Sequence[Booked], in_file: frozenset[str]
) -> list[Difference]:
    """What does not fit of the lines `listed` on a day, among all that is `known` by key, and of `ours` of that day,
    where `in_file` are the keys of the file around it: near midnight the two may name different days."""
    found = []
    for line in listed:
        booked = known.get(line.key)
        kind = (
            Mismatch.UNKNOWN_TO_US
            if booked is None
            else Mismatch.NOT_BOOKED
            if not booked.done
            else Mismatch.OTHER_AMOUNT
            if booked.amount != line.amount
            else None
        )
        if kind is not None:
            found.append(Difference(kind, line.key, line, booked))
    found += [
        Difference(Mismatch.NOT_IN_FILE, booked.key, None, booked)
        for booked in ours
        if booked.done and booked.key not in in_file
    ]
    return found
