"""What does the subscriber want, and in which language? Learned from examples; when it is not sure, it says so."""

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

from nlu.components.clauses import judge_parts
from nlu.components.intent_model import IntentModel
from nlu.components.tongues import FIRST, Tongues
from nlu.components.wishes import judge_behind_small_talk, take_apart


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Rasa's component around the models, one for each language: it trains them, keeps them, and asks the right one."""

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        models: dict[str, IntentModel] | None = None,
        tongues: Tongues | None = None,
    ) -> None:
        self.storage = storage
        self.resource = resource
        self.models = models or {}
        self.tongues = tongues or Tongues({})

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
            tongues = Tongues(json.loads((folder / "tongues.json").read_text("utf-8")))
            models = {}
            for language in tongues.shares:
                learned = json.loads((folder / f"intents.{language}.json").read_text("utf-8"))
                with np.load(folder / f"intents.{language}.npz", allow_pickle=False) as numbers:
                    models[language] = IntentModel.restore(learned, dict(numbers))
            return cls(model_storage, resource, models, tongues)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples of data/nlu, those of each language by themselves."""
        examples: dict[str, list[Message]] = {}
        for example in training_data.intent_examples:
            examples.setdefault(language_of(example), []).append(example)
        self.tongues = Tongues.learn({name: [one.get(TEXT) for one in each] for name, each in examples.items()})
        for name, each in examples.items():
            texts, intents = [one.get(TEXT) for one in each], [one.get(INTENT) for one in each]
            self.models[name] = IntentModel.learn(texts, intents, language=name)
        with self.storage.write_to(self.resource) as folder:
            (folder / "tongues.json").write_text(json.dumps(self.tongues.as_plain()), "utf-8")
            for name, model in self.models.items():
                learned, numbers = model.as_plain()
                (folder / f"intents.{name}.json").write_text(json.dumps(learned), "utf-8")
                np.savez_compressed(folder / f"intents.{name}.npz", **numbers)
        return self.resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes the language, the intent and how sure it is into each message."""
        for message in messages:
            if not self.models or not message.get(TEXT):
                continue
            metadata = message.get("metadata") or {}
            so_far, form = str(metadata.get("language") or FIRST), metadata.get("form")
            language, is_sure = self.tongues.tell(message.get(TEXT), so_far=so_far, answers=bool(form))
            message.set("language", {"name": language, "sure": is_sure}, add_to_output=True)
            model = self.models[language]
            verdict = model.judge(message.get(TEXT))
            # What answers an open question is that answer, whatever else it could be.
            if not form:
                verdict = judge_behind_small_talk(message.get(TEXT), verdict, model.judge)
                verdict = judge_parts(message.get(TEXT), verdict, model.judge)
            message.set(INTENT, {"name": verdict.intent, "confidence": verdict.confidence}, add_to_output=True)
            ranking = [{"name": name, "confidence": confidence} for name, confidence in verdict.nearest]
            message.set("intent_ranking", ranking, add_to_output=True)
            # An open question is answered with one thing; what stands in such an answer is never taken apart.
            if not form:
                two = take_apart(message.get(TEXT), model.judge)
                message.set("two_wishes", two and [two.first, two.second], add_to_output=True)
        return messages


def language_of(example: Message) -> str:
    """The language of an example: that of its intent's block (`metadata: {language: de}`), the first one by default."""
    of_intent = (example.get("metadata") or {}).get("intent") or {}
    return str(of_intent.get("language") or FIRST)
