"""`dialtone report`: the figures of self-service, as a table and a picture."""

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.commands.beside import business
from bot.commands.staff import log_in
from bot.settings import read_settings
from telecom.management.reporting import Report, make_report
from telecom.model.money import Money
from telecom.model.policy import StaffRight
from telecom.model.reporting import ContactCosts, Summary
from telecom.settings import TelecomSettings

_HEAD = ("", "orders", "faults", "zero-touch", "to active", "restored", "again", "stars", "a contact")


def run_report(*, weeks: int, name: str | None, database: str | None) -> None:
    """Print the table, and save the picture beside the others."""
    with business(database) as telecom:
        log_in(telecom, name, right=StaffRight.FIGURES)
        with telecom.open_work() as work:
            report = make_report(weeks=weeks, costs=costs_of(telecom.settings), work=work)
        sys.stdout.write(as_table(report) + "\n")
        path = read_settings().pictures / "report.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(telecom.paper.draw("report", as_picture(report)))
        sys.stdout.write(f"Picture: {Path(path)}\n")


def costs_of(settings: TelecomSettings) -> ContactCosts | None:
    """What contacts cost, where the operator has said so."""
    by_itself, with_people = settings.contact_cost, settings.contact_cost_with_people
    if by_itself is None or with_people is None:
        return None
    return ContactCosts(Money(by_itself, settings.currency), Money(with_people, settings.currency))


def as_table(report: Report) -> str:
    """A line for each kind of service and region, then one for each week."""
    rows: list[tuple[str, ...]] = [
        _HEAD,
        *(_cells(each) for each in report.groups),
        (),
        *(_cells(each) for each in report.weeks),
    ]
    widths = [max(len(row[at]) for row in rows if row) for at in range(len(_HEAD))]
    return "\n".join("  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row)).rstrip() for row in rows)


def _cells(summary: Summary) -> tuple[str, ...]:
    stars = f"{summary.rating:.1f} ({summary.ratings})" if summary.rating is not None else "-"
    return (
        summary.name,
        str(summary.orders),
        str(summary.faults),
        _percent(summary.zero_touch),
        _hours(summary.to_active),
        _hours(summary.to_restored),
        _percent(summary.repeated),
        stars,
        _money(summary.cost),
    )


def _money(amount: Money | None) -> str:
    return "-" if amount is None else f"{Decimal(amount.minor) / 100:.2f} {amount.currency}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _hours(took: timedelta | None) -> str:
    return "-" if took is None else f"{took.total_seconds() / 3600:.1f} h"


def as_picture(report: Report) -> Mapping[str, Any]:
    """What is drawn: week by week the share that nobody had to touch, and the stars."""
    return {
        "title": "Done without anybody, and how it was felt",
        "unit": "percent",
        "labels": [f"{date.fromisoformat(week.name):%d %b}" for week in report.weeks],
        "amounts": [None if week.zero_touch is None else week.zero_touch * 100 for week in report.weeks],
        "amounts_label": "zero-touch",
        "ratings": [week.rating for week in report.weeks],
        "ratings_label": "stars (right)",
    }
