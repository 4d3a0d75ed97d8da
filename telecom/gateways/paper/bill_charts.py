"""Draws what money went where: lines beside each other, and why one bill differs from the one before."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_INCHES, _DOTS = (6.0, 4.0), 120
_INK, _FIRST, _SECOND, _LESS = "#1f2933", "#1769aa", "#e07a1f", "#2f855a"
_LONGEST_LABEL = 22


def draw_spending(values: Mapping[str, Any]) -> bytes:
    """One lying bar for each of `labels`, in pieces: `parts` are {"label", "amounts"}; `totals` are words at the end of
    each bar; `title` is words."""
    figure, axes = _sheet(values)
    labels = [str(label) for label in values["labels"]]
    ends = [0.0] * len(labels)
    for part, colour in zip(values["parts"], (_FIRST, _SECOND), strict=False):
        amounts = [max(float(amount), 0.0) for amount in part["amounts"]]
        axes.barh(range(len(labels)), amounts, left=ends, color=colour, height=0.65, label=str(part["label"]))
        ends = [end + amount for end, amount in zip(ends, amounts, strict=True)]
    _write_at(axes, ends, values["totals"])
    _name_rows(axes, labels)
    axes.set_xlim(0, max(ends, default=0) * 1.25 or 1)
    figure.legend(loc="outside lower left", ncols=2, frameon=False, fontsize=14, labelcolor=_INK)
    return _png(figure)


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
        colour = _FIRST if is_bill else _SECOND if amount > 0 else _LESS
        axes.barh(row, amount, left=start, color=colour, height=0.65)
        reached = start + amount
        ends.append(max(start, reached))
    _write_at(axes, ends, values["words"])
    _name_rows(axes, labels)
    axes.set_xlim(0, max(ends, default=0) * 1.25 or 1)
    return _png(figure)


def _sheet(values: Mapping[str, Any]) -> tuple[Any, Any]:
    # matplotlib takes half a second to load: only who draws pays for it.
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=_INCHES, dpi=_DOTS, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(str(values["title"]), fontsize=18, color=_INK, loc="left", pad=12, wrap=True)
    axes.set_xticks([])
    axes.tick_params(labelsize=14, colors=_INK, length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _write_at(axes: Any, ends: Sequence[float], words: Sequence[Any]) -> None:
    for row, (end, said) in enumerate(zip(ends, words, strict=True)):
        axes.annotate(
            str(said), (end, row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=14, color=_INK
        )


def _name_rows(axes: Any, labels: Sequence[str]) -> None:
    short = [label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…" for label in labels]
    axes.set_yticks(range(len(labels)), short)
    axes.invert_yaxis()


def _png(figure: Any) -> bytes:
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "spending": draw_spending,
    "bill_change": draw_bill_change,
}
