"""The clock: how far the demo's time is from the machine's, and that this is a demo at all."""

import time

from sqlalchemy import Boolean, CheckConstraint, Column, Float, String, Table, text
from sqlalchemy.orm import Session

from telecom.storage.columns import metadata, moment

# One row at most in each.
clock_offset = Table(
    "clock_offset",
    metadata,
    Column("single_row", Boolean, primary_key=True, server_default="true"),
    Column("seconds", Float, nullable=False),
    CheckConstraint("single_row", name="one_row"),
)
demo_mark = Table(
    "demo_mark",
    metadata,
    Column("single_row", Boolean, primary_key=True, server_default="true"),
    Column("seed", String(80), nullable=False),
    moment("seeded_at"),
    CheckConstraint("single_row", name="one_row"),
)

_OFFSET = text("select seconds from clock_offset")
# How long the distance of the operator's clock is remembered: as late as that a move is seen by other processes.
_READ_EVERY = 1.0


class OperatorClock:
    """How far the operator's clock is ahead of the machine's: read each second, and at once after a move of this
    process. Only a demo's clock is ever moved."""

    _moves = 0

    def __init__(self) -> None:
        self._read: tuple[float, int, float] | None = None

    @classmethod
    def moved(cls) -> None:
        """It has been moved, and the move is committed."""
        cls._moves += 1

    def ahead(self, session: Session) -> float:
        """Seconds."""
        read, moves, now = self._read, self._moves, time.monotonic()
        if read is not None and read[1] == moves and now - read[0] < _READ_EVERY:
            return read[2]
        seconds = float(session.execute(_OFFSET).scalar() or 0)
        # Counted before it was read: a move in between makes the next one read again.
        self._read = (now, moves, seconds)
        return seconds
