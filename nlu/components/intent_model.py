"""The learned part of understanding: numbers per intent, an honest confidence, and a doubt about strangers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlu.components.features import Vocabulary, counted

OUT_OF_SCOPE = "out_of_scope"
FOLDS = 3
RIGHT_WISHES_LOST = 0.04
"""Of the messages it would understand rightly, how many may be refused for doubt, so that strange ones are caught."""


@dataclass(frozen=True)
class Verdict:
    """What the subscriber wants, how sure that is, and what else came near."""

    intent: str
    confidence: float
    nearest: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Doubt:
    """When not to act: too little confidence, too narrow a lead, or too much like what is none of our business."""

    confidence: float
    lead: float
    strangeness: float


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

    @classmethod
    def learn(cls, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learns from examples; the same examples give the same model."""
        names = sorted(set(intents))
        labels = np.array([names.index(intent) for intent in intents])
        vocabulary, counts = Vocabulary.learn(texts)
        matrix = _matrix(vocabulary, counts)
        outside = names.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in names else -1
        scores, strangeness = _unseen_scores(matrix, labels, outside=outside, size=len(names))
        temperature = _best_temperature(scores, labels)
        doubt = _choose_doubt(_shares(scores / temperature), strangeness, labels, outside=outside)
        weights, bias = _fit(matrix, labels, size=len(names))
        stranger = _fit_stranger(matrix, labels, outside=outside)
        return cls(vocabulary, names, weights, bias, stranger, temperature, doubt)

    def judge(self, text: str) -> Verdict:
        """The intent of a message; `out_of_scope` where acting on it would be a guess."""
        places, values = self.vocabulary.vector(counted(text))
        if not len(places):
            return Verdict(OUT_OF_SCOPE, 1.0, ())
        share = _shares((values @ self.weights[places] + self.bias) / self.temperature)
        order = np.argsort(-share)[:5]
        nearest = tuple((self.intents[place], float(share[place])) for place in order)
        strangeness = float(values @ self.stranger[places] + self.stranger[-1])
        first, second = nearest[0][1], nearest[1][1] if len(nearest) > 1 else 0.0
        unsure = first < self.doubt.confidence and first - second < self.doubt.lead
        if nearest[0][0] != OUT_OF_SCOPE and (unsure or strangeness > self.doubt.strangeness):
            return Verdict(OUT_OF_SCOPE, 1.0 - first, nearest)
        return Verdict(nearest[0][0], first, nearest)

    def as_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The model as JSON and arrays."""
        learned = {
            "features": list(self.vocabulary.index),
            "intents": self.intents,
            "temperature": self.temperature,
            "doubt": [self.doubt.confidence, self.doubt.lead, self.doubt.strangeness],
        }
        numbers = {
            "weight": self.vocabulary.weight,
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "stranger": self.stranger,
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
            Doubt(*learned["doubt"]),
        )


def _matrix(vocabulary: Vocabulary, counts: Sequence[Counter[str]]) -> Any:
    from scipy.sparse import csr_matrix

    rows = [vocabulary.vector(found) for found in counts]
    pointers = np.concatenate([[0], np.cumsum([len(places) for places, _ in rows])])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, places, pointers), shape=(len(rows), len(vocabulary.index)))


def _fit(matrix: Any, labels: np.ndarray, *, size: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.svm import LinearSVC

    learned = LinearSVC(C=0.3, random_state=0).fit(matrix, labels)
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
    learned = LinearSVC(C=0.1, class_weight="balanced", random_state=0).fit(matrix, labels == outside)
    return np.append(learned.coef_[0], learned.intercept_[0]).astype(np.float32)


def _unseen_scores(matrix: Any, labels: np.ndarray, *, outside: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of each example by a model that has not seen it: only these tell how sure one may be."""
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(labels), size), dtype=np.float32)
    strangeness = np.zeros(len(labels), dtype=np.float32)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(matrix, labels):
        weights, bias = _fit(matrix[seen], labels[seen], size=size)
        scores[unseen] = matrix[unseen] @ weights + bias
        stranger = _fit_stranger(matrix[seen], labels[seen], outside=outside)
        strangeness[unseen] = matrix[unseen] @ stranger[:-1] + stranger[-1]
    return scores, strangeness


def _shares(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _best_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The scale on which a confidence of 0.8 means being right eight times out of ten."""
    rows = np.arange(len(labels))
    candidates = np.geomspace(0.02, 2.0, 60)
    losses = [-np.log(_shares(scores / each)[rows, labels] + 1e-9).mean() for each in candidates]
    return float(candidates[int(np.argmin(losses))])


def _choose_doubt(shares: np.ndarray, strangeness: np.ndarray, labels: np.ndarray, *, outside: int) -> Doubt:
    """The thresholds that catch most strangers while losing few of the wishes that were understood rightly."""
    right = (shares.argmax(axis=1) == labels) & (labels != outside)
    if outside < 0 or not right.any():
        return Doubt(0.0, 0.0, float("inf"))
    ordered = np.sort(shares, axis=1)
    first, lead = ordered[:, -1], ordered[:, -1] - ordered[:, -2]
    half = RIGHT_WISHES_LOST / 2
    return Doubt(
        float(np.quantile(first[right], half)),
        float(np.quantile(lead[right], half * 2)),
        float(np.quantile(strangeness[right], 1 - half)),
    )
