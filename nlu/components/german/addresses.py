"""German postal addresses: street, house number, and postcode with place where they are given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.setting import Found, Setting

_STREET = r"[a-zäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|steig|markt)"
ADDRESS = re.compile(
    rf"(?<![\w-])(?:(?:am|an der|auf der|alte|neue|obere|untere|große|kleine)\s)?{_STREET}\s\d{{1,4}}\s?[a-z]?(?!\w)"
    r"(?:,?\s(?:in\s)?(?:\d{5}\s)?[a-zäöüß-]+(?:\s(?:am|an der)\s[a-zäöüß]+)?)?"
)


def find_addresses(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Addresses as they were written."""
    for match in ADDRESS.finditer(text):
        # A place that the operator knows by name is more than a word behind the street: it is read for itself.
        ends = [each.start for each in setting.recognised if match.start() < each.start < match.end()]
        said = original[match.start() : min(ends, default=match.end())].rstrip(" ,")
        yield Found("address", match.start(), match.start() + len(said), said.removesuffix(" in").rstrip(","))
