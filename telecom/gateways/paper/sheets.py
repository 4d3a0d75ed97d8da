"""Lists as files that a spreadsheet opens."""

import csv
import io
from collections.abc import Mapping
from typing import Any

# What a spreadsheet would take for a formula; a number with its + is none.
_FORMULA = ("=", "@", "-", "\t", "\r")


def draw(values: Mapping[str, Any]) -> bytes:
    """The header and rows as comma-separated values, marked so that a spreadsheet reads the letters right."""
    made = io.StringIO()
    sheet = csv.writer(made)
    sheet.writerow(values["header"])
    sheet.writerows([_harmless(cell) for cell in row] for row in values["rows"])
    return made.getvalue().encode("utf-8-sig")


def _harmless(cell: Any) -> Any:
    """A cell that says what it says: text that begins like a formula is kept text."""
    if not isinstance(cell, str):
        return cell
    is_formula = cell.startswith(_FORMULA) or (cell.startswith("+") and not cell[1:].isdigit())
    return f"'{cell}" if is_formula else cell
