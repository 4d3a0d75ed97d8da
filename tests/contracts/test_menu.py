"""The menu reaches everything that can be done here, and offers nothing that cannot. [X3]"""

from pathlib import Path

import yaml

from actions.guesses import NEVER_OFFERED
from actions.menu import TOPICS, topics, wishes, wishes_of
from actions.server import whole_actions
from bot.rendering.texts import load_domain, load_texts

RULES = Path(__file__).resolve().parents[2] / "data" / "rules"
MOST_CHOICES = 13


def _carried_out() -> set[str]:
    """The intents whose rule does something."""
    rules = [rule for path in sorted(RULES.glob("*.yml")) for rule in yaml.safe_load(path.read_text())["rules"]]
    begun = {steps[0]["intent"]: steps[1]["action"] for rule in rules if "intent" in (steps := rule["steps"])[0]}
    return {intent for intent, action in begun.items() if action != "action_not_built"}


def test_every_wish_that_is_carried_out_is_in_the_menu_once() -> None:
    whole_actions()
    offered = [intent for topic in TOPICS for intent in wishes_of(topic)]
    assert len(offered) == len(set(offered))
    assert set(offered) == _carried_out() - NEVER_OFFERED


def test_every_topic_is_an_intent_of_ours_and_short_enough_to_read() -> None:
    whole_actions()
    assert set(" ".join(TOPICS.values()).split()) <= set(load_domain()["intents"])
    assert all(len(wishes(topic)) <= MOST_CHOICES for topic in TOPICS)
    texts = load_texts()
    assert all(texts.find(choice.label.response, language="en", channel="").text for choice in topics())
