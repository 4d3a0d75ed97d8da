"""Journeys as data: what a person writes, and what the answers must and must not hold."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml

from tests.conversations.phone import Turn

FOLDER = Path(__file__).parent / "journeys"
_KEYS = {"say", "replies", "never", "choices", "messages", "pictures", "note", "error", "times"}
# What no answer may hold: unfilled places, names of sentences, words of the machine, and the apology for a crash.
_NEVER = re.compile(r"utter_|action_|\{|\}|\bNone\b|\bnull\b|Something went wrong|Traceback|  ")
_SLOWEST = 10_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Step:
    """One line in, and what has to come of it. `replies` and `never` are patterns; the former in this order."""

    say: str
    replies: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    choices: list[str] | None = None
    messages: int | None = None
    pictures: int = 0
    note: str | None = None
    error: str | None = None
    times: int = 1

    @classmethod
    def read(cls, data: Any) -> Self:
        unknown = set(data) - _KEYS
        assert not unknown, f"unknown in a step: {unknown}"
        as_list = {n: [data[n]] if isinstance(data[n], str) else data[n] for n in ("replies", "never") if n in data}
        return cls(**{**data, **as_list, "say": str(data["say"]) * int(data.get("times", 1))})

    def faults(self, turn: Turn) -> list[str]:
        """What is wrong with a turn, in words; empty where all is as it should be."""
        return [*self._missing(turn), *self._unwanted(turn), *_general_faults(turn)]

    def _missing(self, turn: Turn) -> list[str]:
        wrong, at = [], 0
        for pattern in self.replies:
            found = re.compile(pattern).search(turn.text, at)
            if found is None:
                wrong.append(f"does not say: {pattern}")
            else:
                at = found.end()
        if self.choices is not None and list(turn.choices) != self.choices:
            wrong.append(f"choices are {turn.choices}, not {self.choices}")
        if self.messages is not None and len(turn.messages) != self.messages:
            wrong.append(f"says {len(turn.messages)} messages, not {self.messages}")
        if self.note and not any(re.search(self.note, note) for note in turn.notes):
            wrong.append(f"does not note: {self.note}")
        if self.error and not re.search(self.error, turn.error or ""):
            wrong.append(f"is no such error: {self.error}")
        return wrong

    def _unwanted(self, turn: Turn) -> list[str]:
        wrong = [f"says: {pattern}" for pattern in self.never if re.search(pattern, turn.text)]
        if turn.error and not self.error:
            wrong.append("is an error")
        if len(turn.pictures) != self.pictures:
            wrong.append(f"has {len(turn.pictures)} pictures, not {self.pictures}")
        return wrong


def _general_faults(turn: Turn) -> list[str]:
    """What holds for every answer: something is said, nothing twice, nothing of the machine, soon, in real pictures."""
    texts = [message["text"] for message in turn.messages]
    wrong = [f"shows its insides: {text!r}" for text in texts if _NEVER.search(text)]
    if len(set(texts)) < len(texts):
        wrong.append("says the same twice")
    if not turn.line.startswith("!") and not texts:
        wrong.append("is silent")
    if any(not text.strip() for text in texts) or any(not label.strip() for label in turn.choices):
        wrong.append("says something empty")
    if turn.milliseconds > _SLOWEST and turn.number > 1:
        wrong.append(f"took {turn.milliseconds} ms")
    wrong += [f"no picture: {path}" for path in turn.pictures if not path.read_bytes().startswith(_PNG)]
    return wrong


@dataclass(frozen=True, slots=True)
class Journey:
    """A talk: whose phone, logged in or not, and the steps."""

    name: str
    about: str
    person: str
    logged_in: bool
    steps: list[Step]

    @classmethod
    def read(cls, path: Path) -> Self:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        steps = [Step.read(step) for step in data["talk"]]
        return cls(path.stem, data["about"], data["person"], data.get("logged_in", True), steps)


def read_journeys() -> list[Journey]:
    """All journeys, in the order of their files."""
    return [Journey.read(path) for path in sorted(FOLDER.glob("*.yml"))]
