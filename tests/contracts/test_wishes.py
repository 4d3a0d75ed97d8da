"""Every wish that "did you mean" may offer has a short label, short enough for a button."""

from actions.guesses import NEVER_OFFERED
from bot.rendering.texts import load_domain, load_texts

_LONGEST_LABEL = 40


def test_every_wish_that_may_be_offered_has_a_short_label() -> None:
    texts = load_texts()
    for intent in set(load_domain()["intents"]) - NEVER_OFFERED:
        labels = [each for each in texts.variations(f"utter_wish_{intent}") if each.language == "en"]
        assert labels, f"no label for {intent}"
        assert all(len(each.text) <= _LONGEST_LABEL for each in labels)


def test_what_is_never_offered_is_an_intent() -> None:
    assert set(load_domain()["intents"]) >= NEVER_OFFERED
