"""The simulated network: lines that measure, break when told to, and can be repaired from afar.

It stands for a system of its own: its tables lie in a schema of their own (`outside`), it has its own connections, and
what it knows survives any end of Dialtone.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import psycopg

from demo.network_faults import FAULTS
from demo.network_figures import make_line, measure, samples, share
from demo.network_radio import cell_of
from demo.outside import asked, set_up
from telecom.model.readings import Alarm, LineReading, Sample
from telecom.ports import NetworkDown

__all__ = ["FAULTS", "NotSimulated", "SimulatedNetwork", "install"]
_TABLES = """
create table if not exists outside.lines (
    service_id text primary key, kind text not null, place text, medium text not null, length integer not null,
    sold_down bigint, sold_up bigint, sync_down bigint, sync_up bigint, snr real not null, attenuation real not null,
    working boolean not null default true);
alter table outside.lines add column if not exists noise real not null default 0;
alter table outside.lines add column if not exists reads bigint not null default 0;
create table if not exists outside.line_faults (
    service_id text not null, fault text not null, began timestamptz not null, ended timestamptz);
alter table outside.line_faults add column if not exists presence real not null default 1;
create index if not exists line_faults_of_line on outside.line_faults (service_id, began);
create table if not exists outside.outages (
    key text primary key, kind text not null, place text not null, cell text, planned boolean not null,
    began timestamptz not null, expected_end timestamptz, ended timestamptz);
"""
# A measurement stays the same for a quarter of an hour, as a line does.
STEADY_SECONDS = 900
_RUNS = "began <= %(now)s and (ended is null or ended > %(now)s)"


class NotSimulated(ValueError):
    """There is no such line, or no such fault for its kind of service."""


def install(url: str) -> None:
    """Set up the network's tables, as the owner of the database. Doing it again changes nothing."""
    set_up(url, _TABLES)


class SimulatedNetwork:
    """`telecom.ports.Network` for the demo, over connections of its own. `clock` is the demo's."""

    def __init__(self, url: str, *, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._now = clock

    def provision(
        self, service_id: str, kind: str, *, down: int | None = None, up: int | None = None, place: str | None = None
    ) -> None:
        """Put a line into service with the speed that was sold; again: a changed profile."""
        line = make_line(service_id, kind, down=down, up=up, place=place)
        names = ", ".join(line)
        values = ", ".join(f"%({name})s" for name in line)
        changed = ", ".join(f"{name} = excluded.{name}" for name in line if name not in ("service_id", "place"))
        with self._asked() as cursor:
            cursor.execute(
                f"insert into outside.lines ({names}) values ({values}) on conflict (service_id) do update set"
                f" {changed}, place = coalesce(excluded.place, outside.lines.place)",
                line,
            )

    def withdraw(self, service_id: str) -> None:
        """Take a line out of service for good."""
        with self._asked() as cursor:
            cursor.execute("delete from outside.lines where service_id = %s", (service_id,))

    def break_line(self, service_id: str, *faults: str, presence: float = 1.0) -> None:
        """Set faults on a line, in place of any others; NotSimulated where its kind of service cannot have them. A cell
        that goes down takes all its phones along. What comes and goes has a `presence` under 1: the share of the
        measurements that see it."""
        with self._asked() as cursor:
            line = self._find(cursor, service_id)
            for fault in faults:
                if line is None or fault not in FAULTS or line["kind"] not in FAULTS[fault].kinds:
                    raise NotSimulated(f"{fault} on {line['kind'] if line else 'no line'}")
            assert line is not None
            self._mend(cursor, line)
            for fault in faults:
                if fault == "cell down":
                    cell = cell_of(line["place"], share(service_id, "cell"))
                    self._add_outage(cursor, f"cell {cell.id} {self._now()}", "mobile", cell.place, cell=cell.id)
                else:
                    self._add_fault(cursor, service_id, fault, self._now(), None, presence=presence)

    def blur_line(self, service_id: str, noise: float) -> None:
        """Have each measurement of a line differ from the next by chance, from 0 (not at all) to 1 (much)."""
        with self._asked() as cursor:
            cursor.execute("update outside.lines set noise = %s where service_id = %s", (noise, service_id))

    def faults_of(self, service_id: str) -> list[str]:
        """The faults that a line has now, for those who look into the demo's network."""
        with self._asked() as cursor:
            line = self._find(cursor, service_id)
        return [fault["fault"] for fault in line["faults"]] if line else []

    def break_place(self, place: str, kind: str, *, expected_end: datetime | None = None) -> None:
        """Bring down all lines of a kind in a place, until `restore_place`."""
        with self._asked() as cursor:
            key = f"{place} {kind} {self._now():%Y-%m-%d %H:%M:%S}"
            self._add_outage(cursor, key, kind, place, expected_end=expected_end)

    def restore_place(self, place: str) -> None:
        """All that is down in a place for many at once works again."""
        with self._asked() as cursor:
            cursor.execute(
                f"update outside.outages set ended = %(now)s where place = %(place)s and {_RUNS}",
                {"now": self._now(), "place": place},
            )

    def plan(self, key: str, place: str, kind: str, *, begins: datetime, ends: datetime, planned: bool = True) -> None:
        """Know of a time in which lines of a kind in a place are down: planned work, or an outage of a known end."""
        with self._asked() as cursor:
            cursor.execute(
                "insert into outside.outages values (%s, %s, %s, null, %s, %s, %s, %s) on conflict (key) do update"
                " set began = excluded.began, expected_end = excluded.expected_end, ended = excluded.ended",
                (key, kind, place, planned, begins, ends, ends),
            )

    def remember(self, service_id: str, fault: str, *, began: datetime, ended: datetime) -> None:
        """Know of a fault of the past, so that the figures of that time show it."""
        with self._asked() as cursor:
            self._add_fault(cursor, service_id, fault, began, ended)

    def mend_line(self, service_id: str) -> None:
        """Take away whatever fault a line has, the cell's too."""
        with self._asked() as cursor:
            line = self._find(cursor, service_id)
            if line is not None:
                self._mend(cursor, line)

    def read_line(self, service_id: str) -> LineReading:
        """Measure a line now: the same for a quarter of an hour, then a little different; different each time where the
        line is blurred or a fault on it comes and goes."""
        with self._asked() as cursor:
            line = self._find(cursor, service_id)
            if line is not None and line["unsteady"]:
                cursor.execute("update outside.lines set reads = reads + 1 where service_id = %s", (service_id,))
        if line is None:
            return LineReading(False, fault="line unknown")
        if not line["working"]:
            return LineReading(False, fault="barred")
        now = self._now()
        moment = str(int(now.timestamp()) // STEADY_SECONDS)
        if line["unsteady"]:
            moment = f"{moment} {line['reads']}"
        faults = [f["fault"] for f in line["faults"] if share(service_id, f["fault"], moment) < f["presence"]]
        if line["outage"] is not None:
            faults = ["cell down" if line["kind"] == "mobile" else "cable cut"]
            line["fault_since"] = line["outage"]
        return measure(line, faults, now, moment)

    def repair_line(self, service_id: str, fault: str) -> bool:
        """Do the repair from afar that fits a finding (reset a port, refresh a profile...); False where somebody has to
        go there. It helps only where the finding was right."""
        if fault not in FAULTS or FAULTS[fault].repair is None:
            return False
        same = [name for name, each in FAULTS.items() if each.repair == FAULTS[fault].repair]
        with self._asked() as cursor:
            cursor.execute(
                f"update outside.line_faults set ended = %(now)s where service_id = %(id)s and fault = any(%(same)s)"
                f" and {_RUNS}",
                {"now": self._now(), "id": service_id, "same": same},
            )
        return True

    def set_line(self, service_id: str, *, working: bool) -> None:
        """Bar or unbar a line."""
        with self._asked() as cursor:
            cursor.execute("update outside.lines set working = %s where service_id = %s", (working, service_id))

    def collect(self, since: datetime, until: datetime) -> Sequence[Sample]:
        """The hourly figures of every line, the same whenever they are asked for."""
        with self._asked() as cursor:
            cursor.execute("select * from outside.lines order by service_id")
            lines = cursor.fetchall()
            times = {"since": since, "until": until}
            overlap = "began < %(until)s and (ended is null or ended > %(since)s)"
            cursor.execute(f"select * from outside.line_faults where {overlap} order by began", times)
            faults = cursor.fetchall()
            cursor.execute(f"select * from outside.outages where {overlap} order by began", times)
            outages = cursor.fetchall()
        found: list[Sample] = []
        for line in lines:
            own = [(f["began"], f["ended"], f["fault"]) for f in faults if f["service_id"] == line["service_id"]]
            fault = "cell down" if line["kind"] == "mobile" else "cable cut"
            own += [(o["began"], o["ended"], fault) for o in outages if _touches(o, line)]
            found += samples(line, own, since, until)
        return sorted(found, key=lambda sample: sample.at)

    def list_alarms(self) -> Sequence[Alarm]:
        """The outages that run and were not planned."""
        with self._asked() as cursor:
            cursor.execute(
                f"select * from outside.outages where not planned and {_RUNS} order by began", {"now": self._now()}
            )
            return [Alarm(o["key"], o["kind"], o["place"], o["began"], o["expected_end"]) for o in cursor.fetchall()]

    def _asked(self) -> AbstractContextManager[psycopg.Cursor[dict[str, Any]]]:
        return asked(self._url, "network", NetworkDown("the network's management does not answer"))

    def _find(self, cursor: psycopg.Cursor[dict[str, Any]], service_id: str) -> dict[str, Any] | None:
        """A line with the faults it has now, since when an outage touches it, and whether it measures unsteadily."""
        now = {"now": self._now(), "id": service_id}
        cursor.execute("select * from outside.lines where service_id = %(id)s", now)
        line = cursor.fetchone()
        if line is None:
            return None
        cursor.execute(
            f"select * from outside.line_faults where service_id = %(id)s and {_RUNS} order by began, fault", now
        )
        line["faults"] = cursor.fetchall()
        line["fault_since"] = line["faults"][0]["began"] if line["faults"] else None
        line["unsteady"] = line["noise"] > 0 or any(fault["presence"] < 1 for fault in line["faults"])
        cursor.execute(
            f"select * from outside.outages where place = %(place)s and {_RUNS}", {**now, "place": line["place"]}
        )
        line["outage"] = next((o["began"] for o in cursor.fetchall() if _touches(o, line)), None)
        return line

    def _mend(self, cursor: psycopg.Cursor[dict[str, Any]], line: dict[str, Any]) -> None:
        now = {"now": self._now(), "id": line["service_id"]}
        cursor.execute(f"update outside.line_faults set ended = %(now)s where service_id = %(id)s and {_RUNS}", now)
        if line["kind"] == "mobile":
            cell = cell_of(line["place"], share(line["service_id"], "cell")).id
            cursor.execute(
                f"update outside.outages set ended = %(now)s where cell = %(cell)s and {_RUNS}", {**now, "cell": cell}
            )

    def _add_fault(
        self,
        cursor: psycopg.Cursor[dict[str, Any]],
        service_id: str,
        fault: str,
        began: datetime,
        ended: datetime | None,
        *,
        presence: float = 1.0,
    ) -> None:
        values = (service_id, fault, began, ended, presence)
        cursor.execute("insert into outside.line_faults values (%s, %s, %s, %s, %s)", values)

    def _add_outage(
        self,
        cursor: psycopg.Cursor[dict[str, Any]],
        key: str,
        kind: str,
        place: str,
        *,
        cell: str | None = None,
        expected_end: datetime | None = None,
    ) -> None:
        cursor.execute(
            "insert into outside.outages values (%s, %s, %s, %s, false, %s, %s, null)"
            " on conflict (key) do update set ended = null, expected_end = excluded.expected_end",
            (key, kind, place, cell, self._now(), expected_end),
        )


def _touches(outage: dict[str, Any], line: dict[str, Any]) -> bool:
    """Whether an outage is of a line's kind and place, and of its cell where it is a cell's."""
    if (outage["kind"], outage["place"]) != (line["kind"], line["place"]):
        return False
    return outage["cell"] is None or outage["cell"] == cell_of(line["place"], share(line["service_id"], "cell")).id
