"""The faults that the simulated network can have: what each does to a line, and which repair from afar undoes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from telecom.model.readings import LineReading

MEGABIT = 1_000_000


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What a fault does to a reading: the share of speed left, more delay and loss, a worse signal, and what is seen
    of it on the way (`signs`). `repair` is what can be done from afar. How bad it is differs from line to line."""

    kinds: frozenset[str]
    reachable: bool = True
    speed: float = 1.0
    latency: float = 0.0
    loss: float = 0.0
    snr: float = 0.0
    repair: str | None = None
    signs: Mapping[str, Any] = field(default_factory=dict)


ALL = frozenset({"mobile", "fixed", "broadband", "iptv"})
WIRED = ALL - {"mobile"}
BROADBAND, IPTV, FIXED, MOBILE = (frozenset({kind}) for kind in ("broadband", "iptv", "fixed", "mobile"))
FAULTS: Mapping[str, FaultKind] = {
    "port fault": FaultKind(WIRED, reachable=False, repair="port reset", signs={"sync": False, "session": False}),
    "stale profile": FaultKind(
        ALL - FIXED, speed=0.2, latency=15.0, repair="profile refreshed", signs={"profile_down": 0.2}
    ),
    "cable cut": FaultKind(WIRED, reachable=False, signs={"sync": False, "session": False, "open_at": (0.1, 0.9)}),
    "unplugged": FaultKind(WIRED, reachable=False, signs={"sync": False, "session": False, "open_at": (0.0, 0.0)}),
    "no power": FaultKind(
        BROADBAND | IPTV, reachable=False, signs={"power": False, "device": False, "sync": False, "session": False}
    ),
    "off the hook": FaultKind(FIXED, signs={"off_hook": True}),
    "router hung": FaultKind(BROADBAND, reachable=False, repair="router restarted", signs={"device": False}),
    "set-top box frozen": FaultKind(IPTV, speed=0.0, loss=100.0, repair="box restarted", signs={"device": False}),
    "session lost": FaultKind(
        ALL, reachable=False, repair="session renewed", signs={"session": False, "said_goodbye": False}
    ),
    "not provisioned": FaultKind(
        ALL, reachable=False, repair="provisioned again", signs={"provisioned": False, "session": False}
    ),
    "wrong settings": FaultKind(MOBILE, speed=0.0, repair="settings sent", signs={"settings": False}),
    "name service": FaultKind(BROADBAND, repair="name service set", signs={"names": False}),
    "channels lost": FaultKind(IPTV, speed=0.02, repair="channels joined", signs={"streams": False}),
    "unstable line": FaultKind(
        WIRED, speed=0.9, latency=10.0, loss=0.8, repair="steadier profile", signs={"resyncs": (8, 40)}
    ),
    "noisy line": FaultKind(WIRED, speed=0.6, loss=1.8, snr=-20.0, signs={"errors": (700, 9_000)}),
    "busy area": FaultKind(ALL, speed=0.25, latency=90.0, loss=2.0, signs={"busy": (92, 99)}),
    "weak wifi": FaultKind(BROADBAND, signs={"wifi": (-88, -78)}),
    "phone off": FaultKind(MOBILE, reachable=False, signs={"session": False, "said_goodbye": True, "signal": None}),
    "no signal": FaultKind(MOBILE, reachable=False, signs={"session": False, "said_goodbye": False, "signal": -126}),
    "weak signal": FaultKind(MOBILE, speed=0.08, latency=60.0, loss=2.5, snr=-10.0, signs={"signal": (-118, -112)}),
    "cell down": FaultKind(
        MOBILE, reachable=False, signs={"cell_up": False, "session": False, "said_goodbye": False, "signal": None}
    ),
    "slow": FaultKind(ALL, speed=0.15, latency=120.0, loss=2.5),
}


def suffer(reading: LineReading, fault: str, *, much: float, length: int, sold_down: int | None) -> LineReading:
    """What a sound line's reading becomes under a fault. `much` from 0 to 1 is how bad this one is."""
    effect = FAULTS[fault]
    # A mobile that is left on the profile of a used-up allowance has a megabit, whatever its plan.
    profile_of = sold_down if reading.cell is None else 5 * MEGABIT
    signs = {name: _sign(name, value, much, length, profile_of) for name, value in effect.signs.items()}
    if not effect.reachable:
        nothing = dict.fromkeys(("down", "up", "latency", "loss", "snr", "attenuation"))
        return replace(reading, reachable=False, **{**nothing, **signs})
    worse = 0.8 + 0.4 * much
    speed = min(1.0, effect.speed / worse)
    changed: dict[str, Any] = {
        "down": None if reading.down is None else int(reading.down * speed),
        "up": None if reading.up is None else int(reading.up * speed),
        "latency": None if reading.latency is None else round(reading.latency + effect.latency * worse, 1),
        "loss": None if reading.loss is None else min(100.0, round(reading.loss + effect.loss * worse, 2)),
        "snr": None if reading.snr is None else round(reading.snr + effect.snr * worse, 1),
    }
    return replace(reading, **{**changed, **signs})


# What cannot be seen of a line that is silent, or of a device that does not answer.
_BEHIND_THE_WIRE = ("errors", "names", "streams", "wifi", "settings", "off_hook")
_BEHIND_THE_DEVICE = ("names", "streams", "wifi")


def hide(reading: LineReading) -> LineReading:
    """The reading without what the network cannot look at behind a fault: a dead wire says nothing of the wireless."""
    hidden = _BEHIND_THE_WIRE if reading.sync is False else _BEHIND_THE_DEVICE if reading.device is False else ()
    unseen: dict[str, Any] = dict.fromkeys(hidden)
    return replace(reading, **unseen)


# How far a blurred measurement is off at most, as a share of the figure or in its own unit.
_SHARES = {"down": 0.25, "up": 0.25, "latency": 0.6, "loss": 1.2, "errors": 1.5}
_STEPS = {"snr": 3.0, "signal": 9.0, "wifi": 9.0, "busy": 8.0}
_MISSING, _SPIKE = 0.08, 0.06


def blur(reading: LineReading, *, noise: float, chance: Callable[[str], float]) -> LineReading:
    """The reading as a poor measurement gives it: figures that are off, now and then one that is far off, and some that
    are missing. What the network's records say is not touched. `chance` gives a number from 0 to 1 by name."""
    if not noise:
        return reading
    changed: dict[str, Any] = {}
    for name, most in (*_SHARES.items(), *_STEPS.items()):
        value = getattr(reading, name)
        if value is None:
            continue
        if chance(f"{name} missing") < _MISSING * noise:
            changed[name] = None
            continue
        off = (2 * chance(f"{name} off") - 1) * most * noise
        if chance(f"{name} spike") < _SPIKE * noise:
            off *= 3
        moved = value + off if name in _STEPS else value * max(0.0, 1 + off)
        changed[name] = type(value)(moved) if isinstance(value, int) else round(moved, 2)
    return replace(reading, **changed)


def _sign(name: str, value: Any, much: float, length: int, sold_down: int | None) -> Any:
    if name == "profile_down":
        return int((sold_down or MEGABIT) * value)
    if name == "open_at":
        low, high = value
        return int(length * (low + (high - low) * much)) if high else int(4 * much)
    if isinstance(value, tuple):
        low, high = value
        return int(low + (high - low) * much)
    return value
