"""Draws how well a service worked and how calls come in: bands by day, stacks by day, a week of hours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from telecom.gateways.paper.charts import as_png, draw_level, frame

_INK, _BAR = "#1f2933", "#1769aa"


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


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {"performance": draw_performance}
