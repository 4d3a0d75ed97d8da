"""What stands before a wish is taken off; a wish behind the reason for dropping something is heard."""

import pytest

from bot.leads import wish_behind_stop


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("cancel that, show me my bill", "show me my bill"),
        ("never mind, I'm busy", ""),
        ("Cancel that, I'll walk. Can you show my last bill", "Can you show my last bill"),
        ("show me my bill", None),
    ],
)
def test_what_is_wished_behind_dropping_something(said: str, left: str | None) -> None:
    assert wish_behind_stop(said) == left
