"""`dialtone payments compare`: a day of the payment provider's file held against our books."""

import sys
from datetime import date, timedelta

from bot.commands.beside import business
from bot.commands.staff import log_in
from bot.supervisor.errors import CannotStart
from telecom.management.comparison import Compared, compare_day
from telecom.model.comparison import Difference
from telecom.model.money import Money
from telecom.model.staff import StaffRole
from telecom.ports import PaymentTimeout

_EQUAL, _DIFFERENT = 0, 1


def run_compare(day: date | None, *, name: str | None, database: str | None) -> int:
    """Compare a day, yesterday where none is named; the exit code says whether anything differs."""
    with business(database) as telecom:
        log_in(telecom, name, StaffRole.BILLING, StaffRole.AUDITOR)
        with telecom.open_work() as work:
            wanted = day or work.today() - timedelta(days=1)
        try:
            compared = compare_day(wanted, open_work=telecom.open_work, outside=telecom.outside)
        except PaymentTimeout as silence:
            raise CannotStart("The payment provider does not answer.", advice="Try again in a while.") from silence
    sys.stdout.write(in_words(compared))
    return _DIFFERENT if compared.differences else _EQUAL


def in_words(compared: Compared) -> str:
    """How much there was, and a line for each difference."""
    day, theirs = compared.comparison.day, _amount(compared.comparison.theirs)
    looked = f"{compared.comparison.lines} lines, {theirs}"
    if not compared.differences:
        return f"{day}: the provider's file and our books are equal ({looked}).\n"
    lines = "".join(f"- {_line(each)}\n" for each in compared.differences)
    return f"{day}: {len(compared.differences)} differences ({looked}); each is a task for `dialtone agent`:\n{lines}"


def _line(difference: Difference) -> str:
    theirs = f"theirs {_amount(difference.theirs.amount)} {difference.theirs.reference}" if difference.theirs else ""
    ours = f"ours {_amount(difference.ours.amount)} {difference.ours.number}" if difference.ours else ""
    return f"{difference.kind.value}: {', '.join(part for part in (theirs, ours) if part)}"


def _amount(amount: Money) -> str:
    return f"{amount.minor / 100:.2f} {amount.currency}"
