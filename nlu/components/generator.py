"""Passes on which sentence to say and the values in it; the words themselves are chosen elsewhere."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker

NOT_VALUES = frozenset({"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"})
"""What rasa-sdk puts into every answer of its own accord; a value only where something was really put there."""


class PassingGenerator(NaturalLanguageGenerator):
    """Rasa's generator without sentences: `(response, values)` travel untouched to where they are rendered."""

    def __init__(self, endpoint_config: Any = None, domain: Any = None) -> None:
        """Rasa hands over its configuration; there is nothing to configure."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **values: Any
    ) -> dict[str, Any]:
        """The name of the response and its values, whatever they are: zero, false and empty ones too."""
        values.pop("domain_responses", None)  # Rasa adds the whole vocabulary to its own answers
        kept = {name: value for name, value in values.items() if name not in NOT_VALUES or value}
        return {"custom": {"response": utter_action, "values": kept}}
