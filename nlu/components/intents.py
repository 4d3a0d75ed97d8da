"""What does the subscriber want? Learned from examples; when it is not sure enough, it says so."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.intent_model import IntentModel
from nlu.components.wishes import take_apart


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Rasa's component around the model: it trains it, keeps it with the rest, and asks it."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: IntentModel | None = None) -> None:
        self.storage = storage
        self.resource = resource
        self.model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """A component that has learned nothing yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """The component as it was trained: plain numbers and plain JSON, nothing that runs when it is read."""
        with model_storage.read_from(resource) as folder:
            learned = json.loads((folder / "intents.json").read_text("utf-8"))
            with np.load(folder / "intents.npz", allow_pickle=False) as numbers:
                return cls(model_storage, resource, IntentModel.restore(learned, dict(numbers)))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples of data/nlu."""
        examples = training_data.intent_examples
        self.model = IntentModel.learn(
            [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        )
        with self.storage.write_to(self.resource) as folder:
            learned, numbers = self.model.as_plain()
            (folder / "intents.json").write_text(json.dumps(learned), "utf-8")
            np.savez_compressed(folder / "intents.npz", **numbers)
        return self.resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes the intent and how sure it is into each message."""
        for message in messages:
            if self.model is None or not message.get(TEXT):
                continue
            verdict = self.model.judge(message.get(TEXT))
            message.set(INTENT, {"name": verdict.intent, "confidence": verdict.confidence}, add_to_output=True)
            ranking = [{"name": name, "confidence": confidence} for name, confidence in verdict.nearest]
            message.set("intent_ranking", ranking, add_to_output=True)
            # An open question is answered with one thing; what stands in such an answer is never taken apart.
            if not (message.get("metadata") or {}).get("form"):
                two = take_apart(message.get(TEXT), self.model.judge)
                message.set("two_wishes", two and [two.first, two.second], add_to_output=True)
        return messages
