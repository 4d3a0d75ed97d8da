"""Broadband: the internet at home or in the office."""

from dataclasses import dataclass
from datetime import time

from telecom.model.testing import Sold
from telecom.services.smi import BaseService, Level, Lifecycle, Parameter, service_kind

# What the power-saving profile leaves of a line.
ECO_SHARE = 10
PROTECTED = {
    "off": frozenset[str](),
    "light": frozenset({"adult"}),
    "strict": frozenset({"adult", "gambling", "social"}),
}


@dataclass(frozen=True, slots=True)
class Speed:
    """What a line gives now, in bit/s, and what sets the limit."""

    down: int
    up: int
    limited_by: str


@service_kind
class BroadbandService(BaseService):
    """Internet access over one line."""

    kind = "broadband"
    lifecycle = Lifecycle(
        parameters=[
            Parameter("speed profile", "full", ("full", "eco"), level=Level.CUSTOMER),
            Parameter("wifi", True, (True, False)),
            Parameter("wifi name", "Dialtone", longest=32),
            Parameter("parental control", "off", ("off", "light", "strict"), level=Level.SUPER_USER),
            Parameter("night rest", False, (True, False), level=Level.SUPER_USER),
        ],
        metrics=["down", "up", "latency", "loss", "snr", "attenuation"],
        tests=["speed"],
    )
    night_begins, night_ends = time(23, 0), time(6, 0)

    def speed(self, sold: Sold, *, sync_down: int | None = None, sync_up: int | None = None) -> Speed:
        """The speed this line gives now: the least of what was sold, what the line carries, and the profile."""
        if not self.runs:
            return Speed(0, 0, "paused")
        offers = {"line": (sync_down, sync_up), "plan": (sold.down, sold.up)}
        known = {who: (down, up or 0) for who, (down, up) in offers.items() if down is not None}
        if not known:
            return Speed(0, 0, "unknown")
        who = min(known, key=lambda each: known[each][0])
        down, up = known[who]
        if self._setting("speed profile") == "eco":
            return Speed(down // ECO_SHARE, up // ECO_SHARE, "speed profile")
        return Speed(down, up, who)

    def may_open(self, category: str, *, at: time) -> bool:
        """Whether a page of a category may be opened at an hour of the day."""
        if not self.runs or category in PROTECTED[self._setting("parental control")]:
            return False
        at_night = at >= self.night_begins or at < self.night_ends
        return not (self._setting("night rest") and at_night)
