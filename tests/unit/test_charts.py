"""Pictures: they can be drawn from what an answer carries, and are of a size a phone shows well."""

import struct

import pytest

from telecom.gateways.paper.charts import draw


@pytest.mark.parametrize("amounts", [[1.5, 0.2, 3.0], [0.0], []])
def test_usage_is_drawn_as_a_picture_twice_as_wide_as_a_small_phone(amounts: list[float]) -> None:
    labels = [f"{day} Sept" for day in range(1, len(amounts) + 1)]
    picture = draw("usage", {"title": "Data, all services", "unit": "GB a day", "labels": labels, "amounts": amounts})
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (720, 480)


def test_a_picture_nobody_draws_is_refused() -> None:
    with pytest.raises(LookupError):
        draw("portrait", {})
