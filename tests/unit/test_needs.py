"""What somebody needs in a month, read from their words, and the plan that is enough for it. [C8]"""

import pytest

from telecom.model.catalogue import Offering
from telecom.model.money import Money
from telecom.model.needs import cheapest_bringing, read_needs
from telecom.model.volumes import GIGABYTE, UsageKind, Volume


def _data(gigabytes: float) -> Volume:
    return Volume(UsageKind.DATA, round(gigabytes * GIGABYTE))


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("which plan should i get? i use like 8 gigs a month", [_data(8)]),
        ("need 15gb and 300 mins, what do you suggest", [_data(15), Volume(UsageKind.VOICE, 18_000)]),
        ("Ich brauche so 5 GB im Monat, welcher Tarif passt da?", [_data(5)]),
        ("i use 2 gigs a week, which one", [_data(8.7)]),
        ("i need 5 gigs more", []),
        ("how much of the 10 gb is left", []),
        ("what plans are there", []),
    ],
)
def test_needs_are_read_from_the_words(said: str, needs: list[Volume]) -> None:
    assert read_needs(said) == needs


def test_the_cheapest_plan_that_is_enough_is_chosen() -> None:
    plans = [
        Offering(id=name, name=name, category="plan", service_kind="mobile", summary="", monthly=Money(price, "GBP"),
                 allowances=allowances, terms=terms)
        for name, price, allowances, terms in (
            ("small", 700, {"data": 2 * GIGABYTE, "voice": 12_000}, {}),
            ("big", 2200, {"data": 50 * GIGABYTE}, {"unlimited": ["voice"]}),
            ("middle", 1200, {"data": 10 * GIGABYTE, "voice": 30_000}, {}),
        )
    ]  # fmt: skip
    by_use = Offering(id="use", name="use", category="plan", service_kind="mobile", summary="")
    chosen = [
        cheapest_bringing([by_use, *plans], [need]) for need in (_data(1), _data(8), Volume(UsageKind.VOICE, 60_000))
    ]
    assert [each and each.name for each in chosen] == ["small", "middle", "big"]
    assert cheapest_bringing(plans, [_data(60)]) is None
