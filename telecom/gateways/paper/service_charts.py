"""Draws how well a service worked and how calls come in: bands by day, stacks by day, a week of hours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from telecom.gateways.paper.charts import BAR, INK, SECOND, as_png, draw_level, frame, name_below


def draw_performance(values: Mapping[str, Any]) -> bytes:
    """A line through `amounts` in a band from `low` to `high`, one for each of `labels`; `levels` are {"label",
    "value"}: dashed lines."""
    figure, axes = frame(values)
    low, middle, high = ([float(v) for v in values[name]] for name in ("low", "amounts", "high"))
    places = range(len(middle))
    axes.fill_between(places, low, high, color=BAR, alpha=0.25, linewidth=0, label=str(values["band_label"]))
    axes.plot(places, middle, color=BAR, linewidth=2.6, label=str(values["middle_label"]))
    levels: Sequence[Mapping[str, Any]] = values.get("levels") or ()
    highest = max([*high, *(float(level["value"]) for level in levels)], default=1.0)
    axes.set_ylim(bottom=0, top=highest * 1.2 or 1)
    axes.set_xlim(-0.5, len(middle) - 0.5)
    for level in levels:
        draw_level(axes, value=float(level["value"]), label=str(level["label"]))
    name_below(figure)
    return as_png(figure)


def draw_call_days(values: Mapping[str, Any]) -> bytes:
    """A bar for each of `labels`: what was `answered`, and on top of it what was `lost`."""
    figure, axes = frame(values)
    answered, lost = ([float(v) for v in values[name]] for name in ("answered", "lost"))
    places = range(len(answered))
    axes.bar(places, answered, color=BAR, width=0.8, label=str(values["answered_label"]))
    axes.bar(places, lost, bottom=answered, color=SECOND, width=0.8, label=str(values["lost_label"]))
    highest = max((a + b for a, b in zip(answered, lost, strict=True)), default=0)
    axes.set_ylim(bottom=0, top=highest * 1.1 or 1)
    name_below(figure)
    return as_png(figure)


def draw_call_week(values: Mapping[str, Any]) -> bytes:
    """A field for each hour of the week, the darker the more `amounts` it has: a list for each of `rows`. Hours in
    which nothing ever happens are left out at both ends."""
    rows: Sequence[Sequence[float]] = values["amounts"]
    used = [hour for hour in range(len(rows[0])) if any(row[hour] for row in rows)] or [0]
    first, last = used[0], used[-1]
    labels = [f"{hour:02d}" for hour in range(first, last + 1)]
    figure, axes = frame({**values, "labels": labels})
    shown = [row[first : last + 1] for row in rows]
    field = axes.imshow(shown, cmap="Blues", aspect="auto", vmin=0)
    axes.set_yticks(range(len(rows)), [str(row) for row in values["rows"]])
    axes.grid(visible=False)
    bar = figure.colorbar(field, ax=axes, pad=0.02, format=lambda value, _: f"{value:,g}")
    bar.ax.tick_params(labelsize=14, colors=INK, length=0)
    bar.outline.set_visible(False)
    return as_png(figure)


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "performance": draw_performance,
    "call_days": draw_call_days,
    "call_week": draw_call_week,
}
