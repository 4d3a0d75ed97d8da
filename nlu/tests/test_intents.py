"""What the model learns from examples, how sure it says it is, and that it is the same after a night on disk."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from nlu.components.doubt import SIGNS, learn_doubt, signs_of
from nlu.components.entities import EntityRecogniser, likely_wish
from nlu.components.intent_model import OUT_OF_SCOPE, IntentModel
from nlu.components.wording import spoken_words
from rasa.shared.nlu.training_data.message import Message

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


def test_a_message_that_is_not_clear_keeps_the_wishes_worth_asking_about(model: IntentModel) -> None:
    unsure = replace(model, doubt=replace(model.doubt, ours=_always(5.0), right=_always(-5.0)))
    verdict = unsure.judge("pay balance")
    assert verdict.intent == OUT_OF_SCOPE
    assert 1 <= len(verdict.nearest) <= 3
    assert OUT_OF_SCOPE not in dict(verdict.nearest)


def test_a_message_that_is_none_of_our_business_says_so_first(model: IntentModel) -> None:
    closed = replace(model, doubt=replace(model.doubt, ours=_always(-5.0), act_from=0.5))
    assert closed.judge("pay balance").nearest[0][0] == OUT_OF_SCOPE


def test_what_an_unclear_message_names_is_read_under_the_likeliest_wish() -> None:
    message = Message({"text": "stop my phone til tuesday"})
    message.set("intent", {"name": OUT_OF_SCOPE})
    message.set("intent_ranking", [{"name": "pause_service"}, {"name": "terminate_service"}])
    message.set("metadata", {"now": "2026-09-15T10:00:00+01:00"})
    EntityRecogniser().process([message])
    assert {each["entity"] for each in message.get("entities")} == {"service", "period"}
    assert likely_wish(message) == "pause_service"
    message.set("metadata", {"form": "top_up_form"})
    assert likely_wish(message) == OUT_OF_SCOPE


def test_the_threshold_catches_strangers_and_lets_our_own_pass() -> None:
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], 200)
    scores = rng.normal(-1, 0.2, (600, 3)).astype(np.float32)
    scores[np.arange(600), labels] += 0.8
    strangeness = np.where(labels == 2, 0.5, -0.5) + rng.normal(0, 0.3, 600)
    signs = signs_of(scores, strangeness, np.ones(600), np.full(600, 5), outside=2)
    acts = learn_doubt(signs, scores[:, :2].argmax(axis=1), labels, outside=2).acts(signs)
    assert acts[labels != 2].mean() > 0.9
    assert acts[labels == 2].mean() < 0.1


def _always(value: float) -> np.ndarray:
    return np.eye(1, SIGNS, dtype=np.float32)[0] * value
