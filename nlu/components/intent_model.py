"""The learned part of understanding: numbers per intent, an honest confidence, and a doubt about strangers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlu.components.doubt import Doubt, learn_doubt, signs_of
from nlu.components.features import Vocabulary, counted, single_words

OUT_OF_SCOPE = "out_of_scope"
FEW = 5000
FOLDS, FOLDS_OF_FEW = 2, 3
"""Into so many parts the examples fall, to judge each by a model that has not seen it. Half of many examples teach
nearly as much as two thirds of them, in less time; half of few do not."""
OFFERED = 3
WORTH_OFFERING = 0.15
"""A wish is worth offering when its share is at least this part of the best one's."""


@dataclass(frozen=True)
class Verdict:
    """What the subscriber wants, how sure that is, and what else came near.

    Where it is `out_of_scope`, `nearest` holds the wishes worth asking about, or begins with `out_of_scope` itself.
    """

    intent: str
    confidence: float
    nearest: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class IntentModel:
    """Everything that was learned."""

    vocabulary: Vocabulary
    intents: list[str]
    weights: np.ndarray
    bias: np.ndarray
    stranger: np.ndarray
    temperature: float
    doubt: Doubt
    language: str = "en"

    @classmethod
    def learn(cls, texts: Sequence[str], intents: Sequence[str], *, language: str = "en") -> IntentModel:
        """Learns from examples of one language; the same examples give the same model."""
        names = sorted(set(intents))
        labels = np.array([names.index(intent) for intent in intents])
        vocabulary, counts = Vocabulary.learn(texts, language=language)
        matrix = _matrix(vocabulary, counts)
        outside = names.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in names else -1
        (weights, bias, stranger), scores, strangeness, known = _learn_twice(
            matrix, labels, counts, outside=outside, size=len(names)
        )
        temperature = _best_temperature(scores, labels)
        length = np.array([len(single_words(found)) for found in counts])
        signs = signs_of(scores, strangeness, known, length, outside=outside)
        doubt = learn_doubt(signs, _best_wish(scores, outside), labels, outside=outside)
        return cls(vocabulary, names, weights, bias, stranger, temperature, doubt, language)

    def judge(self, text: str) -> Verdict:
        """The intent of a message; `out_of_scope` where acting on it would be a guess."""
        found = counted(text, language=self.language)
        places, values = self.vocabulary.vector(found)
        if not len(places):
            return Verdict(OUT_OF_SCOPE, 1.0, ())
        scores = values @ self.weights[places] + self.bias
        share = _shares(scores / self.temperature)
        nearest = tuple((self.intents[place], float(share[place])) for place in np.argsort(-share)[:5])
        outside = self.intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self.intents else -1
        words = single_words(found)
        known = sum(word in self.vocabulary.index for word in words) / max(len(words), 1)
        strangeness = float(values @ self.stranger[places] + self.stranger[-1])
        signs = signs_of(scores, strangeness, known, len(words), outside=outside)
        wishes = [each for each in nearest if each[0] != OUT_OF_SCOPE]
        if self.doubt.acts(signs):
            return Verdict(wishes[0][0], wishes[0][1], nearest)
        strange = 1.0 - wishes[0][1]
        if not self.doubt.asks(signs):
            return Verdict(OUT_OF_SCOPE, strange, ((OUT_OF_SCOPE, strange), *wishes))
        worth = WORTH_OFFERING * wishes[0][1]
        return Verdict(OUT_OF_SCOPE, strange, tuple(each for each in wishes[:OFFERED] if each[1] >= worth))

    def as_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The model as JSON and arrays."""
        learned = {
            "features": list(self.vocabulary.index),
            "intents": self.intents,
            "temperature": self.temperature,
            "act_from": self.doubt.act_from,
            "language": self.language,
        }
        numbers = {
            "weight": self.vocabulary.weight,
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "stranger": self.stranger,
            "ours": self.doubt.ours,
            "right": self.doubt.right,
        }
        return learned, numbers

    @classmethod
    def restore(cls, learned: dict[str, Any], numbers: dict[str, np.ndarray]) -> IntentModel:
        """The model from what `as_plain` gave."""
        index = {feature: place for place, feature in enumerate(learned["features"])}
        return cls(
            Vocabulary(index, numbers["weight"]),
            learned["intents"],
            numbers["weights"].astype(np.float32),
            numbers["bias"],
            numbers["stranger"],
            learned["temperature"],
            Doubt(numbers["ours"], numbers["right"], learned["act_from"]),
            learned["language"],
        )


def _matrix(vocabulary: Vocabulary, counts: Sequence[Counter[str]]) -> Any:
    from scipy.sparse import csr_matrix

    begins, places, values = vocabulary.rows(counts)
    return csr_matrix((values, places, begins), shape=(len(counts), len(vocabulary.index)))


def _fit(matrix: Any, labels: np.ndarray, *, size: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.svm import LinearSVC

    # A tenth is near enough: as many examples are judged rightly, in less time.
    learned = LinearSVC(C=1.0, tol=0.1, random_state=0).fit(matrix, labels)
    weights = np.zeros((matrix.shape[1], size), dtype=np.float32)
    bias = np.full(size, -9.0, dtype=np.float32)
    if size == 2:
        weights[:, 0], weights[:, 1] = -learned.coef_[0], learned.coef_[0]
        bias[:] = (-learned.intercept_[0], learned.intercept_[0])
    else:
        weights[:, learned.classes_] = learned.coef_.T
        bias[learned.classes_] = learned.intercept_
    return weights, bias


def _fit_stranger(matrix: Any, labels: np.ndarray, *, outside: int) -> np.ndarray:
    """Tells what is none of our business from everything that is: a second opinion, trained on its own."""
    from sklearn.svm import LinearSVC

    if outside < 0:
        return np.zeros(matrix.shape[1] + 1, dtype=np.float32)
    learned = LinearSVC(C=0.1, class_weight="balanced", tol=1e-2, random_state=0).fit(matrix, labels == outside)
    return np.append(learned.coef_[0], learned.intercept_[0]).astype(np.float32)


@dataclass(frozen=True)
class _Part:
    """What was learned from some examples, and what that says of the others: their scores, how strange each is, and
    which share of its words was met."""

    weights: np.ndarray
    bias: np.ndarray
    stranger: np.ndarray
    scores: np.ndarray
    strangeness: np.ndarray
    known: np.ndarray


def _learn_twice(
    matrix: Any, labels: np.ndarray, counts: Sequence[Counter[str]], *, outside: int, size: int
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """Learns from all examples; and scores each example by a model that has not seen it: only such scores tell how
    sure one may be. Gives also how strange each was to that model and which share of its words that model knew."""
    from joblib import Parallel, delayed
    from sklearn.model_selection import StratifiedKFold

    words = [single_words(found) for found in counts]
    everything = np.arange(len(labels))
    parts = [(everything, everything[:0])]
    folds = FOLDS if len(labels) > FEW else FOLDS_OF_FEW
    parts += StratifiedKFold(folds, shuffle=True, random_state=0).split(everything, labels)
    # Side by side in processes of their own: in threads they would share one source of chance, and no two models
    # would be the same.
    learned: list[_Part] = Parallel(n_jobs=min(len(parts), os.cpu_count() or 1))(
        delayed(_learn_part)(matrix, labels, words, seen, unseen, outside=outside, size=size) for seen, unseen in parts
    )
    scores = np.zeros((len(labels), size), dtype=np.float32)
    strangeness, known = np.zeros(len(labels), dtype=np.float32), np.zeros(len(labels), dtype=np.float32)
    for (_, unseen), part in zip(parts, learned):
        scores[unseen], strangeness[unseen], known[unseen] = part.scores, part.strangeness, part.known
    return (learned[0].weights, learned[0].bias, learned[0].stranger), scores, strangeness, known


def _learn_part(
    matrix: Any,
    labels: np.ndarray,
    words: Sequence[Sequence[str]],
    seen: np.ndarray,
    unseen: np.ndarray,
    *,
    outside: int,
    size: int,
) -> _Part:
    weights, bias = _fit(matrix[seen], labels[seen], size=size)
    stranger = _fit_stranger(matrix[seen], labels[seen], outside=outside)
    met = {word for place in seen for word in words[place]} if len(unseen) else set()
    return _Part(
        weights,
        bias,
        stranger,
        scores=matrix[unseen] @ weights + bias,
        strangeness=matrix[unseen] @ stranger[:-1] + stranger[-1],
        known=np.array([sum(w in met for w in words[place]) / max(len(words[place]), 1) for place in unseen]),
    )


def _best_wish(scores: np.ndarray, outside: int) -> np.ndarray:
    wishes = scores.copy()
    if outside >= 0:
        wishes[:, outside] = -np.inf
    return wishes.argmax(axis=1)


def _shares(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _best_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The scale on which a confidence of 0.8 means being right eight times out of ten."""
    # A quarter of the examples tells it as well as all of them.
    scores, labels = scores[::4], labels[::4]
    rows = np.arange(len(labels))
    candidates = np.geomspace(0.02, 2.0, 60)
    losses = [-np.log(_shares(scores / each)[rows, labels] + 1e-9).mean() for each in candidates]
    return float(candidates[int(np.argmin(losses))])
