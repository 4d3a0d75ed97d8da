"""By which words somebody speaks of what is sold, whatever its terms hold."""

from typing import Any

import pytest

from telecom.management.tastes import _words_of
from telecom.model.catalogue import Offering


@pytest.mark.parametrize(
    ("channels", "programme"), [(["Film4", "CBeebies"], "cbeebies"), (10, "queue line"), (None, "queue line")]
)
def test_a_pack_is_spoken_of_by_its_programmes_and_a_line_with_channels_is_none(channels: Any, programme: str) -> None:
    offering = Offering(
        id="x", name="Call Centre Line", category="plan", service_kind="fixed", summary="",
        also_called=["queue line"], terms={"channels": channels},
    )  # fmt: skip
    assert programme in _words_of(offering) and "10" not in _words_of(offering)
