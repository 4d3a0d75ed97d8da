"""What was measured on every line hour by hour: what history and agreements are read from. [TM Forum 628]"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(kw_only=True, eq=False)
class Measurement:
    """The figures of one service in one hour: bit/s, ms, percent, dB. Nothing but `reachable` where it was down."""

    service_id: str
    at: datetime
    reachable: bool
    down: int | None = None
    up: int | None = None
    latency: float | None = None
    loss: float | None = None
    snr: float | None = None


@dataclass(kw_only=True, eq=False)
class Measured:
    """Up to which hour the network's figures were taken over, and when it was last asked for alarms."""

    id: str = field(default="network")
    until: datetime
    asked_at: datetime


def availability(measurements: Sequence[Measurement]) -> float | None:
    """The share of hours in which a service was reachable, in percent; None where nothing was measured."""
    if not measurements:
        return None
    return 100 * sum(each.reachable for each in measurements) / len(measurements)
