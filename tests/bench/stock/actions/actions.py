"""The stock project's actions: each answers at once with a fixed text, so that only the machinery is measured."""

from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

DOMAIN = Path(__file__).resolve().parent.parent / "domain.yml"


class FixedAnswer(Action):
    """Says the same thing each time."""

    called = "action_fixed_answer"

    def name(self) -> str:
        return self.called

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=f"This is the answer of {self.called}.")
        return []


def make_actions() -> list[type]:
    """A class for each custom action of the domain, as somebody would have written them one by one."""
    made: list[type] = []
    for called in yaml.safe_load(DOMAIN.read_text("utf-8"))["actions"]:
        if called.startswith("validate_"):
            form = called[len("validate_") :]
            made.append(
                type(called, (FormValidationAction,), {"name": lambda self, called=called: called, "form": form})
            )
        else:
            made.append(type(called, (FixedAnswer,), {"called": called}))
    return made


ACTIONS = make_actions()
