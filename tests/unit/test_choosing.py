"""Choosing among what is sold: the cheapest, the biggest, under a price. [F1]"""

import pytest

from telecom.model.catalogue import Offering
from telecom.model.choosing import chosen, read_choosing
from telecom.model.money import Money
from telecom.model.volumes import GIGABYTE


def _plan(name: str, price: int, gigabytes: int, months: int = 1) -> Offering:
    return Offering(
        id=name, name=name, category="plan", service_kind="mobile", summary="", monthly=Money(price, "GBP"),
        allowances={"data": gigabytes * GIGABYTE}, terms={"months": months},
    )  # fmt: skip


SMALL, MIDDLE, BIG = _plan("small", 700, 2), _plan("middle", 1200, 10), _plan("big", 2200, 50, months=12)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("give me the cheapest", [SMALL, MIDDLE, BIG]),
        ("which one is the most cheap", [SMALL, MIDDLE, BIG]),
        ("your largest one", [BIG, MIDDLE, SMALL]),
        ("i need lots of internet", [BIG, MIDDLE, SMALL]),
        ("anything under £15 with at least 5 gigs", [MIDDLE]),
        ("10 quid or less", [SMALL]),
        ("a smaller one", [SMALL]),
        ("und der nächstgrößere?", [BIG]),
        ("gibts auch was ohne Vertrag", [SMALL, MIDDLE]),
        ("too expensive", [SMALL]),
    ],
)  # fmt: skip
def test_what_fits_comes_with_the_best_first(said: str, first: list[Offering]) -> None:
    choosing = read_choosing(said)
    assert choosing is not None
    assert chosen([MIDDLE, BIG, SMALL], choosing, beside=MIDDLE) == first


def test_plain_words_choose_nothing() -> None:
    assert read_choosing("what plans have you got") is None
