"""What is to be said: the name of a sentence, its values, the choices under it."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message to a subscriber, before it is put into words: response name and raw values.

    A value may itself be a list of utterances; each is then a line of its own in the text.
    """

    response: str
    values: Mapping[str, Any] = field(default_factory=dict)
    choices: Sequence["Offered"] = ()
    attachments: Sequence["Attachment"] = ()


class ChoiceKind(enum.Enum):
    """What a choice stands for: an answer to a proposal, words for the language model, or an action."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    PAYLOAD = "payload"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice under a message: its label, and what it does when it is taken.

    `content` holds `proposal_id` (confirm, refuse), `intent` and `entities` (payload), or `action` and
    `slots` (action).
    """

    label: Utterance
    kind: ChoiceKind
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or paper to go with a message: kind (`chart`, `pdf`), drawing name, and the raw values to draw."""

    kind: str
    name: str
    values: Mapping[str, Any]


# Entities that people type as digits: where choices stand for them, a typed digit is an answer and no choice.
_TYPED_AS_DIGITS = frozenset({"amount", "phone_number", "voucher_code", "percent", "rating", "date", "period"})


def carry_letters(contents: Iterable[Mapping[str, Any]]) -> bool:
    """Whether choices are marked a, b, c because a number could be the answer itself."""
    return any(_TYPED_AS_DIGITS & set(content.get("entities") or ()) for content in contents)


def said_as(offered: "Offered", *words: str) -> "Offered":
    """The choice, taken too by who answers with one of these words: "I'll take it" under a price."""
    return Offered(offered.label, offered.kind, {**offered.content, "said": list(words)})


def ask_for(intent: str, label: str, /, label_values: Mapping[str, Any] | None = None, **entities: Any) -> Offered:
    """A choice that says an intent with entities, labelled by the response `label`."""
    content = {"intent": intent, "entities": entities}
    return Offered(Utterance(label, label_values or {}), ChoiceKind.PAYLOAD, content)
