"""Zones by the names people have for them."""

import pytest

from telecom.model.time_zones import city_of, zone_said


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("my time zone is New York", "America/New_York"), ("set my timezone to berlin please", "Europe/Berlin"),
        ("Zeitzone auf Wien", "Europe/Vienna"), ("Europe/Lisbon", "Europe/Lisbon"),
        ("i live in cape town", "Africa/Johannesburg"),
        ("change my time zone", None), ("my time zone is Atlantis", None),
        ("ich wohne in der Schweiz", "Europe/Zurich"),
    ],
)  # fmt: skip
def test_a_zone_is_found_by_its_city_or_country(text: str, zone: str | None) -> None:
    assert zone_said(text) == zone


def test_a_zone_is_called_by_its_city() -> None:
    assert city_of("America/New_York") == "New York"
