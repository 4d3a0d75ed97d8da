"""`dialtone bill-run`: make the bills of all accounts whose period is over."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from bot.commands.demo import open_telecom
from bot.commands.staff import log_in
from bot.commands.starting import find_server, read_telecom_settings, running, with_message_key
from bot.settings import read_settings
from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock
from telecom.bootstrap import Telecom
from telecom.management.billing import BATCH, accounts_due, bill_apart, count_due, is_ready, open_accounts
from telecom.model.policy import StaffRight

# So many batches of each lane are looked up at once.
_ROUND = 4
# Told after each batch: how many are done, of how many, in what time.
Show = Callable[[int, int, timedelta], None]


def run_bill_run(name: str | None = None) -> None:
    """Close what is due on the main database. What an earlier run did stands, and is not done again."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    with StateLock(settings.home), running(find_server(settings, telecom_settings)) as server:
        if not server.exists(server.main):
            raise CannotStart("There is no database yet.", advice="`dialtone seed` fills one with the demo operator.")
        telecom = open_telecom(telecom_settings, server.app_url(server.main))
        try:
            log_in(telecom, name, right=StaffRight.BILLS)
            failed = bill_all(telecom, show=_show)
            sys.stdout.write("Every billing period that is over is billed.\n" if not failed else "")
        finally:
            telecom.close()
    if failed:
        raise CannotStart(
            f"{failed} accounts could not be billed.", advice="The log says why; run it again when mended."
        )


def bill_all(telecom: Telecom, *, show: Show, side_by_side: int | None = None) -> int:
    """Bill every account that is due, some hundred in a transaction and some transactions at once; says how many
    failed. Cut off, it goes on where it was."""
    with telecom.open_work() as work:
        if not is_ready(work):
            raise CannotStart(
                "No tax rate is set, so nothing was billed.", advice="Put the tax into the table tax_rates."
            )
        while open_accounts(work):
            work.flush()
        waiting = count_due(work)
    lanes = side_by_side or os.cpu_count() or 1
    done, failed, began = 0, set[str](), time.monotonic()
    bill = partial(bill_apart, open_work=telecom.open_work)
    with ThreadPoolExecutor(lanes) as pool:
        while True:
            with telecom.open_work() as work:
                due = accounts_due(work, limit=lanes * _ROUND * BATCH + len(failed))
            ids = [each for each in due if each not in failed]
            if not ids:
                return len(failed)
            batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
            for batch, left in zip(batches, pool.map(bill, batches), strict=True):
                failed |= set(left)
                done += len(batch)
                show(done, waiting, timedelta(seconds=time.monotonic() - began))


def _show(done: int, waiting: int, took: timedelta) -> None:
    each_second = done / max(took.total_seconds(), 0.001)
    end = "\n" if done >= waiting else ""
    if sys.stderr.isatty() or end:
        sys.stderr.write(f"\r{done} of {waiting} accounts, {each_second:.0f} a second{end}")
        sys.stderr.flush()
