"""The simulated register of lines: which settings and limits each line runs under, and on which SIM.

Part of the network, with tables of its own in the schema `outside`; what it knows survives any end of Dialtone.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

from demo.identities import demo_id
from demo.network_figures import share as chance_of
from demo.outside import asked, set_up
from demo.usage import calls_under_way, habit_keys
from telecom.ports import NetworkDown, ShareReading, SimCard

_TABLES = """
create table if not exists outside.line_settings (
    service_id text primary key, settings jsonb not null, changed_at timestamptz not null);
create table if not exists outside.sims (
    iccid text primary key, key text not null unique, service_id text not null, esim boolean not null,
    in_use boolean not null default false, barred boolean not null default false, issued_at timestamptz not null);
create sequence if not exists outside.sim_serials start 1000;
"""
# Where phones load eSIM profiles from; the PUKs of a real operator come with the cards from their maker.
_DOWNLOADS = "rsp.dialtone.example"
_MAKER = b"dialtone demo cards"


# What would be used at the busiest by the smallest and the largest customer, and from when until when (UTC) it is busy.
_DEMANDS = {"channels": (4, 14, 8, 17), "streams": (1, 3, 16, 22), "megabits": (40, 160, 7, 18)}
_STEADY_MINUTES = 15
_ZONE = ZoneInfo("UTC")
# The demo's lines whose calls are known, so that what is in use now agrees with the analysis of the calls.
_CALLED = {demo_id(f"service {key}"): key for key in habit_keys()}


def demand(service_id: str, unit: str, now: datetime, zone: ZoneInfo = _ZONE) -> int:
    """How much of its share a service would use now: the calls under way where it is known what calls it has, else a
    figure that stays the same for a quarter of an hour."""
    if unit == "channels" and service_id in _CALLED:
        return calls_under_way(_CALLED[service_id], now, zone)
    least, most, begins, ends = _DEMANDS[unit]
    quarter = f"{now:%Y%m%d%H}{now.minute // _STEADY_MINUTES}"
    peak = least + (most - least) * chance_of(service_id, "demand")
    busy = 1.0 if begins <= now.hour < ends else 0.15
    return round(peak * busy * (0.7 + 0.5 * chance_of(service_id, "share", quarter)))


def install(url: str) -> None:
    """Set up the register's tables, as the owner of the database. Doing it again changes nothing."""
    set_up(url, _TABLES)


class SimulatedRegister:
    """`telecom.ports.LineRegister` for the demo. `clock` is the demo's, `zone` that of its people."""

    def __init__(self, url: str, *, clock: Callable[[], datetime], zone: ZoneInfo = _ZONE) -> None:
        self._url = url
        self._now = clock
        self._zone = zone

    def apply_settings(self, service_id: str, settings: Mapping[str, Any]) -> None:
        with self._asked() as cursor:
            cursor.execute(
                "insert into outside.line_settings values (%s, %s, %s) on conflict (service_id) do update"
                " set settings = outside.line_settings.settings || excluded.settings, changed_at = excluded.changed_at",
                (service_id, Jsonb(dict(settings)), self._now()),
            )

    def settings_of(self, service_id: str) -> dict[str, Any]:
        """What the line runs under, for those who look into the demo's network."""
        with self._asked() as cursor:
            cursor.execute("select settings from outside.line_settings where service_id = %s", (service_id,))
            found = cursor.fetchone()
        return dict(found["settings"]) if found else {}

    def read_share(self, service_id: str) -> ShareReading | None:
        share = self.settings_of(service_id).get("share")
        if share is None:
            return None
        wanted = demand(service_id, share["unit"], self._now(), self._zone)
        return ShareReading(share["count"], min(wanted, share["count"]), max(wanted - share["count"], 0))

    def issue_sim(self, key: str, service_id: str, *, esim: bool) -> SimCard:
        with self._asked() as cursor:
            cursor.execute("select * from outside.sims where key = %s", (key,))
            found = cursor.fetchone()
            if found is None:
                cursor.execute("select nextval('outside.sim_serials') as serial")
                serial = cursor.fetchone()
                assert serial is not None
                iccid = _with_check_digit(f"894411{serial['serial']:012d}")
                cursor.execute(
                    "insert into outside.sims (iccid, key, service_id, esim, issued_at) values (%s, %s, %s, %s, %s)"
                    " on conflict (key) do nothing",
                    (iccid, key, service_id, esim, self._now()),
                )
                # Asked twice in the same moment, both are told of the one that was first.
                cursor.execute("select * from outside.sims where key = %s", (key,))
                found = cursor.fetchone()
                assert found is not None
        return _card(found)

    def use_sim(self, service_id: str, iccid: str) -> None:
        with self._asked() as cursor:
            cursor.execute(
                "update outside.sims set in_use = (iccid = %s) where service_id = %s or iccid = %s",
                (iccid, service_id, iccid),
            )

    def bar_sims(self, service_id: str, *, barred: bool) -> None:
        with self._asked() as cursor:
            cursor.execute("update outside.sims set barred = %s where service_id = %s and in_use", (barred, service_id))

    def puk_of(self, service_id: str) -> str | None:
        with self._asked() as cursor:
            cursor.execute("select iccid from outside.sims where service_id = %s and in_use", (service_id,))
            found = cursor.fetchone()
        # The card that came with the line has the line's own number in the maker's list.
        name = found["iccid"] if found else service_id
        digest = hmac.new(_MAKER, str(name).encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(digest[:8]) % 10**8:08d}"

    def _asked(self) -> AbstractContextManager[psycopg.Cursor[dict[str, Any]]]:
        return asked(self._url, "register", NetworkDown("the register does not answer"))


def _card(row: Mapping[str, Any]) -> SimCard:
    secret = hmac.new(_MAKER, f"profile {row['iccid']}".encode(), hashlib.sha256).hexdigest()[:20].upper()
    return SimCard(row["iccid"], f"LPA:1${_DOWNLOADS}${secret}" if row["esim"] else None)


def _with_check_digit(digits: str) -> str:
    """A serial number with its Luhn digit, as printed on the card."""
    doubled = [int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(reversed(digits))]
    return f"{digits}{-sum(value - 9 if value > 9 else value for value in doubled) % 10}"
