"""What words are about: the many names people have for the same thing of telecom life."""
from __future__ import annotations

from collections.abc import Sequence

SAID: dict[str, str] = {
    "bill": "bill bills billed invoice invoices statement billing",
    "money": "money cash quid dosh pounds pound credit xmoney funds",
}

CONCEPT = {word: concept for concept, words in SAID.items() for word in words.split()}


def concepts_of(words: Sequence[str]) -> list[str]:
    """The concepts a message touches, each once, in alphabetical order."""
    return sorted({CONCEPT[word] for word in words if word in CONCEPT})
