"""Amounts that people or machines name: the right value, or a clear refusal. [R15]"""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecom.model.errors import InvalidValue
from telecom.model.money import LARGEST_MINOR, Money, read_amount

REFUSED = [
    ({"minor": 0, "currency": "GBP"}, "utter_error_amount_not_positive"),
    ({"minor": -500, "currency": "GBP"}, "utter_error_amount_not_positive"),
    ({"minor": LARGEST_MINOR + 1, "currency": "GBP"}, "utter_error_amount_too_large"),
    ({"minor": 10**400, "currency": "GBP"}, "utter_error_amount_too_large"),
    ({"minor": 500, "currency": "EUR"}, "utter_error_amount_currency"),
    ({"minor": 500, "currency": "gbp"}, "utter_error_amount_currency"),
    ({"minor": math.nan, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": math.inf, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": 1e999, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": 10.0, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": "1000", "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": "١٠٠٠", "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": True, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": None, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": {"minor": 1}, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({"minor": 1000, "currency": 826}, "utter_error_amount_unreadable"),
    ({"minor": 1000}, "utter_error_amount_unreadable"),
    ({"minor": 1000, "currency": "GBP", "person": "someone"}, "utter_error_amount_unreadable"),
    ({"_": "duration", "minor": 1000, "currency": "GBP"}, "utter_error_amount_unreadable"),
    ({}, "utter_error_amount_unreadable"),
    ("1,5", "utter_error_amount_unreadable"),
    ("1.000,50", "utter_error_amount_unreadable"),
    ("1e999", "utter_error_amount_unreadable"),
    (10, "utter_error_amount_unreadable"),
    (math.nan, "utter_error_amount_unreadable"),
    (None, "utter_error_amount_unreadable"),
    ([{"minor": 1000, "currency": "GBP"}], "utter_error_amount_unreadable"),
]


@pytest.mark.parametrize(("value", "response"), REFUSED)
def test_what_is_no_amount_is_refused_with_its_own_sentence(value: Any, response: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        read_amount(value, currency="GBP")
    assert refused.value.name == response


@pytest.mark.parametrize(
    "value",
    [
        {"minor": 1250, "currency": "GBP"},
        {"_": "money", "minor": 1250, "currency": "GBP"},
        Money(1250, "GBP"),
    ],
)
def test_an_amount_is_read_as_it_stands(value: Any) -> None:
    assert read_amount(value, currency="GBP") == Money(1250, "GBP")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["minor", "currency", "_", "x"]), inner)
    ),
    max_leaves=6,
)


@given(_JSON)
def test_whatever_arrives_is_a_positive_amount_or_a_refusal(value: Any) -> None:
    try:
        amount = read_amount(value, currency="GBP")
    except InvalidValue:
        return
    assert amount.currency == "GBP"
    assert 0 < amount.minor <= LARGEST_MINOR
    assert value["minor"] == amount.minor
