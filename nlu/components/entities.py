"""Which numbers, dates, sums and names stand in a message? Found by rule, each part of the text read once."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.intent_model import OUT_OF_SCOPE
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
            language = (message.get("language") or {}).get("name")
            setting = Setting.read(message.get("metadata") or {}, intent=likely_wish(message), language=language)
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


def likely_wish(message: Message) -> str:
    """The wish under which the words are read: the best guess too, where it will be asked whether it was meant."""
    intent = (message.get(INTENT) or {}).get("name") or ""
    ranking = message.get("intent_ranking") or []
    in_form = (message.get("metadata") or {}).get("form")
    return str(ranking[0]["name"]) if intent == OUT_OF_SCOPE and ranking and not in_form else intent
