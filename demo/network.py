"""The simulated network: lines that measure, break when told to, and can be repaired from afar.

It stands for a system of its own: its tables lie in a schema of their own (`outside`), it has its own connections, and
what it knows survives any end of Dialtone.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from telecom.ports import LineReading, NetworkDown

_APPLICATION = "dialtone_app"
_TABLES = """
create schema if not exists outside;
create table if not exists outside.lines (
    service_id text primary key, kind text not null, sold_down bigint, sold_up bigint, sync_down bigint, sync_up bigint,
    snr real not null, attenuation real not null, working boolean not null default true, fault text,
    fault_since timestamptz);
"""
_GRANTS = f"""
do $$ begin
  if exists (select 1 from pg_roles where rolname = '{_APPLICATION}') then
    grant usage on schema outside to {_APPLICATION};
    grant select, insert, update, delete on outside.lines to {_APPLICATION};
  end if;
end $$
"""
# A measurement stays the same for a quarter of an hour, as a line does.
STEADY_SECONDS = 900


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What a fault does to a line: the share of speed left, more delay and loss, and whether it can be repaired from
    afar (and how)."""

    kinds: frozenset[str]
    reachable: bool = True
    speed: float = 1.0
    latency: float = 0.0
    loss: float = 0.0
    snr: float = 0.0
    repair: str | None = None


ALL = frozenset({"mobile", "fixed", "broadband", "iptv"})
WIRED = ALL - {"mobile"}
FAULTS: Mapping[str, FaultKind] = {
    "port fault": FaultKind(WIRED, reachable=False, repair="port reset"),
    "stale profile": FaultKind(ALL, speed=0.2, latency=15.0, repair="profile refreshed"),
    "cable cut": FaultKind(WIRED, reachable=False),
    "no signal": FaultKind(frozenset({"mobile"}), reachable=False),
    "slow": FaultKind(ALL, speed=0.15, latency=120.0, loss=2.5),
    "noisy line": FaultKind(WIRED, speed=0.6, loss=1.8, snr=-20.0),
    "set-top box frozen": FaultKind(frozenset({"iptv"}), speed=0.0, loss=100.0, repair="box restarted"),
}
# What an ordinary line of each kind carries, in bit/s, and how far away it is, in ms.
USUAL = {
    "mobile": (120_000_000, 30_000_000, 32.0),
    "fixed": (None, None, 18.0),
    "broadband": (100_000_000, 20_000_000, 9.0),
    "iptv": (25_000_000, None, 11.0),
}


class NotSimulated(ValueError):
    """There is no such line, or no such fault for its kind of service."""


def install(url: str) -> None:
    """Set up the network's tables, as the owner of the database. Doing it again changes nothing."""
    with psycopg.connect(_plain(url)) as connection:
        connection.execute(_TABLES)
        connection.execute(_GRANTS)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class SimulatedNetwork:
    """`telecom.ports.Network` for the demo, over connections of its own. `clock` is the demo's."""

    def __init__(self, url: str, *, clock: Callable[[], datetime]) -> None:
        self._url = _plain(url)
        self._now = clock

    def provision(self, service_id: str, kind: str, *, down: int | None = None, up: int | None = None) -> None:
        """Put a line into service with the speed that was sold; again: a changed profile."""
        usual_down, usual_up, _ = USUAL[kind]
        down, up = down or usual_down, up or usual_up
        snr = 18 + 12 * _share(service_id, "snr")
        attenuation = 8 + 20 * _share(service_id, "attenuation")
        # A line carries a little more than was sold: what was promised arrives.
        sync_down, sync_up = (int(speed * 1.05) if speed else None for speed in (down, up))
        with self._asked() as cursor:
            cursor.execute(
                "insert into outside.lines (service_id, kind, sold_down, sold_up, sync_down, sync_up, snr, attenuation)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (service_id) do update set kind = excluded.kind,"
                " sold_down = excluded.sold_down, sold_up = excluded.sold_up,"
                " sync_down = excluded.sync_down, sync_up = excluded.sync_up",
                (service_id, kind, down, up, sync_down, sync_up, snr, attenuation),
            )

    def break_line(self, service_id: str, fault: str) -> None:
        """Set a fault on a line; NotSimulated where its kind of service cannot have it."""
        with self._asked() as cursor:
            line = _find(cursor, service_id)
            if line is None or fault not in FAULTS or line["kind"] not in FAULTS[fault].kinds:
                raise NotSimulated(f"{fault} on {line['kind'] if line else 'no line'}")
            cursor.execute(
                "update outside.lines set fault = %s, fault_since = %s where service_id = %s",
                (fault, self._now(), service_id),
            )

    def mend_line(self, service_id: str) -> None:
        """Take away whatever fault a line has."""
        with self._asked() as cursor:
            cursor.execute(
                "update outside.lines set fault = null, fault_since = null where service_id = %s", (service_id,)
            )

    def read_line(self, service_id: str) -> LineReading:
        """Measure a line now: the same for a quarter of an hour, then a little different."""
        with self._asked() as cursor:
            line = _find(cursor, service_id)
        if line is None:
            return LineReading(False, fault="line unknown")
        if not line["working"]:
            return LineReading(False, fault="barred")
        return _measure(line, str(int(self._now().timestamp()) // STEADY_SECONDS))

    def repair_line(self, service_id: str, fault: str) -> bool:
        """Reset a port, refresh a profile, restart a box; False where somebody has to go there."""
        if fault not in FAULTS or FAULTS[fault].repair is None:
            return False
        with self._asked() as cursor:
            cursor.execute(
                "update outside.lines set fault = null, fault_since = null where service_id = %s and fault = %s",
                (service_id, fault),
            )
        return True

    def set_line(self, service_id: str, *, working: bool) -> None:
        """Bar or unbar a line."""
        with self._asked() as cursor:
            cursor.execute("update outside.lines set working = %s where service_id = %s", (working, service_id))

    @contextmanager
    def _asked(self) -> Iterator[psycopg.Cursor[dict[str, Any]]]:
        try:
            with (
                psycopg.connect(self._url, connect_timeout=3, application_name="network") as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                yield cursor
        except psycopg.OperationalError as error:
            raise NetworkDown("the network's management does not answer") from error


def _find(cursor: psycopg.Cursor[dict[str, Any]], service_id: str) -> dict[str, Any] | None:
    cursor.execute("select * from outside.lines where service_id = %s", (service_id,))
    return cursor.fetchone()


def _measure(line: Mapping[str, Any], moment: str) -> LineReading:
    fault = line["fault"]
    effect = FAULTS[fault] if fault else FaultKind(ALL)
    if not effect.reachable:
        return LineReading(False, fault=fault)
    name = line["service_id"]

    def speed(sync: int | None, what: str) -> int | None:
        return None if sync is None else int(sync * (0.92 + 0.06 * _share(name, what, moment)) * effect.speed)

    usual_latency = USUAL[line["kind"]][2]
    return LineReading(
        True,
        down=speed(line["sync_down"], "down"),
        up=speed(line["sync_up"], "up"),
        latency=round(usual_latency * (0.9 + 0.3 * _share(name, "latency", moment)) + effect.latency, 1),
        loss=min(100.0, round(0.2 * _share(name, "loss", moment) + effect.loss, 2)),
        snr=round(line["snr"] + effect.snr, 1),
        attenuation=round(line["attenuation"], 1),
        fault=fault,
    )


def _share(*names: str) -> float:
    """A number from 0 to 1 that only depends on the names: chance without dice."""
    digest = hashlib.sha256("|".join(names).encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
