"""A wish inside anger or a story is heard; a message that is clear as a whole stays as it is."""

from __future__ import annotations

import pytest
from nlu.components.clauses import judge_parts
from nlu.components.intent_model import OUT_OF_SCOPE, Verdict
from nlu.components.wording import spoken_words

PARTS = {
    "no signal again": ("report_fault", 0.9),
    "what do i owe": ("show_bill", 0.95),
    "this is a joke": ("help", 0.9),
}
STORY = "this is a joke, third time this week, no signal again"


def judged(text: str) -> Verdict:
    intent, share = PARTS.get(text, (OUT_OF_SCOPE, 0.3))
    return Verdict(intent, share, ((intent, share),))


def whole(intent: str, share: float, *near: tuple[str, float]) -> Verdict:
    return Verdict(intent, share, ((intent, share), *near))


@pytest.mark.parametrize(
    ("text", "verdict", "meant"),
    [
        (STORY, whole("give_feedback", 0.6, ("report_fault", 0.3)), "report_fault"),
        (STORY, whole(OUT_OF_SCOPE, 0.5, ("report_fault", 0.35)), "report_fault"),
        # It is told by what stands around a wish that it is another business's.
        (STORY, whole(OUT_OF_SCOPE, 0.5, ("report_fault", 0.2)), OUT_OF_SCOPE),
        # The whole came nowhere near it, is clear by itself, or there are too few words to hide a wish in.
        (STORY, whole("give_feedback", 0.6), "give_feedback"),
        (STORY, whole("dispute_charge", 0.9, ("report_fault", 0.1)), "dispute_charge"),
        ("hm, what do i owe", whole("help", 0.5, ("show_bill", 0.4)), "help"),
    ],
)
def test_a_clear_part_of_an_unclear_message_is_what_was_meant(text: str, verdict: Verdict, meant: str) -> None:
    assert judge_parts(text, verdict, judged).intent == meant


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("why the fuck is my bill so high", "why is my bill so high"),
        ("for fuck's sake my bloody internet is down", "my internet is down"),
        ("this damn phone", "this phone"),
        ("what a shit service", "what a shit service"),
    ],
)
def test_swearing_that_only_adds_weight_changes_no_wish(said: str, same: str) -> None:
    assert spoken_words(said) == spoken_words(same)
