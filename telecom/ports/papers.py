"""What the business needs to read articles and to draw pictures and papers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from telecom.model.articles import Article


class Articles(Protocol):
    """The operator's how-to articles."""

    def find(
        self, question: str, *, kinds: Sequence[str] = (), language: str = "en", limit: int = 3
    ) -> Sequence[Article]:
        """The articles that answer a question in plain words, the best first; for kinds of service only, if named.

        They are in that language where the operator keeps them in it.
        """

    def get(self, name: str, *, language: str = "en") -> Article | None:
        """An article by its name, None where there is none."""


class Paper(Protocol):
    """Draws pictures and papers. Takes a moment: never on an event loop."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        """A picture (PNG) or paper (PDF) by its name, from raw values. LookupError for a name it does not know."""
