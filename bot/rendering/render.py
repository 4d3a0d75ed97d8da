"""Puts an utterance into words for one reader on one channel: the only place where sentences are made."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.rendering.texts import Texts
from bot.rendering.words import Words
from telecom.model.sealed_yes import FORGEABLE, number_of
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for, carry_letters

# Values that are texts of their own, with as many lines as their writer gave them.
_WHOLE_TEXTS = frozenset({"text", "summary", "answer"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TWO_POINTS = re.compile(r"(?<!\.)\.\.(?!\.)")


class MissingValue(LookupError):
    """A sentence has a placeholder for which no value was given."""


@dataclass(frozen=True, slots=True)
class RenderedChoice:
    """A choice to show: its label, the opaque id under which it is stored (None where it is not), and how it is
    numbered: 1, 2, 3, or a, b, c where a number could be the answer itself."""

    label: str
    id: str | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as its reader gets it."""

    text: str
    choices: Sequence[RenderedChoice]
    attachments: Sequence[Attachment]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Renderer:
    """Sentences of one operator: their texts, name and time zone."""

    texts: Texts
    operator: str
    zone: ZoneInfo

    def render(
        self,
        utterance: Utterance,
        *,
        channel: str,
        language: str,
        today: date,
        choice_ids: Sequence[str] = (),
        secrets: Mapping[str, Any] | None = None,
    ) -> Rendered:
        """The message in words. `secrets` are values that are filled in only here.

        Raises UnknownResponse or MissingValue: a contract test keeps both from happening.
        """
        words = Words(language, self.zone, today)
        utterance = self.with_buttons(utterance, language=language)
        values = {**utterance.values, **(secrets or {})}
        text = self._fill(utterance.response, values, words, channel)
        labels = [self._fill(c.label.response, c.label.values, words, channel) for c in utterance.choices]
        ids = [*choice_ids, *([None] * (len(labels) - len(choice_ids)))]
        lettered = carry_letters(choice.content for choice in utterance.choices)
        choices = [
            RenderedChoice(label, id_, _mark_of(choice, at, lettered=lettered, channel=channel))
            for at, (choice, label, id_) in enumerate(zip(utterance.choices, labels, ids, strict=True))
        ]
        drawn = [self._labelled(_told(each, secrets or {}), words, channel) for each in utterance.attachments]
        return Rendered(text, choices, drawn, language)

    def with_buttons(self, utterance: Utterance, *, language: str) -> Utterance:
        """The utterance with the choices that its sentence always has, where it has none of its own."""
        buttons = self.texts.find(utterance.response, language=language, channel="").buttons
        if utterance.choices or not buttons:
            return utterance
        offered: list[Offered] = [ask_for(b.intent, "utter_plain", {"text": b.title}) for b in buttons]
        return Utterance(utterance.response, utterance.values, offered, utterance.attachments)

    def _fill(self, response: str, values: Mapping[str, Any], words: Words, channel: str) -> str:
        template = self.texts.find(response, language=words.language, channel=channel).text

        def put(match: re.Match[str]) -> str:
            name = match.group(1)
            if name == "operator" and name not in values:
                return self.operator
            if name not in values:
                raise MissingValue(f"{response}: {name}")
            value = values[name]
            # A name with lines of its own could look like a sentence or a choice of ours. [R40]
            if isinstance(value, str) and name not in _WHOLE_TEXTS:
                value = " ".join(value.split())
            return self._word(value, words, channel)

        # A value may end with the point of its abbreviation ("19. Sept."), a sentence never with two.
        return _TWO_POINTS.sub(".", _PLACEHOLDER.sub(put, template).strip())

    def _labelled(self, attachment: Attachment, words: Words, channel: str) -> Attachment:
        """The attachment with its sentences and days in words; numbers stay numbers, to be drawn."""
        on_paper = attachment.kind == "pdf"
        words = replace(words, on_paper=on_paper)

        def label(value: Any) -> Any:
            if isinstance(value, Mapping):
                return {name: label(item) for name, item in value.items()}
            if isinstance(value, list | tuple):
                return [label(item) for item in value]
            if isinstance(value, date) and not on_paper:
                return words.short_day(value)
            return value if value is None or isinstance(value, int | float) else self._word(value, words, channel)

        return Attachment(attachment.kind, attachment.name, label(attachment.values))

    def _word(self, value: Any, words: Words, channel: str) -> str:
        if isinstance(value, Utterance):
            return self._fill(value.response, value.values, words, channel)
        if isinstance(value, list | tuple) and all(isinstance(item, Utterance) for item in value):
            # Sentences in a list take a line each, below what leads to them.
            return "".join("\n" + self._fill(item.response, item.values, words, channel) for item in value)
        return words.say(value)


def _mark_of(choice: Offered, position: int, *, lettered: bool, channel: str) -> str:
    """With what a choice is taken: its place, or the number of its own where its reader has to prove that they read."""
    own = number_of(choice.kind, choice.content) if channel in FORGEABLE else None
    return own or (chr(ord("a") + position) if lettered else str(position + 1))


def _told(attachment: Attachment, secrets: Mapping[str, Any]) -> Attachment:
    """The attachment with the secret values that it names, such as the code of an eSIM."""
    values = {name: secrets.get(name, value) for name, value in attachment.values.items()}
    return Attachment(attachment.kind, attachment.name, values)
