"""The simulated radio and streets: which cells cover which place, how strong, and how full they are by the hour."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A radio cell: where, which technique, how strong it arrives on average indoors (dBm), and how full it gets."""

    id: str
    place: str
    technique: str
    signal: int
    fullest: float


# How full a place's network is at its fullest hour, and which hour that is: offices by day, homes in the evening.
PLACES: Mapping[str, tuple[float, int]] = {
    "Northgate": (68.0, 20),
    "Harbour district": (74.0, 11),
    "Old Town": (61.0, 19),
    "Mill Hill": (58.0, 20),
}
ELSEWHERE = (50.0, 19)
CELLS: Sequence[Cell] = tuple(
    Cell(f"{place.split()[0].upper()[:4]}-{number}", place, technique, signal, PLACES[place][0] + extra)
    for place in PLACES
    for number, technique, signal, extra in ((1, "4G", -88, 4.0), (2, "5G", -94, -6.0))
)


def cell_of(place: str | None, chosen: float) -> Cell:
    """The cell that serves a line in a place; `chosen` from 0 to 1 spreads the lines over the place's cells."""
    found = [cell for cell in CELLS if cell.place == place] or list(CELLS)
    return found[min(len(found) - 1, int(chosen * len(found)))]


def fullness(place: str | None, at: datetime) -> float:
    """How full a place's network is at a moment, in percent: a hill around its busiest hour, lower at weekends."""
    fullest, hour = PLACES.get(place or "", ELSEWHERE)
    away = min(abs(at.hour + at.minute / 60 - hour), 24 - abs(at.hour + at.minute / 60 - hour))
    weekend = 0.8 if at.weekday() >= 5 and hour < 18 else 1.0
    return round(8 + (fullest - 8) * weekend * math.exp(-((away / 4.5) ** 2)), 1)
