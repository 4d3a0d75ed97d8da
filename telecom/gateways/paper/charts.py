"""Draws the pictures that go with an answer, to be read on a phone."""

import io
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import Any

# 720 pixels wide: twice the 360 of a small phone, with letters large enough to be read at half the size.
_INCHES, _DOTS = (6.0, 4.0), 120
INK, BAR, SECOND, FAULT = "#1f2933", "#1769aa", "#e07a1f", "#c2410c"
_GREY, _LINE = "#52606d", "#d9dee3"
_MOST_LABELS, _TITLE_WIDTH = 5, 36


def draw(name: str, values: Mapping[str, Any]) -> bytes:
    """The picture of this name with these raw values, as PNG. KeyError for a name that nobody draws."""
    return _DRAWINGS[name](values)


def _draw_usage(values: Mapping[str, Any]) -> bytes:
    """One bar for each of `labels` as high as its `amounts`; `title`, `unit` and, unless None, `average` are words.

    `average` is {"label", "value"}: a dashed line.
    """
    amounts = [float(amount) for amount in values["amounts"]]
    figure, axes = frame(values)
    axes.bar(range(len(amounts)), amounts, color=BAR, width=0.75)
    axes.set_ylim(bottom=0, top=max(amounts, default=0) * 1.15 or 1)
    if values.get("average"):
        draw_level(axes, value=float(values["average"]["value"]), label=str(values["average"]["label"]))
    return as_png(figure)


def _draw_quality(values: Mapping[str, Any]) -> bytes:
    """A line through `amounts` (None is a gap), one for each of `labels`; the places in `marks` had a fault.

    `sold` is {"label", "value"}: a dashed line. `mark_label` is the word for a fault.
    """
    amounts = [float("nan") if amount is None else float(amount) for amount in values["amounts"]]
    figure, axes = frame(values)
    axes.plot(range(len(amounts)), amounts, color=BAR, linewidth=2.6)
    known = [amount for amount in amounts if amount == amount]
    sold = values.get("sold")
    highest = max([*known, float(sold["value"]) if sold else 0.0], default=1.0)
    axes.set_ylim(bottom=0, top=highest * 1.25 or 1)
    axes.set_xlim(-0.5, len(amounts) - 0.5)
    if sold:
        draw_level(axes, value=float(sold["value"]), label=str(sold["label"]))
    for number, place in enumerate(values.get("marks") or ()):
        axes.axvspan(place - 0.45, place + 0.45, color=FAULT, alpha=0.28, linewidth=0)
        # Where nothing could be measured the mark stands just above the ground.
        height = amounts[place] if amounts[place] == amounts[place] else highest * 0.05
        label = str(values["mark_label"]) if number == 0 else None
        axes.plot([place], [height], "o", color=FAULT, markersize=10, label=label, clip_on=False)
    if values.get("marks"):
        name_below(figure)
    return as_png(figure)


def sheet(title: str, *, inches: tuple[float, float] = _INCHES) -> tuple[Any, Any]:
    """An empty picture with its title in the house style, on as many lines as it needs."""
    # matplotlib takes half a second to load: only who draws pays for it.
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=inches, dpi=_DOTS, layout=ConstrainedLayoutEngine(h_pad=0.08, w_pad=0.1))
    figure.suptitle("\n".join(wrap(title, _TITLE_WIDTH)), fontsize=19, color=INK, x=0.02, ha="left")
    return figure, figure.add_subplot()


def frame(values: Mapping[str, Any]) -> tuple[Any, Any]:
    """An empty picture with title, unit and a few of the labels."""
    labels: Sequence[str] = [str(label) for label in values["labels"]]
    figure, axes = sheet(str(values["title"]))
    every = max(1, -(-len(labels) // _MOST_LABELS))
    axes.set_xticks(range(0, len(labels), every), labels[::every])
    # Above the axis, because letters that stand on their side are hard to read on a phone.
    axes.set_title(str(values["unit"]), fontsize=15, color=_GREY, loc="left")
    axes.tick_params(labelsize=15, colors=INK, length=0)
    axes.tick_params(axis="x", pad=8)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.grid(axis="y", color=_LINE)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure, axes


def name_below(figure: Any) -> None:
    """What the colours mean, under the picture, where it covers nothing."""
    figure.legend(loc="outside lower left", ncols=2, fontsize=14, frameon=False, labelcolor=INK)


def as_png(figure: Any) -> bytes:
    """The finished picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.image import imsave

    # Drawn once: saving the figure itself would draw it twice, for the layout and for the file.
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = io.BytesIO()
    imsave(picture, canvas.buffer_rgba(), format="png")
    return picture.getvalue()


def draw_level(axes: Any, *, value: float, label: str) -> None:
    """A dashed line across the picture, with its name on it."""
    axes.axhline(value, color=INK, linestyle=(0, (4, 3)), linewidth=1.6)
    axes.annotate(
        label,
        (0.01, value),
        xycoords=("axes fraction", "data"),
        xytext=(0, 5),
        textcoords="offset points",
        fontsize=14,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.5},
    )


_DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {"usage": _draw_usage, "quality": _draw_quality}
