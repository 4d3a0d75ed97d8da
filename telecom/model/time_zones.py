"""Zones of time by what people call them: a city, a country, or the name that computers use."""

import re
from functools import cache
from zoneinfo import available_timezones

# Names that are no city of a zone, in the languages we speak.
_ALSO = {
    "germany": "Europe/Berlin", "deutschland": "Europe/Berlin", "munich": "Europe/Berlin", "münchen": "Europe/Berlin",
    "hamburg": "Europe/Berlin", "england": "Europe/London", "uk": "Europe/London", "france": "Europe/Paris",
    "frankreich": "Europe/Paris", "spain": "Europe/Madrid", "spanien": "Europe/Madrid", "italy": "Europe/Rome",
    "italien": "Europe/Rome", "rom": "Europe/Rome", "wien": "Europe/Vienna", "zürich": "Europe/Zurich",
    "switzerland": "Europe/Zurich", "schweiz": "Europe/Zurich", "poland": "Europe/Warsaw", "polen": "Europe/Warsaw",
    "warschau": "Europe/Warsaw", "moskau": "Europe/Moscow", "athen": "Europe/Athens", "turkey": "Europe/Istanbul",
    "türkei": "Europe/Istanbul", "delhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "india": "Asia/Kolkata",
    "indien": "Asia/Kolkata", "tokio": "Asia/Tokyo", "japan": "Asia/Tokyo", "peking": "Asia/Shanghai",
    "beijing": "Asia/Shanghai", "china": "Asia/Shanghai", "boston": "America/New_York", "miami": "America/New_York",
    "washington": "America/New_York", "san francisco": "America/Los_Angeles", "kapstadt": "Africa/Johannesburg",
    "cape town": "Africa/Johannesburg", "abuja": "Africa/Lagos", "utc": "UTC", "gmt": "UTC",
}  # fmt: skip
_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def _zones() -> dict[str, str]:
    named = {zone.rsplit("/", 1)[1].replace("_", " ").casefold(): zone for zone in sorted(available_timezones())
             if zone.startswith(_REGIONS)}  # fmt: skip
    written = {zone.casefold(): zone for zone in named.values()}
    return named | written | _ALSO


def zone_said(text: str) -> str | None:
    """The zone that a message names by its longest name in it; None where it names none."""
    plain = text.casefold()
    fitting = [name for name in _zones() if name in plain and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain)]
    return _zones()[max(fitting, key=len)] if fitting else None


def city_of(zone: str) -> str:
    """What a zone is called among people: the city in its name."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
