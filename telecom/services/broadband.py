"""Broadband: the internet at home or in the office."""

from dataclasses import dataclass

from telecom.model.restrictions import Restriction
from telecom.model.testing import Sold
from telecom.services.calls import Moment, ends_by_itself
from telecom.services.declaring import (
    AVAILABILITY,
    DELAY,
    DOWNLOAD,
    LOSS,
    SPEED,
    SWITCH,
    UPLOAD,
    Level,
    Lifecycle,
    Need,
    Parameter,
    RestrictionKind,
)
from telecom.services.smi import BaseService, service_kind

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
            Parameter(
                "speed", "full", ("full", "eco"), level=Level.CUSTOMER,
                also_called=["speed profile", "broadband speed", "my speed"],
                values_called={"faster": "full", "maximum": "full", "max": "full", "fast": "full", "normal": "full",
                               "lower": "eco", "slow": "eco", "save": "eco", "saving": "eco", "low": "eco"},
            ),
            Parameter("wifi", True, SWITCH, also_called=["wi-fi", "wireless"]),
            Parameter(
                "wifi name", "Dialtone", longest=32,
                also_called=["wi-fi name", "ssid", "network name", "name of my wifi", "rename wifi", "rename my wifi",
                             "rename my network", "wlan name", "wlan-name", "wlan namen", "name vom wlan",
                             "name meines wlan", "wlan umbenennen", "name of the wifi", "name of our wifi",
                             "wifi called", "heißt mein wlan", "heißt unser wlan"],
            ),
            Parameter(
                "wifi password", "(as printed on the router)", shortest=8, longest=63, sensitive=True, secret=True,
                also_called=["wi-fi password", "wifi key", "password on my wifi", "wifi pasword", "network key",
                             "password for my wifi", "password wifi", "password of my wifi", "wlan passwort",
                             "wlan-passwort", "wlan kennwort", "wlan schlüssel",
                             "passwort vom wlan", "wlan pw"],
            ),
            Parameter(
                "guest wifi", False, SWITCH, is_capability=True,
                also_called=["guest network", "wifi for guests", "gäste wlan", "gäste-wlan", "wlan für gäste",
                             "gastzugang"],
            ),
            Parameter(
                "parental control", "off", ("off", "light", "strict"), level=Level.SUPER_USER,
                also_called=["parental controls", "child lock", "kids filter", "adult filter", "content filter",
                             "adult websites", "child protection", "kindersicherung", "jugendschutz", "kinderschutz"],
                values_called={"on": "light", "medium": "light", "enable": "light", "block": "light", "high": "strict"},
            ),
        ],
        metrics=["down", "up", "latency", "loss", "snr", "attenuation"],
        key_figures=[AVAILABILITY, SPEED, DOWNLOAD, UPLOAD, DELAY, LOSS],
        tests=["speed"],
        restrictions=[
            RestrictionKind(
                "quiet hours", "utter_restriction_is_quiet_hours_online", needs=[Need.HOURS],
                also_called=["curfew", "at night", "night", "hours", "bedtime", "internet between"],
            ),
        ],
    )  # fmt: skip

    def speed(
        self, sold: Sold, now: Moment, *, sync_down: int | None = None, sync_up: int | None = None
    ) -> Speed:  # fmt: skip
        """The speed this line gives now: the least of what was sold, what the line carries, and the profile."""
        if not self.runs:
            return Speed(0, 0, "paused")
        if self.rests(now) is not None:
            return Speed(0, 0, "quiet hours")
        offers = {"line": (sync_down, sync_up), "plan": (sold.down, sold.up)}
        known = {who: (down, up or 0) for who, (down, up) in offers.items() if down is not None}
        if not known:
            return Speed(0, 0, "unknown")
        who = min(known, key=lambda each: known[each][0])
        down, up = known[who]
        if self._setting("speed") == "eco":
            return Speed(down // ECO_SHARE, up // ECO_SHARE, "speed profile")
        return Speed(down, up, who)

    def rests(self, now: Moment) -> Restriction | None:
        """The restriction by whose hours the line gives nothing now, or None."""
        resting = [r for r in self.holding(now.at) if r.kind == "quiet hours" and r.within_hours(now.at)]
        return max(resting, key=lambda r: str(ends_by_itself(r, now)), default=None)

    def may_open(self, category: str, now: Moment) -> bool:
        """Whether a page of a category may be opened now."""
        return self.runs and category not in PROTECTED[self._setting("parental control")] and self.rests(now) is None
