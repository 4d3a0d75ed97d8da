"""What broke: a thing that was bought, or a service at home."""

import pytest

from telecom.model.catalogue import Offering
from telecom.support.goods_said import goods_named, says_phone

PHONE = Offering(id="a26", name="Galaxy A26", category="handset", service_kind=None, summary="A phone.")
HEADSET = Offering(id="hs", name="Northlight Headset", category="accessory", service_kind=None, summary="Ears.")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the screen of my phone went black", [PHONE]),
        ("my galaxy won't turn on", [PHONE]),
        ("the northlight crackles in one ear", [HEADSET]),
        ("my telly is acting up nothing on the screen", []),
        ("router won't turn on", []),
        ("the box doesnt come on any more", []),
        ("battery ok but no signal", []),
    ],
)
def test_a_thing_is_told_from_a_service(said: str, meant: list[Offering]) -> None:
    assert goods_named(said, [PHONE, HEADSET]) == meant


def test_a_screen_alone_is_no_phone() -> None:
    assert says_phone("my mobile has a cracked screen") and not says_phone("a black screen")
