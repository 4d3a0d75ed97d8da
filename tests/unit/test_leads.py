"""What stands before a wish is taken off; a wish behind the reason for dropping something is heard."""

import pytest

from bot.leads import wish_behind_stop, without_lead


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("cancel that, show me my bill", "show me my bill"),
        ("never mind, I'm busy", ""),
        ("Cancel that, I'll walk. Can you show my last bill", "Can you show my last bill"),
        ("show me my bill", None),
        ("nah just asking. what do i pay if i leave", "what do i pay if i leave"),
    ],
)
def test_what_is_wished_behind_dropping_something(said: str, left: str | None) -> None:
    assert wish_behind_stop(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("hi im thinking of joining, whats the cheapest fibre you got", "whats the cheapest fibre you got"),
        ("Looking to switch to you guys. What sim only deals have you got?", "What sim only deals have you got?"),
        ("ich überlege zu euch zu wechseln, was kostet das internet", "was kostet das internet"),
        ("im thinking of joining, sign me up", "im thinking of joining, sign me up"),
        ("i want to join the family plan", "i want to join the family plan"),
        (
            "thinking of moving to old town, can we keep our number",
            "thinking of moving to old town, can we keep our number",
        ),
    ],
)
def test_who_thinks_of_joining_is_told_what_they_ask(said: str, left: str) -> None:
    assert without_lead(said) == left
