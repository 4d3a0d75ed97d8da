"""Which language is a message written in? Told by its words and pieces of words; in doubt it is the one so far."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIRST = "en"
SURE = 3.0
"""So much more must speak for another language than for the one so far. A word that everybody knows brings up to 4."""
SURE_OF_AN_ANSWER = 9.0
"""The same while a question stands open: names, streets and places are answers in any language."""
SURE_ENOUGH_TO_ANSWER = 5.0
"""From here on the language is told as sure: one word alone, whichever it is, changes nobody's language."""
MOST_PER_WORD = 4.0
SMOOTHING = 0.3
_WORD = re.compile(r"[^\W\d_]+")
_WRITTEN_BY_MACHINES = re.compile(r"\S+@\S+|https?://\S+|\b\S*\d\S*\b")


@dataclass(frozen=True)
class Tongues:
    """How often each word and piece of a word stands in the examples of each language, as logarithms."""

    shares: Mapping[str, Mapping[str, float]]

    @classmethod
    def learn(cls, texts: Mapping[str, Sequence[str]]) -> Tongues:
        """Learns from the examples of each language."""
        counts = {language: _count(each) for language, each in texts.items()}
        known = [feature for feature, times in sum(counts.values(), Counter()).items() if times > 1]
        shares = {}
        for language, count in counts.items():
            size = sum(count[feature] for feature in known) + SMOOTHING * len(known)
            shares[language] = {each: round(math.log((count[each] + SMOOTHING) / size), 2) for each in known}
        return cls(shares)

    def tell(self, text: str, *, so_far: str, answers: bool = False) -> tuple[str, bool]:
        """The language of a message, and whether that is sure; `answers` says that a question stands open."""
        if so_far not in self.shares:
            return (FIRST if FIRST in self.shares else so_far), False
        found = {language: self._weigh(text, language, against=so_far) for language in self.shares}
        best = max(found, key=lambda language: (found[language], language == so_far))
        if best != so_far and found[best] < (SURE_OF_AN_ANSWER if answers else SURE):
            return so_far, False
        rest = [found[best] - weight for language, weight in found.items() if language != best]
        return best, bool(rest) and min(rest) >= SURE_ENOUGH_TO_ANSWER

    def _weigh(self, text: str, language: str, *, against: str) -> float:
        if language == against:
            return 0.0
        return sum(self._weigh_word(word, language, against) for word in _words(text))

    def _weigh_word(self, word: str, language: str, against: str) -> float:
        here, there = self.shares[language], self.shares[against]
        differences = [here[piece] - there[piece] for piece in _pieces(word) if piece in here]
        if not differences:
            return 0.0
        whole = f" {word} "
        about = 2 * sum(differences) / len(differences) + (here[whole] - there[whole] if whole in here else 0.0)
        return max(-MOST_PER_WORD, min(MOST_PER_WORD, about))

    def as_plain(self) -> dict[str, Any]:
        """What was learned, as JSON."""
        return {language: dict(shares) for language, shares in self.shares.items()}


def _words(text: str) -> list[str]:
    plain = _WRITTEN_BY_MACHINES.sub(
        " ", unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("'", "")
    )
    return _WORD.findall(plain)


def _count(texts: Sequence[str]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for word, times in Counter(word for text in texts for word in _words(text)).items():
        counted.update(dict.fromkeys(_pieces(word), times))
    return counted


def _pieces(word: str) -> list[str]:
    """The word itself, and its stretches of 2 to 4 letters with its edges marked."""
    padded = f" {word} "
    pieces = {padded[at : at + size] for size in (2, 3, 4) for at in range(len(padded) - size + 1)}
    return [padded, *sorted(pieces - {padded})]
