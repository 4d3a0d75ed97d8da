"""What is to become of a group is heard in many ways."""

import pytest

from telecom.support.groups_said import GroupWish, read_group_wish

NAMES = ["sales", "drivers"]


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("call the sales lot 'Front desk' from now on", GroupWish("rename", "sales", "Front desk")),
        ("nenn die sales gruppe ab jetzt außendienst", GroupWish("rename", "sales", "außendienst")),
        ("the drivers should be called couriers", GroupWish("rename", "drivers", "couriers")),
        ("take Tom out of sales", GroupWish("leave", "sales")),
        ("scrap the drivers group", GroupWish("dissolve", "drivers")),
        ("call Tom tomorrow", None),
    ],
)
def test_a_wish_about_a_group_is_read(said: str, wish: GroupWish | None) -> None:
    assert read_group_wish(said, NAMES) == wish
