"""Values for every picture: long names, large numbers, gaps, nothing at all; as an answer hands them over."""

from collections.abc import Mapping
from typing import Any

_AUGUST = [f"{day} Aug" for day in range(1, 32)]
_QUARTER = [f"{day} {month}" for month in ("Jul", "Aug", "Sept") for day in range(1, 31)]
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _waves(count: int, low: float, high: float) -> list[float]:
    """Numbers that go up and down between two bounds, always the same."""
    return [round(low + (high - low) * ((number * 7919) % 101) / 100, 1) for number in range(count)]


def _busy_week() -> list[list[float]]:
    by_day = (1.0, 0.85, 0.8, 0.9, 0.7, 0.15, 0.0)
    by_hour = [0.0] * 8 + [0.5, 0.9, 1.0, 0.9, 0.6, 0.7, 0.8, 0.9, 0.6, 0.3] + [0.0] * 6
    return [[round(14 * day * hour, 2) for hour in by_hour] for day in by_day]


SAMPLES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "usage of a month": (
        "usage",
        {"title": "Data, all services", "unit": "GB a day", "labels": _AUGUST, "amounts": _waves(31, 0.2, 13.4),
         "average": {"label": "average", "value": 6.4}},
    ),
    "usage of a line with a long name": (
        "usage",
        {"title": "Grandmother Wilhelmina's mobile (+44 7700 900305)", "unit": "MB a day", "labels": _AUGUST[:7],
         "amounts": [0, 0, 4, 0, 0, 0, 0], "average": {"label": "average", "value": 0.6}},
    ),
    "quality with faults and gaps": (
        "quality",
        {"title": "Quality of Home broadband", "unit": "Mbit/s", "labels": _QUARTER,
         "amounts": [None if number in (40, 41) else value for number, value in enumerate(_waves(90, 470, 500))],
         "marks": [17, 40, 41, 83], "mark_label": "fault", "sold": {"label": "sold: 500", "value": 500}},
    ),
    "quality as delay": (
        "quality",
        {"title": "Quality of Call Centre Line", "unit": "ms", "labels": _AUGUST, "amounts": _waves(31, 17, 44),
         "marks": [], "mark_label": "fault"},
    ),
    "speed against what was sold": (
        "performance",
        {"title": "Speed of Office broadband", "unit": "Mbit/s", "labels": _AUGUST, "low": _waves(31, 380, 430),
         "amounts": _waves(31, 470, 490), "high": _waves(31, 500, 520), "middle_label": "usual",
         "band_label": "9 of 10 hours",
         "levels": [{"label": "sold: 500", "value": 500}, {"label": "promised: 400", "value": 400}]},
    ),
    "speed far below": (
        "performance",
        {"title": "Speed of Home broadband", "unit": "Mbit/s", "labels": _AUGUST[:9], "low": _waves(9, 10, 40),
         "amounts": _waves(9, 90, 120), "high": _waves(9, 150, 190), "middle_label": "usual",
         "band_label": "9 of 10 hours",
         "levels": [{"label": "sold: 500", "value": 500}, {"label": "promised: 250", "value": 250}]},
    ),
    "busy hours": (
        "call_week",
        {"title": "When calls come in: Call Centre Line", "rows": _WEEK, "amounts": _busy_week(),
         "unit": "calls an hour"},
    ),
    "busy hours round the clock": (
        "call_week",
        {"title": "When calls come in: All 12 lines", "rows": _WEEK,
         "amounts": [_waves(24, 0, 1250) for _ in _WEEK], "unit": "calls an hour"},
    ),
    "calls by day": (
        "call_days",
        {"title": "Calls: Call Centre Line", "unit": "calls", "labels": _AUGUST,
         "answered": [round(each) for each in _waves(31, 20, 90)], "lost": [round(each) for each in _waves(31, 2, 25)],
         "answered_label": "answered", "lost_label": "lost"},
    ),
    "calls by month, many": (
        "call_days",
        {"title": "Calls: All 12 lines", "unit": "calls", "labels": ["June", "July", "August"],
         "answered": [112_000, 98_400, 154_900], "lost": [9_800, 12_400, 30_200], "answered_label": "answered",
         "lost_label": "lost"},
    ),
    "spending of many": (
        "spending",
        {"title": "Spent in August", "labels": [f"Mobile of employee {number}" for number in range(1, 11)],
         "parts": [{"label": "Monthly prices", "amounts": [18.0] * 10},
                   {"label": "Besides", "amounts": _waves(10, 0, 9)}],
         "totals": [f"£{18 + each:.2f}" for each in _waves(10, 0, 9)]},
    ),
    "spending of one": (
        "spending",
        {"title": "Spent in August and September 2026", "labels": ["Call Centre Line in Harbour district"],
         "parts": [{"label": "Monthly prices", "amounts": [1230.0]}, {"label": "Besides", "amounts": [0.0]}],
         "totals": ["£1,230.00"]},
    ),
    "a bill against the one before": (
        "bill_change",
        {"title": "From July to August", "labels": ["July", "Calls abroad", "Roaming", "Extra channel, part of a month",
                                                    "Goodwill", "All the rest", "August"],
         "amounts": [326.79, 12.4, 8.2, 31.0, -20.0, 0.5, 358.89],
         "words": ["£326.79", "+£12.40", "+£8.20", "+£31.00", "-£20.00", "+£0.50", "£358.89"]},
    ),
    "coverage": (
        "coverage_map",
        {"title": "Bad signal, last 30 days", "names": ["Old Town", "Harbour district", "Northgate", "Mill Hill"],
         "outlines": [[[4, 5.2], [5.5, 5], [8, 5.4], [8.3, 3.6], [7, 2.6], [4.6, 2.8], [3.9, 4]],
                      [[8, 5.4], [10.5, 5], [11.6, 3.2], [10.8, 1.2], [8.6, 0.8], [7, 2.6], [8.3, 3.6]],
                      [[4, 5.2], [5.5, 5], [8, 5.4], [10.5, 5], [11.2, 6.6], [9.5, 7.8], [6, 7.9], [3.6, 7.2]],
                      [[0.4, 2.2], [2.6, 0.9], [4.8, 1.4], [4.6, 2.8], [3.9, 4], [4, 5.2], [3.6, 7.2], [1.4, 6.4],
                       [0.3, 4.4]]],
         "counts": [124, 3, 2, 0], "words": ["weak or no signal", "dropped calls", "slow internet", "no reports"],
         "outages": [False, True, False, False], "outage_label": "outage now", "scale_label": "2 km",
         "north_label": "N"},
    ),
    "what self-service achieves": (
        "report",
        {"title": "Done without anybody", "unit": "percent", "labels": ["1 Aug", "8 Aug", "15 Aug", "22 Aug"],
         "amounts": [81.0, None, 93.0, 88.0], "ratings": [4.1, None, 4.6, 3.9], "amounts_label": "done",
         "ratings_label": "stars"},
    ),
}  # fmt: skip
