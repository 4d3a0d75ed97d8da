"""Whole conversations with the running assistant: real Rasa, real database, the terminal channel."""

from pathlib import Path

import pytest

from tests.conversations.journeys import Journey, read_journeys
from tests.conversations.phone import ChatProcess, Turn


@pytest.mark.parametrize("journey", read_journeys(), ids=lambda journey: journey.name)
def test_journey(journey: Journey, chat: ChatProcess, transcripts: Path | None) -> None:
    if journey.logged_in:
        chat.log_in(journey.person)
    else:
        chat.say(f"!as {journey.person}")
    told: list[str] = [journey.about, f"The phone of {journey.person}.", ""]
    wrong: list[str] = []
    for step in journey.steps:
        turn = chat.say(step.say)
        told += as_told(turn)
        wrong += [f"after {step.say[:80]!r}: {fault}" for fault in step.faults(turn)]
    if transcripts is not None:
        (transcripts / f"{journey.name}.txt").write_text("\n".join([*told, *wrong, ""]), encoding="utf-8")
    assert not wrong, "\n".join([*wrong, "", *told])


def as_told(turn: Turn) -> list[str]:
    """A turn for a reader: what was written, what came of it, how long it took."""
    lines = [f"> {turn.line[:80]}   ({turn.milliseconds} ms)"]
    for message in turn.messages:
        lead = "  SMS " if message["sms"] else "  < "
        lines.append(lead + message["text"].replace("\n", "\n    "))
        lines += [f"    [{label}]" for label in message["choices"]]
        lines += [f"    [{each['kind']}: {each['path']}]" for each in message["attachments"]]
    lines += [f"  * {note}" for note in turn.notes]
    return [*lines, *([f"  ! {turn.error}"] if turn.error else [])]
