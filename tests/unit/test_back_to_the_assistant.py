"""Words with which somebody who waits for a person, or talks to one, wants the assistant back."""

import pytest

from bot.handover import wants_the_assistant


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("back", True),
        ("zurück", True),
        ("ach egal, zurück zu dir", True),
        ("ok back to the bot please", True),
        ("dann lieber wieder mit Ihnen", True),
        ("he never came back to me", False),
        ("I want my money back", False),
        ("schickt ihr mir das geld zurück", False),
    ],
)
def test_who_wants_the_assistant_back(text: str, wants: bool) -> None:
    assert wants_the_assistant(text) is wants
