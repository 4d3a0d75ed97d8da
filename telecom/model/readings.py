"""What the network tells of one service when it is asked: figures, and how each part on the way to the customer is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LineReading:
    """What the network measures on one service now; None where it cannot be measured or does not apply.

    Speeds are bit/s, `latency` ms, `loss` percent; `snr` and `attenuation` (dB) tell how clean and how strong the line
    or the radio arrives. `fault` is a finding of the network's own; it seldom has one.
    """

    reachable: bool
    down: int | None = None
    up: int | None = None
    latency: float | None = None
    loss: float | None = None
    snr: float | None = None
    attenuation: float | None = None
    fault: str | None = None
    # The wire: whether both ends hear each other, at which speed, how far away it is open (m), and how steady it is.
    sync: bool | None = None
    sync_down: int | None = None
    open_at: int | None = None
    errors: int | None = None
    resyncs: int | None = None
    # The customer's end: whether the device has power and answers, a receiver is off the hook, the home wireless (dBm).
    power: bool | None = None
    device: bool | None = None
    off_hook: bool | None = None
    wifi: int | None = None
    # The network's records: whether it knows the service, has it logged in, and the speed it lets through.
    provisioned: bool | None = None
    session: bool | None = None
    profile_down: int | None = None
    names: bool | None = None
    streams: bool | None = None
    settings: bool | None = None
    # The radio cell, or the street's share of the network: whether it works, how full (percent) and how strong (dBm).
    cell: str | None = None
    cell_up: bool | None = None
    busy: float | None = None
    signal: int | None = None
    # A handset: when the network last heard of it, and whether it said that it was being switched off.
    seen_at: datetime | None = None
    said_goodbye: bool | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One line's figures at one hour, as the network's own collection keeps them."""

    service_id: str
    at: datetime
    reachable: bool
    down: int | None = None
    up: int | None = None
    latency: float | None = None
    loss: float | None = None
    snr: float | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """That many lines of a kind are down in a place, as the network itself sees it. `key` stays while it goes on."""

    key: str
    kind: str
    place: str
    since: datetime
    expected_end: datetime | None = None
