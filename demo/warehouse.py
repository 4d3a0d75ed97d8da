"""The simulated warehouse: packs for four hours, delivers after two days, takes goods back and mends most of them.

It stands for a system of its own, as the simulated network does: tables in the schema `outside`, connections of its
own, and its parcels move with the demo's clock.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import psycopg

from demo.outside import asked, set_up
from telecom.ports import Parcel, Repair, WarehouseDown

PACKED_IN = timedelta(hours=4)
DELIVERED_IN = timedelta(days=2)
COMES_BACK_IN = timedelta(days=3)
MENDED_IN = timedelta(days=5)
# What its workshop does not even try.
_BEYOND_REPAIR = re.compile(r"\b(?:water|wet|burnt|burned|snapped|swollen)\b", re.I)
_TABLES = """
create table if not exists outside.parcels (
    key text primary key, article text not null, count integer not null, address text not null,
    asked_at timestamptz not null, stopped boolean not null default false);
create table if not exists outside.returns (key text primary key, expected_at timestamptz not null);
create table if not exists outside.repairs (
    key text primary key, article text not null, mended boolean not null, asked_at timestamptz not null);
"""


def install(url: str) -> None:
    """Set up the warehouse's tables, as the owner of the database. Doing it again changes nothing."""
    set_up(url, _TABLES)


class SimulatedWarehouse:
    """`telecom.ports.Warehouse` for the demo. `clock` is the demo's."""

    def __init__(self, url: str, *, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._now = clock

    def send(self, key: str, *, article: str, count: int, address: str) -> Parcel:
        with self._asked() as cursor:
            cursor.execute(
                "insert into outside.parcels (key, article, count, address, asked_at) values (%s, %s, %s, %s, %s)"
                " on conflict (key) do nothing",
                (key, article, count, address, self._now()),
            )
            found = self._find(cursor, key)
        assert found is not None
        return found

    def find(self, key: str) -> Parcel | None:
        with self._asked() as cursor:
            return self._find(cursor, key)

    def stop(self, key: str) -> bool:
        with self._asked() as cursor:
            found = self._find(cursor, key)
            if found is None:
                return True
            if found.sent_at is None:
                cursor.execute("update outside.parcels set stopped = true where key = %s", (key,))
            return found.sent_at is None

    def expect_return(self, key: str) -> None:
        with self._asked() as cursor:
            cursor.execute(
                "insert into outside.returns (key, expected_at) values (%s, %s) on conflict (key) do nothing",
                (key, self._now()),
            )

    def find_return(self, key: str) -> datetime | None:
        """People of the demo post what they send back at once, and the post takes its days."""
        with self._asked() as cursor:
            cursor.execute("select expected_at from outside.returns where key = %s", (key,))
            row = cursor.fetchone()
        came = row["expected_at"] + COMES_BACK_IN if row else None
        return came if came and came <= self._now() else None

    def repair(self, key: str, *, article: str, words: str) -> Repair:
        with self._asked() as cursor:
            cursor.execute(
                "insert into outside.repairs (key, article, mended, asked_at) values (%s, %s, %s, %s)"
                " on conflict (key) do nothing",
                (key, article, _BEYOND_REPAIR.search(words) is None, self._now()),
            )
            cursor.execute("select mended, asked_at from outside.repairs where key = %s", (key,))
            row = cursor.fetchone()
        assert row is not None
        done_at = row["asked_at"] + MENDED_IN
        return Repair(done_at if done_at <= self._now() else None, row["mended"])

    def _find(self, cursor: psycopg.Cursor[dict[str, Any]], key: str) -> Parcel | None:
        cursor.execute("select * from outside.parcels where key = %s", (key,))
        row = cursor.fetchone()
        if row is None:
            return None
        if row["stopped"]:
            return Parcel(key, stopped=True)
        sent_at, delivered_at = row["asked_at"] + PACKED_IN, row["asked_at"] + DELIVERED_IN
        now = self._now()
        return Parcel(key, sent_at if sent_at <= now else None, delivered_at if delivered_at <= now else None)

    def _asked(self) -> AbstractContextManager[psycopg.Cursor[dict[str, Any]]]:
        return asked(self._url, "warehouse", WarehouseDown("the warehouse does not answer"))
