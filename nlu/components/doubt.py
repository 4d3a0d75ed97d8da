"""When to act on a message, when to ask what was meant, and when it is none of our business: learned from mistakes.

The model's own share for its best guess says little about strange messages. Two small scales are learned on messages
that the model had not seen: how likely a message is for us, and how likely the best guess about it is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

STRANGERS = 1 / 6
"""How many messages are taken to be none of our business, however many of the examples are."""
AS_GOOD_AS_BEST = 0.001
"""So much less decided rightly is accepted in order to catch more strange messages."""
RIGHT_ENOUGH = 0.25
OURS_ENOUGH = 0.35
"""Under the first it is asked what was meant; under the second it is said that this is none of our business."""
SIGNS = 11


@dataclass(frozen=True)
class Doubt:
    """The two scales, and from where on a message is taken as meant for us."""

    ours: np.ndarray
    right: np.ndarray
    act_from: float

    def acts(self, signs: np.ndarray) -> Any:
        """Whether to act on the best guess. A row of signs for each message, or one for one."""
        return (_squash(signs @ self.ours) >= self.act_from) & (_squash(signs @ self.right) >= RIGHT_ENOUGH)

    def asks(self, signs: np.ndarray) -> Any:
        """Whether to ask what was meant, when it is not acted on."""
        return _squash(signs @ self.ours) >= OURS_ENOUGH


NO_DOUBT = Doubt(np.eye(1, SIGNS, dtype=np.float32)[0], np.eye(1, SIGNS, dtype=np.float32)[0], 0.0)
"""Where there are no examples of what is none of our business."""


def signs_of(scores: np.ndarray, strangeness: Any, known: Any, length: Any, *, outside: int) -> np.ndarray:
    """What speaks for and against a message, a row for each: the scores of the best wishes and of "none of our
    business", how strange it is, how long it is, and which share of its words was ever seen."""
    wishes = np.delete(scores, outside, axis=-1) if outside >= 0 else scores
    highest = np.sort(wishes, axis=-1)
    first = highest[..., -1]
    second = highest[..., -2] if wishes.shape[-1] > 1 else np.zeros_like(first)
    outer = scores[..., outside] if outside >= 0 else np.zeros_like(first)
    known, words = np.asarray(known, np.float32), np.log1p(np.asarray(length, np.float32))
    unknown = np.asarray(length, np.float32) * (1 - known)
    signs = (np.ones_like(first), first, second, first - second, outer, np.asarray(strangeness), known, known**2, words,
             known * words, unknown)  # fmt: skip
    return np.stack(signs, axis=-1).astype(np.float32)


def learn_doubt(signs: np.ndarray, guesses: np.ndarray, labels: np.ndarray, *, outside: int) -> Doubt:
    """The scales and the threshold from guesses about messages that the model had not seen."""
    strange = labels == outside
    right = guesses == labels
    if not strange.any() or strange.all() or not right.any() or right.all():
        return NO_DOUBT
    weight = np.where(strange, STRANGERS / strange.mean(), (1 - STRANGERS) / (1 - strange.mean()))
    ours = _fit(signs, ~strange, weight)
    return Doubt(ours, _fit(signs, right, weight), _best_threshold(_squash(signs @ ours), right, strange, weight))


def _best_threshold(ours: np.ndarray, right: np.ndarray, strange: np.ndarray, weight: np.ndarray) -> float:
    """The highest threshold with which about as many messages are decided rightly as with the best one."""
    candidates = np.linspace(0.02, 0.98, 97)
    decided = np.array([np.average(np.where(ours >= each, right, strange), weights=weight) for each in candidates])
    return float(candidates[np.flatnonzero(decided >= decided.max() - AS_GOOD_AS_BEST)[-1]])


def _fit(signs: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    mean, spread = signs[:, 1:].mean(axis=0), signs[:, 1:].std(axis=0) + 1e-6
    learned = LogisticRegression(C=10.0, max_iter=2000).fit((signs[:, 1:] - mean) / spread, truth, sample_weight=weight)
    slopes = learned.coef_[0] / spread
    return np.append(learned.intercept_ - slopes @ mean, slopes).astype(np.float32)


def _squash(value: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))
