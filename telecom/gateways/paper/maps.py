"""Draws the area as a map: its places, the darker the more was reported there, and where an outage goes on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from telecom.gateways.paper.charts import FAULT, INK, as_png, sheet

_INCHES = (6.0, 4.6)
_BORDER = "#ffffff"
_EMPTY, _DARKEST = "#e4e9ee", "#0b4f8f"
_ROOM = 0.35
_SCALE_KM = 2.0
# From this share of the darkest on, dark letters cannot be read.
_DARK = 0.55


def draw_coverage_map(values: Mapping[str, Any]) -> bytes:
    """A field for each of `names` with its border in `outlines` (km), the darker the more `counts` it has, with its
    name, count and `words` on it; those in `outages` are hatched. The other values are words."""
    figure, axes = sheet(str(values["title"]), inches=_INCHES)
    from matplotlib import colormaps
    from matplotlib.patches import Patch, Polygon

    shades = colormaps["Blues"]
    most = max([*values["counts"], 1])
    for name, outline, count, words, outage in zip(
        values["names"], values["outlines"], values["counts"], values["words"], values["outages"], strict=True
    ):
        share = 0.18 + 0.67 * count / most if count else 0.0
        axes.add_patch(
            Polygon(
                outline, closed=True, facecolor=shades(share) if count else _EMPTY,
                edgecolor=FAULT if outage else _BORDER, linewidth=3, hatch="//" if outage else None,
                zorder=2 if outage else 1,
            )
        )  # fmt: skip
        _name(axes, outline, str(name), int(count), str(words), colour="white" if share > _DARK else INK)
    _frame(axes, values, [corner for outline in values["outlines"] for corner in outline])
    if any(values["outages"]):
        mark = Patch(facecolor="white", edgecolor=FAULT, hatch="//", label=str(values["outage_label"]))
        figure.legend(handles=[mark], loc="outside lower left", frameon=False, fontsize=14, labelcolor=INK)
    return as_png(figure)


def _name(axes: Any, outline: Sequence[Sequence[float]], name: str, count: int, words: str, *, colour: str) -> None:
    from matplotlib.patheffects import withStroke

    east, north = _middle(outline)
    lines = name.replace(" ", "\n", 1) if len(name) > 12 else name
    # A rim of the other colour keeps the letters apart from hatching and borders.
    rim = [withStroke(linewidth=3, foreground="white" if colour == INK else _DARKEST)]
    place = {"ha": "center", "color": colour, "zorder": 3, "path_effects": rim}
    axes.text(east, north + 0.1, lines, va="bottom", fontsize=15, fontweight="bold", linespacing=0.95, **place)
    below = f"{count}: {words}" if count else words
    axes.text(east, north, _folded(below), va="top", fontsize=13.5, linespacing=1.0, **place)


def _folded(words: str, width: int = 14) -> str:
    """Words on as few short lines as they need."""
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) >= width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _middle(outline: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The centre of gravity of a field."""
    area = east = north = 0.0
    for (x, y), (u, v) in zip(outline, [*outline[1:], outline[0]], strict=True):
        turned = x * v - u * y
        area, east, north = area + turned, east + (x + u) * turned, north + (y + v) * turned
    return east / (3 * area), north / (3 * area)


def _frame(axes: Any, values: Mapping[str, Any], corners: Sequence[Sequence[float]]) -> None:
    """A bar that shows how far a kilometre is, and where north is."""
    west, east = min(corner[0] for corner in corners), max(corner[0] for corner in corners)
    south, north = min(corner[1] for corner in corners), max(corner[1] for corner in corners)
    axes.set_xlim(west - _ROOM, east + _ROOM)
    axes.set_ylim(south - _ROOM, north + _ROOM)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.plot([west, west + _SCALE_KM], [south - 0.1] * 2, color=INK, linewidth=3, solid_capstyle="butt")
    axes.text(west + _SCALE_KM + 0.15, south - 0.1, str(values["scale_label"]), fontsize=13.5, color=INK, va="center")
    axes.annotate(
        str(values["north_label"]), (west + 0.4, north), (west + 0.4, north - 0.9), fontsize=14, color=INK,
        ha="center", va="center", arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2},
    )  # fmt: skip


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {"coverage_map": draw_coverage_map}
