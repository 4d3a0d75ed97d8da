"""Draws the provider's report: the share done without anybody week by week, and how people felt about it."""

from collections.abc import Callable, Mapping
from typing import Any

from telecom.gateways.paper.charts import BAR, SECOND, as_png, frame, name_below

_STARS = 5


def draw_report(values: Mapping[str, Any]) -> bytes:
    """A bar of percent for each of `labels` (`amounts`, None where there was nothing), and a line of one to five stars
    (`ratings`) on an axis of its own."""
    figure, axes = frame(values)
    bars = [float(value or 0) for value in values["amounts"]]
    axes.bar(range(len(bars)), bars, color=BAR, width=0.7, label=str(values["amounts_label"]))
    axes.set_ylim(bottom=0, top=120)
    rated = [(place, float(stars)) for place, stars in enumerate(values["ratings"]) if stars]
    felt = axes.twinx()
    places, stars = [place for place, _ in rated], [each for _, each in rated]
    felt.plot(places, stars, "o-", color=SECOND, linewidth=2.6, label=str(values["ratings_label"]))
    felt.set_ylim(0, _STARS * 1.2)
    felt.tick_params(labelsize=14, colors=SECOND, length=0)
    felt.set_frame_on(False)
    name_below(figure)
    return as_png(figure)


DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {"report": draw_report}
