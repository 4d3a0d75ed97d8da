"""Whole conversations with the running assistant: real Rasa, real database, the terminal channel."""

import pytest

from tests.conversations.journeys import Journey, read_journeys
from tests.conversations.phone import ChatProcess


@pytest.mark.parametrize("journey", read_journeys(), ids=lambda journey: journey.name)
def test_journey(journey: Journey, chat: ChatProcess) -> None:
    if journey.logged_in:
        chat.log_in(journey.person)
    else:
        chat.say(f"!as {journey.person}")
    told: list[str] = []
    wrong: list[str] = []
    for step in journey.steps:
        turn = chat.say(step.say)
        told += [f"> {step.say[:80]}", *(f"    {m['text']} {m['choices'] or ''}" for m in turn.messages)]
        told += [f"    !! {turn.error}"] * bool(turn.error)
        wrong += [f"after {step.say[:80]!r}: {fault}" for fault in step.faults(turn)]
    assert not wrong, "\n".join([*wrong, "", journey.about, *told])
