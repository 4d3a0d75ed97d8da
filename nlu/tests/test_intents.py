"""What the model learns from examples, how sure it says it is, and that it is the same after a night on disk."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from nlu.components.intent_model import OUT_OF_SCOPE, IntentModel
from nlu.components.wording import spoken_words

SMALL = Path(__file__).parent / "assistant/data/nlu/small.yml"


@pytest.fixture(scope="module")
def model() -> IntentModel:
    examples = [
        (line.removeprefix("- "), intent["intent"])
        for intent in yaml.safe_load(SMALL.read_text())["nlu"]
        for line in intent["examples"].splitlines()
    ]
    return IntentModel.learn([text for text, _ in examples], [intent for _, intent in examples])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("whats my blance pls", "check_balance"),
        ("i wanna pay the bil", "pay_bill"),
        ("hiii", "greet"),
        ("tell me joke", OUT_OF_SCOPE),
    ],
)
def test_it_understands_in_spite_of_typing_errors(model: IntentModel, text: str, intent: str) -> None:
    assert model.judge(text).intent == intent


def test_words_it_has_never_met_are_none_of_its_business(model: IntentModel) -> None:
    assert model.judge("zzz qqq").intent == OUT_OF_SCOPE


def test_the_shares_of_all_intents_make_one(model: IntentModel) -> None:
    assert 0.0 < sum(share for _, share in model.judge("top up").nearest) <= 1.0 + 1e-6


def test_it_is_the_same_after_being_written_down(model: IntentModel) -> None:
    learned, numbers = model.as_plain()
    again = IntentModel.restore(learned, {name: np.array(array) for name, array in numbers.items()})
    for text in ("top up my phone", "balance", "a poem please"):
        assert again.judge(text).intent == model.judge(text).intent
        assert again.judge(text).confidence == pytest.approx(model.judge(text).confidence, abs=0.02)


def test_the_same_examples_give_the_same_model(model: IntentModel) -> None:
    texts, intents = ["hi", "hello", "hey", "bye", "see you", "goodbye"], ["greet"] * 3 + ["goodbye"] * 3
    one, two = (IntentModel.learn(texts, intents) for _ in range(2))
    assert np.array_equal(one.weights, two.weights)


def test_shorthand_and_money_are_written_out() -> None:
    assert spoken_words("wots u got 4 £15.50 m8") == ["what", "is", "you", "got", "for", "xmoney", "mate"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    model = _tiny()
    assert model.judge(text).intent


@cache
def _tiny() -> IntentModel:
    return IntentModel.learn(["hi", "hello", "hey", "bye", "see you", "goodbye"], ["greet"] * 3 + ["goodbye"] * 3)
