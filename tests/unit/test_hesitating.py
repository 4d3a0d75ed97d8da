"""Words that put an answer off are told from wishes."""

import pytest

from telecom.model.hesitating import hesitates


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("not sure", True),
        ("hmm im not really sure yet, it may be in the car", True),
        ("let me think about it", True),
        ("weiß ich noch nicht", True),
        ("pause my phone", False),
        ("why is it not sure to work", False),
        ("are you sure", False),
    ],
)
def test_who_is_not_sure_yet_wishes_for_nothing(said: str, is_so: bool) -> None:
    assert hesitates(said) is is_so
