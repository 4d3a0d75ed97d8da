"""Draws how well a service worked and how calls come in: bands by day, stacks by day, a week of hours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from telecom.gateways.paper.charts import as_png, draw_level, frame

_INK, _BAR, _LOST = "#1f2933", "#1769aa", "#e07a1f"


def draw_performance(values: Mapping[str, Any]) -> bytes:
    """A line through `amounts` in a band from `low` to `high`, one for each of `labels`; `levels` are {"label",
    "value"}: dashed lines."""
    figure, axes = frame(values)
    low, middle, high = ([float(v) for v in values[name]] for name in ("low", "amounts", "high"))
    places = range(len(middle))
    axes.fill_between(places, low, high, color=_BAR, alpha=0.25, linewidth=0, label=str(values["band_label"]))
    axes.plot(places, middle, color=_BAR, linewidth=2.6, label=str(values["middle_label"]))
    levels: Sequence[Mapping[str, Any]] = values.get("levels") or ()
    highest = max([*high, *(float(level["value"]) for level in levels)], default=1.0)
    axes.set_ylim(bottom=0, top=highest * 1.2 or 1)
    axes.set_xlim(-0.5, len(middle) - 0.5)
    for level in levels:
        draw_level(axes, value=float(level["value"]), label=str(level["label"]))
    axes.legend(loc="lower left", ncols=2, fontsize=14, facecolor="white", edgecolor="none", labelcolor=_INK)
    return as_png(figure)


def draw_call_days(values: Mapping[str, Any]) -> bytes:
    """A bar for each of `labels`: what was `answered`, and on top of it what was `lost`."""
    figure, axes = frame(values)
    answered, lost = ([float(v) for v in values[name]] for name in ("answered", "lost"))
    places = range(len(answered))
    axes.bar(places, answered, color=_BAR, width=0.8, label=str(values["answered_label"]))
    axes.bar(places, lost, bottom=answered, color=_LOST, width=0.8, label=str(values["lost_label"]))
    highest = max((a + b for a, b in zip(answered, lost, strict=True)), default=0)
    axes.set_ylim(bottom=0, top=highest * 1.25 or 1)
    axes.legend(loc="upper left", ncols=2, fontsize=14, frameon=False, labelcolor=_INK, borderaxespad=0.2)
    return as_png(figure)


def draw_call_week(values: Mapping[str, Any]) -> bytes:
    """A field for each hour of the week, the darker the more `amounts` it has: a list for each of `rows`. Hours in
    which nothing ever happens are left out at both ends."""
    rows: Sequence[Sequence[float]] = values["amounts"]
    used = [hour for hour in range(len(rows[0])) if any(row[hour] for row in rows)] or [0]
    first, last = used[0], used[-1]
    labels = [f"{hour:02d}" for hour in range(first, last + 1)]
    figure, axes = frame({**values, "labels": labels, "unit": ""})
    shown = [row[first : last + 1] for row in rows]
    field = axes.imshow(shown, cmap="Blues", aspect="auto", vmin=0)
    axes.set_yticks(range(len(rows)), [str(row) for row in values["rows"]])
    axes.grid(visible=False)
    bar = figure.colorbar(field, ax=axes, pad=0.02)
    bar.ax.tick_params(labelsize=14, colors=_INK, length=0)
    bar.set_label(str(values["unit"]), fontsize=15, color=_INK)
    bar.outline.set_visible(False)
    return as_png(figure)


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "performance": draw_performance,
    "call_days": draw_call_days,
    "call_week": draw_call_week,
}
