"""What somebody may do, said in a few words below the question or the offer."""

import pytest

from telecom.model.authorization import Function
from telecom.support.rights_said import functions_added, functions_left

OFFERED = [Function.CHECK, Function.BILL]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no, only faults", [Function.REPORT]),
        ("just bills and usage please", [Function.CHECK, Function.BILL]),
        ("only my blue phone", None),
    ],
)
def test_the_answer_to_what_somebody_may_do_is_read_in_plain_words(said: str, meant: list[Function] | None) -> None:
    assert functions_left(said, list(Function)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("wait he should see the faults too", [Function.CHECK, Function.REPORT, Function.BILL]),
        ("and ordering as well", [Function.CHECK, Function.BILL, Function.ORDER]),
        ("show me my bill too", None),
        ("she should see the faults", None),
    ],
)
def test_an_addition_keeps_what_was_offered(said: str, meant: list[Function] | None) -> None:
    assert functions_added(said, OFFERED) == meant
