"""What is wrong with a service, told from what the network measured: the likeliest cause, and who can mend it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from statistics import median
from typing import Any

from telecom.model.readings import LineReading

# Under these the wire, the radio or the home wireless is too weak to be used well; over these it is felt.
LEAST_SNR_DB = 6.0
WEAKEST_SIGNAL_DBM = -110
NO_SIGNAL_DBM = -120
WEAKEST_WIFI_DBM = -75
MOST_ERRORS = 500
MOST_RESYNCS = 6
FULL_PERCENT = 90.0
# A wire that is open so few metres away is pulled out at the wall.
AT_THE_WALL = 5
ENOUGH_OF_PROFILE = 0.8
LEAST_PROFILE = 8_000_000


class Mends(Enum):
    """Who can mend a cause: the network from afar, the customer, a technician on the spot, or the network's people."""

    REMOTE = "remote"
    CUSTOMER = "customer"
    VISIT = "visit"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of trouble: its name, who mends it, the kinds of service that can have it, and the signs of it."""

    name: str
    mends: Mends
    kinds: frozenset[str]
    shows: Callable[[LineReading, int | None], bool]


WIRED = frozenset({"fixed", "broadband", "iptv"})
ALL = WIRED | {"mobile"}
_ONLINE = frozenset({"broadband", "iptv", "mobile"})


def _lost(reading: LineReading) -> bool:
    return reading.session is False and reading.said_goodbye is not True


def _noisy(reading: LineReading) -> bool:
    return (reading.snr is not None and reading.snr < LEAST_SNR_DB) or (reading.errors or 0) > MOST_ERRORS


def _old_profile(reading: LineReading, sold_down: int | None) -> bool:
    """The network lets less through than was sold; where no speed was sold, less than anything can be used with."""
    if reading.profile_down is None:
        return False
    return reading.profile_down < (sold_down * ENOUGH_OF_PROFILE if sold_down else LEAST_PROFILE)


# In the order in which they are looked for: what makes the rest unreadable comes first; of what shows side by side,
# what is mended from afar before what somebody has to come for, because the next test then shows the other.
CAUSES: Sequence[Cause] = (
    Cause("not provisioned", Mends.REMOTE, ALL, lambda r, _: r.provisioned is False),
    Cause("cell down", Mends.PEOPLE, frozenset({"mobile"}), lambda r, _: r.cell_up is False),
    Cause("phone off", Mends.CUSTOMER, frozenset({"mobile"}), lambda r, _: r.said_goodbye is True),
    Cause(
        "no signal",
        Mends.CUSTOMER,
        frozenset({"mobile"}),
        lambda r, _: _lost(r) and (r.signal is None or r.signal < NO_SIGNAL_DBM),
    ),
    Cause("no power", Mends.CUSTOMER, frozenset({"broadband", "iptv"}), lambda r, _: r.power is False),
    Cause("unplugged", Mends.CUSTOMER, WIRED, lambda r, _: r.open_at is not None and r.open_at <= AT_THE_WALL),
    Cause("cable cut", Mends.VISIT, WIRED, lambda r, _: r.open_at is not None),
    Cause("port fault", Mends.REMOTE, WIRED, lambda r, _: r.sync is False),
    Cause("set-top box frozen", Mends.REMOTE, frozenset({"iptv"}), lambda r, _: r.device is False),
    Cause("router hung", Mends.REMOTE, frozenset({"broadband"}), lambda r, _: r.device is False),
    Cause("session lost", Mends.REMOTE, ALL, lambda r, _: _lost(r)),
    Cause("wrong settings", Mends.REMOTE, frozenset({"mobile"}), lambda r, _: r.settings is False),
    Cause("name service", Mends.REMOTE, frozenset({"broadband"}), lambda r, _: r.names is False),
    Cause("channels lost", Mends.REMOTE, frozenset({"iptv"}), lambda r, _: r.streams is False),
    Cause("unstable line", Mends.REMOTE, WIRED, lambda r, _: (r.resyncs or 0) >= MOST_RESYNCS),
    Cause("stale profile", Mends.REMOTE, _ONLINE, _old_profile),
    Cause("off the hook", Mends.CUSTOMER, frozenset({"fixed"}), lambda r, _: r.off_hook is True),
    Cause("noisy line", Mends.VISIT, WIRED, lambda r, _: _noisy(r)),
    Cause(
        "weak signal",
        Mends.PEOPLE,
        frozenset({"mobile"}),
        lambda r, _: r.signal is not None and r.signal < WEAKEST_SIGNAL_DBM,
    ),
    Cause("busy area", Mends.PEOPLE, ALL, lambda r, _: (r.busy or 0) >= FULL_PERCENT),
    Cause(
        "weak wifi",
        Mends.CUSTOMER,
        frozenset({"broadband"}),
        lambda r, _: r.wifi is not None and r.wifi < WEAKEST_WIFI_DBM,
    ),
)
_BY_NAME = {cause.name: cause for cause in CAUSES}


def diagnose(kind: str, reading: LineReading, *, sold_down: int | None) -> str | None:
    """The name of the likeliest cause of what a reading of a kind of service shows; None where nothing is wrong.

    What the network found by itself stands. "slow" is what is too bad without a sign of why.
    """
    if reading.fault is not None:
        return reading.fault
    for cause in CAUSES:
        if kind in cause.kinds and cause.shows(reading, sold_down):
            return cause.name
    return None


# Figures are measured, and one measurement may be off; the others are states that equipment and records report.
_MEASURED = frozenset({"noisy line", "weak signal", "busy area", "weak wifi"})
_SEEN_AGAIN = 2


def diagnose_all(
    kind: str, readings: Sequence[LineReading], *, sold_down: int | None
) -> tuple[LineReading, str | None]:
    """The typical one of several readings, and the likeliest cause of what they show: what is there all the time, else
    what comes and goes. A state that was seen bad once was bad; a figure has to be so again."""
    typical = typical_of(readings)
    steady = diagnose(kind, typical, sold_down=sold_down)
    if steady is not None or len(readings) == 1:
        return typical, steady
    found = Counter(diagnose(kind, reading, sold_down=sold_down) for reading in readings)
    order = [cause.name for cause in CAUSES]
    seen = [name for name, count in found.items() if name and count >= (_SEEN_AGAIN if name in _MEASURED else 1)]
    return typical, min(seen, key=lambda name: order.index(name) if name in order else len(order), default=None)


def typical_of(readings: Sequence[LineReading]) -> LineReading:
    """One reading of several: of each figure the middle one, of each state the one that was seen most."""
    if len(readings) == 1:
        return readings[0]
    typical: dict[str, Any] = {}
    for each in fields(LineReading):
        known = [value for reading in readings if (value := getattr(reading, each.name)) is not None]
        missing = len(readings) - len(known)
        if not known or missing > len(known):
            typical[each.name] = None
        elif isinstance(known[0], (int, float)) and not isinstance(known[0], bool):
            typical[each.name] = type(known[0])(median(known))
        else:
            typical[each.name] = Counter(known).most_common(1)[0][0]
    return LineReading(**typical)


def mends(cause: str | None) -> Mends:
    """Who mends a cause; what is not known here goes to people."""
    found = _BY_NAME.get(cause or "")
    return found.mends if found else Mends.PEOPLE
