"""What is written down in several languages, such as what a product is; each reader gets theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

# What everything is written in first, and what a reader gets where their language is missing.
FIRST = "en"


@dataclass(frozen=True, slots=True)
class Translated:
    """One text by language; it always stands in the first one."""

    texts: Mapping[str, str]

    def for_reader(self, language: str) -> str:
        """The text in the reader's language, else in the first one."""
        return self.texts.get(language) or self.texts[FIRST]
