"""Every change to Rasa's inside, each with its reason, made before anything of Rasa is imported."""

from __future__ import annotations

import functools
import importlib.metadata
import sys
import types
import warnings
from pathlib import Path
from typing import Any

RASA_VERSION = "3.6.21"
"""The only version these changes were tried with; with any other nothing is changed and nothing starts."""


def require_exact_version() -> None:
    """Refuses to go on with a Rasa whose inside we have not seen."""
    found = importlib.metadata.version("rasa")
    if found != RASA_VERSION:
        raise SystemExit(f"nlu/changes.py changes the inside of rasa {RASA_VERSION}, but rasa {found} is installed.")


def keep_old_packages_quiet() -> None:
    """Old packages complain of their own age, and nobody here can answer them; Rasa's own warnings stay."""
    shown = warnings.showwarning

    def show(message: Any, category: Any, filename: str, *rest: Any, **more: Any) -> None:
        if category in {UserWarning, FutureWarning} and "rasa" in Path(filename).parts:
            shown(message, category, filename, *rest, **more)

    warnings.showwarning = show


def keep_messages_out_of_the_log() -> None:
    """Rasa writes every message, slot and state through structlog at debug level, also where nothing reads it."""
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def leave_out_unused_components() -> None:
    """Rasa's list of default components imports TensorFlow for classifiers we do not use; only RulePolicy is ours."""
    from nlu.stand_ins import StandInFinder

    sys.meta_path.insert(0, StandInFinder())
    components = types.ModuleType("rasa.engine.recipes.default_components")
    components.DEFAULT_COMPONENTS = []  # type: ignore[attr-defined]
    sys.modules[components.__name__] = components
    from rasa.core.policies.rule_policy import RulePolicy

    components.DEFAULT_COMPONENTS.append(RulePolicy)  # type: ignore[attr-defined]


def read_no_commands_from_text() -> None:
    """Rasa reads `/intent{"slot": 1}` and `@0.9` in a typed text as a command: anybody could then set any slot."""
    from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler

    @functools.wraps(RegexMessageHandler.process)  # Rasa checks the annotations of every component
    def process(self: Any, messages: Any, domain: Any = None) -> Any:
        return messages

    RegexMessageHandler.process = process


def trust_own_action_endpoint() -> None:
    """Each action reply was checked with jsonschema, which first checks its own meta-schema: 70 % of a turn.

    The shape is checked by hand instead. The request carries the slots, the message, the events of this turn and what
    was said in the few before: all that actions and form validation read; the whole history travelled before.
    """
    import rasa
    from rasa.core.actions.action import RemoteAction

    from nlu.components.memory import this_turn_and_before

    def check(self: Any, result: Any) -> bool:
        lists = (result.get("events", []), result.get("responses", [])) if isinstance(result, dict) else (None,)
        if not all(isinstance(items, list) and all(isinstance(item, dict) for item in items) for items in lists):
            raise ValueError("The action endpoint answered with something that is not events and responses.")
        return True

    def call_format(self: Any, tracker: Any, domain: Any) -> dict[str, Any]:
        latest = tracker.latest_message
        state = {
            "sender_id": tracker.sender_id,
            "slots": tracker.current_slot_values(),
            "latest_message": {**latest.parse_data, "metadata": latest.metadata} if latest else {},
            "latest_event_time": None,
            "followup_action": tracker.followup_action,
            "paused": tracker.is_paused(),
            "events": this_turn_and_before(tracker.events),
            "latest_input_channel": "dialtone",
            "active_loop": tracker.active_loop.__dict__ if tracker.active_loop else {},
            "latest_action": tracker.latest_action,
            "latest_action_name": tracker.latest_action_name,
        }
        name, sender = self.name(), tracker.sender_id
        return {"next_action": name, "sender_id": sender, "tracker": state, "version": rasa.__version__}

    RemoteAction._validate_action_result = check
    RemoteAction._action_call_format = call_format


def give_actions_a_deadline(seconds: float) -> None:
    """Rasa waits 300 s for an action; longer than its own lock lives, so that turns would overtake each other."""
    import aiohttp
    from rasa.core.actions import action

    action.DEFAULT_REQUEST_TIMEOUT = aiohttp.ClientTimeout(total=seconds)


def change_rasa(*, action_deadline: float = 5.0) -> None:
    """Makes every change, in order. Called once, before anything of Rasa is imported."""
    from nlu.quicker import make_quicker

    require_exact_version()
    keep_old_packages_quiet()
    keep_messages_out_of_the_log()
    leave_out_unused_components()
    read_no_commands_from_text()
    trust_own_action_endpoint()
    give_actions_a_deadline(action_deadline)
    make_quicker()
