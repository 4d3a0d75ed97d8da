"""Turns the words of a message into numbers: words, pairs of words, pieces of words, and what the words are about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nlu.components.concepts import concepts_of
from nlu.components.german import concepts as german
from nlu.components.german.phrases import hints_of
from nlu.components.wording import spoken_words

FAMILIES = ("w", "c", "k", "h")
"""Words, characters, concepts, hints: each is scaled for itself, so that none drowns the others."""
WEIGHTS = {"w": 1.0, "c": 1.0, "k": 0.6, "h": 0.4}


def counted(text: str, *, language: str = "en") -> Counter[str]:
    """Every feature of a message with how often it stands there; the first letter names its family."""
    words = spoken_words(text, language=language)
    found: Counter[str] = Counter(f"w{word}" for word in words)
    found.update(f"w{first} {second}" for first, second in zip(words, words[1:]))
    for word in words:
        found.update(pieces_of(word))
    about = german.concepts_of(words) if language == "de" else concepts_of(words)
    found.update(f"k{concept}" for concept in about)
    found.update(f"k{first} {second}" for i, first in enumerate(about) for second in about[i + 1 :])
    if language == "de":  # of English there are so many examples that hints tell nothing more
        found.update(f"h{wish}" for wish in hints_of(words))
    return found


@lru_cache(maxsize=50_000)
def pieces_of(word: str) -> tuple[str, ...]:
    """The stretches of 2 to 5 letters in a word, its edges marked: what is left of it in spite of a typing error."""
    padded = f" {word} "
    return tuple(
        f"c{padded[start : start + size]}" for size in range(2, 6) for start in range(max(len(padded) - size + 1, 0))
    )


def single_words(found: Iterable[str]) -> list[str]:
    """The features that are single words: which of them were ever seen tells how strange a message is."""
    return [feature for feature in found if _is_word(feature)]


def _is_word(feature: str) -> bool:
    return feature[0] == "w" and " " not in feature


@dataclass(frozen=True)
class Vocabulary:
    """Which features there are, and how telling each is (inverse document frequency)."""

    index: dict[str, int]
    weight: np.ndarray

    @classmethod
    def learn(cls, texts: Iterable[str], *, language: str = "en") -> tuple[Vocabulary, list[Counter[str]]]:
        """The vocabulary of the texts, and their counted features so that they need not be counted again."""
        counts = [counted(text, language=language) for text in texts]
        frequency = Counter(feature for each in counts for feature in each)
        kept = sorted(feature for feature, times in frequency.items() if times > 1 or _is_word(feature))
        weight = np.array([math.log((1 + len(counts)) / (1 + frequency[feature])) + 1 for feature in kept])
        return cls({feature: place for place, feature in enumerate(kept)}, weight.astype(np.float32)), counts

    def vector(self, found: Counter[str]) -> tuple[np.ndarray, np.ndarray]:
        """Places and values of a message; each family has length 1 times its weight."""
        _, places, values = self.rows([found])
        return places, values

    def rows(self, counts: Sequence[Counter[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same for many messages at once, one behind the other, and before them where each begins."""
        index, families = self.index, {family: number for number, family in enumerate(FAMILIES)}
        places: list[int] = []
        times: list[int] = []
        belongs: list[int] = []
        begins = [0]
        for row, found in enumerate(counts):
            for feature, often in found.items():
                place = index.get(feature)
                if place is not None:
                    places.append(place)
                    times.append(often)
                    belongs.append(len(families) * row + families[feature[0]])
            begins.append(len(places))
        at, whose = np.array(places, dtype=np.int64), np.array(belongs, dtype=np.int64)
        values = (1 + np.log(np.array(times, dtype=np.float64))) * self.weight[at]
        length = np.sqrt(np.bincount(whose, weights=values * values, minlength=len(families) * len(counts)))
        scale = np.tile([WEIGHTS[family] for family in FAMILIES], len(counts)) / np.maximum(length, 1e-9)
        return np.array(begins), at, (values * scale[whose]).astype(np.float32)
