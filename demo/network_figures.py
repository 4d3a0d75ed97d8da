"""The figures of the simulated network: what a sound line gives at a moment, and what a fault leaves of it."""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from demo.network_faults import FAULTS, blur, hide, suffer
from demo.network_radio import cell_of, fullness
from telecom.model.readings import LineReading, Sample

# What an ordinary line of each kind carries, in bit/s, and how far away it is, in ms.
USUAL = {
    "mobile": (120_000_000, 30_000_000, 32.0),
    "fixed": (None, None, 18.0),
    "broadband": (100_000_000, 20_000_000, 9.0),
    "iptv": (25_000_000, None, 11.0),
}
# The radio shares what it has: in a full cell this much of the speed is gone.
SHARED = 0.35
# Decibels that a kilometre takes away, on fibre and on copper.
FIBRE_DB, COPPER_DB = 0.35, 8.5
HOUR = timedelta(hours=1)


def share(*names: str) -> float:
    """A number from 0 to 1 that only depends on the names: chance without dice."""
    digest = hashlib.sha256("|".join(names).encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32


def make_line(service_id: str, kind: str, *, down: int | None, up: int | None, place: str | None) -> dict[str, Any]:
    """The physics of a new line: what it is made of, how long, how clean, and which speed it carries."""
    usual_down, usual_up, _ = USUAL[kind]
    down, up = down or usual_down, up or usual_up
    fibre = kind in ("broadband", "iptv") and (down or 0) > 24_000_000
    length = int((800 + 7_000 * share(service_id, "length")) if fibre else (300 + 1_900 * share(service_id, "length")))
    attenuation = 17 + length / 1000 * FIBRE_DB if fibre else 4 + length / 1000 * COPPER_DB
    return {
        "service_id": service_id,
        "kind": kind,
        "place": place,
        "medium": "radio" if kind == "mobile" else "fibre" if fibre else "copper",
        "length": length,
        "sold_down": down,
        "sold_up": up,
        # A line carries a little more than was sold: what was promised arrives.
        "sync_down": int(down * 1.05) if down else None,
        "sync_up": int(up * 1.05) if up else None,
        "snr": round((38 if fibre else 34) - attenuation * 0.4 - 6 * share(service_id, "snr"), 1),
        "attenuation": round(attenuation, 1),
    }


def measure(line: Mapping[str, Any], faults: Sequence[str], now: datetime, moment: str) -> LineReading:
    """What is measured on a line with these faults now. `moment` names the stretch of time in which a measurement stays
    the same."""
    reading = _sound(line, now, moment)
    for fault in faults:
        much = share(line["service_id"], fault, "much")
        reading = suffer(reading, fault, much=much, length=line["length"], sold_down=line["sold_down"])
    reading = blur(
        hide(reading), noise=line.get("noise", 0.0), chance=lambda what: share(line["service_id"], what, moment)
    )
    if reading.session is False and line["kind"] == "mobile":
        return replace(reading, seen_at=line["fault_since"])
    return reading


def _sound(line: Mapping[str, Any], now: datetime, moment: str) -> LineReading:
    name, kind = line["service_id"], line["kind"]
    full = fullness(line["place"], now)
    shared = 1 - SHARED * full / 100 if kind == "mobile" else 1.0

    def speed(sync: int | None, what: str) -> int | None:
        return None if sync is None else int(sync * (0.92 + 0.06 * share(name, what, moment)) * shared)

    latency = USUAL[kind][2] * (0.9 + 0.3 * share(name, "latency", moment)) * (1 + full / 500)
    reading: dict[str, Any] = {
        "down": speed(line["sync_down"], "down"),
        "up": speed(line["sync_up"], "up"),
        "latency": round(latency, 1),
        "loss": round(0.2 * share(name, "loss", moment), 2),
        "snr": round(line["snr"], 1),
        "attenuation": round(line["attenuation"], 1),
        "provisioned": True,
        "session": True,
        "profile_down": line["sold_down"],
        "busy": full,
    }
    if kind == "mobile":
        cell = cell_of(line["place"], share(name, "cell"))
        signal = cell.signal - int(12 * share(name, "indoors", moment))
        radio: dict[str, Any] = {
            "cell": cell.id,
            "cell_up": True,
            "signal": signal,
            "seen_at": now,
            "said_goodbye": False,
        }
        return LineReading(True, **reading, **radio, settings=True)
    wire: dict[str, Any] = {
        "sync": True,
        "power": True,
        "device": True,
        "resyncs": int(2 * share(name, "resyncs")),
        "sync_down": line["sync_down"],
        "errors": int(60 * share(name, "errors", moment)),
    }
    of_kind: dict[str, dict[str, Any]] = {
        "fixed": {"off_hook": False},
        "broadband": {"names": True, "wifi": -48 - int(18 * share(name, "wifi", moment))},
        "iptv": {"streams": True},
    }
    return LineReading(True, **reading, **wire, **of_kind[kind])


def samples(
    line: Mapping[str, Any], troubles: Sequence[tuple[datetime, datetime | None, str]], since: datetime, until: datetime
) -> Iterator[Sample]:
    """The hourly figures of a line from `since` to `until`. A trouble has a beginning, an end and a kind of fault."""
    name, latency = line["service_id"], USUAL[line["kind"]][2]
    at = since.replace(minute=0, second=0, microsecond=0)
    if at < since:
        at += HOUR
    while at < until:
        chance = random.Random(f"{name}:{at:%Y%m%d%H}")
        full = fullness(line["place"], at)
        fault = next((what for begins, ends, what in troubles if begins < at + HOUR and (not ends or ends > at)), None)
        effect = FAULTS[fault] if fault else None
        if effect is not None and not effect.reachable:
            yield Sample(name, at, False)
        else:
            shared = (1 - SHARED * full / 100) if line["kind"] == "mobile" else 1 - 0.04 * full / 100
            left = (0.92 + 0.06 * chance.random()) * shared * (effect.speed if effect else 1.0)
            yield Sample(
                name,
                at,
                True,
                down=int(line["sync_down"] * left) if line["sync_down"] else None,
                up=int(line["sync_up"] * left) if line["sync_up"] else None,
                latency=round(latency * (0.9 + 0.3 * chance.random()) * (1 + full / 500) + _more(effect, "latency"), 1),
                loss=min(100.0, round(0.2 * chance.random() + _more(effect, "loss"), 2)),
                snr=round(line["snr"] + chance.uniform(-0.6, 0.6) + _more(effect, "snr"), 1),
            )
        at += HOUR


def _more(effect: Any, what: str) -> float:
    return float(getattr(effect, what)) if effect is not None else 0.0
