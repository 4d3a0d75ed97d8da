"""What the business needs of the network: lines measured, mended, set up; the register of their settings and SIMs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from telecom.model.readings import Alarm, LineReading, Sample


class NetworkDown(Exception):
    """The network's management did not answer: nothing is known, nothing was changed for sure."""


class LineReader(Protocol):
    """Whoever measures a line."""

    def read_line(self, service_id: str) -> LineReading:
        """Measure the service now, and look at each part on the way to it."""


class Network(LineReader, Protocol):
    """The operator's network, asked and told about one service by its id. Calls are made outside any transaction.

    Every call may raise NetworkDown.
    """

    def repair_line(self, service_id: str, fault: str) -> bool:
        """Try the remote repair for a finding (port reset, profile refresh...); says whether it was one it can do."""

    def set_line(self, service_id: str, *, working: bool) -> None:
        """Bar or unbar the service; repeating it changes nothing."""

    def provision(
        self, service_id: str, kind: str, *, down: int | None = None, up: int | None = None, place: str | None = None
    ) -> None:
        """Put a service of a kind into operation with the speed that was sold (bit/s), or change its profile to it;
        repeating it changes nothing. `place` is where it is, or None where it stays where it was."""

    def withdraw(self, service_id: str) -> None:
        """Take a service out of operation for good; an unknown one is no error."""

    def collect(self, since: datetime, until: datetime) -> Sequence[Sample]:
        """The hourly figures of every line from `since` (included) to `until` (not), the oldest first."""

    def list_alarms(self) -> Sequence[Alarm]:
        """What is down for many at once, now, as the network sees it."""


@dataclass(frozen=True, slots=True)
class SimCard:
    """A SIM that the network gave out: its serial number, and for an eSIM the code by which a phone loads it."""

    iccid: str
    activation_code: str | None = None


@dataclass(frozen=True, slots=True)
class ShareReading:
    """What the network gives a service and how much of it is in use now; `turned_away` found it full and is refused,
    waits or went elsewhere."""

    allotted: int
    in_use: int
    turned_away: int = 0


class LineRegister(Protocol):
    """The network's register of lines: under which settings and limits each runs, and on which SIM.

    Calls are made outside any transaction; repeating one changes nothing; each may raise NetworkDown.
    """

    def apply_settings(self, service_id: str, settings: Mapping[str, Any]) -> None:
        """Have a line run under these settings and limits; those not named stay as they are."""

    def read_share(self, service_id: str) -> ShareReading | None:
        """How much of its share a service uses now; None where the register was told of no share (setting `share`)."""

    def issue_sim(self, key: str, service_id: str, *, esim: bool) -> SimCard:
        """Give out a SIM for a line, once per key."""

    def use_sim(self, service_id: str, iccid: str) -> None:
        """Have a line run on this SIM from now on; the one before ends."""

    def bar_sims(self, service_id: str, *, barred: bool) -> None:
        """Bar (or open again) the SIM on which a line runs."""

    def puk_of(self, service_id: str) -> str | None:
        """The code that unlocks the SIM of a line after wrong PINs; None where it has none."""
