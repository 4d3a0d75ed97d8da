"""Which numbers, dates, sums and names stand in a message? Found by rule, each part of the text read once."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.recognising import Setting, recognise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityRecogniser(GraphComponent):
    """Rasa's component around the recognisers."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityRecogniser:
        """There is nothing to learn and nothing to set."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes what was found into each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            intent = (message.get(INTENT) or {}).get("name") or ""
            setting = Setting.read(message.get("metadata") or {}, intent=intent)
            found = [
                {
                    "entity": each.entity,
                    "start": each.start,
                    "end": each.end,
                    "value": each.value,
                    "extractor": "EntityRecogniser",
                }
                for each in recognise(text, setting)
            ]
            message.set(ENTITIES, found, add_to_output=True)
        return messages
