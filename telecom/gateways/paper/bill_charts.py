"""Draws what money went where: lines beside each other, and why one bill differs from the one before."""

from collections.abc import Callable, Mapping, Sequence
from textwrap import shorten, wrap
from typing import Any

from telecom.gateways.paper.charts import BAR, INK, SECOND, as_png, name_below, sheet

_LESS = "#2f855a"
_LONGEST_LABEL = 22
# So few rows have room for names on two lines.
_FEW_ROWS = 7
# Letters as wide as a fifth of the picture stand behind the longest bar.
_ROOM = 1.4


def draw_spending(values: Mapping[str, Any]) -> bytes:
    """One lying bar for each of `labels`, in pieces: `parts` are {"label", "amounts"}; `totals` are words at the end of
    each bar; `title` is words."""
    figure, axes = _sheet(values)
    labels = [str(label) for label in values["labels"]]
    ends = [0.0] * len(labels)
    for part, colour in zip(values["parts"], (BAR, SECOND), strict=False):
        amounts = [max(float(amount), 0.0) for amount in part["amounts"]]
        axes.barh(range(len(labels)), amounts, left=ends, color=colour, height=0.65, label=str(part["label"]))
        ends = [end + amount for end, amount in zip(ends, amounts, strict=True)]
    _write_at(axes, ends, values["totals"])
    _name_rows(axes, labels)
    axes.set_xlim(0, max(ends, default=0) * _ROOM or 1)
    name_below(figure)
    return as_png(figure)


def draw_bill_change(values: Mapping[str, Any]) -> bytes:
    """From one bill to the next in steps: `labels`, each with its `amounts` (above zero: dearer) and `words`. The first
    and the last are the two bills themselves; each step begins where the one before it ended."""
    figure, axes = _sheet(values)
    amounts = [float(amount) for amount in values["amounts"]]
    labels = [str(label) for label in values["labels"]]
    reached, ends = 0.0, []
    for row, amount in enumerate(amounts):
        is_bill = row in (0, len(amounts) - 1)
        start = 0.0 if is_bill else reached
        colour = BAR if is_bill else SECOND if amount > 0 else _LESS
        axes.barh(row, amount, left=start, color=colour, height=0.65)
        reached = start + amount
        ends.append(max(start, reached))
    _write_at(axes, ends, values["words"])
    _name_rows(axes, labels)
    axes.set_xlim(0, max(ends, default=0) * _ROOM or 1)
    return as_png(figure)


def _sheet(values: Mapping[str, Any]) -> tuple[Any, Any]:
    figure, axes = sheet(str(values["title"]))
    axes.set_xticks([])
    axes.tick_params(labelsize=14, colors=INK, length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _write_at(axes: Any, ends: Sequence[float], words: Sequence[Any]) -> None:
    for row, (end, said) in enumerate(zip(ends, words, strict=True)):
        axes.annotate(
            str(said), (end, row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=14, color=INK
        )


def _name_rows(axes: Any, labels: Sequence[str]) -> None:
    lines = 2 if len(labels) <= _FEW_ROWS else 1
    short = [shorten(label, lines * _LONGEST_LABEL, placeholder="…") for label in labels]
    axes.set_yticks(range(len(labels)), ["\n".join(wrap(label, _LONGEST_LABEL)[:lines]) for label in short])
    # A single bar is no broader than one of three.
    axes.set_ylim(max(len(labels), 3) - 0.5, -0.5)


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "spending": draw_spending,
    "bill_change": draw_bill_change,
}
