"""What is to be done about a message: ask the language model, have an action carried out, or a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telecom.model.utterances import Utterance


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the language model, with words or with a structured payload; `said` are the words of a stored wish."""

    text: str | None = None
    payload: Mapping[str, Any] | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Have an action carried out directly."""

    action: str
    intent: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    entities: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Carry out a proposal that was shown."""

    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to say first, and what to do for the rest of the answer; `silent` where nothing need be said at all. `rest`
    are the words of another wish in the same message, taken up when this is done."""

    said: Sequence[Utterance] = ()
    then: Ask | Run | Confirm | None = None
    silent: bool = False
    rest: str | None = None


def wish_as_plan(wish: Mapping[str, Any] | None) -> Ask | Run | Confirm | None:
    """The step that carries out a stored wish."""
    if not wish:
        return None
    said = str(wish.get("said") or "")
    if "form_intent" in wish:
        return Ask(payload={"intent": wish["form_intent"], "entities": wish.get("entities") or {}}, said=said)
    if "ask" in wish:  # words that were not clear: now it is known whose they are
        return Ask(text=wish["ask"])
    if "confirm" in wish:
        return Confirm(wish["confirm"])
    return Run(wish["action"], wish.get("intent"), wish.get("slots") or {}, wish.get("entities") or {}, said)
