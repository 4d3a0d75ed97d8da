"""One's own lines are found by the end of their number, and sums and other people's numbers are not."""

import pytest

from telecom.support.own_lines_said import find_own_numbers

FIRM = [f"+4477009003{n:02d}" for n in range(8)]


def ends(text: str, numbers: list[str] = FIRM, *, wants_a_number: bool = False) -> list[str]:
    return [each["value"][-3:] for each in find_own_numbers(text, numbers, wants_a_number=wants_a_number)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the ones ending 303 304 and 306", ["303", "304", "306"]),
        ("the one ending in 305", ["305"]),
        ("stop 302 calling abroad", ["302"]),
        ("line 305 please", ["305"]),
        ("...0900302", ["302"]),
        ("usage of 303, 307 & 301", ["303", "307", "301"]),
        ("the one ending 300", ["300"]),
        ("and what about 305", ["305"]),
        ("cap 301, 303 and 307 at 40", ["301", "303", "307"]),
        ("limit 305 to £20", ["305"]),
    ],
)
def test_the_end_of_an_own_number_names_the_line(said: str, meant: list[str]) -> None:
    assert ends(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "cap them at 300",
        "set the limit to 300",
        "£303 a month",
        "303 gb",
        "forward it to 07911 900302",
        "+44 7700 900302",
        "the one ending 399",
        "how about 303.50",
    ],
)
def test_sums_and_whole_numbers_name_no_line(said: str) -> None:
    assert ends(said) == []


def test_digits_alone_name_a_line_only_among_several_and_where_no_sum_is_asked_for() -> None:
    assert ends("300") == ["300"]
    assert ends("300", wants_a_number=True) == []
    assert ends("300", FIRM[:1]) == []
    assert ends("the number ending 300", FIRM[:1]) == ["300"]
